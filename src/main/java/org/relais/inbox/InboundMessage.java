package org.relais.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;
import org.relais.inbox.media.InboundMedia;

/**
 * Something a person wrote.
 *
 * @param contactName empty when unknown
 * @param channel the person wrote on
 * @param kind whether it may have been meant as a stop
 * @param text empty when it came without words
 * @param media what came besides the words; null when nothing that can be kept did
 * @param deliveryId our message that it answers, when the platform said which
 * @param stateBy who read or answered it last: {@code organiser:<id>} or {@code token:<id>}
 * @param about {@link #ABOUT_HOLD}, {@link #ABOUT_QUESTION}, {@link #ABOUT_RIGHT} or what it was understood to be about; null for nothing known
 */
public record InboundMessage(
        long id,
        long contactId,
        String contactName,
        String channel,
        Kind kind,
        String text,
        Content content,
        @Nullable InboundMedia media,
        @Nullable Long deliveryId,
        Instant receivedAt,
        State state,
        @Nullable Instant stateAt,
        @Nullable String stateBy,
        @Nullable String about) {

    /** Of what nobody could read as an answer to whether to stop, which is still open. */
    public static final String ABOUT_HOLD = "hold";
    /** Before a delivery whose question is neither answered nor refused by it. */
    public static final String ABOUT_UNDECIDED = "undecided";

    /** Of a question that Relais can't answer, and has told its writer to have passed on. */
    public static final String ABOUT_QUESTION = "asked";

    /** Of what exercises a right, which is a case of its own: said when it is read, and never stored. */
    public static final String ABOUT_RIGHT = "right";

    /** Why it lies here. */
    public enum Kind implements SqlNamed {
        MESSAGE,
        /** Understood and seen to by Relais: it waits for nobody, and stands in the conversation alone. */
        UNDERSTOOD,
        /** Nothing more is sent until the person or an organiser settles it. */
        HOLD
    }

    /** What it was when it came. */
    public enum Content implements SqlNamed {
        TEXT,
        /** A contact card; of the person on it nothing is kept, as they gave no leave. */
        CARD,
        /** It may have been a stop that nobody has heard yet. */
        VOICE,
        PICTURE,
        VIDEO,
        STICKER,
        PLACE,
        FILE,
        /** A button was pressed: the text is its label. */
        TAP,
        /** Words that the part which asked for them keeps: they are not kept twice. */
        ELSEWHERE,
        /** Something else that Relais can't show. */
        OTHER
    }

    /** What organisers have done with it. */
    public enum State implements SqlNamed {
        NEW,
        READ,
        /** Answered, or dealt with in another way: nothing is left to do. */
        ANSWERED
    }
}
