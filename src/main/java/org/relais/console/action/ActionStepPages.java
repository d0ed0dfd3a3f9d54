package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.ActionChange;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.AssignmentResult;
import org.relais.broadcast.Declaration;
import org.relais.broadcast.Forecast;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.broadcast.LinkedChatPages;
import org.relais.console.broadcast.ReachCount;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.Role;
import org.relais.organisation.SenderService;
import org.relais.spending.SpendingService;
import org.relais.template.Texts;

/** What organisers do with a composed action; each step is asked for once more, with what it leads to. */
final class ActionStepPages {
    private final ActionService actions;
    private final SenderService senders;
    private final SpendingService spending;
    private final LinkedChatService chats;
    private final Function<Action, Future<ActionFiguresStore.Counts>> counts;
    private final Function<Action, KindPages> kinds;

    /** @param kinds what the kind of an action asks for besides the message */
    ActionStepPages(
            ActionService actions,
            OpenConfirmation confirmation,
            SenderService senders,
            Function<Action, Future<ActionFiguresStore.Counts>> counts,
            Function<Action, KindPages> kinds) {
        this.actions = actions;
        this.senders = senders;
        this.spending = confirmation.spending();
        this.chats = confirmation.chats();
        this.counts = counts;
        this.kinds = kinds;
    }

    void mount(PageRoutes routes) {
        routes.get("/actions/:id/open", Role.ORGANISER, this::confirmOpen);
        routes.post("/actions/:id/open", Role.ORGANISER, this::open);
        routes.post("/actions/:id/declare", Role.ORGANISER, this::declare);
        routes.ofAction()
                .get(
                        "/actions/:id/end",
                        Role.ORGANISER,
                        visit -> found(visit, action -> confirmOver(visit, action, "end", Set.of(ActionState.OPEN))));
        routes.ofAction().post("/actions/:id/end", Role.ORGANISER, visit -> actions.end(visit.actor(), visit.id())
                .map(change -> changed(visit, change, "action.said.ended")));
        routes.get(
                "/actions/:id/cancel",
                Role.ORGANISER,
                visit -> found(
                        visit,
                        action -> action.type() == ActionType.EVENT && action.state() == ActionState.OPEN
                                ? Future.succeededFuture(PageResult.to("/actions/" + action.id() + "/event/cancel"))
                                : confirmOver(visit, action, "cancel", Set.of(ActionState.OPEN, ActionState.DRAFT))));
        routes.post("/actions/:id/cancel", Role.ORGANISER, visit -> actions.cancel(visit.actor(), visit.id())
                .map(change -> changed(visit, change, "action.said.cancelled")));
        routes.post("/actions/:id/assign", Role.ORGANISER, this::assign);
        routes.post("/actions/:id/to-me", Role.ORGANISER, visit -> found(visit, action -> toMe(visit, action)));
    }

    /** Sends a draft's offer to the organiser's own chat: a test like that of a broadcast, and no offer. */
    private Future<PageResult> toMe(PageRequest visit, Action action) {
        String page = "actions/" + action.id();
        return action.state() != ActionState.DRAFT
                ? notPossible(action)
                : actions.offer(action)
                        .compose(offer ->
                                chats.testOffer(visit.actor(), visit.organiser().id(), offer, "action:" + action.id()))
                        .map(result -> LinkedChatPages.sent(visit, page, result.refusal()))
                        .recover(fault -> fault instanceof InvalidInputException invalid
                                ? Future.succeededFuture(PageResult.to("/" + page)
                                        .warning("broadcast.said.not-ready", "why", visit.faults(invalid)))
                                : Future.failedFuture(fault));
    }

    private static PageResult changed(PageRequest visit, ActionChange change, String said) {
        PageResult.Redirect back = PageResult.to("/actions/" + visit.id());
        return change instanceof ActionChange.Done
                ? back.saying(said)
                : change instanceof ActionChange.Refused
                        ? back.warning("action.said.not-possible")
                        : PageResult.notFound();
    }

    private Future<PageResult> found(PageRequest visit, Function<Action, Future<PageResult>> page) {
        return actions.find(visit.organisationId(), visit.id()).compose(PageResult.found(page));
    }

    private static Future<PageResult> notPossible(Action action) {
        return Future.succeededFuture(PageResult.to("/actions/" + action.id()).warning("action.said.not-possible"));
    }

    /** The last look: how many people, what they read, what it may cost, and what happens next. */
    private Future<PageResult> confirmOpen(PageRequest visit) {
        return found(
                visit,
                action -> action.state() != ActionState.DRAFT
                        ? notPossible(action)
                        : actions.obstacles(action)
                                .compose(obstacles -> obstacles.isEmpty()
                                        ? opening(visit, action)
                                        : warned(
                                                visit, new InvalidInputException(obstacles), "action.said.not-ready")));
    }

