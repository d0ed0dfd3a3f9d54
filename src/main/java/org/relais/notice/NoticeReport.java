package org.relais.notice;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of a notice wrote, until somebody has seen to it.
 *
 * @param title of the broadcast
 * @param email where an answer is asked for; null: none is
 */
public record NoticeReport(
        long id, long broadcastId, String title, String text, @Nullable String email, Instant receivedAt) {
    /** Most characters of the words. */
    public static final int LONGEST = 4_000;
}
