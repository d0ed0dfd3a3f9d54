package org.relais.action.call;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.action.call.CallScript.Step;
import org.relais.action.step.StepCodec;
import org.relais.action.step.StepOption;
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
        String language = object.language();
        List<Step> steps =
                StepCodec.steps(object, MOST_STEPS, FaultCode.STEPS_REQUIRED, entry -> step(entry, language));
        List<CallResult> results = results(object);
        object.done();
        CallScript script = new CallScript(language, steps, results);
        script.paths().faults().forEach(object::fault);
        object.refuseFaults();
        return script;
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
        String id = StepCodec.id(entry);
        Map<String, String> texts = StepCodec.texts(entry, language, LONGEST_TEXT);
        List<StepOption> options = StepCodec.options(entry, language, MOST_OPTIONS);
        boolean freeText =
                entry.has("answer") && entry.word("answer", List.of(TEXT)).equals(TEXT);
        if (freeText && !options.isEmpty()) {
            entry.fault("answer", FaultCode.OPTIONS_AND_FREE_TEXT);
        }
        String next = StepCodec.next(entry);
        entry.noOtherFields();
        return new Step(id, texts, freeText ? List.of() : options, freeText, next);
    }

    /** Without a list all of them; people can always be removed, and a call can always have found nobody. */
    private static List<CallResult> results(StrictObject object) {
        if (!object.has("results")) {
            return CallResult.ALL;
        }
        Set<CallResult> chosen = new HashSet<>(Set.of(CallResult.NO_ANSWER, CallResult.REMOVED));
        List<String> names = object.textList("results", CallResult.ALL.size(), StepCodec.LONGEST_ID);
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
        JsonObject json = StepCodec.encode(step, step.texts(), step.options());
        return step.freeText() ? json.put("answer", TEXT) : json;
    }
}
