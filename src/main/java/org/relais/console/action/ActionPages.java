package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionFiguresStore.OfVolunteer;
import org.relais.action.ActionFiguresStore.Offer;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.AssignmentState;
import org.relais.api.CsvDownload;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.action.FiguresCache.Shown;
import org.relais.console.home.ActionProgress;
import org.relais.linkedchat.LinkedChat;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.PeopleStore;
import org.relais.organisation.Role;
import org.relais.spending.SpendingService;

/** Pages that show actions: one of them, its volunteers. What changes them is in the other classes here. */
public final class ActionPages implements ConsoleFeature {
    private static final int PEOPLE = 50;
    /** So many who bear a name are looked for among the volunteers. */
    static final int NAMESAKES = 500;
    /** Who has not answered, among the answers that people are looked up by. */
    private static final String SILENT = "silent";

    private final Pool pool;
    private final ActionService actions;
    private final SpendingService spending;
    private final LinkedChatService chats;
    private final ActionListPage list;
    private final ActionComposePages compose;
    private final ActionStepPages steps;
    private final Map<ActionType, KindPages> kinds = new EnumMap<>(ActionType.class);
    private final ActionFiguresStore figures = new ActionFiguresStore();
    private final FiguresCache shown;
    private final PeopleStore people;
    private final ContactListStore contacts = new ContactListStore();

    /**
     * @param personal names of the variables that other parts compute per person
     * @param kinds what each kind of action adds, in the order in which they are offered
     */
    public ActionPages(
            Pool pool,
            ActionService actions,
            OpenConfirmation confirmation,
            Set<String> personal,
            List<? extends KindPages> kinds,
            InstantSource clock) {
        this.pool = pool;
        this.actions = actions;
        this.spending = confirmation.spending();
        this.chats = confirmation.chats();
        this.people = new PeopleStore(clock);
        this.shown = new FiguresCache(pool, clock, FiguresCache.LARGE);
        this.list = new ActionListPage(
                actions,
                shown,
                new ActionProgress(pool),
                kinds.stream().map(KindPages::type).toList());
        this.compose = new ActionComposePages(pool, actions, personal, kinds);
        this.steps = new ActionStepPages(actions, confirmation, this::counts, this::kind);
        kinds.forEach(kind -> this.kinds.put(kind.type(), kind));
    }

    @Override
    public MenuSection section() {
        return MenuSection.ACTIONS;
    }

    @Override
    public void mount(PageRoutes routes) {
        list.mount(routes);
        compose.mount(routes);
        PageRoutes ofAction = routes.ofAction();
        ofAction.get("/actions/:id", visit -> found(visit, action -> one(visit, action)));
        ofAction.get(
                "/actions/:id/live",
                visit -> found(
                        visit, action -> model(visit, action).map(model -> PageResult.page("action/live", model))));
        ofAction.get("/actions/:id/message", visit -> found(visit, action -> message(visit, action)));
        ofAction.get("/actions/:id/settings", visit -> found(visit, this::settings));
        ofAction.get("/actions/:id/volunteers", visit -> found(visit, action -> volunteers(visit, action)));
        routes.stream("/actions/:id/volunteers.csv", Role.VIEWER, this::volunteersCsv);
        routes.stream("/actions/:id/days.csv", Role.VIEWER, this::daysCsv);
        steps.mount(routes);
        kinds.values().forEach(kind -> kind.mount(routes, this::counts));
    }

    private Future<PageResult> found(PageRequest visit, Function<Action, Future<PageResult>> page) {
        return actions.find(visit.organisationId(), visit.id()).compose(PageResult.found(page));
    }

    private Future<PageResult> one(PageRequest visit, Action action) {
        return action.state() == ActionState.DRAFT ? draft(visit, action) : begun(visit, action);
    }

    private Future<PageResult> begun(PageRequest visit, Action action) {
        return model(visit, action).compose(model -> spending.ofAction(visit.organisationId(), action.id())
                .onSuccess(spent -> model.put("spent", spent.orElseThrow()))
                .compose(spent -> actions.mustDeclare(visit.organisationId()))
                .map(must -> {
                    model.put("undeclared", action.isUndeclared(must));
                    return PageResult.page("action/run", model);
                }));
    }

    private Future<PageResult> message(PageRequest visit, Action action) {
        return actions.message(action).compose(message -> ActionLooks.read(actions, visit, action, message)
                .map(looks -> {
                    Map<String, Object> model = new HashMap<>(looks);
                    model.put("action", action);
                    model.put("message", message);
                    return PageResult.page("action/message", model);
                }));
    }

