package org.relais.contact;

import java.util.Locale;

/** What a person has said, per contact and organisation. */
public enum ConsentState {
    /** Known, but has not agreed yet (double opt-in open, or occasional). */
    PENDING,
    SUBSCRIBED,
    /** May have asked to stop: nothing is sent but one question, until it is settled. */
    HELD,
    UNSUBSCRIBED;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ConsentState of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }
}
