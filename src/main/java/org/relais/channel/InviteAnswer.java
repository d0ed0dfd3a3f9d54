package org.relais.channel;

import org.jspecify.annotations.Nullable;

/**
 * What a platform said to the wish for a link into a group, or for the end of one.
 *
 * @param link what people open; null for the end of one, and when nothing was done
 * @param movedTo the id that the group has now, for {@link Outcome#MOVED}
 */
public record InviteAnswer(Outcome outcome, @Nullable String link, @Nullable String movedTo) {

    /** What is to be done about it. */
    public enum Outcome {
        DONE,
        /** The sender lacks the right: an administrator of the group must act. */
        NO_RIGHT,
        /** There is no such group for the sender any more. */
        GONE,
        /** The group has another id. */
        MOVED,
        /** Nothing of what was asked for exists, so that nothing is left to be done. */
        NOTHING,
        /** No answer, or one that says so: again later. */
        LATER
    }

    public static InviteAnswer of(Outcome outcome) {
        return new InviteAnswer(outcome, null, null);
    }
}