    private Future<PageResult> settings(Action action) {
        return people.coordinators(pool, action.organisationId(), action.id())
                .map(coordinators ->
                        PageResult.page("action/settings", Map.of("action", action, "coordinators", coordinators)));
    }

    private Future<PageResult> draft(PageRequest visit, Action action) {
        Map<String, Object> model = new HashMap<>(Map.of("action", action));
        return actions.message(action)
                .compose(message -> ActionLooks.read(actions, visit, action, message))
                .onSuccess(model::putAll)
                .compose(looks -> actions.forecast(action))
                .compose(forecast -> ActionLooks.count(actions, action, forecast))
                .onSuccess(count -> model.put("count", count))
                .compose(count -> kind(action).steps(visit, action).compose(steps -> actions.obstacles(action)
                        .map(obstacles -> ActionObstacles.in(visit, action, steps, obstacles, count.receiving()))))
                .onSuccess(steps -> model.put("steps", steps))
                .compose(steps ->
                        chats.of(visit.organisationId(), visit.organiser().id()))
                .map(linked -> {
                    linked.map(LinkedChat::chat).ifPresent(chat -> model.put("chat", chat));
                    return PageResult.page("action/draft", model);
                });
    }

    private KindPages kind(Action action) {
        KindPages kind = kinds.get(action.type());
        if (kind == null) {
            throw new IllegalStateException("no pages for " + action.type());
        }
        return kind;
    }

    /** What came of it until now. */
    private Future<Map<String, Object>> model(PageRequest visit, Action action) {
        Map<String, Object> model = new HashMap<>(Map.of("action", action));
        return shown.counts(action.organisationId(), List.of(action))
                .onSuccess(all -> model.put("countedAt", all.since()))
                .map(all -> all.value().getOrDefault(action.id(), Counts.NONE))
                .onSuccess(counts -> model.put("counts", counts))
                .compose(counts -> shown.days(action, counts))
                .onSuccess(days -> model.put("days", days.value()))
                .onSuccess(
                        days -> model.put("countedAt", Shown.earlier((Instant) model.get("countedAt"), days.since())))
                .compose(days -> figures.offers(pool, action))
                .onSuccess(offers -> model.put(
                        "failed",
                        offers.stream()
                                .filter(offer -> offer.failed() > 0)
                                .collect(Collectors.toMap(Offer::broadcastId, Offer::failed))))
                .onSuccess(offers -> model.put(
                        "underWay", offers.stream().mapToLong(Offer::underWay).sum()))
                .compose(offers -> kind(action).show(visit, action, model))
                .map(model);
    }

    /** As counted a moment ago, where that takes long. */
    private Future<Counts> counts(Action action) {
        return shown.counts(action.organisationId(), List.of(action))
                .map(all -> all.value().getOrDefault(action.id(), Counts.NONE));
    }

    private Future<PageResult> volunteers(PageRequest visit, Action action) {
        String name = visit.query("name").orElse("").strip();
        return kind(action).answers(visit, action).compose(own -> counts(action).compose(counts -> {
            Map<String, Long> choices = own.isEmpty() ? standings(counts) : own;
            String answer = visit.query("answer")
                    .filter(each -> each.equals(SILENT)
                            || choices.containsKey(each)
                            || own.isEmpty() && each.equals(ActionFunnel.AGREED))
                    .orElse("");
            if (answer.equals(ActionFunnel.AGREED)) {
                choices.put(answer, counts.accepted());
            }
            return volunteers(visit, action, name, answer, choices, counts);
        }));
    }

    /** Where people stand, in an action that has no answers of its own: whoever is done has accepted, and counts once. */
    private static Map<String, Long> standings(Counts counts) {
        Map<String, Long> standings = new LinkedHashMap<>();
        standings.put(AssignmentState.ACCEPTED.sqlName(), counts.accepted() - counts.done());
        standings.put(AssignmentState.DONE.sqlName(), counts.done());
        standings.put(AssignmentState.DECLINED.sqlName(), counts.declined());
        return standings;
    }

    private Future<PageResult> volunteers(
            PageRequest visit, Action action, String name, String answer, Map<String, Long> choices, Counts counts) {
        return sought(visit, action, name, answer).compose(found -> standings(action, found.people())
                .map(answers -> PageResult.page(
                        "action/volunteers",
                        Map.of(
                                "action",
                                action,
                                "people",
                                found.people().stream()
                                        .filter(person -> stands(action, person, answers, name, answer))
                                        .toList(),
                                "answers",
                                answers,
                                "choices",
                                choices,
                                "counts",
                                counts,
                                "answer",
                                answer,
                                "name",
                                name,
                                "next",
                                found.next()))));
    }

