package org.relais.console.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.relais.broadcast.Funnel;
import org.relais.broadcast.QuestionAsked;
import org.relais.broadcast.VariantResults;
import org.relais.broadcast.VariantResults.Difference;
import org.relais.console.PageRequest;
import org.relais.template.SpecButton;

/**
 * One thing that people did, for each of a broadcast's two texts, in the reader's words.
 *
 * @param a how many, and their share of those who received the first text
 * @param verdict which share is higher, or that chance would explain it; a dash where there is nothing to compare
 * @param isClear whether the difference is larger than chance explains
 */
public record ComparedLine(String label, String a, String b, String verdict, boolean isClear) {

    /** The funnel's things, and the answers one by one under theirs. */
    static List<ComparedLine> of(PageRequest visit, VariantResults results, Optional<QuestionAsked> asked) {
        List<ComparedLine> lines = new ArrayList<>();
        lines.add(counted(
                visit,
                visit.text("broadcast.variant.recipients"),
                results.first().recipients(),
                results.second().recipients()));
        for (Funnel.Step step : Funnel.Step.values()) {
            String label = BroadcastWords.step(visit, step);
            lines.add(
                    step == Funnel.Step.RECEIVED
                            ? counted(
                                    visit,
                                    label,
                                    results.first().people(step),
                                    results.second().people(step))
                            : line(visit, label, results, text -> text.people(step)));
            if (step == Funnel.Step.ANSWERED) {
                asked.ifPresent(question ->
                        question.buttons().forEach(button -> lines.add(answered(visit, question, button, results))));
            }
        }
        return lines;
    }

    private static ComparedLine answered(
            PageRequest visit, QuestionAsked question, SpecButton.Reply button, VariantResults results) {
        String payload = button.payload();
        return line(
                visit,
                visit.text("broadcast.variant.button", "label", question.label(payload, visit.language())),
                results,
                text -> text.answered(payload));
    }

    private static ComparedLine counted(PageRequest visit, String label, long a, long b) {
        return new ComparedLine(label, visit.number(a), visit.number(b), "–", false);
    }

    private static ComparedLine line(
            PageRequest visit, String label, VariantResults results, ToLongFunction<VariantResults.Text> people) {
        Difference difference = results.difference(people);
        return new ComparedLine(
                label,
                figures(visit, results.first(), people),
                figures(visit, results.second(), people),
                verdict(visit, difference),
                difference != Difference.CHANCE);
    }

    private static String figures(
            PageRequest visit, VariantResults.Text text, ToLongFunction<VariantResults.Text> people) {
        long did = people.applyAsLong(text);
        return visit.text(
                "broadcast.variant.figures",
                "people",
                did,
                "share",
                AnswerBar.share(did, text.people(Funnel.Step.RECEIVED)));
    }

    private static String verdict(PageRequest visit, Difference difference) {
        return switch (difference) {
            case CHANCE -> visit.text("broadcast.variant.chance");
            case MORE_A -> visit.text("broadcast.variant.more", "text", "A");
            case MORE_B -> visit.text("broadcast.variant.more", "text", "B");
        };
    }
}
