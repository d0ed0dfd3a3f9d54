package org.relais.delivery;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ConsentGate;
import org.relais.database.DatabaseAddress;

/**
 * What the engine is built from.
 *
 * @param drain told of what this node settles, so that stops wait no longer than they must
 * @param nanoTime this node's monotonic clock; the same that the channels check permits with
 */
public record EngineParts(
        DatabaseAddress database,
        ChannelRegistry channels,
        ConsentGate gate,
        MessageRenderer renderer,
        PlatformStop platformStop,
        Drain drain,
        EngineSettings settings,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random) {}
