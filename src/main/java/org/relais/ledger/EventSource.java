package org.relais.ledger;

import java.util.Locale;

/** By which door it came. */
public enum EventSource {
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

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static EventSource of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
