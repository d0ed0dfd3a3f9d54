package org.relais.api.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.event.AttendanceState;
import org.relais.action.event.AttendeeStore;
import org.relais.action.event.Event;
import org.relais.action.event.EventDetails;
import org.relais.action.event.EventFigures;
import org.relais.action.event.EventService;
import org.relais.action.event.Events;
import org.relais.action.event.Unreached;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Csv;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.input.QueryReader;
import org.relais.organisation.Actor;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;

/** {@code /actions/{id}/event}: when and where, who comes, and the figures. */
public final class EventsApi implements ApiRoutes.Resource {
    private static final String EVENT = ApiRoutes.BASE + "/actions/:id/event";
    private static final List<String> STANDINGS = List.of("yes", "waiting", "maybe", "no", "stopped");

    private final Events events;
    private final EventService service;
    private final Pool pool;
    private final OrganisationStore organisations;
    private final InstantSource clock;

    public EventsApi(Pool pool, Events events, InstantSource clock) {
        this.events = events;
        this.service = events.service();
        this.pool = pool;
        this.organisations = new OrganisationStore(clock);
        this.clock = clock;
    }

    @Override
    public void mount(Router router) {
        router.get(EVENT).handler(ApiHandlers.read(this::one));
        router.put(EVENT).handler(ApiHandlers.write(200, this::describe));
        router.post(EVENT + "/cancel").handler(ApiHandlers.write(200, this::cancel));
        router.get(EVENT + "/answers").handler(ApiHandlers.read(this::answers));
        router.get(EVENT + "/unreached").handler(ApiHandlers.read(this::unreached));
        router.get(EVENT + "/figures").handler(ApiHandlers.read(this::figures));
        router.get(EVENT + "/figures.csv").handler(ApiHandlers.handler(Role.VIEWER, this::csv));
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return found(context).map(this::json);
    }

    private Future<JsonObject> describe(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        JsonObject body = ApiHandlers.bodyJson(context);
        return organisations
                .find(pool, actor.organisationId())
                .map(organisation ->
                        EventDetails.read(body, organisation.orElseThrow().timeZone(), clock.instant()))
                .compose(details -> service.describe(actor, ApiHandlers.id(context), details))
                .map(this::answer);
    }

    private Future<JsonObject> cancel(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        String note = Event.note(ApiHandlers.optionalBody(context));
        return service.cancel(actor, ApiHandlers.id(context), note).map(this::answer);
    }

    private JsonObject answer(EventService.Outcome outcome) {
        if (outcome instanceof EventService.Done done) {
            return json(done.event());
        }
        throw new ProblemException(
                outcome instanceof EventService.Closed
                        ? Problem.conflict(
                                "The event is cancelled or over, or its action has ended: nothing was changed.")
                        : Problem.notFound());
    }

    private Future<JsonObject> answers(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        @Nullable
        AttendanceState standing =
                query.word("standing", STANDINGS).map(AttendanceState::of).orElse(null);
        query.done();
        return found(context)
                .compose(event -> service.answers(event.organisationId(), event.actionId(), standing, after, limit + 1))
                .map(page -> Page.of(page, limit, EventsApi::json, AttendeeStore.Line::answerId));
    }

    private Future<JsonObject> unreached(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(service::unreached).map(people -> new JsonObject()
                .put("items", new JsonArray(people.stream().map(EventsApi::json).toList())));
    }

    private static JsonObject json(Unreached person) {
        return new JsonObject()
                .put("contactId", person.contactId())
                .put("name", person.name())
                .put("phone", person.phone())
                .put("standing", person.standing().sqlName())
                .put("reason", person.reason());
    }

    private Future<JsonObject> figures(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(service::figures).map(EventsApi::json);
    }

    private Future<Void> csv(RoutingContext context) {
        QueryReader.none(context);
        return found(context)
                .compose(service::figures)
                .compose(figures -> Csv.send(context, "event-" + ApiHandlers.id(context), figures.csv()));
    }

    private Future<Event> found(RoutingContext context) {
        return service.find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    private JsonObject json(Event event) {
        EventDetails details = event.details();
        Optional<String> page = events.page(event.actionId());
        return new JsonObject()
                .put("actionId", event.actionId())
                .put("title", details.title())
                .put("startsAt", details.startsAt())
                .put("endsAt", details.endsAt())
                .put("timeZone", details.zone().getId())
                .put("place", details.place())
                .put("mapUrl", details.mapUrl())
                .put("capacity", details.capacity())
                .put("retentionDays", details.retentionDays())
                .put("sequence", event.sequence())
                .put("changedAt", event.changedAt())
                .put("cancelledAt", event.cancelledAt())
                .put("cancelNote", event.cancelNote())
                .put("page", page.orElse(null))
                .put("calendar", page.map(address -> address + ".ics").orElse(null));
    }

    private static JsonObject json(AttendeeStore.Line line) {
        return new JsonObject()
                .put("contactId", line.contactId())
                .put("name", line.name())
                .put("standing", line.standing().sqlName())
                .put("companions", line.companions())
                .put("since", line.since());
    }

    private static JsonObject json(EventFigures figures) {
        return json(figures.now())
                .put("companions", figures.companions())
                .put(
                        "days",
                        new JsonArray(figures.days().stream()
                                .map(day -> json(day.answers())
                                        .put("day", day.date().toString())
                                        .put("promoted", day.promoted())
                                        .put("withdrawn", day.withdrawn()))
                                .toList()));
    }

    private static JsonObject json(EventFigures.Counts counts) {
        return new JsonObject()
                .put("yes", counts.yes())
                .put("waiting", counts.waiting())
                .put("maybe", counts.maybe())
                .put("no", counts.no())
                .put("stopped", counts.stopped());
    }
}
