package org.relais.console.action;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.question.AnswerKind;
import org.relais.action.question.QuestionForm;
import org.relais.action.question.QuestionFormCodec;
import org.relais.console.PageRequest;
import org.relais.console.action.ScriptForm.Choice;
import org.relais.console.broadcast.MessageForm;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.text.Languages;

/**
 * Questions as they stand in their form, right or wrong. Ids are given by the form itself and stay what they were, because
 * results are counted by them.
 *
 * @param thanks what is said at the end, by language
 * @param keepDays as typed
 * @param asForm whether all of it is asked on one screen where the app can
 * @param further languages whose fields stand open although nothing may be written in them yet
 * @param faults by path as {@link Fault} has it, in the reader's words
 */
public record QuestionEditor(
        List<Row> steps,
        Map<String, String> thanks,
        String keepDays,
        boolean asForm,
        Set<String> further,
        Map<String, String> faults)
        implements StepForm<QuestionEditor, QuestionEditor.Row> {
    private static final String DAYS = "30";
    private static final String SPEAK = "speak-";

    public QuestionEditor {
        steps = List.copyOf(steps);
        thanks = Map.copyOf(thanks);
        further = Set.copyOf(further);
        faults = Map.copyOf(faults);
    }

    /**
     * One question.
     *
     * @param texts by language
     * @param kind SQL name of what it asks for
     * @param least as typed, as is {@code most}
     * @param skippable whether it may be left out
     * @param next id of the step it leads to, {@code end}, or empty for the one that follows
     */
    public record Row(
            String id,
            Map<String, String> texts,
            String kind,
            List<Choice> choices,
            String least,
            String most,
            boolean skippable,
            String next) {
        public Row {
            texts = Map.copyOf(texts);
            choices = List.copyOf(choices);
        }

        /** The choices, and all that there may be beside them, to be filled in. */
        public List<Choice> shown() {
            return ScriptForm.shown(choices, QuestionFormCodec.MOST_OPTIONS, QuestionFormCodec.MOST_OPTIONS);
        }

        public boolean asks(AnswerKind wanted) {
            return kind.equals(wanted.sqlName());
        }

        private boolean jumps() {
            return ScriptForm.jumps(next, choices);
        }

        private boolean isIn(String language) {
            return texts.containsKey(language)
                    || choices.stream().anyMatch(choice -> choice.labels().containsKey(language));
        }

        private boolean blank() {
            return texts.isEmpty() && choices.isEmpty();
        }

        private QuestionForm.Step sketch() {
            return new QuestionForm.Step(
                    id,
                    texts,
                    AnswerKind.of(kind),
                    asks(AnswerKind.CHOICE) ? ScriptForm.sketched(choices) : List.of(),
                    asks(AnswerKind.NUMBER) ? bound(least) : null,
                    asks(AnswerKind.NUMBER) ? bound(most) : null,
                    !skippable,
                    ScriptForm.given(next));
        }

        private static @Nullable Long bound(String typed) {
            return typed.matches("-?\\d{1,9}") ? Long.valueOf(typed) : null;
        }
    }

    static QuestionEditor blank() {
        return new QuestionEditor(List.of(step("s1")), Map.of(), DAYS, false, Set.of(), Map.of());
    }

    private static Row step(String id) {
        return new Row(id, Map.of(), AnswerKind.CHOICE.sqlName(), List.of(), "", "", false, "");
    }

    static QuestionEditor of(QuestionForm form) {
        return new QuestionEditor(
                form.steps().stream().map(QuestionEditor::row).toList(),
                form.thanks(),
                Integer.toString(form.keepDays()),
                form.asForm(),
                Set.of(),
                Map.of());
    }

    private static Row row(QuestionForm.Step step) {
        return new Row(
                step.id(),
                step.texts(),
                step.kind().sqlName(),
                step.options().stream()
                        .map(option -> new Choice(option.id(), option.labels(), ScriptForm.orEmpty(option.next())))
                        .toList(),
                step.least() == null ? "" : step.least().toString(),
                step.most() == null ? "" : step.most().toString(),
                !step.required(),
                ScriptForm.orEmpty(step.next()));
    }

    /** As it was sent. */
    static QuestionEditor read(PageRequest visit) {
        List<Row> rows = new ArrayList<>();
        for (int at = 0;
                at < QuestionFormCodec.MOST_STEPS
                        && visit.field("s" + at + "_id").isPresent();
                at++) {
            String prefix = "s" + at + "_";
            rows.add(new Row(
                    ScriptForm.field(visit, prefix + "id"),
                    ScriptForm.texts(visit, prefix),
                    kind(ScriptForm.field(visit, prefix + "kind")),
                    ScriptForm.choices(visit, prefix, QuestionFormCodec.MOST_OPTIONS),
                    ScriptForm.field(visit, prefix + "least"),
                    ScriptForm.field(visit, prefix + "most"),
                    visit.field(prefix + "skippable").isPresent(),
                    ScriptForm.field(visit, prefix + "next")));
        }
        return new QuestionEditor(
                rows.isEmpty() ? List.of(step("s1")) : rows,
                ScriptForm.texts(visit, "thanks_"),
                ScriptForm.field(visit, "keep_days"),
                visit.field("as_form").isPresent(),
                Set.copyOf(visit.fields("further")),
                Map.of());
    }

    /** What no choice of the page sends is a choice, as at the beginning. */
    private static String kind(String sent) {
        return Stream.of(AnswerKind.values())
                .map(AnswerKind::sqlName)
                .filter(sent::equals)
                .findFirst()
                .orElse(AnswerKind.CHOICE.sqlName());
    }

    /** Languages whose fields stand open: those of organisers, as in every editor, those asked for or written in, and those with a fault. */
    public List<String> languages(String organisationLanguage) {
        return MessageForm.LANGUAGES.stream()
                .filter(language -> language.equals(organisationLanguage)
                        || Languages.OF_ORGANISERS.contains(language)
                        || further.contains(language)
                        || steps.stream().anyMatch(step -> step.isIn(language))
                        || thanks.containsKey(language)
                        || faults.keySet().stream().anyMatch(path -> path.endsWith("." + language)))
                .toList();
    }

    /** Whether some answer leads elsewhere than to the question after it. */
    public boolean jumps() {
        return steps.stream().anyMatch(Row::jumps);
    }

    /** Whether something is set, or wrong, of what most leave as it is. */
    public boolean goesFurther() {
        return asForm
                || !keepDays.equals(DAYS)
                || Stream.of("asForm", "keepDays").anyMatch(faults::containsKey);
    }

    @Override
    public boolean mayGrow() {
        return steps.size() < QuestionFormCodec.MOST_STEPS;
    }

    @Override
    public Row copy(Row row) {
        return new Row(
                ScriptForm.free("s", ids()),
                row.texts(),
                row.kind(),
                ScriptForm.straight(row.choices()),
                row.least(),
                row.most(),
                row.skippable(),
                "");
    }

    /** As {@link StepForm#changed} has it, or {@code speak-es} for the fields of one more language. */
    @Override
    public QuestionEditor changed(String button) {
        if (!button.startsWith(SPEAK)) {
            return StepForm.super.changed(button);
        }
        return speaking(Set.of(button.substring(SPEAK.length())));
    }

    /** With the fields of these languages too. */
    QuestionEditor speaking(Set<String> languages) {
        Set<String> more = new HashSet<>(further);
        more.addAll(languages);
        return new QuestionEditor(steps, thanks, keepDays, asForm, more, Map.of());
    }

    @Override
    public QuestionEditor longer() {
        List<Row> rows = new ArrayList<>(steps);
        if (mayGrow()) {
            rows.add(step(ScriptForm.free("s", ids())));
        }
        return with(rows);
    }

    @Override
    public QuestionEditor without(int place) {
        if (place < 0 || place >= steps.size() || steps.size() == 1) {
            return this;
        }
        List<Row> rows = new ArrayList<>(steps);
        String gone = rows.remove(place).id();
        rows.replaceAll(row -> new Row(
                row.id(),
                row.texts(),
                row.kind(),
                ScriptForm.redirected(row.choices(), gone),
                row.least(),
                row.most(),
                row.skippable(),
                row.next().equals(gone) ? "" : row.next()));
        return with(rows);
    }

    @Override
    public QuestionEditor with(List<Row> rows) {
        return new QuestionEditor(rows, thanks, keepDays, asForm, further, Map.of());
    }

    QuestionEditor withFaults(PageRequest visit, InvalidInputException invalid) {
        return new QuestionEditor(steps, thanks, keepDays, asForm, further, StepForm.named(visit, invalid));
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
     * The questions as far as they are written, for a look at them; what is wrong is left out.
     *
     * @param organisationLanguage as {@link #json} has it
     */
    QuestionForm sketch(String organisationLanguage) {
        List<QuestionForm.Step> written = steps.stream()
                .filter(row -> !row.texts().isEmpty())
                .map(Row::sketch)
                .toList();
        String language =
                StepForm.language(written.stream().map(QuestionForm.Step::texts).toList(), organisationLanguage);
        Long days = Row.bound(keepDays);
        return new QuestionForm(language, written, thanks, days == null ? 0 : days.intValue(), asForm);
    }

    /**
     * The form's JSON, without questions that say nothing.
     *
     * @param organisationLanguage the default language of questions that are written in it
     */
    JsonObject json(String organisationLanguage) {
        JsonArray rows = new JsonArray();
        steps.stream().filter(row -> !row.blank() || steps.size() == 1).forEach(row -> rows.add(json(row)));
        String language = StepForm.language(steps.stream().map(Row::texts).toList(), organisationLanguage);
        JsonObject form =
                new JsonObject().put("language", language).put("steps", rows).put("asForm", asForm);
        if (!thanks.isEmpty()) {
            form.put("thanks", new JsonObject(new HashMap<>(thanks)));
        }
        return keepDays.isEmpty() ? form : form.put("keepDays", ActionForm.number(keepDays));
    }

    /** What another kind of answer has no use for is left out. */
    private static JsonObject json(Row row) {
        JsonObject json = new JsonObject()
                .put("id", row.id())
                .put("text", new JsonObject(new HashMap<>(row.texts())))
                .put("answer", row.kind())
                .put("required", !row.skippable());
        if (row.asks(AnswerKind.CHOICE)) {
            json.put("options", ScriptForm.options(row.choices()));
        }
        if (row.asks(AnswerKind.NUMBER) && !row.least().isEmpty()) {
            json.put("least", ActionForm.number(row.least()));
        }
        if (row.asks(AnswerKind.NUMBER) && !row.most().isEmpty()) {
            json.put("most", ActionForm.number(row.most()));
        }
        return ScriptForm.next(json, row.next());
    }
}
