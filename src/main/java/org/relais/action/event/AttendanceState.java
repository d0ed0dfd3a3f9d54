package org.relais.action.event;

import org.relais.database.SqlNamed;

/** Where a person stands towards an event. */
public enum AttendanceState implements SqlNamed {
    YES,
    /** Said yes when no place was left. */
    WAITING,
    MAYBE,
    NO,
    /** Has stopped all messages, or was erased, since they said so: their place went, and it is no answer of theirs. */
    STOPPED;

    public static AttendanceState of(String sqlName) {
        return SqlNamed.of(AttendanceState.class, sqlName);
    }

    /** Whether the person counts on coming, and so must hear of every change. */
    public boolean expects() {
        return this == YES || this == WAITING;
    }

    /** Whether the person may still come. */
    public boolean mayCome() {
        return expects() || this == MAYBE;
    }
}
