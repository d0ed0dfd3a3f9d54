package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionDraft;
import org.relais.action.ActionFiguresStore.Alike;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.event.AttendanceState;
import org.relais.action.event.AttendeeStore;
import org.relais.action.event.Event;
import org.relais.action.event.EventDetails;
import org.relais.action.event.EventFigures;
import org.relais.action.event.EventService;
import org.relais.action.event.EventTime;
import org.relais.action.event.Events;
import org.relais.action.event.Unreached;
import org.relais.api.CsvDownload;
import org.relais.audience.AudienceCondition;
import org.relais.audience.AudienceCondition.Deed;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.broadcast.AnswerBar;
import org.relais.console.broadcast.AudiencePages;
import org.relais.console.broadcast.BroadcastWords;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.organisation.Role;

/** What events add: date and place, who comes, and the cancellation that people are told of. */
public final class EventPages implements KindPages {
    /** So many people to call stand on the page; all are in the file. */
    public static final int TO_CALL = 20;

    /** What is counted of a day, in the order of {@link #cells}. */
    public static final List<String> DAY_COLUMNS =
            List.of("yes", "waiting", "maybe", "no", "stopped", "promoted", "withdrawn");

    private static final int PEOPLE = 50;
    /** So many of each answer stand on the page of all. */
    private static final int FIRST = 20;
    /** So many of those who come stand on the page by name. */
    private static final int NAMED = 12;
    /** What everybody invited is asked: that nobody answered so is told, too. */
    private static final List<String> ASKED = List.of("yes", "maybe", "no");

    private final ActionService actions;
    private final Events events;
    private final EventService service;
    private final EventFields fields;

    /**
     * An event on the page of its action.
     *
     * @param page address of its public page; null when there are no public pages
     * @param unreached those who are expected and whom no reminder or change would reach now
     * @param coming the first of those who have a place
     * @param told of a cancellation
     */
    public record Shown(
            Event event,
            EventFigures figures,
            @Nullable String page,
            List<Unreached> unreached,
            List<AttendeeStore.Line> coming,
            EventFigures.Told told) {
        public Shown {
            unreached = List.copyOf(unreached);
            coming = List.copyOf(coming);
        }
    }

    public EventPages(ActionService actions, Events events, InstantSource clock) {
        this.actions = actions;
        this.events = events;
        this.service = events.service();
        this.fields = new EventFields(service, clock);
    }

    @Override
    public ActionType type() {
        return ActionType.EVENT;
    }

    @Override
    public Optional<ComposedPart> part() {
        return Optional.of(fields);
    }

