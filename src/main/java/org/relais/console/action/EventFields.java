package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.relais.action.event.Event;
import org.relais.action.event.EventDetails;
import org.relais.action.event.EventService;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.broadcast.MessageForm;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/** Date and place in a form: in that of the message, and alone once it is written. What the event is called is what its action is. */
public final class EventFields implements ComposedPart {
    private static final String[] NAMES = {
        "title", "place", "map_url", "starts_at", "ends_at", "time_zone", "capacity", "retention_days"
    };
    /** What nobody fills in who leaves date and place for later. */
    private static final List<String> TYPED = List.of("place", "map_url", "starts_at", "ends_at", "capacity");
    /** Fields of an event's document by those of the form. */
    private static final Map<String, String> PATHS = Map.of(
            "mapUrl", "map_url",
            "startsAt", "starts_at",
            "endsAt", "ends_at",
            "timeZone", "time_zone",
            "retentionDays", "retention_days");

    private final EventService service;
    private final InstantSource clock;

    EventFields(EventService service, InstantSource clock) {
        this.service = service;
        this.clock = clock;
    }

    /** What a zone of time is called by people: its city. */
    public static String city(PageRequest visit, String zone) {
        return visit.place(zone(zone, visit.zone()));
    }

    private static Form blank(PageRequest visit, String title) {
        return new Form()
                .with("title", title)
                .with("time_zone", visit.zone().getId())
                .with("retention_days", "30");
    }

    private static Form filled(EventDetails details) {
        Integer capacity = details.capacity();
        String mapUrl = details.mapUrl();
        return new Form()
                .with("title", details.title())
                .with("place", details.place())
                .with("map_url", mapUrl == null ? "" : mapUrl)
                .with("starts_at", MessageForm.local(details.startsAt(), details.zone()))
                .with("ends_at", MessageForm.local(details.endsAt(), details.zone()))
                .with("time_zone", details.zone().getId())
                .with("capacity", capacity == null ? "" : capacity.toString())
                .with("retention_days", Integer.toString(details.retentionDays()));
    }

    /** As it is stored, or what a new one of this title begins with. */
    static Form of(PageRequest visit, Optional<Event> event, String title) {
        return event.map(known -> filled(known.details())).orElseGet(() -> blank(visit, title));
    }

    static Form faulty(PageRequest visit, Form form, InvalidInputException invalid) {
        for (Fault each : invalid.faults()) {
            form.fault(PATHS.getOrDefault(each.field(), each.field()), visit.fault(each));
        }
        return form;
    }

    /** What the form says; fails with {@link InvalidInputException}. */
    EventDetails details(PageRequest visit, Form form) {
        ZoneId zone = zone(form.value("time_zone"), visit.zone());
        JsonObject json = new JsonObject().put("title", form.value("title"));
        form.given("place").ifPresent(place -> json.put("place", place));
        form.given("time_zone").ifPresent(name -> json.put("timeZone", name));
        form.given("map_url").ifPresent(url -> json.put("mapUrl", url));
        form.given("starts_at").ifPresent(at -> json.put("startsAt", ActionForm.instant(at, zone)));
        form.given("ends_at").ifPresent(at -> json.put("endsAt", ActionForm.instant(at, zone)));
        form.given("capacity").ifPresent(text -> json.put("capacity", ActionForm.number(text)));
        form.given("retention_days").ifPresent(text -> json.put("retentionDays", ActionForm.number(text)));
        return EventDetails.read(json, visit.zone(), clock.instant());
    }

    private static ZoneId zone(String name, ZoneId otherwise) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return otherwise;
        }
    }

    private static boolean leftForLater(Form form) {
        return TYPED.stream().allMatch(name -> form.value(name).isEmpty());
    }

    @Override
    public Future<Form> stored(PageRequest visit, long actionId, String title) {
        return service.find(visit.organisationId(), actionId).map(event -> of(visit, event, title));
    }

    @Override
    public Form typed(PageRequest visit) {
        return Form.of(visit, NAMES);
    }

    @Override
    public Future<Form> checked(PageRequest visit, long actionId) {
        // The title is asked for beside these fields, and missed there.
        Form form = typed(visit).with("title", "…");
        return service.find(visit.organisationId(), actionId)
                .map(event -> event.isEmpty() && leftForLater(form) ? form : check(visit, form));
    }

    private Form check(PageRequest visit, Form form) {
        try {
            EventDetails unused = details(visit, form);
            return form;
        } catch (InvalidInputException invalid) {
            return faulty(visit, form, invalid);
        }
    }

    @Override
    public Future<Optional<UnaryOperator<String>>> said(PageRequest visit, long actionId, String title) {
        Form form = typed(visit).with("title", title);
        try {
            return service.invitation(visit.organisationId(), actionId, details(visit, form))
                    .map(Optional::of);
        } catch (InvalidInputException tooLittle) {
            return Future.succeededFuture(Optional.empty());
        }
    }

    @Override
    public Future<Void> save(PageRequest visit, long actionId, String title) {
        Form form = typed(visit).with("title", title);
        return leftForLater(form)
                ? Future.succeededFuture()
                : service.describe(visit.actor(), actionId, details(visit, form))
                        .mapEmpty();
    }
}
