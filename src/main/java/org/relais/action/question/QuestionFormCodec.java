package org.relais.action.question;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.action.question.QuestionForm.Step;
import org.relais.action.step.StepCodec;
import org.relais.action.step.StepOption;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;

/**
 * {@link QuestionForm} as JSON, in the API, the console's forms and table {@code question_form}:
 *
 * <pre>{@code
 * {"language": "fr",
 *  "steps": [
 *    {"id": "come", "answer": "choice", "text": {"fr": "Viendrez-vous à la marche ?"},
 *     "options": [{"id": "yes", "label": {"fr": "Oui"}}, {"id": "no", "label": {"fr": "Non"}, "next": "why"}]},
 *    {"id": "people", "answer": "number", "least": 1, "most": 50, "text": {"fr": "À combien ?"}, "next": "end"},
 *    {"id": "why", "answer": "text", "required": false, "text": {"fr": "Qu’est-ce qui vous retient ?"}}],
 *  "thanks": {"fr": "Merci ! On vous écrit lundi."}, "keepDays": 30, "asForm": false}
 * }</pre>
 */
public final class QuestionFormCodec {
    /** More than somebody has patience for in a chat. */
    public static final int MOST_STEPS = 10;

    public static final int FEWEST_OPTIONS = 2;
    /** Rows of a list (Cloud API). */
    public static final int MOST_OPTIONS = 10;

    /** With the buttons' explanation it fits under 1,024 characters, as a text with buttons must (Cloud API). */
    private static final int LONGEST_TEXT = 700;

    /** What follows it, and the buttons' explanation, fit under the same bound. */
    private static final int LONGEST_THANKS = 500;

    private static final long LARGEST = 1_000_000_000;
    private static final int MOST_DAYS = 365;
    private static final int DAYS = 30;
    private static final List<String> KINDS =
            Arrays.stream(AnswerKind.values()).map(AnswerKind::sqlName).toList();

    private QuestionFormCodec() {}

    /**
     * Reads what somebody composed.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    public static QuestionForm decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        String language = object.language();
        List<Step> steps =
                StepCodec.steps(object, MOST_STEPS, FaultCode.QUESTIONS_REQUIRED, entry -> step(entry, language));
        Map<String, String> thanks =
                object.has("thanks") ? StepCodec.texts(object, "thanks", language, LONGEST_THANKS) : Map.of();
        int keepDays = (int) object.number("keepDays", 0, MOST_DAYS, DAYS);
        boolean asForm = object.flag("asForm", false);
        object.done();
        QuestionForm form = new QuestionForm(language, steps, thanks, keepDays, asForm);
        form.paths().faults().forEach(object::fault);
        object.refuseFaults();
        return form;
    }

    /** The JSON that {@link #decode} reads back as an equal form. */
    public static JsonObject encode(QuestionForm form) {
        JsonObject json = new JsonObject()
                .put("language", form.language())
                .put(
                        "steps",
                        new JsonArray(form.steps().stream()
                                .map(QuestionFormCodec::step)
                                .toList()))
                .put("keepDays", form.keepDays())
                .put("asForm", form.asForm());
        return form.thanks().isEmpty() ? json : json.put("thanks", new JsonObject(new TreeMap<>(form.thanks())));
    }

    private static Step step(StrictObject entry, String language) {
        String id = StepCodec.id(entry);
        Map<String, String> texts = StepCodec.texts(entry, language, LONGEST_TEXT);
        String answer = entry.word("answer", KINDS);
        AnswerKind kind = answer.isEmpty() ? AnswerKind.TEXT : AnswerKind.of(answer);
        List<StepOption> options = options(entry, language, answer);
        Long least = bound(entry, "least", answer);
        Long most = bound(entry, "most", answer);
        if (least != null && most != null && least > most) {
            entry.fault("most", FaultCode.BOUNDS_REVERSED);
        }
        boolean required = entry.flag("required", true);
        String next = StepCodec.next(entry);
        entry.noOtherFields();
        return new Step(id, texts, kind, options, least, most, required, next);
    }

    private static List<StepOption> options(StrictObject entry, String language, String answer) {
        List<StepOption> options = StepCodec.options(entry, language, MOST_OPTIONS);
        boolean choice = answer.equals(AnswerKind.CHOICE.sqlName());
        if (choice && options.size() < FEWEST_OPTIONS) {
            entry.fault("options", FaultCode.OPTIONS_REQUIRED, FEWEST_OPTIONS, MOST_OPTIONS);
        }
        if (!choice && !answer.isEmpty() && !options.isEmpty()) {
            entry.fault("options", FaultCode.OPTIONS_MISPLACED);
        }
        return options;
    }

    private static @Nullable Long bound(StrictObject entry, String key, String answer) {
        if (!entry.has(key)) {
            return null;
        }
        long bound = entry.number(key, -LARGEST, LARGEST, 0);
        if (!answer.isEmpty() && !answer.equals(AnswerKind.NUMBER.sqlName())) {
            entry.fault(key, FaultCode.BOUNDS_MISPLACED);
        }
        return bound;
    }

    private static JsonObject step(Step step) {
        JsonObject json = StepCodec.encode(step, step.texts(), step.options())
                .put("answer", step.kind().sqlName())
                .put("required", step.required());
        if (step.least() != null) {
            json.put("least", step.least());
        }
        return step.most() == null ? json : json.put("most", step.most());
    }
}
