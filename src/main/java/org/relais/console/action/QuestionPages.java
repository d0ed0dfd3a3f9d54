package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.question.AnswerKind;
import org.relais.action.question.QuestionFigures;
import org.relais.action.question.QuestionFigures.Chosen;
import org.relais.action.question.QuestionFigures.Respondent;
import org.relais.action.question.QuestionForm;
import org.relais.action.question.QuestionFormCodec;
import org.relais.action.question.QuestionPreview;
import org.relais.action.question.QuestionService;
import org.relais.api.CsvDownload;
import org.relais.audience.AudienceCondition;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.broadcast.AudiencePages;
import org.relais.console.broadcast.FunnelBar;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** What question actions add: what is asked, and what was answered. */
public final class QuestionPages implements KindPages {
    /** Characters of a question over its column. */
    public static final int HEADING = 70;

    private static final int PEOPLE = 50;

    private final ActionService actions;
    private final QuestionService service;
    private final LongFunction<Future<List<String>>> formChannels;

    /** What was answered to what. */
    public record Shown(QuestionForm form, QuestionFigures figures) {

        /** A question as the reader reads it. */
        public String asked(PageRequest visit, QuestionFigures.Step step) {
            return form.step(step.step())
                    .map(asked -> asked.text(visit.language(), form.language()))
                    .orElse(step.step());
        }

        /** Of a choice its options by their labels, which lead to who chose them; of anything else what was counted. */
        public List<FunnelBar> bars(PageRequest visit, long actionId, QuestionFigures.Step step) {
            return step.counts().stream()
                    .map(count -> bar(visit, actionId, step, count))
                    .toList();
        }

        private FunnelBar bar(
                PageRequest visit, long actionId, QuestionFigures.Step step, QuestionFigures.Count count) {
            FunnelBar bar = FunnelBar.part(
                    visit,
                    step.step() + "-" + step.counts().indexOf(count),
                    form.step(step.step())
                            .map(asked -> answer(visit, form, asked, count.answer()))
                            .orElse(count.answer()),
                    count.people(),
                    step.answered());
            String chosen = step.step() + ":" + count.answer();
            return step.kind() == AnswerKind.CHOICE
                    ? bar.leading(
                            "/console/actions/" + actionId + "/respondents?chosen=" + chosen, write(actionId, chosen))
                    : bar;
        }
    }

    /** @param formChannels what people call the channels on which an organisation can ask by a form */
    public QuestionPages(
            ActionService actions, QuestionService service, LongFunction<Future<List<String>>> formChannels) {
        this.actions = actions;
        this.service = service;
        this.formChannels = formChannels;
    }

    @Override
    public ActionType type() {
        return ActionType.QUESTION;
    }

    @Override
    public void mount(PageRoutes routes, Function<Action, Future<Counts>> counts) {
        routes.ofAction().get("/actions/:id/questions", visit -> of(visit, action -> form(visit, action)));
        routes.post("/actions/:id/questions", Role.ORGANISER, visit -> of(visit, action -> write(visit, action)));
        routes.post("/actions/:id/questions/look", Role.ORGANISER, visit -> of(visit, action -> look(visit, action)));
        routes.ofAction().get("/actions/:id/respondents", visit -> of(visit, action -> respondents(visit, action)));
        routes.ofAction().get("/actions/:id/words/:step", visit -> of(visit, action -> words(visit, action)));
        routes.stream("/actions/:id/question-answers.csv", Role.VIEWER, this::csv);
    }

    private Future<PageResult> of(PageRequest visit, Function<Action, Future<PageResult>> page) {
        return service.find(visit.organisationId(), visit.id()).compose(PageResult.found(page));
    }

    @Override
    public Future<List<Step>> steps(PageRequest visit, Action action) {
        return service.form(action)
                .map(form -> List.of(new Step(
                        visit.text("action.question.form"),
                        form.map(known -> known.steps().stream()
                                        .map(step -> step.text(visit.language(), known.language()))
                                        .collect(Collectors.joining("\u00a0· ")))
                                .orElseGet(() -> visit.text("action.question.none")),
                        "/actions/" + action.id() + "/questions",
                        form.isPresent(),
                        Set.of("steps", "asForm"))));
    }

