package org.relais.channel;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the house lends to a channel.
 *
 * @param nanoTime this node's monotonic clock, for permits
 * @param httpTimeout bound on every request to the platform
 */
public record ChannelContext(Vertx vertx, InstantSource clock, LongSupplier nanoTime, Duration httpTimeout) {}
