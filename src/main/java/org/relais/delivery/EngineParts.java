package org.relais.delivery;

import java.time.InstantSource;
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
     * @param sending told how platforms take messages
     */
    public record Environment(
            InstantSource clock, LongSupplier nanoTime, RandomGenerator random, SendingListener sending) {

        /** Nobody is told. */
        public Environment(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
            this(clock, nanoTime, random, SendingListener.NOBODY);
        }
    }

    InstantSource clock() {
        return environment.clock();
    }

    LongSupplier nanoTime() {
        return environment.nanoTime();
    }
}
