package org.relais.console.broadcast;

import java.util.List;
import org.relais.broadcast.Progress;
import org.relais.broadcast.QuestionAsked;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * How many people answered with one button.
 *
 * @param share of those who got the broadcast, in percent
 */
public record AnswerBar(String payload, String label, long people, long share) {

    /** One for each button, in their order; none for a message that asks nothing. */
    public static List<AnswerBar> of(MessageSpec message, Progress progress, String language) {
        return QuestionAsked.buttons(message).stream()
                .map(button -> of(button, message.language(), progress, language))
                .toList();
    }

    private static AnswerBar of(SpecButton.Reply button, String own, Progress progress, String language) {
        long people = progress.answered().getOrDefault(button.payload(), 0L);
        return new AnswerBar(
                button.payload(),
                QuestionAsked.label(button.labels(), language, own),
                people,
                share(people, progress.sent()));
    }

    /** Part of a whole in percent, rounded; 0 of nothing. */
    public static long share(long part, long whole) {
        return whole == 0 ? 0 : Math.round(100.0 * part / whole);
    }
}
