package org.relais.template;

import org.relais.channel.OutboundMessage;
import org.relais.database.SqlNamed;

/** What rendering came to: a message, or the reason why there is none. */
public sealed interface Rendering {

    /**
     * Ready to be sent.
     *
     * @param text all the words the person reads: for a platform template its approved wording, filled in
     * @param language of the body
     * @param mentioned whether the legal mention is in it: to be noted on the person's consent once it is accepted
     * @param limit the most UTF-16 units that {@code text} may have here
     */
    record Message(OutboundMessage message, String text, String language, boolean mentioned, int limit)
            implements Rendering {

        /** UTF-16 units, as both platforms count. */
        public int length() {
            return text.length();
        }
    }

    /** Nothing may be sent. */
    record Refused(Reason reason, int length, int limit) implements Rendering {
        public Refused(Reason reason) {
            this(reason, 0, 0);
        }
    }

    /** Why a message can't be rendered for a person; the SQL name is the delivery's reason. */
    enum Reason implements SqlNamed {
        /** Free-form text is not allowed now, and the message has no platform template. */
        WINDOW_CLOSED,
        /** Longer than the channel takes. */
        TOO_LONG,
        /** The legal mention is due and the message has no place for it. */
        MENTION_MISSING,
        /** A first contact must ask for the yes that is the consent, and the template does not. */
        QUESTION_MISSING,
        /** The organisation has not said why it writes, so there is no mention to carry. */
        PURPOSE_MISSING,
        /** A first contact must say where the data come from, and nobody recorded it. */
        ORIGIN_MISSING,
        /** It is political advertising, and there are no public pages on which its notice could stand. */
        NOTICE_MISSING,
        /** It is political advertising, and the template has no place to say so. */
        LABEL_MISSING,
        /** Nothing is left of the text once it is filled in. */
        EMPTY,
        /** A link of the message is no address once it is filled in. */
        BAD_LINK;
    }
}
