package org.relais.inbound.answer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.ReplyChoices;

/**
 * What was said to the messages that are open; at most one of these, but that beside what is pressed another may be unsure.
 *
 * @param button pressed, or meant by a number, a label or a word
 * @param also answers to other things that the same words name, after that one
 * @param which the same answer to several things: it is asked which is meant
 * @param unsure may have been an answer to this message, whose question is asked again; also beside a button
 * @param postponed "later", to this message
 * @param title of what that message is about; empty when it is not known
 * @param unknown the word by which it names what is not open to this person; empty for none
 * @param words what is said of one of several buttons alone; of the others the whole text is
 */
public record Understood(
        @Nullable ButtonPayload button,
        List<ButtonPayload> also,
        List<ReplyChoices.Choice> which,
        @Nullable OpenMessage unsure,
        @Nullable OpenMessage postponed,
        String title,
        String unknown,
        Map<ButtonPayload, String> words) {
    public static final Understood NOTHING = of(null, List.of());

    public Understood {
        words = Map.copyOf(words);
        also = List.copyOf(also);
        which = List.copyOf(which);
    }

    public static Understood pressed(@Nullable ButtonPayload button) {
        return of(button, List.of());
    }

    private static Understood of(@Nullable ButtonPayload button, List<ButtonPayload> also) {
        return new Understood(button, also, List.of(), null, null, "", "", Map.of());
    }

    /** The same with what is said of each button alone. */
    public Understood saying(Map<ButtonPayload, String> each) {
        return new Understood(button, also, which, unsure, postponed, title, unknown, each);
    }

    /** The same, and what the words say of something else is asked. */
    public Understood asking(OpenMessage message, String about) {
        return new Understood(button, also, which, message, postponed, about, unknown, words);
    }

    public static Understood which(List<ReplyChoices.Choice> choices) {
        return new Understood(null, List.of(), choices, null, null, "", "", Map.of());
    }

    /** @param buttons at least one */
    public static Understood pressed(List<ButtonPayload> buttons) {
        return of(buttons.get(0), buttons.subList(1, buttons.size()));
    }

    public static Understood unsure(OpenMessage message, String title) {
        return new Understood(null, List.of(), List.of(), message, null, title, "", Map.of());
    }

    /** Whether it is an answer to something, or several, and leaves nothing to ask. */
    boolean isPressed() {
        return button != null && unsure == null;
    }

    static Understood unknown(String name) {
        return new Understood(null, List.of(), List.of(), null, null, "", name, Map.of());
    }

    public static Understood postponed(OpenMessage message) {
        return new Understood(null, List.of(), List.of(), null, message, "", "", Map.of());
    }
}
