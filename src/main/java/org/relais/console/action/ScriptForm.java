package org.relais.console.action;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallResult;
import org.relais.action.call.CallScript;
import org.relais.action.step.StepOption;
import org.relais.console.PageRequest;
import org.relais.console.broadcast.MessageForm;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/**
 * A script as it stands in its form, right or wrong: steps in order, each with what may be answered. Ids are given by the
 * form itself and stay what they were, because figures are counted by them.
 *
 * @param results SQL names of those a volunteer may choose besides the two that are always there
 * @param faults by path as {@link Fault} has it, in the reader's words
 */
public record ScriptForm(List<Row> steps, Set<String> results, Map<String, String> faults)
        implements StepForm<ScriptForm, ScriptForm.Row> {
    private static final int MOST_STEPS = 50;
    private static final int MOST_OPTIONS = 9;

    public ScriptForm {
        steps = List.copyOf(steps);
        results = Set.copyOf(results);
        faults = Map.copyOf(faults);
    }

    /**
     * One step.
     *
     * @param texts by language
     * @param words whether the volunteer types what was answered
     * @param next id of the step it leads to, {@code end}, or empty for the one that follows
     */
    public record Row(String id, Map<String, String> texts, List<Choice> choices, boolean words, String next) {
        public Row {
            texts = Map.copyOf(texts);
            choices = List.copyOf(choices);
        }

        /** The choices, and all that there may be beside them, to be filled in. */
        public List<Choice> shown() {
            return ScriptForm.shown(choices, MOST_OPTIONS, MOST_OPTIONS);
        }

        private boolean jumps() {
            return ScriptForm.jumps(next, choices);
        }

        private CallScript.Step sketch() {
            return new CallScript.Step(id, texts, words ? List.of() : sketched(choices), words, given(next));
        }

        private boolean blank() {
            return texts.isEmpty() && choices.isEmpty() && !words;
        }
    }

    /** An answer to choose; {@code next} as for a step, empty where the step decides. */
    public record Choice(String id, Map<String, String> labels, String next) {
        public Choice {
            labels = Map.copyOf(labels);
        }
    }

    static ScriptForm blank() {
        return new ScriptForm(List.of(step("s1")), Set.of("reached", "call_back", "refused", "wrong_number"), Map.of());
    }

    private static Row step(String id) {
        return new Row(id, Map.of(), List.of(), false, "");
    }

    static String free(String prefix, List<String> taken) {
        int number = taken.size() + 1;
        while (taken.contains(prefix + number)) {
            number++;
        }
        return prefix + number;
    }

    static ScriptForm of(CallScript script) {
        List<Row> rows = script.steps().stream()
                .map(step -> new Row(
                        step.id(),
                        step.texts(),
                        step.options().stream()
                                .map(option -> new Choice(option.id(), option.labels(), orEmpty(option.next())))
                                .toList(),
                        step.freeText(),
                        orEmpty(step.next())))
                .toList();
        Set<String> results = new HashSet<>();
        script.results().forEach(result -> results.add(result.sqlName()));
        return new ScriptForm(rows, results, Map.of());
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The answers of one step as they were sent; those that are left blank are none. */
    static List<Choice> choices(PageRequest visit, String prefix, int most) {
        List<Choice> choices = new ArrayList<>();
        for (int option = 0; option < most; option++) {
            String name = prefix + "o" + option + "_";
            Map<String, String> labels = texts(visit, name);
            if (!labels.isEmpty()) {
                choices.add(new Choice(field(visit, name + "id"), labels, field(visit, name + "next")));
            }
        }
        return choices;
    }

    /** The choices, and empty ones to fill in until there are so many as wanted, or as there may be. */
    static List<Choice> shown(List<Choice> choices, int wanted, int most) {
        List<Choice> shown = new ArrayList<>(choices);
        while (shown.size() < most && shown.size() < wanted) {
            shown.add(new Choice(free("a", shown.stream().map(Choice::id).toList()), Map.of(), ""));
        }
        return shown;
    }

    /** The answers, without ways to a step that is gone. */
    static List<Choice> redirected(List<Choice> choices, String gone) {
        return choices.stream()
                .map(choice -> choice.next().equals(gone) ? new Choice(choice.id(), choice.labels(), "") : choice)
                .toList();
    }

    /** As it was sent. */
    static ScriptForm read(PageRequest visit) {
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < MOST_STEPS && visit.field("s" + at + "_id").isPresent(); at++) {
            String prefix = "s" + at + "_";
            rows.add(new Row(
                    field(visit, prefix + "id"),
                    texts(visit, prefix),
                    choices(visit, prefix, MOST_OPTIONS),
                    visit.field(prefix + "words").isPresent(),
                    field(visit, prefix + "next")));
        }
        return new ScriptForm(
                rows.isEmpty() ? List.of(step("s1")) : rows, Set.copyOf(visit.fields("result")), Map.of());
    }

    static Map<String, String> texts(PageRequest visit, String prefix) {
        Map<String, String> texts = new HashMap<>();
        for (String language : MessageForm.LANGUAGES) {
            visit.field(prefix + language).ifPresent(text -> texts.put(language, text));
        }
        return texts;
    }

    static String field(PageRequest visit, String name) {
        return visit.field(name).orElse("");
    }

    @Override
    public ScriptForm with(List<Row> rows) {
        return new ScriptForm(rows, results, Map.of());
    }

    @Override
    public ScriptForm longer() {
        List<Row> rows = new ArrayList<>(steps);
        if (mayGrow()) {
            rows.add(step(free("s", ids())));
        }
        return with(rows);
    }

    /** Whether some answer leads elsewhere than to the step after it. */
    public boolean jumps() {
        return steps.stream().anyMatch(Row::jumps);
    }

    @Override
    public boolean mayGrow() {
        return steps.size() < MOST_STEPS;
    }

    @Override
    public Row copy(Row row) {
        return new Row(free("s", ids()), row.texts(), straight(row.choices()), row.words(), "");
    }

    /** The answers, each leading to what follows. */
    static List<Choice> straight(List<Choice> choices) {
        return choices.stream()
                .map(choice -> new Choice(choice.id(), choice.labels(), ""))
                .toList();
    }

    @Override
    public ScriptForm without(int place) {
        if (place < 0 || place >= steps.size() || steps.size() == 1) {
            return this;
        }
        List<Row> rows = new ArrayList<>(steps);
        String gone = rows.remove(place).id();
        rows.replaceAll(row -> redirected(row, gone));
        return with(rows);
    }

    private static Row redirected(Row row, String gone) {
        return new Row(
                row.id(),
                row.texts(),
                redirected(row.choices(), gone),
                row.words(),
                row.next().equals(gone) ? "" : row.next());
    }

    ScriptForm withFaults(PageRequest visit, InvalidInputException invalid) {
        return new ScriptForm(steps, results, StepForm.named(visit, invalid));
    }

    @Override
    public List<String> ids() {
        return steps.stream().map(Row::id).toList();
    }

    @Override
    public Map<String, String> texts(int place) {
        return steps.get(place).texts();
    }

    /**
     * The answers of a step in short, each with where it leads; of a step without any, where it leads itself.
     *
     * @param end what the end is called
     */
    public List<String> ways(PageRequest visit, int at, String end) {
        Row row = steps.get(at);
        if (row.words() || row.choices().isEmpty()) {
            String words = row.words() ? visit.text("action.call.own-words") + "\u00a0" : "";
            return List.of(words + leads(at, row.next(), end));
        }
        return row.choices().stream()
                .map(choice -> StepForm.inLanguage(choice.labels(), visit.language()) + "\u00a0"
                        + leads(at, choice.next().isEmpty() ? row.next() : choice.next(), end))
                .toList();
    }

    private String leads(int at, String next, String end) {
        int place = next.isEmpty() ? at + 1 : ids().indexOf(next);
        return "→\u00a0" + (place < 0 || place >= steps.size() ? end : place + 1);
    }

    /** The script as far as it is written, to be rehearsed; empty while nothing is. */
    Optional<CallScript> sketch(String organisationLanguage) {
        List<CallScript.Step> written = steps.stream()
                .filter(row -> !row.texts().isEmpty())
                .map(Row::sketch)
                .toList();
        String language =
                StepForm.language(written.stream().map(CallScript.Step::texts).toList(), organisationLanguage);
        List<CallResult> offered = CallResult.ALL.stream()
                .filter(result -> !optional().contains(result) || results.contains(result.sqlName()))
                .toList();
        return written.isEmpty() ? Optional.empty() : Optional.of(new CallScript(language, written, offered));
    }

    /** The results that can be left out. */
    public static List<CallResult> optional() {
        return CallResult.ALL.stream()
                .filter(result -> result != CallResult.NO_ANSWER && result != CallResult.REMOVED)
                .toList();
    }

    /**
     * The script's JSON, without steps that say nothing.
     *
     * @param organisationLanguage the default language of a script that is written in it
     */
    JsonObject json(String organisationLanguage) {
        JsonArray rows = new JsonArray();
        steps.stream().filter(row -> !row.blank() || steps.size() == 1).forEach(row -> rows.add(json(row)));
        String language = StepForm.language(steps.stream().map(Row::texts).toList(), organisationLanguage);
        JsonArray chosen = new JsonArray().add("no_answer").add("removed");
        results.stream().filter(result -> !chosen.contains(result)).forEach(chosen::add);
        return new JsonObject().put("language", language).put("steps", rows).put("results", chosen);
    }

    /** Whether a step leads anywhere but to the one behind it. */
    static boolean jumps(String next, List<Choice> choices) {
        return !next.isEmpty()
                || choices.stream().anyMatch(choice -> !choice.next().isEmpty());
    }

    /** The answers as a step that is sketched has them. */
    static List<StepOption> sketched(List<Choice> choices) {
        return choices.stream()
                .map(choice -> new StepOption(choice.id(), choice.labels(), given(choice.next())))
                .toList();
    }

    static @Nullable String given(String next) {
        return next.isEmpty() ? null : next;
    }

    static JsonArray options(List<Choice> choices) {
        JsonArray options = new JsonArray();
        choices.forEach(choice -> options.add(next(
                new JsonObject().put("id", choice.id()).put("label", new JsonObject(new HashMap<>(choice.labels()))),
                choice.next())));
        return options;
    }

    private static JsonObject json(Row row) {
        JsonObject json = new JsonObject().put("id", row.id()).put("text", new JsonObject(new HashMap<>(row.texts())));
        JsonArray options = options(row.choices());
        if (!options.isEmpty()) {
            json.put("options", options);
        }
        if (row.words()) {
            json.put("answer", "text");
        }
        return next(json, row.next());
    }

    static JsonObject next(JsonObject json, String next) {
        return next.isEmpty() ? json : json.put("next", next);
    }
}
