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
 * @param also answers to other things that the same words name, after that one
 * @param which the same answer to several things: it is asked which is meant
 * @param unsure may have been an answer to this message, whose question is asked again
 * @param postponed "later", to this message
 * @param title of what that message is about; empty when it is not known
 */
record Understood(
        @Nullable ButtonPayload button,
        List<ButtonPayload> also,
        List<ReplyChoices.Choice> which,
        @Nullable OpenMessage unsure,
        @Nullable OpenMessage postponed,
        String title) {
    static final Understood NOTHING = new Understood(null, List.of(), List.of(), null, null, "");

    Understood {
        also = List.copyOf(also);
        which = List.copyOf(which);
    }

    static Understood pressed(@Nullable ButtonPayload button) {
        return new Understood(button, List.of(), List.of(), null, null, "");
    }

    static Understood which(List<ReplyChoices.Choice> choices) {
        return new Understood(null, List.of(), choices, null, null, "");
    }

    /** @param buttons at least one */
    static Understood pressed(List<ButtonPayload> buttons) {
        return new Understood(buttons.get(0), buttons.subList(1, buttons.size()), List.of(), null, null, "");
    }

    static Understood unsure(OpenMessage message, String title) {
        return new Understood(null, List.of(), List.of(), message, null, title);
    }

    static Understood postponed(OpenMessage message) {
        return new Understood(null, List.of(), List.of(), null, message, "");
    }
}
