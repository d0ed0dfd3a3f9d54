package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Progress;
import org.relais.broadcast.QuestionAsked;
import org.relais.delivery.RecipientStore;
import org.relais.template.MessageSpec;

/** How many people answered with one button. */
public record AnswerBar(String payload, String label, long people) {
    /** Payload of the bar for those who have not answered. */
    public static final String SILENT = "";

    /** Of more people somebody can always be written to, so that nobody counts them for it. */
    private static final int COUNTED = 20;

    /** That of those who have not answered. */
    public static AnswerBar silent(String label, long people) {
        return new AnswerBar(SILENT, label, people);
    }

    /** Whether these are the people who have not answered. */
    public boolean silent() {
        return payload.equals(SILENT);
    }

    /** One for each button, in their order; none for a message that asks nothing. */
    public static List<AnswerBar> of(MessageSpec message, Progress progress, String language) {
        return QuestionAsked.buttons(message).stream()
                .map(button -> new AnswerBar(
                        button.payload(),
                        QuestionAsked.label(button.labels(), language, message.language()),
                        progress.answered().getOrDefault(button.payload(), 0L)))
                .toList();
    }

    /** The same with those who have not answered, of whom nobody stands apart. */
    static List<AnswerBar> withSilent(List<AnswerBar> bars, Progress progress, RecipientStore.Apart apart) {
        return bars.isEmpty()
                ? bars
                : Stream.concat(
                                bars.stream(),
                                Stream.of(silent(
                                        "",
                                        Math.max(
                                                0, progress.sent() - Progress.sum(progress.answered()) - apart.all()))))
                        .toList();
    }

    /** Payloads of those bars whose people can none of them be written to any more. */
    static Future<Set<String>> unreached(BroadcastService broadcasts, Broadcast broadcast, List<AnswerBar> bars) {
        return Future.all(bars.stream()
                        .filter(bar -> bar.people() > 0 && bar.people() <= COUNTED)
                        .map(bar -> broadcasts
                                .reached(
                                        broadcast.organisationId(),
                                        AudienceCodec.restore(AnswerChoice.audience(
                                                bar.silent()
                                                        ? AnswerChoice.none(broadcast.id())
                                                        : AnswerChoice.of(broadcast.id(), bar.payload()))))
                                .map(forecast -> forecast.reach().messageable() > 0
                                        ? Optional.<String>empty()
                                        : Optional.of(bar.payload())))
                        .toList())
                .map(found -> found.<Optional<String>>list().stream()
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()));
    }

    /** The label of an answer as its bar has it; else another for an answer that has none. */
    public static String label(List<AnswerBar> bars, String payload, String otherwise) {
        return bars.stream()
                .filter(bar -> bar.payload().equals(payload))
                .findFirst()
                .map(AnswerBar::label)
                .orElse(otherwise);
    }

    /** Look of the badge of an answer: the first that is offered, which is most often a yes, is told from the others. */
    public static String badge(List<AnswerBar> bars, String payload) {
        return !bars.isEmpty() && bars.get(0).payload().equals(payload) ? "good" : "";
    }

    /** Part of a whole in percent, rounded by itself, so that the same part reads the same everywhere; 0 of nothing. */
    public static long share(long part, long whole) {
        return whole == 0 ? 0 : Math.round(100.0 * part / whole);
    }
}
