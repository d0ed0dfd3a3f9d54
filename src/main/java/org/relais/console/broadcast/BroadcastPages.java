package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.Target;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.Progress;
import org.relais.broadcast.ProgressStream;
import org.relais.broadcast.Variant;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.Purpose;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.input.InvalidInputException;
import org.relais.linkedchat.LinkedChat;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.Role;
import org.relais.spending.SpendingService;
import org.relais.template.catalogue.TemplateStore;

/** Pages that show broadcasts: one of them, whom it reached. What changes them is in the other classes here. */
public final class BroadcastPages implements ConsoleFeature {
    private static final int FOUND = 8;

    private final Pool pool;
    private final TemplateStore templates = new TemplateStore();
    private final BroadcastService broadcasts;
    private final BroadcastResults results;
    private final ResultPages resultPages;
    private final BroadcastListPage list;
    private final BroadcastComposePages compose;
    private final BroadcastStepPages steps;
    private final LivePage live;
    private final SpendingService spending;
    private final LinkedChatService chats;
    private final ProgressStream stream;
    private final WelcomePages welcomes;
    private final ContactListStore contacts = new ContactListStore();
    private final AudienceStore audiences = new AudienceStore();

    /**
     * Somebody who was found, and why they would get no test.
     *
     * @param refusal null when they would
     */
    public record Found(long contactId, String name, @Nullable String refusal) {}

    /**
     * What the composer asks for besides broadcasts.
     *
     * @param personal names of the variables that other parts compute per person
     */
    public record Composing(PictureField pictures, Set<String> personal) {}

