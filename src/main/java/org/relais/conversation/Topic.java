package org.relais.conversation;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What an answer would be about.
 *
 * @param key the same for all messages about it
 * @param title as the person knows it
 * @param closed whether nothing can be answered any more
 * @param answeredAt the person's last answer; null for none
 * @param taken whether they have a part or a place in it, which they may give up
 * @param sort what people call it besides its title; null for nothing
 * @param day on which it is, where it is; null for none
 */
public record Topic(
        String key,
        String title,
        boolean closed,
        @Nullable Instant answeredAt,
        boolean taken,
        @Nullable Sort sort,
        @Nullable LocalDate day) {

    /** Things that have a name in every language: "the survey". */
    public enum Sort {
        EVENT,
        QUESTION,
        CALL,
        SHARE
    }

    /** The same on this day. */
    public Topic on(LocalDate date) {
        return new Topic(key, title, closed, answeredAt, taken, sort, date);
    }

    /** Whether a message that was sent then still waits for an answer. */
    public boolean awaits(Instant sentAt) {
        return !closed && (answeredAt == null || answeredAt.isBefore(sentAt));
    }
}
