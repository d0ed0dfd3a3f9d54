package org.relais.api.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionChange;
import org.relais.action.ActionDraft;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionFiguresStore.OfVolunteer;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.CsvDownload;
import org.relais.api.EntityTag;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.api.broadcast.BroadcastJson;
import org.relais.broadcast.Declaration;
import org.relais.database.Paging;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.Role;
import org.relais.template.LooseVariable;
import org.relais.template.MessageSpecCodec;

/** {@code /actions}: what volunteers are asked to do, from the draft to the figures that come back. */
public final class ActionsApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/actions";
    private static final String ONE = ALL + "/:id";
    private static final List<String> STATES =
            Arrays.stream(ActionState.values()).map(ActionState::sqlName).toList();

    private final Pool pool;
    private final ActionService actions;
    private final ActionFiguresStore figures;

    public ActionsApi(Pool pool, ActionService actions, ActionFiguresStore figures) {
        this.pool = pool;
        this.actions = actions;
        this.figures = figures;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.post(ALL).handler(ApiHandlers.write(201, this::create));
        router.get(ONE).handler(ApiHandlers.read(this::one));
        router.put(ONE).handler(ApiHandlers.write(200, this::update));
        router.get(ONE + "/count").handler(ApiHandlers.read(this::count));
        router.get(ONE + "/audience").handler(ApiHandlers.read(this::audience));
        router.post(ONE + "/open").handler(ApiHandlers.write(200, this::open));
        router.put(ONE + "/declaration").handler(ApiHandlers.write(200, this::declare));
        router.post(ONE + "/end").handler(ApiHandlers.write(200, context -> over(context, "end", ActionService::end)));
        router.post(ONE + "/cancel")
                .handler(ApiHandlers.write(200, context -> over(context, "cancel", ActionService::cancel)));
        router.post(ONE + "/assign").handler(ApiHandlers.write(202, this::assign));
        router.get(ONE + "/figures").handler(ApiHandlers.read(this::figures));
        router.get(ONE + "/volunteers").handler(ApiHandlers.read(this::volunteers));
        router.get(ONE + "/volunteers.csv").handler(ApiHandlers.handler(Role.VIEWER, this::volunteersCsv));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        Paging paging = query.paging();
        @Nullable
        ActionState state = query.word("state", STATES).map(ActionState::of).orElse(null);
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        return actions.page(organisationId, paging, state, limit + 1).compose(page -> figures.of(
                        pool, organisationId, page.stream().map(Action::id).toList())
                .compose(counts -> actions.mustDeclare(organisationId)
                        .map(mustDeclare -> Page.of(
                                page,
                                limit,
                                action -> ActionJson.of(
                                        action, counts.getOrDefault(action.id(), Counts.NONE), mustDeclare),
                                Action::id))));
    }

    private Future<JsonObject> create(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        return actions.create(actor, composed(ApiHandlers.bodyJson(context))).compose(this::whole);
    }

    private static ActionDraft composed(JsonObject body) {
        ActionDraft draft = ActionDraft.decode(body);
        LooseVariable.refuse(body);
        return draft;
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(this::whole);
    }

    private Future<JsonObject> update(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        JsonObject body = ApiHandlers.bodyJson(context).copy();
        int version = ApiHandlers.version(context, body);
        body.remove("version");
        return actions.update(actor, ApiHandlers.id(context), version, composed(body))
                .compose(change -> changed(
                        change,
                        refused -> refused.version() == version
                                ? ProblemException.conflict(
                                        "The action is " + refused.state().sqlName() + "; only a draft can be changed.")
                                : EntityTag.outdated(
                                        context,
                                        "Somebody has changed the draft meanwhile: it is now version "
                                                + refused.version() + ".")));
    }

    private Future<JsonObject> count(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(actions::forecast).map(BroadcastJson::forecast);
    }

    private Future<JsonObject> audience(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return found(context)
                .compose(action -> actions.dryRun(action, after, limit + 1))
                .map(people -> Page.of(people, limit, BroadcastJson::person, person -> person.contactId()));
    }

    private Future<JsonObject> open(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        ApiHandlers.noBody(context);
        return actions.open(actor, ApiHandlers.id(context))
                .compose(change -> changed(
                        change,
                        refused -> ProblemException.conflict(
                                "The action is " + refused.state().sqlName() + "; only a draft can be opened.")));
    }

    private Future<JsonObject> declare(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        Declaration declaration = Declaration.readOfAction(body);
        body.refuseFaults();
        return actions.declare(actor, ApiHandlers.id(context), declaration)
                .compose(change -> changed(
                        change,
                        refused -> ProblemException.conflict(
                                refused.declaration() == null
                                        ? "The action is " + refused.state().sqlName()
                                                + "; only an open one is declared here, a draft with the draft."
                                        : "The action is declared as it was opened; that stays.")));
    }

    private interface Step {
        Future<ActionChange> take(ActionService actions, Actor actor, long actionId);
    }

    private Future<JsonObject> over(RoutingContext context, String name, Step step) {
        Actor actor = ApiHandlers.actor(context);
        ApiHandlers.noBody(context);
        return step.take(actions, actor, ApiHandlers.id(context))
                .compose(change -> changed(
                        change,
                        refused -> ProblemException.conflict("The action is "
                                + refused.state().sqlName() + "; from there it can't take the step " + name + ".")));
    }

    private Future<JsonObject> assign(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        List<Long> contacts = body.idList("contacts", ActionService.MOST_ASSIGNED).stream()
                .distinct()
                .toList();
        if (contacts.isEmpty() && body.faults().isEmpty()) {
            body.fault("contacts", FaultCode.CONTACTS_REQUIRED);
        }
        body.done();
        return found(context)
                .compose(action -> action.state() == ActionState.OPEN
                        ? actions.assign(actor, action, contacts).map(ActionJson::assigned)
                        : Future.failedFuture(ProblemException.conflict("The action is "
                                + action.state().sqlName() + "; people can be assigned to it while it is open.")));
    }

    private Future<JsonObject> figures(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(action -> counts(action).compose(counts -> figures.days(
                        pool, action.organisationId(), action.id())
                .map(days -> new JsonObject()
                        .put("figures", ActionJson.counts(counts))
                        .put(
                                "days",
                                new JsonArray(days.stream().map(ActionJson::day).toList())))));
    }

    private Future<JsonObject> volunteers(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long from = query.cursor(0);
        query.done();
        return found(context)
                .compose(action -> figures.volunteers(pool, action, from, limit + 1))
                .map(people -> Page.of(people, limit, ActionJson::volunteer, person -> person.contactId() + 1));
    }

    private Future<Void> volunteersCsv(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(action -> new CsvDownload<>(
                        ActionJson.VOLUNTEER_COLUMNS,
                        from -> figures.volunteers(pool, action, from, CsvDownload.pageSize()),
                        OfVolunteer::contactId,
                        ActionJson::cells)
                .send(context, "action-" + action.id()));
    }

    private Future<JsonObject> changed(ActionChange change, Function<Action, ProblemException> whyRefused) {
        if (change instanceof ActionChange.Done done) {
            return whole(done.action());
        }
        return Future.failedFuture(
                change instanceof ActionChange.Refused refused
                        ? whyRefused.apply(refused.action())
                        : new ProblemException(Problem.notFound()));
    }

    private Future<Action> found(RoutingContext context) {
        return actions.find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    /** An action with its offer, its broadcasts and its figures. */
    private Future<JsonObject> whole(Action action) {
        return counts(action)
                .compose(counts -> actions.mustDeclare(action.organisationId())
                        .map(mustDeclare -> ActionJson.of(action, counts, mustDeclare)))
                .compose(json ->
                        actions.message(action).map(message -> json.put("message", MessageSpecCodec.encode(message))))
                .compose(json -> actions.offers(action).map(offers -> json.put("broadcasts", new JsonArray(offers))));
    }

    private Future<Counts> counts(Action action) {
        return figures.of(pool, action.organisationId(), List.of(action.id()))
                .map(all -> all.getOrDefault(action.id(), Counts.NONE));
    }
}
