package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionFiguresStore.Offer;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
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
import org.relais.organisation.SenderService;
import org.relais.spending.Spending;
import org.relais.spending.SpendingService;

/** Pages that show actions: one of them, its message. What changes them is in the other classes here. */
public final class ActionPages implements ConsoleFeature {
    private final Pool pool;
    private final ActionService actions;
    private final SpendingService spending;
    private final LinkedChatService chats;
    private final ActionListPage list;
    private final ActionComposePages compose;
    private final SenderService senders;
    private final ActionStepPages steps;
    private final ActionVolunteerPages volunteers;
    private final Map<ActionType, KindPages> kinds = new EnumMap<>(ActionType.class);
    private final ActionFiguresStore figures = new ActionFiguresStore();
    private final FiguresCache shown;
    private final PeopleStore people;

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
        this.senders = new SenderService(pool, clock);
        this.steps = new ActionStepPages(actions, confirmation, senders, this::counts, this::kind);
        this.volunteers = new ActionVolunteerPages(pool, actions, this::counts, this::kind);
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
        ofAction.get("/actions/:id/settings", visit -> found(visit, action -> settings(visit, action)));
        volunteers.mount(routes);
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
        Future<Map<String, Object>> figures = model(visit, action);
        Future<Optional<Spending.Of>> spent = spending.ofAction(visit.organisationId(), action.id());
        Future<Boolean> must = actions.mustDeclare(visit.organisationId());
        return Future.all(figures, spent, must).map(read -> {
            Map<String, Object> model = figures.result();
            model.put("spent", spent.result().orElseThrow());
            model.put("undeclared", action.isUndeclared(must.result()));
            return PageResult.page("action/run", model);
        });
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

    private Future<PageResult> settings(PageRequest visit, Action action) {
        return people.coordinators(pool, action.organisationId(), action.id()).compose(coordinators -> kind(action)
                .settings(visit, action)
                .map(settings -> PageResult.page(
                        "action/settings",
                        Map.of("action", action, "coordinators", coordinators, "settings", settings))));
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
                .compose(steps -> kind(action).drafted(visit, action, model))
                .compose(drafted -> senders.pausedChannels(action.organisationId(), null))
                .onSuccess(paused -> model.put("paused", paused))
                .compose(paused ->
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
        return Future.all(
                        counted(action, model),
                        offered(action, model),
                        kind(action).show(visit, action, model))
                .map(read -> model);
    }

    private Future<Void> counted(Action action, Map<String, Object> model) {
        return shown.counts(action.organisationId(), List.of(action)).compose(all -> {
            Counts counts = all.value().getOrDefault(action.id(), Counts.NONE);
            model.put("counts", counts);
            return shown.days(action, counts)
                    .onSuccess(days -> model.put("days", days.value()))
                    .onSuccess(days -> model.put("countedAt", Shown.earlier(all.since(), days.since())))
                    .mapEmpty();
        });
    }

    private Future<Void> offered(Action action, Map<String, Object> model) {
        return figures.offers(pool, action)
                .onSuccess(offers -> model.put(
                        "failed",
                        offers.stream()
                                .filter(offer -> offer.failed() > 0)
                                .collect(Collectors.toMap(Offer::broadcastId, Offer::failed))))
                .onSuccess(offers -> model.put(
                        "underWay", offers.stream().mapToLong(Offer::underWay).sum()))
                .mapEmpty();
    }

    /** As counted a moment ago, where that takes long. */
    private Future<Counts> counts(Action action) {
        return shown.counts(action.organisationId(), List.of(action))
                .map(all -> all.value().getOrDefault(action.id(), Counts.NONE));
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
