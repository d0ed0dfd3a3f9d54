package org.relais.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one claimed delivery.
 *
 * @param attempt the claim it belongs to: a settlement of an older claim changes nothing
 * @param reason why, for every state but accepted; for one that is queued again the last error
 * @param notBefore for {@link State#QUEUED}: when it may be claimed again; null: as before, it keeps its place
 * @param retried whether it counts as a retry
 * @param wording what was handed over; null where there was no text
 */
record Settlement(
        long deliveryId,
        int attempt,
        State state,
        @Nullable String reason,
        @Nullable String externalId,
        @Nullable Instant notBefore,
        boolean retried,
        @Nullable Wording wording) {

    /**
     * Which of the wordings of a message somebody read.
     *
     * @param mentioned whether it says who writes, why and how to stop
     * @param template whether it is the template's that the platform has approved, and not the message's own
     */
    record Wording(String language, boolean mentioned, boolean template) {}

    enum State {
        ACCEPTED("accepted"),
        WITHHELD("withheld"),
        QUEUED("queued"),
        FAILED("failed"),
        SUPPRESSED("suppressed"),
        UNKNOWN("unknown");

        private final String sqlName;

        State(String sqlName) {
            this.sqlName = sqlName;
        }

        String sqlName() {
            return sqlName;
        }
    }

    static Settlement accepted(long deliveryId, int attempt, @Nullable String externalId) {
        return new Settlement(deliveryId, attempt, State.ACCEPTED, null, externalId, null, false, null);
    }

    static Settlement withheld(long deliveryId, int attempt, String reason, @Nullable String externalId) {
        return new Settlement(deliveryId, attempt, State.WITHHELD, reason, externalId, null, false, null);
    }

    static Settlement ended(long deliveryId, int attempt, State state, String reason) {
        return new Settlement(deliveryId, attempt, state, reason, null, null, false, null);
    }

    static Settlement later(long deliveryId, int attempt, String reason, @Nullable Instant notBefore, boolean retried) {
        return new Settlement(deliveryId, attempt, State.QUEUED, reason, null, notBefore, retried, null);
    }

    /** The same of a text that was worded so. */
    Settlement of(@Nullable Wording read) {
        return new Settlement(deliveryId, attempt, state, reason, externalId, notBefore, retried, read);
    }
}