    @Override
    public Future<Void> opening(Action action, Map<String, Object> model) {
        return service.form(action)
                .onSuccess(form -> form.ifPresent(asked -> model.put("asked", asked)))
                .mapEmpty();
    }

    @Override
    public Future<Void> drafted(PageRequest visit, Action action, Map<String, Object> model) {
        return service.form(action)
                .compose(form -> form.isEmpty()
                        ? Future.succeededFuture()
                        : service.preview(action, form.get())
                                .onSuccess(looks -> model.putAll(looks(visit, form.get(), looks)))
                                .mapEmpty());
    }

    @Override
    public Future<Void> show(PageRequest visit, Action action, Map<String, Object> model) {
        return service.form(action)
                .compose(form -> service.figures(action).onSuccess(figures -> {
                    if (form.isPresent() && figures.isPresent()) {
                        model.put("question", new Shown(form.get(), figures.get()));
                    }
                }))
                .mapEmpty();
    }

    private Future<PageResult> form(PageRequest visit, Action action) {
        return service.form(action).compose(form -> actions.message(action)
                .compose(message -> shown(
                        200,
                        visit,
                        action,
                        form.map(QuestionEditor::of)
                                .orElseGet(QuestionEditor::blank)
                                .speaking(message.bodies().keySet()))));
    }

    private Future<PageResult> shown(int status, PageRequest visit, Action action, QuestionEditor form) {
        QuestionForm sketch = form.sketch(visit.organisation().language());
        return formChannels.apply(visit.organisationId()).compose(channels -> service.preview(action, sketch)
                .map(looks -> {
                    boolean changeable = action.state() == ActionState.DRAFT && visit.mayChange();
                    Map<String, Object> model = new HashMap<>(looks(visit, sketch, looks));
                    model.put("action", action);
                    model.put("channels", String.join(", ", channels));
                    model.put("form", form);
                    return new PageResult.Page(
                            status, changeable ? "action/question/form" : "action/question/asked", model);
                }));
    }

    /** The part of the page that follows the typing. */
    private Future<PageResult> look(PageRequest visit, Action action) {
        QuestionForm sketch =
                QuestionEditor.read(visit).sketch(visit.organisation().language());
        return service.preview(action, sketch)
                .map(looks -> PageResult.page("action/question/phones", looks(visit, sketch, looks)));
    }

    /** The organisation's own language first, as it is elsewhere. */
    private static Map<String, Object> looks(PageRequest visit, QuestionForm sketch, List<QuestionPreview> looks) {
        List<QuestionPreview> sorted = looks.stream()
                .sorted(Comparator.comparing(
                        look -> !look.language().equals(visit.organisation().language())))
                .toList();
        return Map.of("asked", sketch, "looks", sorted);
    }

