package org.relais.broadcast;

/** What came of a step in a broadcast's life. */
public sealed interface BroadcastChange {

    /** It was taken; the broadcast as it is now. */
    record Done(Broadcast broadcast) implements BroadcastChange {}

    /** The broadcast is not in a state from which this step leads anywhere, or somebody changed it meanwhile. */
    record Refused(Broadcast broadcast) implements BroadcastChange {}

    /** Nobody would get it, and whoever sent it did not say that they know. */
    record Unreachable(Forecast forecast) implements BroadcastChange {}

    /** The organisation has no such broadcast. */
    record Missing() implements BroadcastChange {}
}
