package org.relais.delivery;

/**
 * Part of a sender's queue that is served in order; lanes of the same priority take turns.
 *
 * @param firstContacts whether it is a broadcast to people who never asked for it
 * @param head its first delivery
 */
record Lane(Key key, boolean firstContacts, QueuePosition head) {

    /**
     * @param priority 0 stop confirmations, 1 replies, 2 broadcasts
     * @param broadcastId 0 for everything that belongs to no broadcast
     */
    record Key(long senderId, int priority, long broadcastId) {
        boolean urgent() {
            return priority < 2;
        }
    }

    boolean mayHoldFirstContacts() {
        return firstContacts || key.priority() == 2 && key.broadcastId() == 0;
    }
}
