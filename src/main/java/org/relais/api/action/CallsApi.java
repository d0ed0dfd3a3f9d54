package org.relais.api.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.relais.action.Action;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallCsv;
import org.relais.action.call.CallFigures;
import org.relais.action.call.CallFiguresStore;
import org.relais.action.call.CallListAddition;
import org.relais.action.call.CallListStore;
import org.relais.action.call.CallResult;
import org.relais.action.call.CallScriptCodec;
import org.relais.action.call.CallScriptStore;
import org.relais.action.call.CallService;
import org.relais.action.call.CallSettings;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Csv;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Role;

/** {@code /actions/{id}/calls}: what is said, who is called, and what came of it. */
public final class CallsApi implements ApiRoutes.Resource {
    private static final String CALLS = ApiRoutes.BASE + "/actions/:id/calls";
    private static final List<String> STATES = List.of("waiting", "leased", "closed");

    private final CallService calls;
    private final CallCorrections corrections;

    public CallsApi(CallService calls, CallCorrections corrections) {
        this.calls = calls;
        this.corrections = corrections;
    }

    @Override
    public void mount(Router router) {
        router.get(CALLS).handler(ApiHandlers.read(this::page));
        router.get(CALLS + "/script").handler(ApiHandlers.read(this::script));
        router.put(CALLS + "/script").handler(ApiHandlers.write(200, this::write));
        router.get(CALLS + "/settings").handler(ApiHandlers.read(this::settings));
        router.put(CALLS + "/settings").handler(ApiHandlers.write(200, this::set));
        router.get(CALLS + "/list").handler(ApiHandlers.read(this::list));
        router.post(CALLS + "/list").handler(ApiHandlers.write(200, this::add));
        router.delete(CALLS + "/list/:entry").handler(ApiHandlers.write(200, this::takeOut));
        router.put(CALLS + "/results/:call").handler(ApiHandlers.write(200, this::correct));
        router.get(CALLS + "/figures").handler(ApiHandlers.read(this::figures));
        router.get(CALLS + "/calls.csv").handler(ApiHandlers.handler(Role.VIEWER, this::callsCsv));
        router.get(CALLS + "/figures.csv").handler(ApiHandlers.handler(Role.VIEWER, this::figuresCsv));
    }

    private Future<JsonObject> script(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(calls::script).map(ApiHandlers::found).map(CallsApi::json);
    }

    private Future<JsonObject> write(RoutingContext context) {
        JsonObject body = ApiHandlers.bodyJson(context);
        return changeable(context)
                .compose(action -> calls.write(ApiHandlers.actor(context), action, CallScriptCodec.decode(body)))
                .map(CallsApi::json);
    }

    private Future<JsonObject> settings(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(calls::settings).map(CallSettings::encode);
    }

    private Future<JsonObject> set(RoutingContext context) {
        JsonObject body = ApiHandlers.bodyJson(context);
        return changeable(context)
                .compose(action -> calls.set(ApiHandlers.actor(context), action, CallSettings.decode(body)))
                .map(CallSettings::encode);
    }

    private Future<JsonObject> add(RoutingContext context) {
        JsonObject body = ApiHandlers.bodyJson(context);
        return changeable(context)
                .compose(action -> calls.list(ApiHandlers.actor(context), action, CallListAddition.decode(body)))
                .map(listed -> new JsonObject()
                        .put("added", listed.people().added())
                        .put("known", listed.people().known())
                        .put("withoutNumber", listed.people().without())
                        .put("unknown", listed.unknown().size()));
    }

    private Future<JsonObject> takeOut(RoutingContext context) {
        QueryReader.none(context);
        long entry = ApiHandlers.id(context, "entry");
        return changeable(context)
                .compose(action -> corrections.takeOut(ApiHandlers.actor(context), action, entry))
                .map(CallsApi::done)
                .map(done -> new JsonObject().put("takenOut", true));
    }

    private Future<JsonObject> correct(RoutingContext context) {
        long call = ApiHandlers.id(context, "call");
        StrictObject body = ApiHandlers.body(context);
        String named = body.word(
                "result",
                CallCorrections.RESULTS.stream().map(CallResult::sqlName).toList());
        body.done();
        CallResult result = CallResult.named(named).orElseThrow();
        return found(context)
                .compose(action -> corrections.correct(ApiHandlers.actor(context), action, call, result))
                .map(CallsApi::done)
                .map(done -> new JsonObject().put("id", call).put("result", result.sqlName()));
    }

