package org.relais.action.question;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relais.action.question.QuestionForm.Step;

/** Reader of a form that was filled in: each value is the answer that it would be if it had been typed. A pure function. */
final class QuestionFields {
    private QuestionFields() {}

    /** What the value of a step is called. */
    static String name(int place) {
        return "q" + place;
    }

    /**
     * Answers by id of their step, in the order of the steps; what is no answer is left out, and a step that may be left empty
     * is skipped by who left it so.
     *
     * @param before those that were given earlier: what is left empty now does not take them back
     */
    static Map<String, QuestionAnswer> read(
            QuestionForm form, Map<String, String> fields, Map<String, QuestionAnswer> before) {
        Map<String, QuestionAnswer> answers = new LinkedHashMap<>();
        for (int at = 0; at < form.steps().size(); at++) {
            Step step = form.steps().get(at);
            String value = fields.getOrDefault(name(at), "").strip();
            if (!value.isEmpty()) {
                answer(step, value).ifPresent(answer -> answers.put(step.id(), answer));
            } else if (!step.required() && !before.containsKey(step.id())) {
                answers.put(step.id(), QuestionAnswer.SKIPPED);
            }
        }
        return answers;
    }

    private static Optional<QuestionAnswer> answer(Step step, String value) {
        if (step.kind() != AnswerKind.CHOICE) {
            return QuestionAnswerReader.read(step, value, Set.of());
        }
        int option = value.matches("\\d{1,2}") ? Integer.parseInt(value) : -1;
        return option >= 0 && option < step.options().size()
                ? Optional.of(QuestionAnswer.of(step.options().get(option)))
                : Optional.empty();
    }
}
