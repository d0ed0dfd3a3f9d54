package org.relais.demo;

/** What kind of volunteer somebody is. */
enum Behaviour {
    /** Calls until the list or their own ceiling ends. */
    KEEN,
    /** Says no to the offer. */
    UNWILLING,
    /** Puts the telephone down in the middle of a call, and never answers again. */
    GIVES_UP,
    /** Asks for a pause after some calls. */
    RESTS,
    /** Writes STOP after some calls. */
    STOPS;

    /** Of thirty, one unwilling, two who give up, two who rest, two who stop; everybody else is keen. */
    static Behaviour of(int index) {
        return switch (index) {
            case 4 -> UNWILLING;
            case 9, 19 -> GIVES_UP;
            case 11, 22 -> RESTS;
            case 14, 27 -> STOPS;
            default -> KEEN;
        };
    }
}
