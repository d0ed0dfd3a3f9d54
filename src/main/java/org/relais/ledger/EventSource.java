package org.relais.ledger;

import org.relais.database.SqlNamed;

/** By which door it came. */
public enum EventSource implements SqlNamed {
    WEBHOOK,
    IMPORT,
    API,
    CONSOLE,
    PAGE,
    /** Reported by a volunteer who talked to the person. */
    VOLUNTEER,
    RETENTION,
    SYSTEM,
    /** From a ledger export, after a backup older than the stop was restored. */
    REPLAY;

    public static EventSource of(String sqlName) {
        return SqlNamed.of(EventSource.class, sqlName);
    }
}
