package org.relais.action.event;

import org.relais.database.SqlNamed;

/** Where a person stands towards an event. */
public enum AttendanceState implements SqlNamed {
    YES,
    /** Said yes when no place was left. */
    WAITING,
    MAYBE,
    NO;

    public static AttendanceState of(String sqlName) {
        return SqlNamed.of(AttendanceState.class, sqlName);
    }

    /** Whether the person counts on coming, and so must hear of every change. */
    public boolean expects() {
        return this == YES || this == WAITING;
    }
}
