package org.relais.broadcast;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * A broadcast that asked something, by the buttons of its message.
 *
 * @param title for organisers
 * @param startedAt when it began to be sent, which tells it from another of its title; null as long as it has not
 * @param language the message's own
 */
public record QuestionAsked(
        long broadcastId, String title, @Nullable Instant startedAt, String language, List<SpecButton.Reply> buttons) {
    public QuestionAsked {
        buttons = List.copyOf(buttons);
    }

    static QuestionAsked of(long broadcastId, String title, @Nullable Instant startedAt, MessageSpec message) {
        return new QuestionAsked(broadcastId, title, startedAt, message.language(), buttons(message));
    }

    /** The buttons of a message that organisers composed to be answered, in their order. */
    public static List<SpecButton.Reply> buttons(MessageSpec message) {
        return message.buttons().stream()
                .filter(SpecButton.Reply.class::isInstance)
                .map(SpecButton.Reply.class::cast)
                .filter(SpecButton.Reply::isComposed)
                .toList();
    }

    /** A button's label in a language, else in the message's; the payload for a button that the message does not have. */
    public String label(String payload, String wanted) {
        return buttons.stream()
                .filter(button -> button.payload().equals(payload))
                .findFirst()
                .map(button -> label(button.labels(), wanted, language))
                .orElse(payload);
    }

    /** A label in a language, else in the message's own. */
    public static String label(Map<String, String> labels, String wanted, String language) {
        return labels.getOrDefault(wanted, labels.getOrDefault(language, ""));
    }
}