    @Override
    public Future<Map<Long, String>> standings(Action action, Collection<Long> contactIds) {
        return service.standings(action.organisationId(), action.id(), contactIds)
                .map(standings -> standings.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> "action.event.standing."
                                        + entry.getValue().sqlName())));
    }

    @Override
    public Future<Map<Long, Integer>> companions(Action action, Collection<Long> contactIds) {
        return service.companions(action.organisationId(), action.id(), contactIds);
    }

    @Override
    public Future<Map<String, Long>> answers(PageRequest visit, Action action) {
        return service.now(action.id()).map(figures -> {
            Map<String, Long> all = new LinkedHashMap<>();
            bars(visit, figures.now(), Counts.NONE).stream()
                    .filter(bar -> !bar.silent())
                    .forEach(bar -> all.put(bar.payload(), bar.people()));
            return all;
        });
    }

    /** Address of a message to those who answered so, or have not; empty where no message is written to them. */
    public static String write(long actionId, String answer) {
        return switch (answer) {
            case "yes" -> write(actionId, Deed.COMES);
            case "waiting" -> write(actionId, Deed.WAITS);
            case "maybe" -> write(actionId, Deed.MAY_COME);
            case "no" -> write(actionId, Deed.STAYS_AWAY);
            case "silent" -> write(actionId, Deed.UNANSWERED);
            case "done" -> write(actionId, Deed.FINISHED);
            case ActionFunnel.AGREED -> write(actionId, Deed.TOOK_PART);
            default -> "";
        };
    }

    /** Address of a message to those who did something in an action. */
    public static String write(long actionId, Deed deed) {
        return AudiencePages.write(new AudienceCondition.Did(deed, actionId, null));
    }

    @Override
    public Future<Alike> answered(Action action, String answer, long after, int limit) {
        return service.answers(action.organisationId(), action.id(), AttendanceState.of(answer), after, limit + 1)
                .map(people -> new Alike(
                        people.stream()
                                .limit(limit)
                                .map(AttendeeStore.Line::contactId)
                                .toList(),
                        people.size() > limit ? people.get(limit - 1).answerId() : 0));
    }

    @Override
    public void mount(PageRoutes routes, Function<Action, Future<Counts>> counts) {
        routes.get(
                "/actions/:id/event",
                Role.ORGANISER,
                visit -> of(visit, (action, event) -> edit(visit, action, event)));
        routes.post(
                "/actions/:id/event",
                Role.ORGANISER,
                visit -> of(visit, (action, event) -> save(visit, action, event)));
        routes.post(
                "/actions/:id/event/preview",
                Role.ORGANISER,
                visit -> of(
                        visit,
                        (action, event) -> action.state() == ActionState.DRAFT || event.isEmpty()
                                ? preview(visit, action)
                                : change(visit, action, event.get())));
        routes.get(
                "/actions/:id/event/cancel",
                Role.ORGANISER,
                visit -> described(
                        visit, (action, event) -> confirm(visit, action, event, new Form(), PageResult::page)));
        routes.post(
                "/actions/:id/event/cancel",
                Role.ORGANISER,
                visit -> described(visit, (action, event) -> cancel(visit, action, event)));
        routes.post(
                "/actions/:id/event/cancel/preview",
                Role.ORGANISER,
                visit -> described(visit, (action, event) -> service.cancellation(
                                event, visit.field("note").orElse(null))
                        .map(texts -> PageResult.page(
                                "action/read",
                                Map.of("title", visit.text("action.event.cancel-read"), "texts", texts)))));
        routes.ofAction()
                .get(
                        "/actions/:id/answers",
                        visit -> described(
                                visit,
                                (action, event) -> visit.query("standing")
                                                .filter(ActionVolunteerPages.SILENT::equals)
                                                .isPresent()
                                        ? Future.succeededFuture(PageResult.to("/actions/" + action.id()
                                                + "/volunteers?answer=" + ActionVolunteerPages.SILENT))
                                        : counts.apply(action)
                                                .compose(invited -> listed(visit, event, action, invited))));
        routes.stream("/actions/:id/answers.csv", Role.VIEWER, this::answersCsv);
        routes.stream("/actions/:id/to-call.csv", Role.ORGANISER, this::toCallCsv);
        routes.stream("/actions/:id/event-days.csv", Role.VIEWER, this::daysCsv);
    }

    @Override
    public Future<List<Step>> steps(PageRequest visit, Action action) {
        return service.find(action.organisationId(), action.id())
                .map(event -> List.of(new Step(
                        visit.text("action.event.details"),
                        event.map(known -> described(visit, known))
                                .orElseGet(() -> visit.text("action.event.not-described")),
                        "/actions/" + action.id() + "/event",
                        event.isPresent(),
                        Set.of("event", "startsAt", "place"))));
    }

    /** Day, time and place, by the clock of the place. */
    public static String when(PageRequest visit, Event event) {
        return EventTime.words(
                        event.details(), visit.language(), event.details().zone())
                + "\u00a0· "
                + (event.details().place().isEmpty()
                        ? visit.text("action.event.no-place")
                        : event.details().place());
    }

    /** The same in few words: the year only where it is another. */
    public static String shortly(PageRequest visit, Event event) {
        EventDetails details = event.details();
        return EventTime.isOfOneDay(details) && visit.isThisYear(details.day())
                ? visit.text(
                                "action.when.event",
                                "day",
                                visit.day(details.day()),
                                "hour",
                                EventTime.hours(details, visit.language()))
                        + "\u00a0· " + details.place()
                : when(visit, event);
    }

    /** The same and how many places there are. */
    private static String described(PageRequest visit, Event event) {
        Integer places = event.details().capacity();
        return when(visit, event) + "\u00a0· "
                + visit.text("action.event.places", "count", places == null ? 0 : places);
    }

    @Override
    public Future<Void> show(PageRequest visit, Action action, Map<String, Object> model) {
        return service.find(action.organisationId(), action.id())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : shown(found.get())
                                .onSuccess(shown -> model.put("event", shown))
                                .mapEmpty());
    }

    private Future<Shown> shown(Event event) {
        Future<EventFigures> figures = service.figures(event);
        Future<List<Unreached>> unreached = service.unreached(event);
        Future<List<AttendeeStore.Line>> coming = service.alike(event, AttendanceState.YES, 0, NAMED);
        Future<EventFigures.Told> told = service.told(event);
        return Future.all(figures, unreached, coming, told)
                .map(read -> new Shown(
                        event,
                        figures.result(),
                        events.page(event.actionId()).orElse(null),
                        unreached.result(),
                        coming.result(),
                        told.result()));
    }

    /** A page about an event action, whether it is described yet or not. */
    private Future<PageResult> of(PageRequest visit, BiFunction<Action, Optional<Event>, Future<PageResult>> page) {
        return actions.find(visit.organisationId(), visit.id())
                .map(found -> found.filter(action -> action.type() == ActionType.EVENT))
                .compose(PageResult.found(action ->
                        service.find(visit.organisationId(), visit.id()).compose(event -> page.apply(action, event))));
    }

    private Future<PageResult> described(PageRequest visit, BiFunction<Action, Event, Future<PageResult>> page) {
        return of(
                visit,
                (action, event) -> event.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : page.apply(action, event.get()));
    }

    private static Future<PageResult> notPossible(Action action) {
        return Future.succeededFuture(PageResult.to("/actions/" + action.id()).warning("action.said.not-possible"));
    }

    /** Whether it was announced and is still to take place: then it can be cancelled, also once its action has ended. */
    public static boolean meets(PageRequest visit, Action action, Event event) {
        return action.state() != ActionState.DRAFT
                && !event.cancelled()
                && !visit.past(event.details().endsAt());
    }

    /** Before it is open; then as long as it is to take place, also once its action has ended. */
    private static boolean changeable(PageRequest visit, Action action, Optional<Event> event) {
        return action.state() == ActionState.DRAFT
                || event.filter(one -> meets(visit, action, one)).isPresent();
    }

    private Future<PageResult> edit(PageRequest visit, Action action, Optional<Event> event) {
        return changeable(visit, action, event)
                ? told(action)
                        .map(told -> PageResult.page(
                                "action/event", model(action, told, EventFields.of(visit, event, action.title()))))
                : notPossible(action);
    }

    /** @param told who hears of a change */
    private static Map<String, Object> model(Action action, EventFigures.Counts told, Form form) {
        return Map.of("action", action, "told", told, "form", form);
    }

    /** Where those stand who hear of a change: before it is open, nobody has been told anything. */
    private Future<EventFigures.Counts> told(Action action) {
        return service.now(action.id()).map(EventFigures::now);
    }

    /** How many are told when something changes: whoever comes, waits, or may come. */
    public static long toTell(EventFigures.Counts counts) {
        return counts.yes() + counts.waiting() + counts.maybe();
    }

    /** What these answered, each with its number. */
    public static String answered(PageRequest visit, EventFigures.Counts counts) {
        return answers(counts)
                .map(each -> visit.text("action.event.told." + each.sqlName(), "count", people(counts, each)))
                .collect(Collectors.joining(", "));
    }

    /** The answers of those who hear of a change, as far as anybody gave them. */
    static Stream<AttendanceState> answers(EventFigures.Counts counts) {
        return Stream.of(AttendanceState.values())
                .filter(AttendanceState::mayCome)
                .filter(each -> people(counts, each) > 0);
    }

    private Future<PageResult> save(PageRequest visit, Action action, Optional<Event> event) {
        if (!changeable(visit, action, event)) {
            return notPossible(action);
        }
        String title = action.state() == ActionState.DRAFT
                ? action.title()
                : visit.field("title").orElse("");
        Form form = fields.typed(visit).with("title", title);
        return details(visit, form)
                .compose(details -> service.describe(visit.actor(), action.id(), details))
                .compose(outcome -> changed(action, outcome, news(event, outcome)))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? told(action)
                                .map(told -> PageResult.invalid(
                                        "action/event", model(action, told, EventFields.faulty(visit, form, invalid))))
                        : Future.failedFuture(fault));
    }

    private Future<EventDetails> details(PageRequest visit, Form form) {
        return Future.future(promise -> promise.complete(fields.details(visit, form)));
    }

    /** What is said of a change: whether people hear of it. */
    private static String news(Optional<Event> before, EventService.Outcome outcome) {
        return before.isPresent()
                        && outcome instanceof EventService.Done done
                        && !done.event().details().tellsNothingNew(before.get().details())
                ? "action.event.said.told"
                : "action.event.said.saved";
    }

    /** How the invitation would look with what is typed. */
    private Future<PageResult> preview(PageRequest visit, Action action) {
        return actions.message(action)
                .map(message -> ActionDraft.of(action, message))
                .compose(draft -> fields.said(visit, action.id(), action.title())
                        .compose(said -> ActionLooks.of(actions, visit, action.id(), draft, said)))
                .map(looks -> ActionLooks.page(visit, looks))
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(ActionLooks.none())
                        : Future.failedFuture(fault));
    }

    /** What those who hear of it would read of what is typed; nothing of what can't be saved so. */
    private Future<PageResult> change(PageRequest visit, Action action, Event before) {
        return told(action).compose(told -> details(
                        visit,
                        fields.typed(visit).with("title", visit.field("title").orElse("")))
                .compose(details -> Future.all(
                        answers(told).map(each -> heard(before, details, each)).toList()))
                .map(read -> read.<Heard>list().stream()
                        .filter(heard -> !heard.texts().isEmpty())
                        .toList())
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(List.of())
                        : Future.failedFuture(fault))
                .map(heard -> PageResult.page("action/eventChange", Map.of("told", told, "heard", heard))));
    }

    /**
     * What those who answered alike read of a change.
     *
     * @param texts by language
     */
    public record Heard(AttendanceState standing, Map<String, String> texts) {}

    private Future<Heard> heard(Event before, EventDetails details, AttendanceState standing) {
        return service.change(before, details, standing).map(texts -> new Heard(standing, texts));
    }

    /** Asks whether it is to be cancelled, with what was typed. */
    private Future<PageResult> confirm(
            PageRequest visit,
            Action action,
            Event event,
            Form form,
            BiFunction<String, Map<String, Object>, PageResult> page) {
        return meets(visit, action, event)
                ? service.figures(event).compose(figures -> service.cancellation(
                                event, form.given("note").orElse(null))
                        .map(texts -> page.apply(
                                "action/cancelEvent",
                                Map.of("action", action, "figures", figures, "texts", texts, "form", form))))
                : notPossible(action);
    }

    private Future<PageResult> cancel(PageRequest visit, Action action, Event event) {
        Form form = Form.of(visit, "note");
        JsonObject said = new JsonObject();
        form.given("note").ifPresent(note -> said.put("note", note));
        try {
            return service.cancel(visit.actor(), action.id(), Event.note(StrictObject.of(said)))
                    .compose(outcome -> changed(action, outcome, "action.event.said.cancelled"));
        } catch (InvalidInputException invalid) {
            return confirm(visit, action, event, EventFields.faulty(visit, form, invalid), PageResult::invalid);
        }
    }

    private Future<PageResult> changed(Action action, EventService.Outcome outcome, String said) {
        if (outcome instanceof EventService.Done) {
            return told(action)
                    .map(told -> PageResult.to("/actions/" + action.id()).saying(said, "count", toTell(told)));
        }
        return outcome instanceof EventService.Closed
                ? notPossible(action)
                : Future.succeededFuture(PageResult.notFound());
    }

    /** Whose answers are asked for; empty for everybody's. */
    private static Optional<AttendanceState> standing(PageRequest visit) {
        String wanted = visit.query("standing").orElse("");
        return Stream.of(AttendanceState.values())
                .filter(each -> each.sqlName().equals(wanted))
                .findFirst();
    }

    /** How many there are of each in the list. */
    public static long people(EventFigures.Counts counts, AttendanceState standing) {
        return switch (standing) {
            case YES -> counts.yes();
            case WAITING -> counts.waiting();
            case MAYBE -> counts.maybe();
            case NO -> counts.no();
            case STOPPED -> counts.stopped();
        };
    }

    /**
     * Those who stand alike, in the order in which they came to.
     *
     * @param count of them all; some may have been erased since, whom no list shows
     * @param after how many stand before the next page; 0 where there is none
     */
    public record Group(AttendanceState standing, long count, List<AttendeeStore.Line> people, long after) {}

    /** All groups with their first people, or the one that is asked for. */
    private Future<PageResult> listed(PageRequest visit, Event event, Action action, Counts invited) {
        Optional<AttendanceState> chosen = standing(visit);
        long before = chosen.isEmpty() ? 0 : Math.max(0, visit.query("after", 0L));
        int limit = chosen.isEmpty() ? FIRST : PEOPLE;
        return service.now(action.id()).compose(figures -> {
            List<Future<Group>> groups = Stream.of(AttendanceState.values())
                    .filter(each -> chosen.map(each::equals).orElse(people(figures.now(), each) > 0))
                    .map(each -> group(event, each, people(figures.now(), each), before, limit))
                    .toList();
            return Future.all(groups).map(read -> {
                Map<String, Object> model = new HashMap<>(Map.of(
                        "action",
                        action,
                        "figures",
                        figures,
                        "invited",
                        invited,
                        "groups",
                        read.<Group>list(),
                        "before",
                        before));
                chosen.ifPresent(standing -> model.put("standing", standing));
                model.put("places", event.details().capacity());
                model.put("cancelled", event.cancelled());
                return PageResult.page("action/answers", model);
            });
        });
    }

    private Future<Group> group(Event event, AttendanceState standing, long count, long before, int limit) {
        return service.alike(event, standing, before, limit + 1)
                .map(people -> new Group(
                        standing,
                        count,
                        people.stream().limit(limit).toList(),
                        people.size() > limit ? before + limit : 0));
    }

    private void answersCsv(PageRequest visit) {
        CsvPages.send(visit, actions, Set.of(ActionType.EVENT), action -> new CsvDownload<>(
                        CsvPages.header(visit, "id", "name", "standing", "companions", "since"),
                        from -> service.answers(
                                action.organisationId(),
                                action.id(),
                                null,
                                Math.max(0, from - 1),
                                CsvDownload.pageSize()),
                        AttendeeStore.Line::answerId,
                        line -> CsvPages.row(
                                line.contactId(),
                                line.name(),
                                visit.text("action.event.standing."
                                        + line.standing().sqlName()),
                                line.companions(),
                                CsvPages.time(visit, line.since())))
                .send(visit.context(), "action-" + action.id() + "-answers"));
    }

    /** Whom to call, because no message reaches them. */
    private void toCallCsv(PageRequest visit) {
        CsvPages.send(visit, actions, Set.of(ActionType.EVENT), action -> service.find(
                        action.organisationId(), action.id())
                .compose(event ->
                        event.isEmpty() ? Future.succeededFuture(List.<Unreached>of()) : service.unreached(event.get()))
                .compose(people -> CsvPages.once(
                        visit,
                        "action-" + action.id() + "-to-call",
                        CsvPages.header(visit, "id", "name", "phone", "standing", "reason"),
                        people.stream()
                                .map(person -> CsvPages.row(
                                        person.contactId(),
                                        person.name(),
                                        person.phone() == null ? "" : person.phone(),
                                        visit.text("action.event.standing."
                                                + person.standing().sqlName()),
                                        BroadcastWords.reason(visit, person.reason())))
                                .toList())));
    }

    private void daysCsv(PageRequest visit) {
        CsvPages.send(
                visit, actions, Set.of(ActionType.EVENT), action -> service.find(action.organisationId(), action.id())
                        .compose(event -> event.isEmpty()
                                ? Future.succeededFuture(List.<EventFigures.Day>of())
                                : service.figures(event.get()).map(EventFigures::days))
                        .compose(days -> CsvPages.once(
                                visit,
                                "action-" + action.id() + "-event",
                                CsvPages.header(
                                        visit,
                                        Stream.concat(Stream.of("day"), DAY_COLUMNS.stream())
                                                .toArray(String[]::new)),
                                days.stream().map(EventPages::row).toList())));
    }

    /**
     * Where those stand who were invited; where nobody stands is left out.
     *
     * @param invited those of them who have not answered
     */
    public static List<AnswerBar> bars(PageRequest visit, EventFigures.Counts now, Counts invited) {
        return Stream.of(
                        bar(visit, "yes", now.yes()),
                        bar(visit, "waiting", now.waiting()),
                        bar(visit, "maybe", now.maybe()),
                        bar(visit, "no", now.no()),
                        AnswerBar.silent(visit.text("action.event.no-answer"), invited.silent()),
                        bar(visit, "stopped", now.stopped()),
                        new AnswerBar(
                                ActionVolunteerPages.STOPPED, visit.text("action.standing.stopped"), invited.stopped()))
                .filter(bar -> bar.people() > 0 || ASKED.contains(bar.payload()))
                .toList();
    }

    private static AnswerBar bar(PageRequest visit, String answer, long people) {
        return new AnswerBar(answer, visit.text("action.event.standing." + answer), people);
    }

    /** What happened on a day, in the order of {@link #DAY_COLUMNS}. */
    public static List<Long> cells(EventFigures.Day day) {
        return List.of(
                day.answers().yes(),
                day.answers().waiting(),
                day.answers().maybe(),
                day.answers().no(),
                day.answers().stopped(),
                day.promoted(),
                day.withdrawn());
    }

    private static List<String> row(EventFigures.Day day) {
        return CsvPages.row(
                Stream.concat(Stream.of(day.date()), cells(day).stream()).toArray());
    }
}
