package org.relais.inbox;

/** An answer that an organisation gives often. */
public record SavedAnswer(long id, String title, String text) {
    /** Most of one organisation: each has a number key. */
    public static final int MOST = 9;

    /** Characters of a title. */
    public static final int LONGEST_TITLE = 60;
}
