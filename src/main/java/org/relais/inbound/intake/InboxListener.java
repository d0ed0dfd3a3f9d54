package org.relais.inbound.intake;

import java.util.List;

/** Listener to every commit of the intake, and only of what there is to do after it. Quick, from any thread. */
public interface InboxListener {
    /** Nobody on this node works the inbox. */
    InboxListener UNHEARD = new InboxListener() {
        @Override
        public void receipts() {}

        @Override
        public void replies() {}

        @Override
        public void stops() {}

        @Override
        public boolean over(List<DrainedStop> drained) {
            return false;
        }
    };

    /** Platforms told what became of messages. */
    void receipts();

    /** People wrote, pressed, or are to be answered. */
    void replies();

    /** The wait for a stop or a hold is over: its last word is owed. */
    void stops();

    /**
     * Their wait is over just now.
     *
     * @return whether their last words are said here at once, which notes the wait as well; else the caller notes it
     */
    boolean over(List<DrainedStop> drained);
}
