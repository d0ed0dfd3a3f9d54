package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceNameStore.ActionNamed;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastChange;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Progress;
import org.relais.broadcast.QuestionAsked;
import org.relais.broadcast.Welcome;
import org.relais.broadcast.WelcomeRule;
import org.relais.broadcast.WelcomeRule.Occasion;
import org.relais.broadcast.WelcomeService;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;

/** Broadcasts that stay open: the page on which a draft is opened, and how those that are open stand. */
final class WelcomePages {
    private static final int QUESTIONS = 20;
    private static final int MOST = 50;
    /** Minutes of each unit of a delay. */
    private static final Map<String, Long> UNITS = Map.of(
            "minutes",
            1L,
            "hours",
            Duration.ofHours(1).toMinutes(),
            "days",
            Duration.ofDays(1).toMinutes());

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,6}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final BroadcastService broadcasts;
    private final BroadcastResults results;
    private final WelcomeService welcomes;

    WelcomePages(BroadcastService broadcasts, BroadcastResults results) {
        this.broadcasts = broadcasts;
        this.results = results;
        this.welcomes = broadcasts.welcomes();
    }

    void mount(PageRoutes routes) {
        routes.get("/broadcasts/:id/open", Role.ORGANISER, this::look);
        routes.post("/broadcasts/:id/open", Role.ORGANISER, this::open);
    }

    private Future<PageResult> look(PageRequest visit) {
        return draft(
                visit,
                broadcast -> page(
                        visit,
                        broadcast,
                        new Form()
                                .with("occasion", Occasion.JOINED.sqlName())
                                .with("amount", "0")
                                .with("unit", "minutes")
                                .with("days", "30"),
                        200));
    }

    private Future<PageResult> draft(PageRequest visit, Function<Broadcast, Future<PageResult>> work) {
        return broadcasts
                .find(visit.organisationId(), visit.id())
                .compose(PageResult.found(broadcast -> BroadcastPages.isDraft(broadcast)
                        ? work.apply(broadcast)
                        : Future.succeededFuture(
                                PageResult.to("/broadcasts/" + visit.id()).warning("broadcast.said.not-possible"))));
    }

    private Future<PageResult> page(PageRequest visit, Broadcast broadcast, Form form, int status) {
        Map<String, Object> model = new HashMap<>(Map.of("broadcast", broadcast, "form", form));
        return results.lately(visit.organisationId(), QUESTIONS)
                .onSuccess(questions -> model.put("questions", questions))
                .compose(questions -> results.actions(visit.organisationId(), List.of(), QUESTIONS))
                .onSuccess(actions -> model.put("actions", actions))
                .compose(actions -> broadcasts.draft(visit.organisationId(), visit.id()))
                .map(draft -> draft.orElseThrow())
                .compose(draft -> BroadcastStepPages.looks(visit, broadcasts, draft)
                        // What it rests on has changed since it was composed: opening it says so.
                        .recover(fault -> fault instanceof InvalidInputException
                                ? Future.succeededFuture(Map.of())
                                : Future.failedFuture(fault))
                        .onSuccess(looks -> model.put("looks", looks))
                        .map(draft))
                // So many get it at most of those for whom it was already true.
                .compose(draft -> broadcasts.forecast(visit.organisationId(), draft))
                .map(forecast -> {
                    model.put("reached", forecast.receiving());
                    return new PageResult.Page(status, "broadcast/open", model);
                });
    }

    private Future<PageResult> open(PageRequest visit) {
        Form form = Form.of(visit, "occasion", "amount", "unit", "days", "answer", "action", "earlier", "version");
        return draft(visit, broadcast -> Future.<WelcomeRule>future(
                        promise -> promise.complete(WelcomeRule.decode(json(form))))
                .compose(rule -> welcomes.open(visit.actor(), broadcast.id(), version(form, broadcast), rule))
                .map(change -> changed(visit, change))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? page(visit, broadcast, faulty(visit, form, invalid), 422)
                        : Future.failedFuture(fault)));
    }

    private static int version(Form form, Broadcast broadcast) {
        return AMOUNT.matcher(form.value("version")).matches()
                ? Integer.parseInt(form.value("version"))
                : broadcast.version();
    }

    private static PageResult changed(PageRequest visit, BroadcastChange change) {
        PageResult.Redirect back = PageResult.to("/broadcasts/" + visit.id());
        return change instanceof BroadcastChange.Done
                ? back.saying("broadcast.said.opened")
                : back.warning("broadcast.said.not-possible");
    }

    /** The rule's JSON; what can't be read of it is left wrong, to be named by its field. */
    private static JsonObject json(Form form) {
        JsonObject json = new JsonObject()
                .put("occasion", form.value("occasion"))
                .put("earlier", !form.value("earlier").isEmpty());
        Long unit = UNITS.get(isAbsence(form) ? "days" : form.value("unit"));
        String amount = form.value(delayField(form));
        json.put(
                "delayMinutes",
                unit != null && AMOUNT.matcher(amount).matches() ? (Object) (Long.parseLong(amount) * unit) : amount);
        if (form.value("occasion").equals(Occasion.ANSWERED.sqlName())) {
            String[] parts = form.value("answer").split(":", 2);
            if (parts.length == 2 && AnswerChoice.broadcast(form.value("answer")) > 0) {
                json.put(
                        "answer",
                        new JsonObject()
                                .put("broadcast", AnswerChoice.broadcast(form.value("answer")))
                                .put("payload", parts[1]));
            }
        }
        if (form.value("occasion").equals(Occasion.TOOK_PART.sqlName())
                && !form.value("action").isEmpty()) {
            json.put("action", number(form.value("action")));
        }
        return json;
    }

    private static boolean isAbsence(Form form) {
        return Stream.of(Occasion.values())
                .anyMatch(each -> each.isAbsence() && each.sqlName().equals(form.value("occasion")));
    }

    /** The field that says how long: of what did not happen, days alone. */
    private static String delayField(Form form) {
        return isAbsence(form) ? "days" : "amount";
    }

    private static Object number(String typed) {
        return NUMBER.matcher(typed).matches() ? (Object) Long.parseLong(typed) : typed;
    }

    private static Form faulty(PageRequest visit, Form form, InvalidInputException invalid) {
        for (Fault fault : invalid.faults()) {
            String field = fault.field();
            if (field.equals("delayMinutes")) {
                form.fault(
                        delayField(form),
                        visit.text(
                                isAbsence(form) ? "broadcast.welcome.fault.silence" : "broadcast.welcome.fault.delay"));
            } else if (field.equals("action")) {
                form.fault("action", visit.text("broadcast.welcome.fault.action"));
            } else if (field.startsWith("answer")) {
                form.fault("answer", visit.text("broadcast.welcome.fault.answer"));
            } else if (field.equals("occasion")) {
                form.fault("occasion", visit.fault(fault));
            } else {
                form.fault(Form.WHOLE, visit.fault(fault));
            }
        }
        return form;
    }

    /** Those of the organisation, newest first. */
    Future<List<WelcomeListed>> all(PageRequest visit) {
        return welcomes.all(visit.organisationId(), MOST).compose(all -> broadcasts
                .progress(Set.copyOf(
                        all.stream().map(each -> each.broadcast().id()).toList()))
                .compose(progress -> named(visit, all).map(named -> all.stream()
                        .map(each -> new WelcomeListed(
                                each,
                                progress.getOrDefault(each.broadcast().id(), Progress.NONE),
                                words(visit, each.rule(), named)))
                        .toList())));
    }

    /** What rules name: questions and titles of actions, by id. */
    private record Named(Map<Long, QuestionAsked> questions, Map<Long, String> actions) {}

    private Future<Named> named(PageRequest visit, List<Welcome> all) {
        return questions(visit, all)
                .compose(questions -> actions(visit, all).map(actions -> new Named(questions, actions)));
    }

    private Future<Map<Long, QuestionAsked>> questions(PageRequest visit, List<Welcome> all) {
        return results.asked(
                visit.organisationId(),
                of(all, rule -> rule.answer() == null ? null : rule.answer().broadcastId()));
    }

    private Future<Map<Long, String>> actions(PageRequest visit, List<Welcome> all) {
        return results.actions(visit.organisationId(), of(all, WelcomeRule::actionId), 0)
                .map(found -> found.stream().collect(Collectors.toMap(ActionNamed::id, ActionNamed::title)));
    }

    /** What their rules name of a kind, each once. */
    private static List<Long> of(List<Welcome> all, Function<WelcomeRule, @Nullable Long> named) {
        return all.stream()
                .flatMap(each -> Stream.ofNullable(named.apply(each.rule())))
                .distinct()
                .toList();
    }

    /** What is shown of one that is or was open; nothing for any other broadcast. */
    Future<Map<String, Object>> model(PageRequest visit, long broadcastId) {
        return welcomes.of(visit.organisationId(), List.of(broadcastId)).compose(found -> {
            Welcome welcome = found.get(broadcastId);
            return welcome == null
                    ? Future.succeededFuture(Map.of())
                    : named(visit, List.of(welcome)).compose(named -> welcomes.stopped(welcome)
                            .map(stopped -> new HashMap<String, Object>(Map.of(
                                    "welcome",
                                    welcome,
                                    "rule",
                                    words(visit, welcome.rule(), named),
                                    "stopped",
                                    stopped))));
        });
    }

    private static String words(PageRequest visit, WelcomeRule rule, Named named) {
        String delay = delay(visit, rule.delay());
        WelcomeRule.Answer answer = rule.answer();
        if (rule.actionId() != null) {
            return visit.text(
                    "broadcast.welcome.rule.took_part.of",
                    "delay",
                    delay,
                    "title",
                    named.actions().getOrDefault(rule.actionId(), ""));
        }
        if (answer == null) {
            return visit.text("broadcast.welcome.rule." + rule.occasion().sqlName(), "delay", delay);
        }
        QuestionAsked question = named.questions().get(answer.broadcastId());
        return visit.text(
                "broadcast.welcome.rule.answered",
                "delay",
                delay,
                "label",
                question == null ? answer.payload() : question.label(answer.payload(), visit.language()),
                "title",
                question == null ? "" : question.title());
    }

    private static String delay(PageRequest visit, Duration delay) {
        long minutes = delay.toMinutes();
        if (minutes == 0) {
            return visit.text("broadcast.welcome.delay.none");
        }
        String unit = Stream.of("days", "hours")
                .filter(longer -> minutes % UNITS.getOrDefault(longer, 1L) == 0)
                .findFirst()
                .orElse("minutes");
        return visit.text("broadcast.welcome.delay." + unit, "count", minutes / UNITS.getOrDefault(unit, 1L));
    }
}
