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
 * @param language of the text that was handed over; null where there was none
 * @param mentioned whether that says who writes, why and how to stop
 */
record Settlement(
        long deliveryId,
        int attempt,
        State state,
        @Nullable String reason,
        @Nullable String externalId,
        @Nullable Instant notBefore,
        boolean retried,
        @Nullable String language,
        boolean mentioned) {

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
        return new Settlement(deliveryId, attempt, State.ACCEPTED, null, externalId, null, false, null, false);
    }

    static Settlement withheld(long deliveryId, int attempt, String reason, @Nullable String externalId) {
        return new Settlement(deliveryId, attempt, State.WITHHELD, reason, externalId, null, false, null, false);
    }

    static Settlement ended(long deliveryId, int attempt, State state, String reason) {
        return new Settlement(deliveryId, attempt, state, reason, null, null, false, null, false);
    }

    static Settlement later(long deliveryId, int attempt, String reason, @Nullable Instant notBefore, boolean retried) {
        return new Settlement(deliveryId, attempt, State.QUEUED, reason, null, notBefore, retried, null, false);
    }

    /** The same of a text in this language, with the mention in it or without. */
    Settlement of(@Nullable String said, boolean mention) {
        return new Settlement(deliveryId, attempt, state, reason, externalId, notBefore, retried, said, mention);
    }
}
