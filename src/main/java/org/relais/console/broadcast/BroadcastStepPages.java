package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastChange;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastService.TestResult;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Departure;
import org.relais.broadcast.Departures;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.Progress;
import org.relais.broadcast.Variant;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.Actor;
import org.relais.organisation.Role;
import org.relais.organisation.SenderService;
import org.relais.spending.SpendingService;
import org.relais.task.Sequence;

/** Everything an organiser does with a broadcast once it is composed. */
final class BroadcastStepPages {
    private final BroadcastService broadcasts;
    private final BroadcastResults results;
    private final SenderService senders;
    private final SpendingService spending;
    private final LinkedChatService chats;
    private final Departures departures;
    private final BiFunction<PageRequest, BroadcastPages.@Nullable WrongTime, Future<PageResult>> page;

    /** @param page the broadcast's own page, to be shown again with a fault */
    BroadcastStepPages(
            BroadcastService broadcasts,
            BroadcastResults results,
            SendConfirmation before,
            BiFunction<PageRequest, BroadcastPages.@Nullable WrongTime, Future<PageResult>> page) {
        this.broadcasts = broadcasts;
        this.results = results;
        this.senders = before.senders();
        this.spending = before.spending();
        this.chats = before.chats();
        this.departures = before.departures();
        this.page = page;
    }

    void mount(PageRoutes routes) {
        routes.get("/broadcasts/:id/send", Role.ORGANISER, this::confirm);
        routes.post("/broadcasts/:id/send", Role.ORGANISER, this::send);
        routes.post("/broadcasts/:id/test", Role.ORGANISER, this::test);
        routes.post("/broadcasts/:id/to-me", Role.ORGANISER, this::toMe);
        routes.post("/broadcasts/:id/schedule", Role.ORGANISER, this::schedule);
        routes.post("/broadcasts/:id/delete", Role.ORGANISER, this::delete);
        routes.post("/broadcasts/:id/copy", Role.ORGANISER, this::copy);
        step(routes, "unschedule", BroadcastService::unschedule, "broadcast.said.unscheduled");
        step(routes, "pause", BroadcastService::pause, "broadcast.said.paused");
        step(routes, "release", BroadcastService::release, "broadcast.said.released");
        routes.post("/broadcasts/:id/resume", Role.ORGANISER, this::resume);
        routes.get("/broadcasts/:id/cancel", Role.ORGANISER, this::confirmCancel);
        routes.post("/broadcasts/:id/cancel", Role.ORGANISER, this::cancel);
    }

    private interface Step {
        Future<BroadcastChange> take(BroadcastService service, Actor actor, long broadcastId);
    }

    private void step(PageRoutes routes, String action, Step step, String said) {
        routes.post(
                "/broadcasts/:id/" + action, Role.ORGANISER, visit -> step.take(broadcasts, visit.actor(), visit.id())
                        .map(change -> changed(visit, change, said)));
    }

    /** With the reason that the page has shown, if its brake held it. */
    private Future<PageResult> resume(PageRequest visit) {
        return broadcasts
                .resume(visit.actor(), visit.id(), visit.field("reason").orElse(null))
                .map(change -> changed(visit, change, "broadcast.said.resumed"));
    }

    private Future<PageResult> cancel(PageRequest visit) {
        return broadcasts
                .welcomes()
                .of(visit.organisationId(), Set.of(visit.id()))
                .compose(welcomes -> broadcasts
                        .cancel(visit.actor(), visit.id())
                        .map(change -> changed(
                                visit,
                                change,
                                welcomes.isEmpty() ? "broadcast.said.cancelled" : "broadcast.welcome.said.ended")));
    }

    private static PageResult changed(PageRequest visit, BroadcastChange change, String said) {
        PageResult.Redirect back = PageResult.to("/broadcasts/" + visit.id());
        return change instanceof BroadcastChange.Done
                ? back.saying(said)
                : change instanceof BroadcastChange.Refused
                        ? back.warning("broadcast.said.not-possible")
                        : PageResult.notFound();
    }

