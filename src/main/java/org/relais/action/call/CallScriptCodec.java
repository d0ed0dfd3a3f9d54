package org.relais.action.call;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.relais.action.call.CallScript.Option;
import org.relais.action.call.CallScript.Step;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;

/**
 * {@link CallScript} as JSON, in the API, the console's forms and table {@code call_script}:
 *
 * <pre>{@code
 * {"language": "fr",
 *  "steps": [
 *    {"id": "vote", "text": {"fr": "Irez-vous voter dimanche ?"},
 *     "options": [{"id": "yes", "label": {"fr": "Oui"}}, {"id": "no", "label": {"fr": "Non"}, "next": "why"}],
 *     "next": "end"},
 *    {"id": "why", "text": {"fr": "Qu’est-ce qui vous retient ?"}, "answer": "text"}],
 *  "results": ["reached", "no_answer", "call_back", "refused", "wrong_number", "removed"]}
 * }</pre>
 */
public final class CallScriptCodec {
    /** More than a telephone call lasts. */
    private static final int MOST_STEPS = 50;
    /** A list shows ten rows (Cloud API); the tenth leads to the results. */
    private static final int MOST_OPTIONS = 9;

    private static final int LONGEST_TEXT = 8_192;
    private static final int LONGEST_LABEL = 20;
    private static final int LONGEST_ID = 24;
    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,24}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final String TEXT = "text";
    private static final String RESULTS =
            CallResult.ALL.stream().map(CallResult::sqlName).collect(Collectors.joining(", "));

    private CallScriptCodec() {}

    /**
     * Reads what somebody composed.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    public static CallScript decode(JsonObject json) {
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
            object.fault("steps", FaultCode.STEPS_REQUIRED);
        }
        List<CallResult> results = results(object);
        object.done();
        CallScript script = new CallScript(language, steps, results);
        script.paths().faults().forEach(object::fault);
        object.refuseFaults();
        return script;
    }

    /** Reads what {@link #encode} wrote. */
    public static CallScript restore(JsonObject json) {
        return decode(json);
    }

    /** The JSON that {@link #decode} reads back as an equal script. */
    public static JsonObject encode(CallScript script) {
        return new JsonObject()
                .put("language", script.language())
                .put(
                        "steps",
                        new JsonArray(script.steps().stream()
                                .map(CallScriptCodec::step)
                                .toList()))
                .put(
                        "results",
                        new JsonArray(script.results().stream()
                                .map(CallResult::sqlName)
                                .toList()));
    }

    private static Step step(StrictObject entry, String language) {
        String id = id(entry);
        Map<String, String> texts = entry.texts(TEXT, language, LONGEST_TEXT);
        texts.forEach((each, text) -> {
            if (text.contains("{{")) {
                entry.fault(TEXT + "." + each, FaultCode.SCRIPT_VARIABLE);
            }
        });
        List<Option> options = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (StrictObject option : entry.list("options", MOST_OPTIONS)) {
            options.add(option(option, language));
            if (!ids.add(options.get(options.size() - 1).id())) {
                option.fault("id", FaultCode.OPTION_TWICE);
            }
        }
        boolean freeText =
                entry.has("answer") && entry.word("answer", List.of(TEXT)).equals(TEXT);
        if (freeText && !options.isEmpty()) {
            entry.fault("answer", FaultCode.OPTIONS_AND_FREE_TEXT);
        }
        Optional<String> next = entry.optionalText("next", LONGEST_ID);
        entry.noOtherFields();
        return new Step(id, texts, freeText ? List.of() : options, freeText, next.orElse(null));
    }

    private static Option option(StrictObject entry, String language) {
        String id = id(entry);
        Map<String, String> labels = entry.texts("label", language, LONGEST_LABEL);
        Optional<String> next = entry.optionalText("next", LONGEST_ID);
        entry.noOtherFields();
        return new Option(id, labels, next.orElse(null));
    }

    private static String id(StrictObject entry) {
        String id = entry.text("id", LONGEST_ID);
        if (!id.isEmpty() && !ID.matcher(id).matches() || id.equals(CallScript.END)) {
            entry.fault("id", FaultCode.STEP_ID, CallScript.END);
        }
        return id;
    }

    /** Without a list all of them; people can always be removed, and a call can always have found nobody. */
    private static List<CallResult> results(StrictObject object) {
        if (!object.has("results")) {
            return CallResult.ALL;
        }
        Set<CallResult> chosen = new HashSet<>(Set.of(CallResult.NO_ANSWER, CallResult.REMOVED));
        List<String> names = object.textList("results", CallResult.ALL.size(), LONGEST_ID);
        for (int at = 0; at < names.size(); at++) {
            Optional<CallResult> named = CallResult.named(names.get(at));
            if (named.isEmpty()) {
                object.fault("results[" + at + "]", FaultCode.MUST_BE_ONE_OF, RESULTS);
            }
            named.ifPresent(chosen::add);
        }
        return CallResult.ALL.stream().filter(chosen::contains).toList();
    }

    private static JsonObject step(Step step) {
        JsonObject json = new JsonObject().put("id", step.id()).put(TEXT, new JsonObject(new TreeMap<>(step.texts())));
        if (!step.options().isEmpty()) {
            json.put(
                    "options",
                    new JsonArray(
                            step.options().stream().map(CallScriptCodec::option).toList()));
        }
        if (step.freeText()) {
            json.put("answer", TEXT);
        }
        return step.next() == null ? json : json.put("next", step.next());
    }

    private static JsonObject option(Option option) {
        JsonObject json =
                new JsonObject().put("id", option.id()).put("label", new JsonObject(new TreeMap<>(option.labels())));
        return option.next() == null ? json : json.put("next", option.next());
    }
}
