package org.relais.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;

/**
 * Where one person stands: the value that {@link ConsentRules} computes with. Times are the platform's.
 *
 * @param stoppedAt newest stop that counted; once unsubscribed, only an explicit opt-in later than it counts
 * @param optedInAt newest explicit opt-in that counted; a stop or hold older than it changes nothing
 * @param heldAt newest hold that counted
 * @param heldFrom the state that the hold interrupted; null unless held
 */
public record ConsentSnapshot(
        ConsentClass consentClass,
        ConsentState state,
        @Nullable Instant stoppedAt,
        @Nullable Instant optedInAt,
        @Nullable Instant heldAt,
        @Nullable ConsentState heldFrom) {

    public ConsentSnapshot {
        if ((state == ConsentState.HELD) != (heldFrom != null)) {
            throw new IllegalArgumentException("held, and nothing else, interrupts a state");
        }
        if (state == ConsentState.UNSUBSCRIBED && stoppedAt == null) {
            throw new IllegalArgumentException("unsubscribed has the time of its stop");
        }
    }

    /** A person of whom nothing has been heard yet. */
    public static ConsentSnapshot of(ConsentClass consentClass, ConsentState state) {
        return new ConsentSnapshot(consentClass, state, null, null, null, null);
    }

    /** A person who is known to have stopped us. */
    public static ConsentSnapshot stopped(ConsentClass consentClass, Instant at) {
        return new ConsentSnapshot(consentClass, ConsentState.UNSUBSCRIBED, at, null, null, null);
    }
}
