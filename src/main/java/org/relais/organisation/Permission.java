package org.relais.organisation;

/** Permission to change one kind of thing, with the least role that has it. Reading needs none: every role reads. */
public enum Permission {
    CONTACTS(Role.ORGANISER),
    IMPORTS(Role.ORGANISER),
    INBOX(Role.ORGANISER),
    BROADCASTS(Role.ORGANISER),
    ACTIONS(Role.ORGANISER),
    SENDERS(Role.ORGANISER),
    /** Everything personal of somebody goes, and nobody can take it back. */
    ERASURE(Role.OWNER),
    ORGANISATION(Role.OWNER),
    /** The secrets of senders: connect, change, remove. */
    CREDENTIALS(Role.OWNER),
    /** Organisers, their sign-in links, and API tokens. */
    ACCESS(Role.OWNER),
    /** Statements that override a platform's terms. */
    POLICY(Role.OWNER);

    private final Role least;

    Permission(Role least) {
        this.least = least;
    }

    public Role least() {
        return least;
    }
}
