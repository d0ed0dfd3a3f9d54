package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.relais.action.Action;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.question.QuestionFigures;
import org.relais.action.question.QuestionForm;
import org.relais.action.question.QuestionFormCodec;
import org.relais.action.question.QuestionService;
import org.relais.api.CsvDownload;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.broadcast.AnswerBar;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** What question actions add: what is asked, and what was answered. */
public final class QuestionPages implements KindPages {
    private static final int PEOPLE = 50;

    private final ActionService actions;
    private final QuestionService service;
    private final LongFunction<Future<List<String>>> formChannels;

    /** What was answered to what. */
    public record Shown(QuestionForm form, QuestionFigures figures) {

        /** A question as the reader reads it. */
        public String asked(PageRequest visit, QuestionFigures.Step step) {
            return form.step(step.step())
                    .map(QuestionForm.Step::texts)
                    .map(texts -> texts.getOrDefault(visit.language(), texts.getOrDefault(form.language(), "")))
                    .orElse(step.step());
        }

        /** Of a choice its options by their labels, of anything else what was counted. */
        public List<AnswerBar> bars(PageRequest visit, QuestionFigures.Step step) {
            return step.counts().stream()
                    .map(count -> new AnswerBar(
                            count.answer(),
                            form.step(step.step())
                                    .flatMap(asked -> asked.options().stream()
                                            .filter(option -> option.id().equals(count.answer()))
                                            .findFirst())
                                    .map(option -> option.label(visit.language(), form.language()))
                                    .orElse(count.answer()),
                            count.people(),
                            AnswerBar.share(count.people(), step.answered())))
                    .toList();
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
    public void mount(PageRoutes routes) {
        routes.ofAction().get("/actions/:id/questions", visit -> of(visit, action -> form(visit, action)));
        routes.post("/actions/:id/questions", Role.ORGANISER, visit -> of(visit, action -> write(visit, action)));
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
                        form.map(known -> visit.text(
                                        "action.question.count",
                                        "count",
                                        known.steps().size()))
                                .orElseGet(() -> visit.text("action.question.none")),
                        "/actions/" + action.id() + "/questions",
                        form.isPresent(),
                        Set.of("steps", "asForm"))));
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
        return service.form(action)
                .compose(form ->
                        shown(200, visit, action, form.map(QuestionEditor::of).orElseGet(QuestionEditor::blank)));
    }

    private Future<PageResult> shown(int status, PageRequest visit, Action action, QuestionEditor form) {
        return formChannels
                .apply(visit.organisationId())
                .<PageResult>map(channels -> new PageResult.Page(
                        status,
                        "action/questions",
                        Map.of(
                                "action",
                                action,
                                "form",
                                form,
                                "channels",
                                String.join(", ", channels),
                                "changeable",
                                action.state() == ActionState.DRAFT && visit.mayChange())));
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
                                "action/words",
                                Map.of(
                                        "action",
                                        action,
                                        "asked",
                                        asked.texts()
                                                .getOrDefault(
                                                        visit.language(),
                                                        asked.texts()
                                                                .getOrDefault(
                                                                        form.get()
                                                                                .language(),
                                                                        "")),
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

    private void csv(PageRequest visit) {
        CsvPages.send(visit, actions, Set.of(ActionType.QUESTION), action -> service.form(action)
                .compose(form -> form.isEmpty()
                        ? CsvPages.once(visit, "action-" + action.id() + "-answers", List.of(), List.of())
                        : new CsvDownload<List<String>>(
                                        QuestionService.columns(form.get()),
                                        from -> service.rows(action, form.get(), from, CsvDownload.pageSize()),
                                        row -> Long.parseLong(row.get(0)),
                                        row -> row)
                                .send(visit.context(), "action-" + action.id() + "-answers")));
    }
}
