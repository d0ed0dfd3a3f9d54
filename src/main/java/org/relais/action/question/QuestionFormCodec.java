package org.relais.action.question;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.action.StepPaths;
import org.relais.action.question.QuestionForm.Option;
import org.relais.action.question.QuestionForm.Step;
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
 *  "keepDays": 30}
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

    private static final int LONGEST_LABEL = 20;
    private static final int LONGEST_ID = 24;
    private static final long LARGEST = 1_000_000_000;
    private static final int MOST_DAYS = 365;
    private static final int DAYS = 30;
    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,24}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final String TEXT = "text";
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
        String language = object.text("language", 3);
        if (!language.isEmpty() && !LANGUAGE.matcher(language).matches()) {
            object.fault("language", FaultCode.LANGUAGE_UNKNOWN);
        }
        List<Step> steps = new ArrayList<>();
        for (StrictObject entry : object.list("steps", MOST_STEPS)) {
            steps.add(step(entry, language));
        }
        if (steps.isEmpty() && object.faults().isEmpty()) {
            object.fault("steps", FaultCode.QUESTIONS_REQUIRED);
        }
        int keepDays = (int) object.number("keepDays", 0, MOST_DAYS, DAYS);
        object.done();
        QuestionForm form = new QuestionForm(language, steps, keepDays);
        form.paths().faults().forEach(object::fault);
        object.refuseFaults();
        return form;
    }

    /** The JSON that {@link #decode} reads back as an equal form. */
    public static JsonObject encode(QuestionForm form) {
        return new JsonObject()
                .put("language", form.language())
                .put(
                        "steps",
                        new JsonArray(form.steps().stream()
                                .map(QuestionFormCodec::step)
                                .toList()))
                .put("keepDays", form.keepDays());
    }

    private static Step step(StrictObject entry, String language) {
        String id = id(entry);
        Map<String, String> texts = entry.texts(TEXT, language, LONGEST_TEXT);
        texts.forEach((each, text) -> {
            if (text.contains("{{")) {
                entry.fault(TEXT + "." + each, FaultCode.SCRIPT_VARIABLE);
            }
        });
        String answer = entry.word("answer", KINDS);
        AnswerKind kind = answer.isEmpty() ? AnswerKind.TEXT : AnswerKind.of(answer);
        List<Option> options = options(entry, language, answer);
        Long least = bound(entry, "least", answer);
        Long most = bound(entry, "most", answer);
        if (least != null && most != null && least > most) {
            entry.fault("most", FaultCode.BOUNDS_REVERSED);
        }
        boolean required = entry.flag("required", true);
        Optional<String> next = entry.optionalText("next", LONGEST_ID);
        entry.noOtherFields();
        return new Step(id, texts, kind, options, least, most, required, next.orElse(null));
    }

    private static List<Option> options(StrictObject entry, String language, String answer) {
        List<Option> options = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (StrictObject option : entry.list("options", MOST_OPTIONS)) {
            options.add(option(option, language));
            if (!ids.add(options.get(options.size() - 1).id())) {
                option.fault("id", FaultCode.OPTION_TWICE);
            }
        }
        boolean choice = answer.equals(AnswerKind.CHOICE.sqlName());
        if (choice && options.size() < FEWEST_OPTIONS) {
            entry.fault("options", FaultCode.OPTIONS_REQUIRED, FEWEST_OPTIONS, MOST_OPTIONS);
        }
        if (!choice && !answer.isEmpty() && !options.isEmpty()) {
            entry.fault("options", FaultCode.OPTIONS_MISPLACED);
        }
        return options;
    }

    private static Option option(StrictObject entry, String language) {
        String id = id(entry);
        Map<String, String> labels = entry.texts("label", language, LONGEST_LABEL);
        Optional<String> next = entry.optionalText("next", LONGEST_ID);
        entry.noOtherFields();
        return new Option(id, labels, next.orElse(null));
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

    private static String id(StrictObject entry) {
        String id = entry.text("id", LONGEST_ID);
        if (!id.isEmpty() && !ID.matcher(id).matches() || id.equals(StepPaths.END)) {
            entry.fault("id", FaultCode.STEP_ID, StepPaths.END);
        }
        return id;
    }

    private static JsonObject step(Step step) {
        JsonObject json = new JsonObject()
                .put("id", step.id())
                .put("answer", step.kind().sqlName())
                .put(TEXT, new JsonObject(new TreeMap<>(step.texts())))
                .put("required", step.required());
        if (!step.options().isEmpty()) {
            json.put(
                    "options",
                    new JsonArray(step.options().stream()
                            .map(QuestionFormCodec::option)
                            .toList()));
        }
        if (step.least() != null) {
            json.put("least", step.least());
        }
        if (step.most() != null) {
            json.put("most", step.most());
        }
        return step.next() == null ? json : json.put("next", step.next());
    }

    private static JsonObject option(Option option) {
        JsonObject json =
                new JsonObject().put("id", option.id()).put("label", new JsonObject(new TreeMap<>(option.labels())));
        return option.next() == null ? json : json.put("next", option.next());
    }
}
