package org.relais.inbound.reply;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.ReplyChoices;

/**
 * What was said to the messages that are open; at most one of these.
 *
 * @param button pressed, or meant by a number, a label or a word
 * @param which the same answer to several things: it is asked which is meant
 * @param unsure may have been an answer to this message, whose question is asked again
 * @param postponed "later", to this message
 */
record Understood(
        @Nullable ButtonPayload button,
        List<ReplyChoices.Choice> which,
        @Nullable OpenMessage unsure,
        @Nullable OpenMessage postponed) {
    static final Understood NOTHING = new Understood(null, List.of(), null, null);

    Understood {
        which = List.copyOf(which);
    }

    static Understood pressed(@Nullable ButtonPayload button) {
        return new Understood(button, List.of(), null, null);
    }

    static Understood which(List<ReplyChoices.Choice> choices) {
        return new Understood(null, choices, null, null);
    }

    static Understood unsure(OpenMessage message) {
        return new Understood(null, List.of(), message, null);
    }

    static Understood postponed(OpenMessage message) {
        return new Understood(null, List.of(), null, message);
    }
}
