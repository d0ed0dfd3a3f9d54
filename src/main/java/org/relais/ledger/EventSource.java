package org.relais.ledger;

import org.relais.database.SqlNamed;
import org.relais.organisation.Actor;

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

    /** Of what an actor does. */
    public static EventSource of(Actor actor) {
        return switch (actor.door()) {
            case API -> API;
            case CONSOLE -> CONSOLE;
            case COMMAND, SERVICE -> SYSTEM;
        };
    }

    public static EventSource of(String sqlName) {
        return SqlNamed.of(EventSource.class, sqlName);
    }
}
