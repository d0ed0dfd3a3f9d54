package org.relais.conversation;

/** What a volunteer may ask in a word; STOP and START are no commands but acts, decided before any of these. */
public enum Command {
    /** What can be sent here. */
    HELP,
    /** What there is for me to do. */
    ACTIONS,
    /** What I have done so far. */
    STATS,
    /** In which language I am written to; the language itself may follow. */
    LANGUAGE,
    /** What I can pass on, or how a friend may join. */
    SHARE
}
