package org.relais.inbound;

/** Told of every commit of the intake, and only of what there is to do after it. Quick, from any thread. */
public interface Arrivals {
    /** Nobody on this node works the inbox. */
    Arrivals UNHEARD = new Arrivals() {
        @Override
        public void receipts() {}

        @Override
        public void replies() {}

        @Override
        public void stops() {}
    };

    /** Platforms told what became of messages. */
    void receipts();

    /** People wrote, pressed, or are to be answered. */
    void replies();

    /** The wait for a stop or a hold is over: its last word is owed. */
    void stops();
}