    /** Nothing was changed unless it was done. */
    private static CallCorrections.Outcome done(CallCorrections.Outcome outcome) {
        return switch (outcome) {
            case DONE -> outcome;
            case UNKNOWN -> throw new ProblemException(Problem.notFound());
            case BUSY ->
                throw ProblemException.conflict("A volunteer has this person right now: try again after the call.");
            case STANDS ->
                throw ProblemException.conflict(
                        "The person asked to be removed: that can't be corrected, and only they can end it.");
            case NO_RESULT -> throw ProblemException.conflict("The call has no result that could be corrected.");
            case ERASED -> throw ProblemException.conflict("The person was erased.");
        };
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        String state = query.word("state", STATES).orElse(null);
        query.done();
        return found(context)
                .compose(action -> calls.entries(action, state, null, after, limit + 1))
                .map(page -> Page.of(page, limit, CallsApi::json, CallListStore.Entry::id));
    }

    private Future<JsonObject> page(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return found(context)
                .compose(action -> calls.calls(action, after, limit + 1))
                .map(page -> Page.of(page, limit, CallsApi::json, CallFiguresStore.Call::id));
    }

    private Future<JsonObject> figures(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(action -> calls.figures(action)
                .compose(figures -> calls.counts(action).map(counts -> json(figures, counts))));
    }

    private Future<Void> callsCsv(RoutingContext context) {
        QueryReader.none(context);
        return found(context)
                .compose(action -> CallsDownload.of(calls, action))
                .compose(file -> file.send(context, "calls-" + ApiHandlers.id(context)));
    }

    private Future<Void> figuresCsv(RoutingContext context) {
        QueryReader.none(context);
        return found(context)
                .compose(calls::figures)
                .compose(figures ->
                        Csv.send(context, "call-figures-" + ApiHandlers.id(context), CallCsv.figures(figures)));
    }

    private Future<Action> found(RoutingContext context) {
        return calls.find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    private Future<Action> changeable(RoutingContext context) {
        return found(context)
                .compose(action -> CallService.changeable(action)
                        ? Future.succeededFuture(action)
                        : Future.failedFuture(
                                ProblemException.conflict("The action is over: its calls can't be changed any more.")));
    }

    private static JsonObject json(CallScriptStore.Version version) {
        return new JsonObject()
                .put("version", version.version())
                .put("script", CallScriptCodec.encode(version.script()));
    }

    private static JsonObject json(CallListStore.Entry entry) {
        return new JsonObject()
                .put("id", entry.id())
                .put("contactId", entry.contactId())
                .put("name", entry.name())
                .put("state", entry.state())
                .put("reason", entry.reason())
                .put("refusal", entry.refusal())
                .put("attempts", entry.attempts())
                .put("nextAt", entry.nextAt())
                .put("volunteerId", entry.volunteerId())
                .put("leaseUntil", entry.leaseUntil());
    }

    private static JsonObject json(CallFiguresStore.Call call) {
        return new JsonObject()
                .put("id", call.id())
                .put("handedOutAt", call.handedOutAt())
                .put("endedAt", call.endedAt())
                .put("volunteerId", call.volunteerId())
                .put("contactId", call.contactId())
                .put("result", call.result())
                .put("callBackAt", call.callBackAt())
                .put("answers", new JsonObject(new HashMap<>(call.answers())));
    }

    private static JsonObject json(CallFigures figures, CallListStore.Counts counts) {
        return new JsonObject()
                .put("calls", figures.calls())
                .put("open", figures.open())
                .put("results", json(figures.results()))
                .put(
                        "list",
                        new JsonObject()
                                .put("people", counts.all())
                                .put("waiting", counts.waiting() + counts.later())
                                .put("leased", counts.leased())
                                .put("closed", json(counts.closed())))
                .put(
                        "answers",
                        new JsonArray(figures.answers().stream()
                                .map(answer -> new JsonObject()
                                        .put("question", answer.question())
                                        .put("choices", json(answer.choices()))
                                        .put("words", answer.words()))
                                .toList()))
                .put(
                        "volunteers",
                        new JsonArray(figures.volunteers().stream()
                                .map(volunteer -> new JsonObject()
                                        .put("contactId", volunteer.contactId())
                                        .put("name", volunteer.name())
                                        .put("calls", volunteer.calls())
                                        .put("results", json(volunteer.results())))
                                .toList()))
                .put(
                        "days",
                        new JsonArray(figures.days().stream()
                                .map(day -> new JsonObject()
                                        .put("day", day.date().toString())
                                        .put("calls", day.calls())
                                        .put("results", json(day.results())))
                                .toList()));
    }

    private static JsonObject json(Map<String, Long> counts) {
        return new JsonObject(new HashMap<>(counts));
    }
}
