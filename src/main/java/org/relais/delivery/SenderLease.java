package org.relais.delivery;

import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;

/**
 * An organisation's senders on one channel, while this node paces them: they share the platform's tier of different
 * people per day, and the lease. One event loop.
 */
final class SenderLease {
    private final DailyRecipientLimit window;
    private LeaseTerm term;

    /**
     * @param term while the lease is surely ours
     */
    SenderLease(DailyRecipientLimit window, LeaseTerm term) {
        this.window = window;
        this.term = term;
    }

    DailyRecipientLimit window() {
        return window;
    }

    void renew(LeaseTerm renewed) {
        term = renewed;
    }

    boolean heldAt(LeaseClock.Reading now) {
        return !term.isOver(now);
    }
}
