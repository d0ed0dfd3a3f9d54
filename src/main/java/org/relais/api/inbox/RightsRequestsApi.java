package org.relais.api.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.ProblemException;
import org.relais.consent.stopword.RightsKind;
import org.relais.database.SqlNamed;
import org.relais.inbox.RightsCase;
import org.relais.inbox.RightsRequestService;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;

/** {@code /rights-requests}: erasure, objection, origin and access, each with its legal deadline. */
public final class RightsRequestsApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/rights-requests";
    private static final List<String> RIGHTS = List.of("erasure", "objection", "origin", "access");

    private final RightsRequestService requests;
    private final InstantSource clock;

    public RightsRequestsApi(RightsRequestService requests, InstantSource clock) {
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.post(ALL).handler(ApiHandlers.write(201, this::record));
        router.get(ALL + "/:id").handler(ApiHandlers.read(this::one));
        router.post(ALL + "/:id/close").handler(ApiHandlers.write(200, this::close));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        RightsCase.@Nullable State state = query.word("state", List.of("open", "done", "refused"))
                .map(RightsRequestsApi::state)
                .orElse(null);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return requests.page(ApiHandlers.actor(context).organisationId(), state, after, limit + 1)
                .map(page -> Page.of(page, limit, this::json, RightsCase::id));
    }

    private Future<JsonObject> record(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        long contactId = body.id("contactId");
        String right = body.word("right", RIGHTS);
        Optional<Instant> receivedAt = body.time("receivedAt");
        @Nullable
        String text =
                body.optionalText("text", RightsRequestService.LONGEST_NOTE).orElse(null);
        body.done();
        return requests.record(
                        actor,
                        contactId,
                        SqlNamed.of(RightsKind.class, right),
                        receivedAt.orElseGet(clock::instant),
                        text)
                .map(this::json);
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return found(context).map(this::json);
    }

    private Future<JsonObject> close(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        String state = body.word("state", List.of("done", "refused"));
        @Nullable
        String note =
                body.optionalText("note", RightsRequestService.LONGEST_NOTE).orElse(null);
        body.done();
        return found(context)
                .compose(request -> requests.close(actor, request.id(), state(state), note))
                .compose(closed -> closed
                        ? found(context)
                        : Future.failedFuture(ProblemException.conflict("The request has been closed already.")))
                .map(this::json);
    }

    private Future<RightsCase> found(RoutingContext context) {
        return requests.find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    private static RightsCase.State state(String name) {
        return SqlNamed.of(RightsCase.State.class, name);
    }

    private JsonObject json(RightsCase request) {
        return new JsonObject()
                .put("id", request.id())
                .put("contactId", request.contactId())
                .put("contactName", request.contactName())
                .put("right", request.kind().sqlName())
                .put("text", request.text())
                .put("recordedBy", request.recordedBy())
                .put("receivedAt", request.receivedAt())
                .put("dueAt", request.dueAt())
                .put("overdue", request.overdue(clock.instant()))
                .put("state", request.state().sqlName())
                .put("closedAt", request.closedAt())
                .put("closedBy", request.closedBy())
                .put("note", request.note());
    }
}
