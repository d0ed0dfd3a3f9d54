package org.relais.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.audience.ClosedWindows;
import org.relais.consent.Purpose;

/**
 * One page of a broadcast's audience: the people, by contact id, at most some ten thousand at once.
 *
 * @param purpose {@link Purpose#BROADCAST}, or {@link Purpose#FIRST_CONTACT} for people who never asked for it
 * @param closed where the message reaches only people who have written lately: the others are refused at once
 * @param channel only addresses of this channel; null: each person's preferred one
 * @param second the other text of two; null: everybody gets the same
 */
public record AudiencePage(
        long organisationId,
        long broadcastId,
        long messageId,
        Purpose purpose,
        @Nullable String channel,
        List<Long> contactIds,
        Instant notBefore,
        @Nullable Instant notAfter,
        ClosedWindows closed,
        @Nullable Second second) {

    /**
     * A message that a random half of the people gets instead of the first.
     *
     * @param seed who is in that half hangs on it and on who else is in the page
     */
    public record Second(long messageId, long seed) {}

    public AudiencePage {
        contactIds = List.copyOf(contactIds);
    }
}
