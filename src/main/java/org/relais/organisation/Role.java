package org.relais.organisation;

import java.util.Locale;

/** What an organiser or token may do; each includes the ones after it. */
public enum Role {
    /** Organisers, tokens, settings, policy overrides. */
    OWNER,
    /** Contacts, broadcasts, actions. */
    ORGANISER,
    /** Reads. */
    VIEWER;

    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role of(String sqlName) {
        return valueOf(sqlName.toUpperCase(Locale.ROOT));
    }

    public boolean includes(Role other) {
        return ordinal() <= other.ordinal();
    }
}