    public BroadcastPages(
            Pool pool,
            BroadcastService broadcasts,
            BroadcastResults results,
            SendConfirmation before,
            ProgressStream stream,
            Composing composing) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.results = results;
        this.resultPages = new ResultPages(broadcasts, results);
        this.compose = new BroadcastComposePages(
                pool, broadcasts, results, before.chats(), composing.pictures(), composing.personal());
        this.stream = stream;
        this.welcomes = new WelcomePages(broadcasts, results);
        this.list = new BroadcastListPage(results, welcomes);
        this.steps = new BroadcastStepPages(broadcasts, results, before, this::one);
        this.live = new LivePage(broadcasts, results, stream);
        this.spending = before.spending();
        this.chats = before.chats();
    }

    @Override
    public MenuSection section() {
        return MenuSection.BROADCASTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        list.mount(routes);
        compose.mount(routes);
        routes.get("/broadcasts/:id", visit -> one(visit, null));
        resultPages.mount(routes);
        routes.get("/broadcasts/:id/find", Role.ORGANISER, this::find);
        routes.get("/broadcasts/:id/later", Role.ORGANISER, this::later);
        steps.mount(routes);
        new GapPages(broadcasts).mount(routes);
        welcomes.mount(routes);
        live.mount(routes);
    }

    /** A draft with what would happen, or a broadcast with what happens; {@code at} is a wrong time, kept with its fault. */
    private Future<PageResult> one(PageRequest visit, @Nullable WrongTime at) {
        return broadcasts.find(visit.organisationId(), visit.id()).compose(PageResult.found(broadcast -> Future.all(
                        isDraft(broadcast) ? draft(visit, broadcast, at) : running(visit, broadcast),
                        AskedNames.load(results, visit, List.of(broadcast.audience())))
                .map(page -> page.<PageResult>resultAt(0))));
    }

    static boolean isDraft(Broadcast broadcast) {
        return broadcast.state() == BroadcastState.DRAFT || broadcast.state() == BroadcastState.SCHEDULED;
    }

    private Future<PageResult> draft(PageRequest visit, Broadcast broadcast, @Nullable WrongTime at) {
        Map<String, Object> model = new HashMap<>(
                Map.of("broadcast", broadcast, "search", visit.query("q").orElse("")));
        return withDraft(visit, broadcast.id(), draft -> Future.all(
                        looks(visit, broadcast, draft, model),
                        shownFor(visit, model),
                        found(visit, draft).onSuccess(people -> model.put("found", people)),
                        chat(visit, model),
                        results.columns(visit.organisationId())
                                .onSuccess(columns ->
                                        model.put("loose", NamedVariables.loose(visit, draft.encode(), columns))))
                .map(done -> {
                    model.put("draft", draft);
                    Instant planned = broadcast.scheduledAt();
                    String hour = planned == null ? "" : MessageForm.local(planned, visit.zone());
                    model.put("at", at == null ? hour : at.text());
                    if (at != null) {
                        model.put("atFault", at.fault());
                    }
                    return at == null
                            ? PageResult.page("broadcast/draft", model)
                            : PageResult.invalid("broadcast/draft", model);
                }));
    }

    /** The reader's own, which a test goes to. */
    private Future<Void> chat(PageRequest visit, Map<String, Object> model) {
        return chats.of(visit.organisationId(), visit.organiser().id())
                .onSuccess(linked -> linked.map(LinkedChat::chat).ifPresent(chat -> model.put("chat", chat)))
                .mapEmpty();
    }

    /** Who would get it at another hour, before it is planned for it. */
    private Future<PageResult> later(PageRequest visit) {
        return withDraft(visit, visit.id(), draft -> BroadcastStepPages.time(
                        visit, visit.query("at").orElse(""))
                .map(at -> broadcasts
                        .forecast(visit.organisationId(), draft, at)
                        .map(forecast -> PageResult.page(
                                "broadcast/later", Map.of("count", ReachCount.of(forecast), "id", visit.id()))))
                .orElseGet(() -> Future.succeededFuture(PageResult.page("broadcast/later", Map.of("id", visit.id())))));
    }

    /** The preview, for the person that was asked for, and the count. */
    private Future<Void> looks(
            PageRequest visit, Broadcast broadcast, BroadcastDraft draft, Map<String, Object> model) {
        Instant start = broadcast.scheduledAt();
        long person = visit.query("person", 0L);
        Variant which = look(visit, draft);
        model.put("look", which);
        draft.whole().onFailure(fault -> {
            InvalidInputException lacking = (InvalidInputException) fault;
            model.put("problem", BroadcastWords.faults(visit, lacking));
            model.put("lacking", lacking.faults().get(0));
        });
        // Counted meanwhile; what can't be shown is said by the preview, whichever fails first.
        Future<Forecast> counted = Future.succeededFuture()
                .compose(now ->
                        broadcasts.forecast(visit.organisationId(), draft, start == null ? Instant.EPOCH : start));
        return broadcasts
                .preview(visit.organisationId(), draft.only(which), person > 0 ? person : null)
                .compose(previews -> counted.<Void>map(forecast -> {
                    model.put(
                            "phones",
                            PhonePreview.of(previews, visit.organisation().language()));
                    model.put("count", ReachCount.of(forecast));
                    return null;
                }))
                .recover(fault -> {
                    if (fault instanceof InvalidInputException invalid) {
                        // What it rests on has changed since it was composed: the page says so instead of showing it.
                        model.put("phones", List.of());
                        model.put("problem", visit.faults(invalid));
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture(fault);
                });
    }

    /** The text that the address names; the first one where there is no other. */
    private static Variant look(PageRequest visit, BroadcastDraft draft) {
        return visit.query(VariantFields.ON)
                .flatMap(Variant::of)
                .filter(each -> draft.variant() != null)
                .orElse(Variant.A);
    }

    private Future<Void> shownFor(PageRequest visit, Map<String, Object> model) {
        return contacts.find(pool, visit.organisationId(), visit.query("person", 0L))
                .onSuccess(found -> found.ifPresent(person -> model.put("shownFor", person.name())))
                .mapEmpty();
    }

    private Future<PageResult> find(PageRequest visit) {
        return withDraft(visit, visit.id(), draft -> found(visit, draft)
                .map(people -> PageResult.page(
                        "broadcast/found",
                        Map.of(
                                "look",
                                look(visit, draft),
                                "id",
                                visit.id(),
                                "found",
                                people,
                                "search",
                                visit.query("q").orElse("")))));
    }

    /** People whose name holds what was typed. */
    private Future<List<Found>> found(PageRequest visit, BroadcastDraft draft) {
        Optional<String> search = visit.query("q");
        if (search.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return contacts.page(pool, visit.organisationId(), ContactListStore.Filter.of(search.get()), 0, FOUND)
                .compose(page -> page.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : audiences
                                .dryRun(
                                        pool,
                                        new Target(
                                                visit.organisationId(),
                                                Audience.of(page.stream()
                                                        .map(ListedContact::contactId)
                                                        .toList()),
                                                Purpose.BROADCAST,
                                                draft.channel()),
                                        0,
                                        FOUND)
                                .map(people -> people.stream()
                                        .map(person -> new Found(person.contactId(), person.name(), person.refusal()))
                                        .toList()));
    }

    private Future<PageResult> withDraft(
            PageRequest visit, long id, Function<BroadcastDraft, Future<PageResult>> work) {
        return broadcasts.draft(visit.organisationId(), id).compose(PageResult.found(work));
    }

    private Future<PageResult> running(PageRequest visit, Broadcast broadcast) {
        return withDraft(visit, broadcast.id(), draft -> {
            Future<Progress> progress = broadcasts
                    .progress(Set.of(broadcast.id()))
                    .map(all -> all.getOrDefault(broadcast.id(), Progress.NONE));
            Future<List<String>> stopped = stream.paused(broadcast);
            Future<Map<String, Object>> open = welcomes.model(visit, broadcast.id());
            return Future.all(progress, stopped, open).compose(found -> {
                Map<String, Object> model = new HashMap<>(open.result());
                model.put("broadcast", broadcast);
                model.put("progress", progress.result());
                model.put("draft", draft);
                model.put("paused", stopped.result());
                return Future.all(
                                came(visit, broadcast, draft, model, progress.result()),
                                open.result().isEmpty() ? spent(visit, broadcast, model) : Future.succeededFuture())
                        .map(done -> PageResult.page(
                                open.result().isEmpty() ? "broadcast/run" : "broadcast/welcome", model));
            });
        });
    }

    /** What came of it, as far as counting takes no longer than a page may. */
    private Future<Void> came(
            PageRequest visit, Broadcast broadcast, BroadcastDraft draft, Map<String, Object> model, Progress counts) {
        return Future.all(
                        resultPages
                                .compared(visit, broadcast, draft, counts)
                                .onSuccess(found -> found.ifPresent(texts -> model.put("compared", texts))),
                        (counts.held() == 0
                                        ? Future.succeededFuture(false)
                                        : broadcasts.undecided(visit.organisationId(), broadcast.id()))
                                .onSuccess(undecided -> model.put("undecided", undecided)),
                        results.apart(broadcast, counts)
                                .onSuccess(apart -> model.put("apart", apart))
                                .compose(apart -> AnswerBar.unreached(
                                        broadcasts,
                                        broadcast,
                                        AnswerBar.withSilent(
                                                AnswerBar.of(draft.message(), counts, visit.language()),
                                                counts,
                                                apart)))
                                .onSuccess(unreached -> model.put("unreached", unreached)),
                        resultPages
                                .smallFunnel(visit, broadcast, counts)
                                .onSuccess(funnel -> funnel.ifPresent(taken -> model.put("funnel", taken))))
                .mapEmpty();
    }

    private Future<Void> spent(PageRequest visit, Broadcast broadcast, Map<String, Object> model) {
        broadcasts.opening(visit.organisation()).ifPresent(opening -> model.put("opening", opening));
        return Future.all(
                        spending.ofBroadcast(visit.organisationId(), broadcast.id())
                                .onSuccess(found -> found.ifPresent(spent -> model.put("spent", spent))),
                        templates
                                .load(pool, visit.organisationId())
                                .onSuccess(catalogue -> model.put("catalogue", catalogue)))
                .mapEmpty();
    }

    /** A time that was typed and can't be taken. */
    record WrongTime(String text, String fault) {}
}