    /** The last look: how many people, what, and one button. */
    private Future<PageResult> confirm(PageRequest visit) {
        return broadcasts.find(visit.organisationId(), visit.id()).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(PageResult.notFound());
            }
            Broadcast broadcast = found.get();
            if (!BroadcastPages.isDraft(broadcast)) {
                return Future.succeededFuture(
                        PageResult.to("/broadcasts/" + broadcast.id()).warning("broadcast.said.not-possible"));
            }
            return draft(visit).compose(draft -> draft.whole()
                    .compose(whole -> AskedNames.load(results, visit, List.of(broadcast.audience())))
                    .compose(named -> broadcasts.forecast(visit.organisationId(), draft))
                    .compose(forecast -> looks(visit, broadcasts, draft).compose(phones -> confirmation(
                                    visit, broadcast, draft, forecast)
                            .compose(model -> results.columns(visit.organisationId())
                                    .map(columns -> {
                                        model.put("looks", phones);
                                        model.put("loose", NamedVariables.loose(visit, draft.encode(), columns));
                                        return PageResult.page("broadcast/confirm", model);
                                    }))))
                    .recover(fault -> unready(visit, fault)));
        });
    }

    /** Each text as it will be read: one, or two where halves are compared. */
    static Future<Map<Variant, List<PhonePreview>>> looks(
            PageRequest visit, BroadcastService broadcasts, BroadcastDraft draft) {
        Map<Variant, List<PhonePreview>> looks = new EnumMap<>(Variant.class);
        return Sequence.each(
                        draft.variant() == null ? List.of(Variant.A) : List.of(Variant.values()), which -> broadcasts
                                .preview(visit.organisationId(), draft.only(which), null)
                                .onSuccess(previews -> looks.put(
                                        which,
                                        PhonePreview.of(
                                                previews, visit.organisation().language()))))
                .map(looks);
    }

    private Future<Map<String, Object>> confirmation(
            PageRequest visit, Broadcast broadcast, BroadcastDraft draft, Forecast forecast) {
        long organisationId = visit.organisationId();
        return senders.pausedChannels(organisationId, draft.channel())
                .compose(stopped -> spending.estimate(organisationId, ReachCount.billed(forecast, draft.isFreeText()))
                        .compose(estimate -> departures
                                .of(organisationId, forecast.byChannels(), Instant.EPOCH)
                                .map((List<Departure> leaving) -> new HashMap<>(Map.of(
                                        "broadcast",
                                        broadcast,
                                        "draft",
                                        draft,
                                        "count",
                                        ReachCount.of(forecast),
                                        "paused",
                                        stopped,
                                        "departures",
                                        leaving,
                                        "estimate",
                                        estimate)))));
    }

    /** What has left stays sent, and nothing brings the rest back: so it is asked once. */
    private Future<PageResult> confirmCancel(PageRequest visit) {
        return broadcasts.find(visit.organisationId(), visit.id()).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(PageResult.notFound());
            }
            Broadcast broadcast = found.get();
            if (broadcast.state() != BroadcastState.PAUSED && !BroadcastState.RUNNING.contains(broadcast.state())) {
                return Future.succeededFuture(
                        PageResult.to("/broadcasts/" + broadcast.id()).warning("broadcast.said.not-possible"));
            }
            return broadcasts.progress(Set.of(broadcast.id())).compose(progress -> broadcasts
                    .welcomes()
                    .of(visit.organisationId(), Set.of(broadcast.id()))
                    .map(welcomes -> {
                        Map<String, Object> model = new HashMap<>(Map.of("broadcast", broadcast));
                        model.put("progress", progress.getOrDefault(broadcast.id(), Progress.NONE));
                        model.put("welcome", welcomes.get(broadcast.id()));
                        return PageResult.page("broadcast/cancel", model);
                    }));
        });
    }

    private Future<BroadcastDraft> draft(PageRequest visit) {
        return broadcasts.draft(visit.organisationId(), visit.id()).map(Optional::orElseThrow);
    }

    private Future<PageResult> send(PageRequest visit) {
        int version = version(visit);
        return broadcasts
                .send(visit.actor(), visit.id(), version)
                .map(change -> changed(visit, change, "broadcast.said.started"))
                .recover(fault -> unready(visit, fault));
    }

    private static int version(PageRequest visit) {
        try {
            return Integer.parseInt(visit.field("version").orElse(""));
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** A text that lacks a language is said by the page itself as long as it does. */
    private static Future<PageResult> unready(PageRequest visit, Throwable fault) {
        if (!(fault instanceof InvalidInputException invalid)) {
            return Future.failedFuture(fault);
        }
        PageResult.Redirect back = PageResult.to("/broadcasts/" + visit.id());
        return Future.succeededFuture(
                invalid.faults().stream().allMatch(each -> each.code() == FaultCode.VARIANT_LANGUAGE_MISSING)
                        ? back
                        : back.warning("broadcast.said.not-ready", "why", BroadcastWords.faults(visit, invalid)));
    }

    private Future<PageResult> test(PageRequest visit) {
        long contact;
        try {
            contact = Long.parseLong(visit.field("contact").orElse(""));
        } catch (NumberFormatException none) {
            return Future.succeededFuture(
                    PageResult.to("/broadcasts/" + visit.id()).warning("broadcast.said.nobody"));
        }
        return broadcasts
                .draft(visit.organisationId(), visit.id())
                .compose(draft -> draft.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : broadcasts
                                .test(visit.actor(), visit.id(), List.of(contact), look(visit, draft.get()))
                                .map(results -> tested(visit, results.get(contact)))
                                .recover(fault -> unready(visit, fault)));
    }

    private static PageResult tested(PageRequest visit, @Nullable TestResult result) {
        PageResult.Redirect back = PageResult.to("/broadcasts/" + visit.id());
        String refusal = result == null ? "unknown_contact" : result.refusal();
        return refusal == null
                ? back.saying("broadcast.said.tested")
                : back.warning("broadcast.said.untested", "why", BroadcastWords.reason(visit, refusal));
    }

    private Future<PageResult> toMe(PageRequest visit) {
        return broadcasts
                .draft(visit.organisationId(), visit.id())
                .compose(draft -> draft.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : chats.test(
                                        visit.actor(),
                                        visit.organiser().id(),
                                        draft.get().only(look(visit, draft.get())),
                                        "broadcast:" + visit.id())
                                .map(result ->
                                        LinkedChatPages.sent(visit, "broadcasts/" + visit.id(), result.refusal()))
                                .recover(fault -> unready(visit, fault)));
    }

    /** The first text where there is one only, as on a page that somebody else has changed meanwhile. */
    private static Variant look(PageRequest visit, BroadcastDraft draft) {
        return draft.variant() == null ? Variant.A : BroadcastComposePages.look(visit);
    }

    private Future<PageResult> schedule(PageRequest visit) {
        String typed = visit.field("at").orElse("");
        Optional<Instant> at = time(visit, typed);
        if (at.isEmpty()) {
            return wrongTime(visit, typed, visit.text("broadcast.fault.time"));
        }
        return broadcasts
                .schedule(visit.actor(), visit.id(), at.get())
                .map(change -> change instanceof BroadcastChange.Done
                        ? PageResult.to("/broadcasts/" + visit.id())
                                .saying("broadcast.said.scheduled", "time", visit.time(at.get()))
                        : changed(visit, change, "broadcast.said.scheduled"))
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? wrongTime(visit, typed, visit.faults(invalid))
                        : Future.failedFuture(fault));
    }

    /** Day and time as typed, by the organisation's clock. */
    static Optional<Instant> time(PageRequest visit, String typed) {
        try {
            return Optional.of(LocalDateTime.parse(typed).atZone(visit.zone()).toInstant());
        } catch (DateTimeException wrong) {
            return Optional.empty();
        }
    }

    private Future<PageResult> wrongTime(PageRequest visit, String typed, String fault) {
        return page.apply(visit, new BroadcastPages.WrongTime(typed, fault));
    }

    private Future<PageResult> delete(PageRequest visit) {
        return broadcasts
                .delete(visit.actor(), visit.id())
                .map(deleted -> deleted
                        ? PageResult.to("/broadcasts").saying("broadcast.said.deleted")
                        : PageResult.to("/broadcasts").warning("broadcast.said.not-possible"));
    }

    /** A new draft that says the same, to all whom it was for or, where it is asked so, to those who did not get it. */
    private Future<PageResult> copy(PageRequest visit) {
        boolean missed = visit.field("missed").isPresent();
        return broadcasts
                .draft(visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : broadcasts
                                .copy(
                                        visit.actor(),
                                        missed
                                                ? found.get().copyForMissed(visit.id())
                                                : found.get().copy())
                                .<PageResult>map(created -> PageResult.to("/broadcasts/" + created.id() + "/edit"
                                                + (missed ? "#template-part" : ""))
                                        .saying(missed ? "broadcast.said.copied-missed" : "broadcast.said.copied"))
                                .recover(fault -> unready(visit, fault)));
    }
}
