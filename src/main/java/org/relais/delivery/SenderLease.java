package org.relais.delivery;

import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;

/**
 * Lease of an organisation's senders on one channel, while this node paces them. One event loop.
 */
final class SenderLease {
    private LeaseTerm term;

    /**
     * @param term while the lease is surely ours
     */
    SenderLease(LeaseTerm term) {
        this.term = term;
    }

    void renew(LeaseTerm renewed) {
        term = renewed;
    }

    boolean heldAt(LeaseClock.Reading now) {
        return !term.isOver(now);
    }
}
