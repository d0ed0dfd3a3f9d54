package org.relais.delivery;

import io.vertx.core.Future;

/** Sends what is queued, on this node, as fast as the platforms allow. */
public final class DeliveryEngine {

    /** Begins to send. */
    public Future<Void> start() {
        throw new UnsupportedOperationException();
    }

    /** Claims nothing more, waits (bounded by the HTTP timeout) for what is open, settles it, and gives its leases back. */
    public Future<Void> stop() {
        throw new UnsupportedOperationException();
    }

    /**
     * Says that something was queued, after its commit: looked at now instead of within a second, on whichever node
     * paces the organisation's senders.
     */
    public void wake(long organisationId) {
        throw new UnsupportedOperationException();
    }
}
