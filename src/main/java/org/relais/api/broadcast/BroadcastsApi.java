package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.EntityTag;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastChange;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Departures;
import org.relais.broadcast.Progress;
import org.relais.broadcast.Variant;
import org.relais.broadcast.WelcomeRule;
import org.relais.broadcast.WelcomeService;
import org.relais.database.Paging;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.spending.SpendingService;

/** {@code /broadcasts}: compose, look at what would happen, send, and follow. */
public final class BroadcastsApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/broadcasts";
    private static final String ONE = ALL + "/:id";

    private final BroadcastService broadcasts;
    private final WelcomeService welcomes;
    private final Departures departures;
    private final SpendingService spending;

    public BroadcastsApi(BroadcastService broadcasts, Departures departures, SpendingService spending) {
        this.broadcasts = broadcasts;
        this.departures = departures;
        this.spending = spending;
        this.welcomes = broadcasts.welcomes();
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.post(ALL).handler(ApiHandlers.write(201, this::create));
        router.get(ONE).handler(ApiHandlers.read(this::one));
        router.put(ONE).handler(ApiHandlers.write(200, this::update));
        router.delete(ONE).handler(ApiHandlers.write(200, this::delete));
        router.get(ONE + "/preview").handler(ApiHandlers.read(this::preview));
        router.get(ONE + "/count").handler(ApiHandlers.read(this::count));
        router.get(ONE + "/audience").handler(ApiHandlers.read(this::audience));
        router.get(ONE + "/progress").handler(ApiHandlers.read(this::progress));
        router.post(ONE + "/test").handler(ApiHandlers.write(202, this::test));
        router.post(ONE + "/schedule").handler(ApiHandlers.write(200, this::schedule));
        router.post(ONE + "/open").handler(ApiHandlers.write(200, this::open));
        router.post(ONE + "/send").handler(ApiHandlers.write(200, this::send));
        step(router, "unschedule", BroadcastService::unschedule);
        step(router, "pause", BroadcastService::pause);
        router.post(ONE + "/resume").handler(ApiHandlers.write(200, this::resume));
        step(router, "release", BroadcastService::release);
        step(router, "cancel", BroadcastService::cancel);
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        Paging paging = query.paging();
        query.done();
        return broadcasts
                .page(ApiHandlers.actor(context).organisationId(), paging, limit + 1)
                .compose(page -> json(ApiHandlers.actor(context).organisationId(), page)
                        .map(json -> Page.of(
                                page,
                                limit,
                                broadcast -> json.getOrDefault(broadcast.id(), new JsonObject()),
                                Broadcast::id)));
    }

    private Future<JsonObject> create(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        return broadcasts
                .create(actor, BroadcastDraft.decode(ApiHandlers.bodyJson(context)))
                .compose(this::whole);
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(this::whole);
    }

    private Future<JsonObject> update(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        JsonObject body = ApiHandlers.bodyJson(context).copy();
        int version = ApiHandlers.version(context, body);
        body.remove("version");
        return broadcasts
                .update(actor, id, version, BroadcastDraft.decode(body))
                .compose(change -> changed(
                        change,
                        refused -> refused.version() == version
                                ? ProblemException.conflict(
                                        "The broadcast is " + state(refused) + "; only a draft can be changed.")
                                : EntityTag.outdated(
                                        context,
                                        "Somebody has changed the draft meanwhile: it is now version "
                                                + refused.version() + ".")));
    }

    private Future<JsonObject> delete(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        return found(context)
                .compose(broadcast -> broadcasts
                        .delete(actor, broadcast.id())
                        .compose(deleted -> deleted
                                ? Future.succeededFuture(broadcast)
                                : Future.failedFuture(ProblemException.conflict("The broadcast is " + state(broadcast)
                                        + "; only a draft can be deleted, a broadcast can be cancelled."))))
                .map(new JsonObject().put("deleted", true));
    }

    private Future<JsonObject> preview(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        Optional<Long> contact = query.id("contact");
        Variant variant =
                query.word("variant", List.of("a", "b")).flatMap(Variant::of).orElse(Variant.A);
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        return draft(context)
                .compose(draft -> broadcasts.preview(organisationId, draft.only(variant), contact.orElse(null)))
                .map(previews -> Page.all(previews, BroadcastJson::preview));
    }

    private Future<JsonObject> count(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(broadcast -> draft(context).compose(draft -> forecast(broadcast, draft)));
    }

    private Future<JsonObject> forecast(Broadcast broadcast, BroadcastDraft draft) {
        Instant start = Optional.ofNullable(broadcast.scheduledAt()).orElse(Instant.EPOCH);
        return broadcasts.forecast(broadcast.organisationId(), draft, start).compose(forecast -> spending.estimate(
                        broadcast.organisationId(),
                        new SpendingService.Recipients(
                                forecast.byChannels(), forecast.inTemplate().byChannels(), draft.isFreeText()))
                .compose(cost -> departures
                        .of(broadcast.organisationId(), forecast.byChannels(), start)
                        .map(leaving -> BroadcastJson.forecast(forecast, cost.orElse(null))
                                .put("departures", BroadcastJson.departures(leaving)))));
    }

    private Future<JsonObject> audience(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return draft(context)
                .compose(draft ->
                        broadcasts.dryRun(ApiHandlers.actor(context).organisationId(), draft, after, limit + 1))
                .map(people -> Page.of(people, limit, BroadcastJson::person, person -> person.contactId()));
    }

    private Future<JsonObject> progress(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(broadcast -> progress(broadcast)
                .compose(progress -> expected(broadcast, progress).map(expected -> BroadcastJson.progress(progress)
                        .put("state", state(broadcast))
                        .put("expected", expected))));
    }

    /** Everybody of the audience until all have a delivery; nobody knows of one that stays open. */
    private Future<Long> expected(Broadcast broadcast, Progress progress) {
        if (broadcast.expandedAt() != null || broadcast.state() == BroadcastState.CANCELLED) {
            return Future.succeededFuture(progress.recipients());
        }
        return welcomes.of(broadcast.organisationId(), Set.of(broadcast.id()))
                .compose(open -> open.isEmpty()
                        ? broadcasts.people(broadcast).map(counted -> Math.max(counted.people(), progress.recipients()))
                        : Future.succeededFuture(progress.recipients()));
    }

    private Future<JsonObject> test(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        List<Long> contacts = body.idList("contacts", BroadcastService.MOST_TESTERS);
        Variant variant = variant(body);
        body.done();
        return found(context)
                .compose(broadcast -> broadcasts.test(actor, broadcast.id(), contacts, variant))
                .map(results -> Page.all(List.copyOf(results.entrySet()), BroadcastJson::test));
    }

    /** Whoever sends from a page has seen whom it reaches; a program that reaches nobody is told why, unless it knows. */
    private Future<JsonObject> send(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        StrictObject body = ApiHandlers.optionalBody(context);
        boolean evenIfNobody = body.flag("evenIfNobody", false);
        body.done();
        return (evenIfNobody ? broadcasts.send(actor, id) : broadcasts.sendToSomebody(actor, id))
                .compose(change -> change instanceof BroadcastChange.Unreachable nobody
                        ? Future.failedFuture(new ProblemException(BroadcastJson.nobody(nobody.forecast())))
                        : changed("send", change));
    }

    private Future<JsonObject> schedule(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        Optional<Instant> at = body.time("at");
        body.require("at");
        body.done();
        return broadcasts
                .schedule(actor, ApiHandlers.id(context), at.orElseThrow())
                .compose(change -> changed("schedule", change));
    }

    private Future<JsonObject> open(RoutingContext context) {
        return welcomes.open(
                        ApiHandlers.actor(context),
                        ApiHandlers.id(context),
                        null,
                        WelcomeRule.decode(ApiHandlers.bodyJson(context)))
                .compose(change -> changed("open", change));
    }

    /** Which text; the first when none is named. */
    static Variant variant(StrictObject body) {
        return Variant.of(body.optionalText("variant", 1).orElse("a")).orElseGet(() -> {
            body.fault("variant", FaultCode.VARIANT_UNKNOWN);
            return Variant.A;
        });
    }

    /** What its brake holds is let go only by who says why it is held: others have not seen it. */
    private Future<JsonObject> resume(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.optionalBody(context);
        String seen = body.optionalText("reason", 100).orElse(null);
        body.done();
        return broadcasts
                .resume(actor, ApiHandlers.id(context), seen)
                .compose(change -> change instanceof BroadcastChange.Refused refused
                                && refused.broadcast().isHeldByBrake()
                        ? Future.failedFuture(ProblemException.conflict("The broadcast is held by its brake with "
                                + refused.broadcast().stateReason()
                                + "; to send the rest, resume it with that as the reason."))
                        : changed("resume", change));
    }

    /** A step in a broadcast's life that needs nothing to be said but its name. */
    private void step(Router router, String name, Step step) {
        router.post(ONE + "/" + name).handler(ApiHandlers.write(200, context -> {
            Actor actor = ApiHandlers.actor(context);
            ApiHandlers.noBody(context);
            return step.take(broadcasts, actor, ApiHandlers.id(context)).compose(change -> changed(name, change));
        }));
    }

    private interface Step {
        Future<BroadcastChange> take(BroadcastService service, Actor actor, long broadcastId);
    }

    private Future<JsonObject> changed(String action, BroadcastChange change) {
        return changed(
                change,
                refused -> ProblemException.conflict(
                        "The broadcast is " + state(refused) + "; from there it can't take the step " + action + "."));
    }

    private Future<JsonObject> changed(BroadcastChange change, Function<Broadcast, ProblemException> whyRefused) {
        if (change instanceof BroadcastChange.Done done) {
            return whole(done.broadcast());
        }
        return Future.failedFuture(
                change instanceof BroadcastChange.Refused refused
                        ? whyRefused.apply(refused.broadcast())
                        : new ProblemException(Problem.notFound()));
    }

    private Future<Broadcast> found(RoutingContext context) {
        return broadcasts
                .find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    private Future<BroadcastDraft> draft(RoutingContext context) {
        return broadcasts
                .draft(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    /** A broadcast with its message and how far it has come. */
    private Future<JsonObject> whole(Broadcast broadcast) {
        return json(broadcast.organisationId(), List.of(broadcast)).compose(json -> broadcasts
                .draft(broadcast.organisationId(), broadcast.id())
                .map(draft ->
                        withTexts(json.getOrDefault(broadcast.id(), new JsonObject()), ApiHandlers.found(draft))));
    }

    private static JsonObject withTexts(JsonObject json, BroadcastDraft draft) {
        JsonObject composed = draft.encode();
        return json.put("message", composed.getJsonObject("message")).put("variant", composed.getJsonObject("variant"));
    }

    private Future<Progress> progress(Broadcast broadcast) {
        return broadcasts.progress(Set.of(broadcast.id())).map(all -> all.getOrDefault(broadcast.id(), Progress.NONE));
    }

    /** Broadcasts with how far they have come, by id. */
    private Future<Map<Long, JsonObject>> json(long organisationId, List<Broadcast> all) {
        Set<Long> ids = all.stream().map(Broadcast::id).collect(Collectors.toSet());
        return broadcasts.progress(ids).compose(progress -> welcomes.of(organisationId, ids)
                .map(open -> all.stream()
                        .collect(Collectors.toMap(
                                Broadcast::id,
                                broadcast -> BroadcastJson.of(
                                        broadcast,
                                        progress.getOrDefault(broadcast.id(), Progress.NONE),
                                        open.get(broadcast.id()))))));
    }

    private static String state(Broadcast broadcast) {
        return broadcast.state().sqlName();
    }
}
