package org.relais.conversation;

/** What a word says to a question, whatever the question was. */
public enum ReplyMeaning {
    YES,
    NO,
    MAYBE,
    /** Not now: neither a yes nor a no. */
    LATER
}
