package org.relais.conversation.likeness;

/** What an ordinary message of a volunteer is, as {@link ReplyResemblance} tells them apart. */
public enum ReplyKind {
    YES,
    NO,
    MAYBE,
    /** They will say it at another time. */
    LATER,
    /** On the way, late, lost in front of the door, leaving early. */
    LATE,
    /** How many come, and who with them. */
    WITH,
    /** Signed, passed on, called: what was asked for has been done. */
    DONE,
    THANKS,
    QUESTION,
    /** Meant for somebody else, or typed by nobody. */
    SLIP,
    /** Whatever else people tell. */
    OTHER;

    /** Whether it answers what was offered. */
    public boolean isAnswer() {
        return compareTo(DONE) <= 0;
    }
}
