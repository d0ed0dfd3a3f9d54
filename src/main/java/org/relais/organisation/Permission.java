package org.relais.organisation;

/**
 * Permission to change one kind of thing, or to be shown what not everybody is, with the least role that has it. Reading
 * needs no other: every role reads.
 */
public enum Permission {
    /**
     * Numbers, user names and whatever else people are written to by, in full, the search by them, and files in which they
     * stand. Pages and answers of the API mask them for whoever has it not ({@code contact.AddressMask}).
     */
    ADDRESSES(Role.VIEWER),
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
