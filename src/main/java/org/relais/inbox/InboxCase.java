package org.relais.inbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who looks after a person's conversation, and when it is to be looked at again.
 *
 * @param assignedTo an organiser's id; null: nobody
 * @param snoozedUntil when messages so far wait again; null or in the past: now
 */
public record InboxCase(@Nullable Long assignedTo, List<String> labels, @Nullable Instant snoozedUntil) {
    /** Most labels of one conversation. */
    public static final int MOST_LABELS = 10;

    /** Characters of a label. */
    public static final int LONGEST_LABEL = 40;

    public InboxCase {
        labels = List.copyOf(labels);
    }

    /** What organisers noted for one another. */
    public record Note(long id, String text, String by, Instant at) {}

    /**
     * Somebody whose messages wait, by the newest of them.
     *
     * @param messages that nobody has read
     * @param stopped whether they have stopped, so that nothing can be answered
     */
    public record Waiting(InboundMessage newest, long messages, InboxCase standing, boolean stopped) {}
}
