package org.relais.inbound.intake;

import java.util.Locale;

/** What an event did to consent in the transaction that stored it; the stricter stands first. */
public enum ConsentEffectKind {
    /** The person said stop, or the platform said so for them. */
    STOP,
    /** They may have: nothing is sent but one question. */
    HOLD,
    /** They asked to be written to. */
    START,
    /** Identifiers of a person were replaced. */
    IDENTITY;

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ConsentEffectKind of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }

    /** Whether the webhook is answered only once nothing to the person is open. */
    boolean waits() {
        return this == STOP || this == HOLD;
    }
}
