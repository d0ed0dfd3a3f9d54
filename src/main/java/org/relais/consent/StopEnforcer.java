package org.relais.consent;

import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must be true of the outbox once a stop is committed, and before it is answered; implemented by {@code delivery},
 * which stands below, and called by the consent service for every way a stop can arrive.
 */
public interface StopEnforcer {

    /**
     * Cancels what is queued for the person, in a transaction later than the one that committed the stop, and waits
     * until nothing to any of their addresses is open. Bounded (5 s by default): past the bound it returns what is
     * still in flight, for the ledger.
     */
    Future<Enforced> enforce(long organisationId, long contactId);

    /**
     * @param cancelled deliveries cancelled
     * @param inFlight deliveries still {@code sending} when the bound was hit; empty in every ordinary case
     */
    record Enforced(int cancelled, List<Long> inFlight) {
        public Enforced {
            inFlight = List.copyOf(inFlight);
        }

        /** With what is in flight to the same person elsewhere. */
        public Enforced with(List<Long> elsewhere) {
            return elsewhere.isEmpty()
                    ? this
                    : new Enforced(
                            cancelled,
                            Stream.concat(inFlight.stream(), elsewhere.stream()).toList());
        }
    }
}
