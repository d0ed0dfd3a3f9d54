package org.relais.contact;

import org.relais.database.SqlNamed;

/** What a person has said, per contact and organisation. */
public enum ConsentState implements SqlNamed {
    /** Known, but has not agreed yet (double opt-in open, or occasional). */
    PENDING,
    SUBSCRIBED,
    /** May have asked to stop: nothing is sent but one question, until it is settled. */
    HELD,
    UNSUBSCRIBED;

    public static ConsentState of(String sqlName) {
        return SqlNamed.of(ConsentState.class, sqlName);
    }
}
