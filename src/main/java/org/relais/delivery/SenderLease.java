package org.relais.delivery;

import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;

/**
 * Lease of an organisation's senders on one channel, while this node paces them. One event loop.
 */
final class SenderLease {
    private final SpendingRoom spending = new SpendingRoom();
    private LeaseTerm term;

    /**
     * @param term while the lease is surely ours
     */
    SenderLease(LeaseTerm term) {
        this.term = term;
    }

    /** What the senders may still spend together, as far as one of them has asked. */
    SpendingRoom spending() {
        return spending;
    }

    void renew(LeaseTerm renewed) {
        term = renewed;
    }

    boolean heldAt(LeaseClock.Reading now) {
        return !term.isOver(now);
    }
}
