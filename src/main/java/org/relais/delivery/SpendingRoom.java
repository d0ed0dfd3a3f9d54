package org.relais.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Room under the ceiling of a month for the senders that one node paces of an organisation on a channel: what the database
 * said last, less all that has been claimed since it was asked, so that it is asked about once a second and not by every
 * claim. It may be too small, by what was put back or has failed since, and only for that second too large. Pure: readings of
 * a monotonic clock in nanoseconds.
 */
final class SpendingRoom {
    /** Messages, for no bound at all. */
    static final long UNBOUNDED = Long.MAX_VALUE / 2;

    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private long claimed;
    private @Nullable Question asked;
    private long room;

    /** @param claimed messages, until it was asked: these were in the database */
    record Question(long at, long claimed) {}

    /** Counts messages that have been claimed; whether it is known that they fit beside all that is under way. */
    boolean take(int messages, long now) {
        claimed += messages;
        return asked != null && now - asked.at() < FRESH && claimed - asked.claimed() <= room;
    }

    /** To be asked now, of the database. */
    Question question(long now) {
        return new Question(now, claimed);
    }

    /** @param messages that fit beside all that was under way; negative when some of those do not */
    void answered(Question question, long messages) {
        asked = question;
        room = messages;
    }
}
