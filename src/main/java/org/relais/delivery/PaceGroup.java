package org.relais.delivery;

/**
 * An organisation's senders on one channel, while this node paces them: they share the platform's tier of different
 * people per day, and the lease. One event loop.
 */
final class PaceGroup {
    private final PaceStore.Key key;
    private final UniqueWindow window;
    private long heldUntil;

    /**
     * @param heldUntil reading of the monotonic clock until which the lease is surely ours
     */
    PaceGroup(PaceStore.Key key, UniqueWindow window, long heldUntil) {
        this.key = key;
        this.window = window;
        this.heldUntil = heldUntil;
    }

    PaceStore.Key key() {
        return key;
    }

    UniqueWindow window() {
        return window;
    }

    void extend(long until) {
        heldUntil = until;
    }

    boolean heldAt(long now) {
        return now - heldUntil < 0;
    }
}
