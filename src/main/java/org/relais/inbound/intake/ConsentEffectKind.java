package org.relais.inbound.intake;

import org.relais.database.SqlNamed;

/** What an event did to consent in the transaction that stored it; the stricter stands first. */
public enum ConsentEffectKind implements SqlNamed {
    /** The person said stop, or the platform said so for them. */
    STOP,
    /** They may have: nothing is sent but one question. */
    HOLD,
    /** They asked to be written to. */
    START,
    /** Identifiers of a person were replaced. */
    IDENTITY;

    static ConsentEffectKind of(String sqlName) {
        return SqlNamed.of(ConsentEffectKind.class, sqlName);
    }

    /** Whether the webhook is answered only once nothing to the person is open. */
    boolean waits() {
        return this == STOP || this == HOLD;
    }
}
