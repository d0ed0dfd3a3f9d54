package org.relais.action.event;

import java.util.Locale;

/** Where a person stands towards an event. */
public enum AttendanceState {
    YES,
    /** Said yes when no place was left. */
    WAITING,
    MAYBE,
    NO;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AttendanceState of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }

    /** Whether the person counts on coming, and so must hear of every change. */
    public boolean expects() {
        return this == YES || this == WAITING;
    }
}
