package org.relais.delivery;

/**
 * An organisation's senders on one channel, while this node paces them: they share the platform's tier of different
 * people per day, and the lease. One event loop.
 */
final class SenderLease {
    private final DailyRecipientLimit window;
    private long heldUntil;

    /**
     * @param heldUntil reading of the monotonic clock until which the lease is surely ours
     */
    SenderLease(DailyRecipientLimit window, long heldUntil) {
        this.window = window;
        this.heldUntil = heldUntil;
    }

    DailyRecipientLimit window() {
        return window;
    }

    void extend(long until) {
        heldUntil = until;
    }

    boolean heldAt(long now) {
        return now - heldUntil < 0;
    }
}
