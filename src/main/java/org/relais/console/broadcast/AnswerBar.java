package org.relais.console.broadcast;

import java.util.List;
import java.util.stream.IntStream;
import org.relais.broadcast.Progress;
import org.relais.broadcast.QuestionAsked;
import org.relais.console.Apportionment;
import org.relais.template.MessageSpec;

/**
 * How many people answered with one button.
 *
 * @param share of those who got the broadcast, in percent
 */
public record AnswerBar(String payload, String label, long people, long share) {

    /** A bar whose share is still to be told: by {@link #shared}. */
    public AnswerBar(String payload, String label, long people) {
        this(payload, label, people, 0);
    }

    /** One for each button, in their order; none for a message that asks nothing. */
    public static List<AnswerBar> of(MessageSpec message, Progress progress, String language) {
        return shared(
                QuestionAsked.buttons(message).stream()
                        .map(button -> new AnswerBar(
                                button.payload(),
                                QuestionAsked.label(button.labels(), language, message.language()),
                                progress.answered().getOrDefault(button.payload(), 0L)))
                        .toList(),
                progress.sent());
    }

    /** The same with their shares, which make 100 with what they leave of the whole. */
    public static List<AnswerBar> shared(List<AnswerBar> bars, long whole) {
        List<Long> shares =
                Apportionment.percent(bars.stream().map(AnswerBar::people).toList(), whole);
        return IntStream.range(0, bars.size())
                .mapToObj(place -> new AnswerBar(
                        bars.get(place).payload(),
                        bars.get(place).label(),
                        bars.get(place).people(),
                        shares.get(place)))
                .toList();
    }

    /** What the bars leave of 100. */
    public static long rest(List<AnswerBar> bars) {
        return Math.max(0, 100 - bars.stream().mapToLong(AnswerBar::share).sum());
    }

    /** Part of a whole in percent, rounded; 0 of nothing. */
    public static long share(long part, long whole) {
        return whole == 0 ? 0 : Math.round(100.0 * part / whole);
    }
}
