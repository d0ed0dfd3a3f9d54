package org.relais.delivery;

import java.time.InstantSource;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ConsentGate;
import org.relais.database.Connections;

/**
 * What the engine is built from.
 *
 * @param consent how the engine obeys consent, and tells of it
 */
public record EngineParts(
        Connections database,
        ChannelRegistry channels,
        Consent consent,
        MessageRenderer renderer,
        EngineSettings settings,
        Environment environment) {

    /**
     * How the engine obeys consent, and tells of it.
     *
     * @param gate gives the permit without which nothing is sent
     * @param platformStop told that a platform knows of a stop
     * @param drain told of what this node settles, so that stops wait no longer than they must
     */
    public record Consent(ConsentGate gate, PlatformStop platformStop, Drain drain) {}

    /**
     * What differs from run to run.
     *
     * @param clock the wall clock
     * @param nanoTime this node's monotonic clock; the same two that the channels check permits with
     * @param accepted told, for each message that a platform takes, the id of its sender; must return at once
     */
    public record Environment(
            InstantSource clock, LongSupplier nanoTime, RandomGenerator random, LongConsumer accepted) {

        /** Nobody is told. */
        public Environment(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
            this(clock, nanoTime, random, sender -> {});
        }
    }

    InstantSource clock() {
        return environment.clock();
    }

    LongSupplier nanoTime() {
        return environment.nanoTime();
    }
}
