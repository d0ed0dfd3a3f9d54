package org.relais.organisation;

/** Yes-or-no preference of an organisation: a column of its row, and the deed by which an owner changes it. */
public enum Preference {
    /** People whom a messenger shows without their number are asked for it, once; numbers that were shared stay. */
    ASKS_NUMBERS("number_request", "organisation.numbers", "asked"),
    /**
     * What needs no words is acknowledged by a sign under what somebody wrote, where the platform has signs; the
     * confirmation of a stop is always in words.
     */
    SAYS_LESS("says_less", "organisation.acknowledgements", "less"),
    /**
     * It is a political actor or sends political messages (Regulation (EU) 2024/900): each broadcast and action says which it is before
     * it starts.
     */
    SENDS_POLITICAL("political", "organisation.political", "concerned");

    private final String column;
    private final String deed;
    private final String field;

    Preference(String column, String deed, String field) {
        this.column = column;
        this.deed = deed;
        this.field = field;
    }

    String column() {
        return column;
    }

    /** How the audit calls a change of it. */
    String deed() {
        return deed;
    }

    /** Its name in the API, in forms and in the audit. */
    public String field() {
        return field;
    }
}