    /** Saves it, or changes the form and shows it again: more questions, fewer, another order. */
    private Future<PageResult> write(PageRequest visit, Action action) {
        QuestionEditor form = QuestionEditor.read(visit);
        Optional<String> step = visit.field("do");
        if (step.isPresent()) {
            return shown(200, visit, action, form.changed(step.get()));
        }
        PageResult.Redirect back = PageResult.to("/actions/" + action.id());
        return Future.<JsonObject>succeededFuture(form.json(visit.organisation().language()))
                .compose(json -> service.write(visit.actor(), action, QuestionFormCodec.decode(json)))
                .<PageResult>map(written -> written.isPresent()
                        ? back.saying("action.question.said.form")
                        : back.warning("action.said.not-possible"))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? shown(422, visit, action, form.withFaults(visit, invalid))
                        : Future.failedFuture(fault));
    }

    private Future<PageResult> words(PageRequest visit, Action action) {
        String step = visit.context().pathParam("step");
        return service.form(action).compose(form -> form.flatMap(known -> known.step(step))
                .map(asked -> service.words(action, step, visit.query("after", 0L), PEOPLE + 1)
                        .map(found -> PageResult.page(
                                "action/question/words",
                                Map.of(
                                        "action",
                                        action,
                                        "asked",
                                        asked.text(visit.language(), form.get().language()),
                                        "step",
                                        step,
                                        "people",
                                        found.stream().limit(PEOPLE).toList(),
                                        "after",
                                        found.size() > PEOPLE
                                                ? found.get(PEOPLE - 1).id()
                                                : 0L))))
                .orElseGet(() -> Future.succeededFuture(PageResult.notFound())));
    }

    /** Address of a message to those who chose an answer, a step and its option with a colon between. */
    public static String write(long actionId, String chosen) {
        String[] parts = chosen.split(":", 2);
        return AudiencePages.write(new AudienceCondition.Surveyed(actionId, parts[0], Set.of(parts[1]), null, null));
    }

    /** Who answered what; those who chose one option, where one is asked for. */
    private Future<PageResult> respondents(PageRequest visit, Action action) {
        String wanted = visit.query("chosen").orElse("");
        Chosen chosen = chosen(wanted);
        return service.form(action)
                .compose(form -> form.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : service.respondents(action, visit.query("from", 0L), PEOPLE + 1, chosen)
                                .map(found -> PageResult.page(
                                        "action/question/respondents",
                                        Map.of(
                                                "action",
                                                action,
                                                "form",
                                                form.get(),
                                                "chosen",
                                                chosen == null ? "" : wanted,
                                                "people",
                                                found.stream().limit(PEOPLE).toList(),
                                                "from",
                                                found.size() > PEOPLE
                                                        ? found.get(PEOPLE).contactId()
                                                        : 0L))));
    }

    /** The option that is asked for, a step and its option with a colon between; null for none. */
    private static @Nullable Chosen chosen(String wanted) {
        return wanted.matches("[a-z0-9_]{1,24}:[a-z0-9_]{1,24}")
                ? new Chosen(wanted.split(":")[0], wanted.split(":")[1])
                : null;
    }

    /** What somebody answered, by its label where it is a choice; empty where they skipped it. */
    public static String answer(PageRequest visit, QuestionForm form, QuestionForm.Step step, String answer) {
        return step.options().stream()
                .filter(option -> option.id().equals(answer))
                .findFirst()
                .map(option -> option.label(visit.language(), form.language()))
                .orElse(answer);
    }

    /** Where a step or an answer leads, in words: to another question, or to the end. */
    public static String leads(PageRequest visit, QuestionForm form, String next) {
        return form.paths()
                .place(next)
                .map(place -> visit.text("action.question.number", "number", place + 1))
                .orElseGet(() -> visit.text("action.question.end"));
    }

    /** As the columns of the page: who, and each question as it is asked. */
    private static List<String> header(PageRequest visit, QuestionForm form) {
        List<String> header = new ArrayList<>(CsvPages.header(visit, "id", "name", "answered", "finished"));
        form.steps().forEach(step -> header.add(step.text(visit.language(), form.language())));
        return header;
    }

    private static List<String> cells(PageRequest visit, QuestionForm form, Respondent person) {
        List<String> cells = new ArrayList<>(List.of(
                Long.toString(person.contactId()),
                person.name(),
                CsvPages.time(visit, person.answeredAt()),
                CsvPages.time(visit, person.doneAt())));
        form.steps()
                .forEach(step ->
                        cells.add(answer(visit, form, step, person.answers().getOrDefault(step.id(), ""))));
        return cells;
    }

    private void csv(PageRequest visit) {
        Chosen chosen = chosen(visit.query("chosen").orElse(""));
        CsvPages.send(visit, actions, Set.of(ActionType.QUESTION), action -> service.form(action)
                .compose(form -> form.isEmpty()
                        ? CsvPages.once(visit, "action-" + action.id() + "-answers", List.of(), List.of())
                        : new CsvDownload<>(
                                        header(visit, form.get()),
                                        from -> service.respondents(action, from, CsvDownload.pageSize(), chosen),
                                        Respondent::contactId,
                                        person -> cells(visit, form.get(), person))
                                .send(visit.context(), "action-" + action.id() + "-answers")));
    }
}
