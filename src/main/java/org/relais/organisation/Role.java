package org.relais.organisation;

import org.relais.database.SqlNamed;

/** What an organiser or token may do; each includes the ones after it. */
public enum Role implements SqlNamed {
    /** Organisers, tokens, settings, policy overrides. */
    OWNER,
    /** Contacts, broadcasts, actions. */
    ORGANISER,
    /** Reads. */
    VIEWER,
    /** Reads, and is shown no address in full: no number, no user name, no file in which they stand. */
    READER,
    /**
     * Sees and runs the actions that somebody with {@link Permission#ACCESS} has given them, addresses masked, and nothing else:
     * what every role may do is its own sessions and passkeys.
     */
    COORDINATOR;

    public static Role of(String sqlName) {
        return SqlNamed.of(Role.class, sqlName);
    }

    public boolean includes(Role other) {
        return ordinal() <= other.ordinal();
    }
}
