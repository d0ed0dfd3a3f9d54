package org.relais.ledger;

import org.relais.database.SqlNamed;

/** What a row of the ledger says. */
public enum LedgerKind implements SqlNamed {
    /** A person was first seen, or came with a file. */
    CREATED,
    /** A new address is on the suppression list: its person is unsubscribed from the start. */
    SUPPRESSED,
    OPT_IN,
    OPT_OUT,
    HOLD,
    RELEASE,
    CLASS_CHANGE,
    PLATFORM_RESUME,
    /** Came and changed nothing; the detail says what it was and why. */
    IGNORED,
    /** What a stop took out of the outbox. */
    BLOCKED,
    /** What was still with the platform when a stop was answered. */
    IN_FLIGHT,
    MERGE,
    IDENTITY_CHANGE,
    ERASURE,
    RIGHTS_REQUEST,
    POLICY_OVERRIDE;

    public static LedgerKind of(String sqlName) {
        return SqlNamed.of(LedgerKind.class, sqlName);
    }
}
