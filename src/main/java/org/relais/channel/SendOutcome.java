package org.relais.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;

/**
 * What came of one request, in the closed vocabulary that delivery acts on; each channel maps its platform's answers
 * to it in one place.
 *
 * @param code the platform's error code or our own word for it, never personal data
 * @param externalId the platform's message id, when accepted
 * @param retryAfter how long the platform asked us to wait, when it said so
 * @param movedTo the address that has replaced this one, when the platform says so (Bot API {@code migrate_to_chat_id})
 */
public record SendOutcome(
        Kind kind,
        String code,
        @Nullable String externalId,
        @Nullable Duration retryAfter,
        @Nullable AddressId movedTo) {

    public SendOutcome(Kind kind, String code, @Nullable String externalId, @Nullable Duration retryAfter) {
        this(kind, code, externalId, retryAfter, null);
    }

    /** What delivery does about it. */
    public enum Kind {
        /** The platform took the message. */
        ACCEPTED,
        /** Taken, and not sent: the platform keeps it back to look at it first, and may send it or drop it. */
        WITHHELD,
        /** The platform says that it failed, and may work later: capped backoff with jitter. */
        RETRY,
        /** No connection could be had, so nothing was written: as {@link #RETRY}, and certainly not taken. */
        NOT_BEGUN,
        /** Certainly not taken: this pair of sender and address is too fast; later. */
        DELAY_PAIR,
        /** Certainly not taken: the whole sender is too fast; it stands still for {@code retryAfter}. */
        THROTTLE_SENDER,
        /** Not taken, and a human must act (token, policy, payment, quality): the sender is paused, alert. */
        PAUSE_SENDER,
        /** Not taken: the platform refuses this template; what uses it stops. */
        STOP_TEMPLATE,
        /** Not taken: this address can't be reached; it is marked, and it is no opt-out. */
        UNREACHABLE,
        /** Not taken: the person has stopped us on the platform; counts as a stop. */
        SUPPRESS,
        /** Not taken, for a reason of this message alone; no retry. */
        REJECTED,
        /** The request had begun and no answer came: nobody knows. Never blindly sent again. */
        UNKNOWN,
        /** The permit had run out before the request began: nothing was written. */
        EXPIRED
    }

    public static SendOutcome accepted(String externalId) {
        return new SendOutcome(Kind.ACCEPTED, "accepted", externalId, null);
    }

    /** @param code the platform's word for why */
    public static SendOutcome withheld(String code, String externalId) {
        return new SendOutcome(Kind.WITHHELD, code, externalId, null);
    }

    public static SendOutcome of(Kind kind, String code) {
        return new SendOutcome(kind, code, null, null);
    }

    /** As {@link #of}, with the wait that the platform asked for, if it asked. */
    public static SendOutcome later(Kind kind, String code, @Nullable Duration retryAfter) {
        return new SendOutcome(kind, code, null, retryAfter);
    }
}
