package org.relais.action.question;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered, step by step in the order of the form.
 *
 * @param people who have answered anything; nobody once the answers' time is over
 * @param finished how many have come to the end, ever
 */
public record QuestionFigures(long people, long finished, List<Step> steps) {
    public QuestionFigures {
        steps = List.copyOf(steps);
    }

    /**
     * @param step its id
     * @param answered how many have answered it
     * @param skipped how many have skipped it
     * @param counts of a choice each option in the order of the form, of a place the most frequent ones, of a number its
     *     bars from the smallest; of words nothing
     * @param range of a number; null for anything else, and while nobody has answered
     * @param latest of words what was written last, the last one first; of anything else nothing
     */
    public record Step(
            String step,
            AnswerKind kind,
            long answered,
            long skipped,
            List<Count> counts,
            @Nullable Range range,
            List<Words> latest) {
        public Step {
            counts = List.copyOf(counts);
            latest = List.copyOf(latest);
        }
    }

    /**
     * @param answer id of an option, a place as people wrote it, or the numbers of a bar ({@code 3} or {@code 0–9})
     */
    public record Count(String answer, long people) {}

    /** The smallest, the middle and the largest number, and all of them together. */
    public record Range(BigDecimal least, BigDecimal median, BigDecimal most, BigDecimal total) {}

    /**
     * What one person wrote, for a list.
     *
     * @param id for the next page
     */
    public record Words(long id, long contactId, String name, String words) {}

    /** An option of a step. */
    public record Chosen(String step, String option) {}

    /**
     * One person's answers.
     *
     * @param doneAt null while they have not come to the end
     * @param answers by id of the step: the id of the option chosen, a number, words, or nothing for a skipped one
     */
    public record Respondent(
            long contactId, String name, Instant answeredAt, @Nullable Instant doneAt, Map<String, String> answers) {
        public Respondent {
            answers = Map.copyOf(answers);
        }
    }
}
