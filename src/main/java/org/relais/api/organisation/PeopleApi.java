package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.PeopleService;
import org.relais.organisation.PeopleService.Outcome;
import org.relais.organisation.PeopleStore.Person;
import org.relais.organisation.Role;
import org.relais.organisation.SessionStore.SignedIn;

/** {@code /organisers}: who may enter the console, their roles and sessions. For owners. */
public final class PeopleApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/organisers";
    private static final String ONE = ALL + "/:id";
    private static final String SESSIONS = ONE + "/sessions";

    private final PeopleService people;

    public PeopleApi(PeopleService people) {
        this.people = people;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.own(200, this::list));
        router.patch(ONE).handler(ApiHandlers.own(200, this::changeRole));
        router.delete(ONE).handler(ApiHandlers.own(200, this::remove));
        router.get(SESSIONS).handler(ApiHandlers.own(200, this::sessions));
        router.delete(SESSIONS).handler(ApiHandlers.own(200, this::endSessions));
        router.delete(SESSIONS + "/:session").handler(ApiHandlers.own(200, this::endSession));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        return people.all(ApiHandlers.actor(context).organisationId()).map(all -> Page.all(all, PeopleApi::json));
    }

    private static JsonObject json(Person person) {
        return new JsonObject()
                .put("id", person.organiser().id())
                .put("name", person.organiser().name())
                .put("email", person.organiser().email())
                .put("role", person.organiser().role().sqlName())
                .put("createdAt", person.createdAt())
                .put("lastSeenAt", person.lastSeenAt())
                .put("sessions", person.sessions());
    }

    private static JsonObject json(SignedIn session) {
        return new JsonObject()
                .put("id", session.id())
                .put("device", session.device())
                .put("createdAt", session.createdAt())
                .put("lastUsedAt", session.lastUsedAt())
                .put("expiresAt", session.expiresAt());
    }

    private Future<JsonObject> changeRole(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        Role role = TokensApi.role(body, body.text("role", TokensApi.LONGEST_ROLE));
        body.done();
        return people.changeRole(ApiHandlers.actor(context), ApiHandlers.id(context), role)
                .map(outcome -> done(outcome, "changed"));
    }

    private Future<JsonObject> remove(RoutingContext context) {
        return people.remove(ApiHandlers.actor(context), ApiHandlers.id(context))
                .map(outcome -> done(outcome, "removed"));
    }

    private static JsonObject done(Outcome outcome, String what) {
        return switch (outcome) {
            case DONE -> new JsonObject().put(what, true);
            case UNKNOWN -> throw new ProblemException(Problem.notFound());
            case LAST_OWNER ->
                throw ProblemException.conflict("This is the last owner: give somebody else that role first.");
        };
    }

    private Future<JsonObject> sessions(RoutingContext context) {
        QueryReader.none(context);
        return known(context)
                .compose(id -> people.sessions(ApiHandlers.actor(context), id))
                .map(sessions -> Page.all(sessions, PeopleApi::json));
    }

    private Future<JsonObject> endSessions(RoutingContext context) {
        return known(context)
                .compose(id -> people.endSessions(ApiHandlers.actor(context), id, PeopleService.NONE))
                .map(ended -> new JsonObject().put("ended", ended));
    }

    private Future<Long> known(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        return people.find(actor.organisationId(), id).map(found -> {
            if (found.isEmpty()) {
                throw new ProblemException(Problem.notFound());
            }
            return id;
        });
    }

    private Future<JsonObject> endSession(RoutingContext context) {
        return people.endSession(
                        ApiHandlers.actor(context), ApiHandlers.id(context), ApiHandlers.id(context, "session"))
                .map(ended -> done(ended ? Outcome.DONE : Outcome.UNKNOWN, "ended"));
    }
}