    private Future<PageResult> opening(PageRequest visit, Action action) {
        return actions.forecast(action)
                .compose(forecast -> forecast.receiving() == 0
                        ? Future.succeededFuture(
                                PageResult.to("/actions/" + action.id()).warning("action.said.not-ready"))
                        : opening(visit, action, forecast));
    }

    private Future<PageResult> opening(PageRequest visit, Action action, Forecast forecast) {
        Map<String, Object> model = new HashMap<>(Map.of("action", action));
        return actions.message(action)
                .onSuccess(message -> model.put("freeText", message.template().isEmpty()))
                .compose(message -> ActionLooks.read(actions, visit, action, message)
                        .onSuccess(model::putAll)
                        .compose(looks -> spending.estimate(
                                visit.organisationId(),
                                ReachCount.billed(forecast, message.template().isEmpty()))))
                .onSuccess(estimate -> model.put("estimate", estimate))
                .compose(estimate -> ActionLooks.count(actions, action, forecast))
                .onSuccess(count -> model.put("count", count))
                .compose(count -> kinds.apply(action).steps(visit, action))
                .onSuccess(steps -> model.put("steps", steps))
                .compose(steps -> senders.pausedChannels(action.organisationId(), null))
                .onSuccess(paused -> model.put("paused", paused))
                .compose(paused -> kinds.apply(action).opening(action, model))
                .map(read -> PageResult.page("action/open", model));
    }

    private Future<PageResult> open(PageRequest visit) {
        int version = visit.field("version")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .orElse(0);
        return actions.open(visit.actor(), visit.id(), version)
                .map(change -> changed(visit, change, "action.said.opened"))
                .recover(fault -> warned(visit, fault, "action.said.not-ready"));
    }

    private Future<PageResult> declare(PageRequest visit) {
        StrictObject said = StrictObject.of(
                new JsonObject().put("kind", visit.field("declaration").orElse(null)));
        Declaration declaration = Declaration.readOfAction(said);
        return Future.future(checked -> {
                    said.refuseFaults();
                    checked.complete();
                })
                .compose(read -> actions.declare(visit.actor(), visit.id(), declaration))
                .map(change -> changed(visit, change, "action.said.declared"))
                .recover(fault -> warned(visit, fault, "action.said.not-declared"));
    }

    private static Future<PageResult> warned(PageRequest visit, Throwable fault, String key) {
        return fault instanceof InvalidInputException invalid
                ? Future.succeededFuture(
                        PageResult.to("/actions/" + visit.id()).warning(key, "why", visit.faults(invalid)))
                : Future.failedFuture(fault);
    }

    private Future<PageResult> confirmOver(PageRequest visit, Action action, String step, Set<ActionState> from) {
        if (!from.contains(action.state())) {
            return notPossible(action);
        }
        return counts.apply(action).compose(figures -> {
            Map<String, Object> model = new HashMap<>(
                    Map.of("action", action, "step", step, "counts", figures, "texts", read(visit, action, step)));
            return (action.type() == ActionType.EVENT
                            ? kinds.apply(action).show(visit, action, model)
                            : Future.<Void>succeededFuture())
                    .map(shown -> PageResult.page("action/over", model));
        });
    }

    /** What whoever presses a button of it afterwards reads, by language. */
    private static Map<String, String> read(PageRequest visit, Action action, String step) {
        String key = step.equals("cancel") ? Action.CANCELLED_KEY : Action.OVER_KEY;
        return Stream.of(visit.organisation().language(), "fr", "en")
                .distinct()
                .collect(Collectors.toMap(language -> language, language -> Texts.standard()
                        .text(key, language, Map.of("title", action.title()))));
    }

    private Future<PageResult> assign(PageRequest visit) {
        List<Long> people = ActionForm.people(visit).stream()
                .limit(ActionService.MOST_ASSIGNED)
                .collect(Collectors.toList());
        return found(visit, action -> {
            if (people.isEmpty()) {
                return Future.succeededFuture(
                        PageResult.to("/actions/" + action.id()).warning("action.said.nobody"));
            }
            return actions.assign(visit.actor(), action, people)
                    .map(assigned -> assigned(action, assigned))
                    .recover(fault -> warned(visit, fault, "action.said.not-assigned"));
        });
    }

    private static PageResult assigned(Action action, AssignmentResult assigned) {
        PageResult.Redirect back = PageResult.to("/actions/" + action.id());
        if (assigned.assigned().isEmpty() && !assigned.leftOut().isEmpty()) {
            return back.warning(
                    "action.said.assigned-none", "count", assigned.leftOut().size());
        }
        return assigned.assigned().isEmpty()
                ? back.warning("action.said.assigned-before")
                : back.saying(
                        "action.said.assigned",
                        "count",
                        assigned.assigned().size(),
                        "before",
                        assigned.before().size(),
                        "left",
                        assigned.leftOut().size());
    }
}