    /** Whether somebody is one of those asked for: by what they answered they are sought, unless they are by their name. */
    private static boolean stands(
            Action action, OfVolunteer person, Map<Long, String> answers, String name, String answer) {
        if (answer.equals(SILENT)) {
            return ActionWords.standingText(action, person, answers).equals("action.standing.silent");
        }
        if (answer.equals(ActionFunnel.AGREED)) {
            return person.counts().accepted() + person.counts().done() > 0;
        }
        return name.isEmpty()
                || answer.isEmpty()
                || ActionWords.standingText(action, person, answers).endsWith("." + answer);
    }

    /** A page of volunteers, and where the next one begins; 0 when there is none. */
    private record Found(List<OfVolunteer> people, long next) {}

    private Future<Found> sought(PageRequest visit, Action action, String name, String answer) {
        long from = visit.query("from", 0L);
        if (!name.isEmpty()) {
            ContactListStore.Filter named = ContactListStore.Filter.of(name).seenBy(visit.actor());
            return contacts.page(pool, visit.organisationId(), named, 0, NAMESAKES)
                    .compose(namesakes -> figures.volunteers(
                            pool,
                            action,
                            namesakes.stream().map(ListedContact::contactId).toList()))
                    .map(people -> new Found(people.stream().limit(PEOPLE).toList(), 0));
        }
        if (answer.equals(SILENT)) {
            return alike(action, figures.silent(pool, action, from, PEOPLE));
        }
        if (action.type() != ActionType.EVENT && !answer.isEmpty()) {
            Set<AssignmentState> states = answer.equals(ActionFunnel.AGREED)
                    ? Set.of(AssignmentState.ACCEPTED, AssignmentState.DONE)
                    : Set.of(AssignmentState.of(answer));
            return alike(action, figures.standing(pool, action, states, from, PEOPLE));
        }
        if (!answer.isEmpty()) {
            return alike(action, kind(action).answered(action, answer, from, PEOPLE));
        }
        return figures.volunteers(pool, action, from, PEOPLE + 1)
                .map(people -> new Found(
                        people.stream().limit(PEOPLE).toList(),
                        people.size() > PEOPLE ? people.get(PEOPLE).contactId() : 0));
    }

    private Future<Found> alike(Action action, Future<ActionFiguresStore.Alike> found) {
        return found.compose(alike ->
                figures.volunteers(pool, action, alike.contactIds()).map(people -> new Found(people, alike.next())));
    }

    private Future<Map<Long, String>> standings(Action action, List<OfVolunteer> people) {
        return kind(action)
                .standings(action, people.stream().map(OfVolunteer::contactId).toList());
    }

    /** A volunteer in the file, with the text of where they stand. */
    private record Exported(OfVolunteer person, String standing) {}

    private void volunteersCsv(PageRequest visit) {
        CsvPages.send(visit, actions, action -> new CsvDownload<>(
                        CsvPages.header(
                                visit, "id", "name", "standing", "units", "reminded", "offered", "answered", "done"),
                        from -> figures.volunteers(pool, action, from, CsvDownload.pageSize())
                                .compose(people -> standings(action, people).map(answers -> people.stream()
                                        .map(person ->
                                                new Exported(person, ActionWords.standingText(action, person, answers)))
                                        .toList())),
                        line -> line.person().contactId(),
                        line -> cells(visit, line.person(), line.standing()))
                .send(visit.context(), "action-" + action.id() + "-volunteers"));
    }

    private static List<String> cells(PageRequest visit, OfVolunteer person, String standing) {
        return List.of(
                Long.toString(person.contactId()),
                person.name(),
                visit.text(standing),
                Long.toString(person.counts().units()),
                Long.toString(person.counts().reminded()),
                CsvPages.time(visit, person.offeredAt()),
                CsvPages.time(visit, person.answeredAt()),
                CsvPages.time(visit, person.doneAt()));
    }

    private void daysCsv(PageRequest visit) {
        CsvPages.send(visit, actions, action -> figures.days(pool, action.organisationId(), action.id())
                .compose(days -> CsvPages.once(
                        visit,
                        "action-" + action.id() + "-days",
                        CsvPages.header(visit, "day", "offered", "accepted", "declined", "done", "units", "reminded"),
                        days.stream()
                                .map(day -> CsvPages.row(
                                        day.day(),
                                        day.counts().offered(),
                                        day.counts().accepted(),
                                        day.counts().declined(),
                                        day.counts().done(),
                                        day.counts().units(),
                                        day.counts().reminded()))
                                .toList())));
    }
}
