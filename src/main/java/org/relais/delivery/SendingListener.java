package org.relais.delivery;

/** Listener to how platforms take messages, by the ids of their senders; both must return at once. */
public interface SendingListener {
    /** Nobody is told. */
    SendingListener NOBODY = new SendingListener() {
        @Override
        public void accepted(long senderId) {}

        @Override
        public void failed(long senderId) {}
    };

    /** A platform took a message. */
    void accepted(long senderId);

    /** A platform said that it failed, could not be reached or did not answer. */
    void failed(long senderId);
}
