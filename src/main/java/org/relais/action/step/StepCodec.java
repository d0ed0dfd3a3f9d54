package org.relais.action.step;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;

/** Parts of steps as JSON that a call's script and a form of questions share. */
public final class StepCodec {
    public static final int LONGEST_ID = 24;
    /** Characters of an answer, as platforms take them on a button. */
    public static final int LONGEST_LABEL = 20;

    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,24}");

    private StepCodec() {}

    /**
     * All steps; a fault when there is none.
     *
     * @param none what is said then
     */
    public static <T> List<T> steps(StrictObject object, int most, FaultCode none, Function<StrictObject, T> step) {
        List<T> steps = object.list("steps", most).stream().map(step).toList();
        if (steps.isEmpty() && object.faults().isEmpty()) {
            object.fault("steps", none);
        }
        return steps;
    }

    /** What stands for a step or an answer; {@link StepPaths#END} is none. */
    public static String id(StrictObject entry) {
        String id = entry.text("id", LONGEST_ID);
        if (!id.isEmpty() && !ID.matcher(id).matches() || id.equals(StepPaths.END)) {
            entry.fault("id", FaultCode.STEP_ID, StepPaths.END);
        }
        return id;
    }

    /** A step's texts by language, the same for every contact: variables are faults. */
    public static Map<String, String> texts(StrictObject entry, String language, int longest) {
        return texts(entry, "text", language, longest);
    }

    /** The same of another field. */
    public static Map<String, String> texts(StrictObject entry, String field, String language, int longest) {
        Map<String, String> texts = entry.texts(field, language, longest);
        texts.forEach((each, text) -> {
            if (text.contains("{{")) {
                entry.fault(field + "." + each, FaultCode.SCRIPT_VARIABLE);
            }
        });
        return texts;
    }

    /** A step's answers to choose; the same id twice is a fault. */
    public static List<StepOption> options(StrictObject entry, String language, int most) {
        List<StepOption> options = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (StrictObject option : entry.list("options", most)) {
            StepOption read = option(option, language);
            options.add(read);
            if (!ids.add(read.id())) {
                option.fault("id", FaultCode.OPTION_TWICE);
            }
        }
        return options;
    }

    private static StepOption option(StrictObject entry, String language) {
        String id = id(entry);
        Map<String, String> labels = entry.texts("label", language, LONGEST_LABEL);
        String next = next(entry);
        entry.noOtherFields();
        return new StepOption(id, labels, next);
    }

    /** Where a step or an answer leads; null when it doesn't say so. */
    public static @Nullable String next(StrictObject entry) {
        return entry.optionalText("next", LONGEST_ID).orElse(null);
    }

    /** A step's JSON with what all of them have; without options when there are none. */
    public static JsonObject encode(StepPaths.Node step, Map<String, String> texts, List<StepOption> options) {
        JsonObject json = new JsonObject().put("id", step.id()).put("text", new JsonObject(new TreeMap<>(texts)));
        if (!options.isEmpty()) {
            json.put(
                    "options",
                    new JsonArray(options.stream().map(StepCodec::encode).toList()));
        }
        return led(json, step.next());
    }

    private static JsonObject encode(StepOption option) {
        JsonObject json =
                new JsonObject().put("id", option.id()).put("label", new JsonObject(new TreeMap<>(option.labels())));
        return led(json, option.next());
    }

    private static JsonObject led(JsonObject json, @Nullable String next) {
        return next == null ? json : json.put("next", next);
    }
}
