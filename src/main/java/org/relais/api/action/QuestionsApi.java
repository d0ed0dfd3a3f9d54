package org.relais.api.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.relais.action.Action;
import org.relais.action.question.QuestionFigures;
import org.relais.action.question.QuestionForm;
import org.relais.action.question.QuestionFormCodec;
import org.relais.action.question.QuestionService;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.CsvDownload;
import org.relais.api.Page;
import org.relais.api.ProblemException;
import org.relais.input.QueryReader;
import org.relais.organisation.Role;

/** {@code /actions/{id}/questions}: what is asked, and what was answered. */
public final class QuestionsApi implements ApiRoutes.Resource {
    private static final String QUESTIONS = ApiRoutes.BASE + "/actions/:id/questions";

    private final QuestionService service;

    public QuestionsApi(QuestionService service) {
        this.service = service;
    }

    @Override
    public void mount(Router router) {
        router.get(QUESTIONS).handler(ApiHandlers.read(this::form));
        router.put(QUESTIONS).handler(ApiHandlers.write(200, this::write));
        router.get(QUESTIONS + "/results").handler(ApiHandlers.read(this::results));
        router.get(QUESTIONS + "/words/:step").handler(ApiHandlers.read(this::words));
        router.get(QUESTIONS + "/answers.csv").handler(ApiHandlers.handler(Role.VIEWER, this::csv));
    }

    private Future<JsonObject> form(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(service::form).map(ApiHandlers::found).map(QuestionFormCodec::encode);
    }

    private Future<JsonObject> write(RoutingContext context) {
        JsonObject body = ApiHandlers.bodyJson(context);
        return found(context)
                .compose(action -> service.write(ApiHandlers.actor(context), action, QuestionFormCodec.decode(body)))
                .map(written -> written.orElseThrow(() ->
                        ProblemException.conflict("The action is no longer a draft: its questions stay as they are.")))
                .map(QuestionFormCodec::encode);
    }

    private Future<JsonObject> results(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(service::figures).map(ApiHandlers::found).map(QuestionsApi::json);
    }

    private Future<JsonObject> words(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return found(context)
                .compose(action -> service.form(action)
                        .map(ApiHandlers::found)
                        .map(form -> ApiHandlers.found(form.step(context.pathParam("step"))))
                        .compose(step -> service.words(action, step.id(), after, limit + 1)))
                .map(page -> Page.of(page, limit, QuestionsApi::json, QuestionFigures.Words::id));
    }

    private Future<Void> csv(RoutingContext context) {
        QueryReader.none(context);
        return found(context)
                .compose(action -> service.form(action).map(ApiHandlers::found).compose(form -> download(action, form)
                        .send(context, "answers-" + action.id())));
    }

    private CsvDownload<List<String>> download(Action action, QuestionForm form) {
        return new CsvDownload<>(
                QuestionService.columns(form),
                from -> service.rows(action, form, from, CsvDownload.pageSize()),
                row -> Long.parseLong(row.get(0)),
                row -> row);
    }

    private Future<Action> found(RoutingContext context) {
        return service.find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    private static JsonObject json(QuestionFigures figures) {
        return new JsonObject()
                .put("people", figures.people())
                .put("finished", figures.finished())
                .put(
                        "steps",
                        new JsonArray(
                                figures.steps().stream().map(QuestionsApi::json).toList()));
    }

    private static JsonObject json(QuestionFigures.Step step) {
        JsonObject json = new JsonObject()
                .put("id", step.step())
                .put("answer", step.kind().sqlName())
                .put("answered", step.answered())
                .put("skipped", step.skipped())
                .put(
                        "counts",
                        new JsonArray(step.counts().stream()
                                .map(count -> new JsonObject()
                                        .put("answer", count.answer())
                                        .put("people", count.people()))
                                .toList()));
        QuestionFigures.Range range = step.range();
        return range == null
                ? json
                : json.put("least", range.least())
                        .put("median", range.median())
                        .put("most", range.most())
                        .put("total", range.total());
    }

    private static JsonObject json(QuestionFigures.Words words) {
        return new JsonObject()
                .put("contactId", words.contactId())
                .put("name", words.name())
                .put("words", words.words());
    }
}
