package org.relais.consent;

import org.relais.database.SqlNamed;

/** Why a message is sent; together with class and state it decides whether it may be (SQL function {@code refusal}). */
public enum Purpose implements SqlNamed {
    /** The one confirmation of a stop: all that goes to somebody who has stopped without being asked for. */
    CONFIRMATION,
    /** The one question of a hold. */
    QUESTION,
    /** Answer to what the person just sent. */
    REPLY,
    /**
     * Answer to what somebody who has stopped asks for themself, by a message later than the stop: the consent question when
     * they come by a link again, by when a right of theirs is seen to (GDPR article 12(3)), and what became of a number that
     * they share. A later stop takes it back.
     */
    STOPPED_REPLY,
    /** The only message an occasional contact ever gets. */
    FIRST_CONTACT,
    /** Broadcasts, actions and reminders. */
    BROADCAST,
    /** An organiser's own test of a message. */
    TEST;

    public static Purpose of(String sqlName) {
        return SqlNamed.of(Purpose.class, sqlName);
    }

    /** Place in the outbox: 0 goes first. */
    public int priority() {
        return switch (this) {
            case CONFIRMATION -> 0;
            case QUESTION, REPLY, STOPPED_REPLY, TEST -> 1;
            case FIRST_CONTACT, BROADCAST -> 2;
        };
    }
}
