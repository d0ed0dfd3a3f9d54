package org.relais.channel;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the house lends to a channel.
 *
 * @param clock the wall clock
 * @param nanoTime this node's monotonic clock; permits are checked by both
 * @param httpTimeout bound on every request to the platform
 */
public record ChannelContext(Vertx vertx, InstantSource clock, LongSupplier nanoTime, Duration httpTimeout) {}
