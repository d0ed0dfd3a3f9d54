package org.relais.console.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.Funnel;
import org.relais.broadcast.QuestionAsked;
import org.relais.broadcast.VariantResults;
import org.relais.broadcast.VariantResults.Difference;
import org.relais.broadcast.VariantResults.Text;
import org.relais.channel.MarkedText;
import org.relais.console.PageRequest;
import org.relais.console.broadcast.ComparedLine.Figure;
import org.relais.template.MessageSpec;
import org.relais.text.CleanText;

/**
 * A broadcast's two texts side by side, in the reader's words.
 *
 * @param verdict what can be said of them: which leads, or that nobody can say
 * @param enough whether anything can be said: else its figures are no comparison
 * @param lines what people did, in the order of the funnel, the answers one by one under theirs
 */
public record ComparedTexts(String verdict, boolean enough, List<ComparedLine> lines) {
    /** Characters of a text that tell it from another at a glance. */
    private static final int SHOWN = 70;

    public ComparedTexts {
        lines = List.copyOf(lines);
    }

    static ComparedTexts of(PageRequest visit, VariantResults results, BroadcastDraft draft) {
        List<ComparedLine> lines = new ArrayList<>();
        for (Funnel.Step step : Funnel.Step.values()) {
            String label = BroadcastWords.step(visit, step);
            lines.add(
                    switch (step) {
                        case SENT -> sent(label, results);
                        case RECEIVED -> received(label, results);
                        case READ, ANSWERED, SHARED, GONE, STOPPED ->
                            line(label, false, results, step, text -> text.people(step));
                    });
            if (step == Funnel.Step.ANSWERED) {
                lines.addAll(answers(visit, results, draft.message()));
            }
        }
        return new ComparedTexts(verdict(visit, results, lines), results.isEnough(), lines);
    }

    /** A part of those for whom the text was drawn: who could not be written to is no merit of a text. */
    private static ComparedLine sent(String label, VariantResults results) {
        return new ComparedLine(
                label,
                false,
                new Figure(
                        results.first().people(Funnel.Step.SENT),
                        results.first().recipients(),
                        true),
                new Figure(
                        results.second().people(Funnel.Step.SENT),
                        results.second().recipients(),
                        true),
                Difference.CHANCE);
    }

    /** Nor is it a merit of a text on whose telephone it arrived. */
    private static ComparedLine received(String label, VariantResults results) {
        return new ComparedLine(
                label,
                false,
                figure(results.first(), Funnel.Step.RECEIVED, text -> text.people(Funnel.Step.RECEIVED)),
                figure(results.second(), Funnel.Step.RECEIVED, text -> text.people(Funnel.Step.RECEIVED)),
                Difference.CHANCE);
    }

    private static List<ComparedLine> answers(PageRequest visit, VariantResults results, MessageSpec message) {
        return QuestionAsked.buttons(message).stream()
                .map(button -> line(
                        visit.text(
                                "broadcast.variant.button",
                                "label",
                                QuestionAsked.label(button.labels(), visit.language(), message.language())),
                        true,
                        results,
                        Funnel.Step.ANSWERED,
                        text -> text.answered(button.payload())))
                .toList();
    }

    private static ComparedLine line(
            String label, boolean isAnswer, VariantResults results, Funnel.Step step, ToLongFunction<Text> people) {
        return new ComparedLine(
                label,
                isAnswer,
                figure(results.first(), step, people),
                figure(results.second(), step, people),
                results.difference(step, people));
    }

    private static Figure figure(Text text, Funnel.Step step, ToLongFunction<Text> people) {
        return new Figure(
                people.applyAsLong(text), text.known(step), text.known(step) != text.people(Funnel.Step.SENT));
    }

    private static String verdict(PageRequest visit, VariantResults results, List<ComparedLine> lines) {
        if (!results.isEnough()) {
            return visit.text(
                    "broadcast.variant.too-few",
                    "first",
                    results.first().people(Funnel.Step.SENT),
                    "second",
                    results.second().people(Funnel.Step.SENT),
                    "least",
                    VariantResults.LEAST);
        }
        String first = ahead(visit, lines, Difference.MORE_A);
        String second = ahead(visit, lines, Difference.MORE_B);
        if (first.isEmpty() && second.isEmpty()) {
            return visit.text("broadcast.variant.chance");
        }
        if (!first.isEmpty() && !second.isEmpty()) {
            return visit.text("broadcast.variant.ahead-both", "first", first, "second", second);
        }
        String text = first.isEmpty() ? "B" : "A";
        String what = visit.text("broadcast.variant.ahead", "text", text, "what", first + second);
        Difference wanted = first.isEmpty() ? Difference.MORE_B : Difference.MORE_A;
        return results.leads(wanted) ? visit.text("broadcast.variant.leads", "text", text) + " " + what : what;
    }

    private static String ahead(PageRequest visit, List<ComparedLine> lines, Difference which) {
        return lines.stream()
                .filter(line -> line.difference() == which)
                .map(line -> line.isAnswer() ? line.label() : line.label().toLowerCase(visit.locale()))
                .collect(Collectors.joining(", "));
    }

    /**
     * What tells the first text and the second from each other, with what is personal in brackets, in the reader's
     * language if they have it: their beginnings, or where they part when that comes late.
     */
    public static List<String> beginnings(PageRequest visit, MessageSpec first, MessageSpec second) {
        String language = first.bodies().containsKey(visit.language()) ? visit.language() : first.language();
        String a = plain(visit, first, language);
        String b = plain(visit, second, language);
        int from = parting(a, b);
        return List.of(cut(a, from), cut(b, from));
    }

    private static String plain(PageRequest visit, MessageSpec message, String language) {
        String marked = Objects.requireNonNull(message.bodies().get(language), "both are in the same languages")
                .fill(variable -> visit.place(variable).orElse("[" + variable + "]"), value -> value);
        return MarkedText.read(marked).text().replaceAll("\\s+", " ").strip();
    }

    /** The beginning of the word with which they part; 0 when that is soon read. */
    private static int parting(String a, String b) {
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return same < SHOWN / 2 ? 0 : a.lastIndexOf(' ', same) + 1;
    }

    private static String cut(String text, int from) {
        String shown = CleanText.abridged(text.substring(Math.min(from, text.length())), SHOWN);
        return from == 0 ? shown : "… " + shown;
    }
}
