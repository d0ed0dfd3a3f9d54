package org.relais.inbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What organisers have answered to a message of their inbox, and whether they may answer now.
 *
 * @param refusal why no answer may be sent now, as {@link OrganiserAnswerService} names it; null when one may
 * @param until when the platform's window closes, after which none may; null where there is no window, or none is open
 * @param given the answers so far, the oldest first
 */
public record AnswerStatus(@Nullable String refusal, @Nullable Instant until, List<Given> given) {
    public AnswerStatus {
        given = List.copyOf(given);
    }

    /**
     * One answer.
     *
     * @param text as it was sent; an ellipsis once the person was erased
     * @param by who wrote it: {@code organiser:<id>} or {@code token:<id>}
     * @param state of its delivery: queued, sending, accepted, delivered, read, failed, unknown, suppressed or cancelled
     * @param reason why it was not sent, in our words or the platform's code
     */
    public record Given(long deliveryId, String text, String by, Instant at, String state, @Nullable String reason) {}
}
