package org.relais.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.RightsKind;
import org.relais.database.SqlNamed;

/**
 * A right that a person has exercised, until it is answered.
 *
 * @param contactName empty when unknown or erased
 * @param erased whether the person has been erased since: nothing is left to hand over or to change
 * @param stopped whether the person has stopped since, or with the same words: nothing more may be sent to them for it
 * @param text the person's words; null when an organiser wrote it down, and after an erasure
 * @param recordedBy who wrote down what did not come by webhook: {@code organiser:<id>} or {@code token:<id>}
 * @param dueAt the legal deadline for the answer: one month after receipt (GDPR article 12(3))
 * @param closedBy {@code organiser:<id>} or {@code token:<id>}
 * @param note what the organiser wrote when closing it
 * @param link to their data, the last that was sent; null when none was
 */
public record RightsCase(
        long id,
        long contactId,
        String contactName,
        boolean erased,
        boolean stopped,
        RightsKind kind,
        @Nullable String text,
        @Nullable String recordedBy,
        Instant receivedAt,
        Instant dueAt,
        State state,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        @Nullable String note,
        @Nullable Link link) {

    /**
     * A link to somebody's data.
     *
     * @param until when it opens no more
     * @param opened whether the person has opened it
     * @param delivery how far its message got; null when that is not known any more
     * @param reason why its message was not sent or did not arrive; null for any other
     */
    public record Link(
            Instant sentAt, Instant until, boolean opened, @Nullable String delivery, @Nullable String reason) {}

    /** How a request was closed, or that it is open. */
    public enum State implements SqlNamed {
        OPEN,
        DONE,
        /** For one of the reasons that the law gives, which the note must state (GDPR article 12(4)). */
        REFUSED;
    }

    /** Whether what they asked for can be sent to the chat where they asked. */
    public boolean answeredByChat() {
        return kind == RightsKind.ACCESS && recordedBy == null && !stopped && !erased;
    }

    /** Whether it was answered by a link to their data. */
    public boolean linked() {
        return state == State.DONE && link != null;
    }

    /** Whether it is open past its deadline. */
    public boolean overdue(Instant now) {
        return state == State.OPEN && now.isAfter(dueAt);
    }
}
