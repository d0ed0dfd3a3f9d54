package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
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
import org.relais.organisation.PeopleStore.GivenAction;
import org.relais.organisation.PeopleStore.Person;
import org.relais.organisation.Role;
import org.relais.organisation.SessionStore.SignedIn;

/** {@code /organisers}: who may enter the console, their roles, actions and sessions. For owners. */
public final class PeopleApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/organisers";
    private static final String ONE = ALL + "/:id";
    private static final String SESSIONS = ONE + "/sessions";
    private static final String ACTIONS = ONE + "/actions";
    private static final String ACTION = ACTIONS + "/:action";

    private final PeopleService people;

    public PeopleApi(PeopleService people) {
        this.people = people;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.own(200, this::list));
        router.patch(ONE).handler(ApiHandlers.own(200, this::changeRole));
        router.delete(ONE).handler(ApiHandlers.own(200, this::remove));
        router.get(ACTIONS).handler(ApiHandlers.own(200, this::actions));
        router.put(ACTION).handler(ApiHandlers.own(200, this::giveAction));
        router.delete(ACTION).handler(ApiHandlers.own(200, this::takeAction));
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

    private Future<JsonObject> actions(RoutingContext context) {
        QueryReader.none(context);
        return known(context).compose(id -> given(context, id)).map(given -> Page.all(given, PeopleApi::json));
    }

    /** What somebody coordinates. */
    private Future<List<GivenAction>> given(RoutingContext context, long id) {
        return people.actions(ApiHandlers.actor(context), id)
                .map(actions -> actions.stream().filter(GivenAction::given).toList());
    }

    private static JsonObject json(GivenAction action) {
        return new JsonObject().put("id", action.id()).put("title", action.title());
    }

    /** Given once more, it stays given. */
    private Future<JsonObject> giveAction(RoutingContext context) {
        long id = ApiHandlers.id(context);
        long action = ApiHandlers.id(context, "action");
        return people.giveAction(ApiHandlers.actor(context), id, action)
                .compose(changed -> changed
                        ? Future.succeededFuture(true)
                        : given(context, id).map(all -> all.stream().anyMatch(one -> one.id() == action)))
                .map(given -> done(given ? Outcome.DONE : Outcome.UNKNOWN, "given"));
    }

    private Future<JsonObject> takeAction(RoutingContext context) {
        return people.takeAction(ApiHandlers.actor(context), ApiHandlers.id(context), ApiHandlers.id(context, "action"))
                .map(taken -> done(taken ? Outcome.DONE : Outcome.UNKNOWN, "taken"));
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
