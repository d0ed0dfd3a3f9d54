package org.relais.conversation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer would be about.
 *
 * @param key the same for all messages about it
 * @param title as the person knows it
 * @param closed whether nothing can be answered any more
 * @param answeredAt the person's last answer; null for none
 * @param taken whether they have a part or a place in it, which they may give up
 * @param said that answer; null for none, and where it is neither yes, no nor perhaps
 * @param sort what people call it besides its title; null for nothing
 * @param days on which it is, or of which it speaks; empty for none
 * @param text words by which it may be named besides its title; empty for none
 */
public record Topic(
        String key,
        String title,
        boolean closed,
        @Nullable Instant answeredAt,
        boolean taken,
        @Nullable ReplyMeaning said,
        @Nullable Sort sort,
        Set<LocalDate> days,
        String text) {
    public Topic {
        days = Set.copyOf(days);
    }

    /** Things that have a name in every language: "the survey". */
    public enum Sort {
        EVENT,
        QUESTION,
        CALL,
        SHARE
    }

    /** The same on this day. */
    public Topic on(LocalDate date) {
        return new Topic(key, title, closed, answeredAt, taken, said, sort, Set.of(date), text);
    }

    /** The same named by no day: where a question is asked, a day may be its answer. */
    public Topic onNoDay() {
        return new Topic(key, title, closed, answeredAt, taken, said, sort, Set.of(), text);
    }

    /** Whether they have said perhaps to it, and nothing else since. */
    public boolean undecided() {
        return !closed && said == ReplyMeaning.MAYBE;
    }

    /** Whether they have said no to it, and nothing else since. */
    public boolean refused() {
        return said == ReplyMeaning.NO;
    }

    /** Whether a message that was sent then still waits for an answer. */
    public boolean awaits(Instant sentAt) {
        return !closed && (answeredAt == null || answeredAt.isBefore(sentAt));
    }
}
