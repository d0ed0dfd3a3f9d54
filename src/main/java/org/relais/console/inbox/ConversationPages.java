package org.relais.console.inbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallHistoryStore;
import org.relais.action.call.CallHistoryStore.PastCall;
import org.relais.consent.ContactListStore;
import org.relais.console.ActorNames;
import org.relais.console.ConsoleFeature;
import org.relais.console.EventStream;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.contact.StopReason;
import org.relais.contact.AddressStore;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.inbox.AnswerStatus;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboxCaseService;
import org.relais.inbox.ThreadCursor;
import org.relais.inbox.ThreadEntry;
import org.relais.inbox.ThreadService.Key;
import org.relais.inbox.ThreadService.Standing;
import org.relais.inbox.ThreadService.Thread;
import org.relais.inbox.media.MediaResponse;
import org.relais.input.InvalidInputException;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.task.ChangeFeed;

/** One person's conversation: everything said on both sides, the answer, and who looks after it. It renews itself. */
public final class ConversationPages implements ConsoleFeature {
    private static final int ENTRIES = 40;
    /** So many people whose messages wait stand beside a conversation. */
    private static final int BESIDE = 30;

    private static final int CALLS = 20;
    /** So many calls that the person has made are told apart on a page. */
    private static final int MADE = 100;

    private static final InboxCaseService.Filter EVERYBODY = new InboxCaseService.Filter(null, null, false);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Pool pool;
    private final InboxServices services;
    private final AccessStore access;
    private final InstantSource clock;
    private final StopReason stops;
    private final ChangeFeed<Key, Standing> feed;
    private final ContactStore contacts = new ContactStore();
    private final ContactListStore people = new ContactListStore();
    private final AddressStore addresses = new AddressStore();
    private final CallHistoryStore calls = new CallHistoryStore();

    public ConversationPages(Vertx vertx, Pool pool, InboxServices services, InstantSource clock) {
        this.pool = pool;
        this.services = services;
        this.access = new AccessStore(clock);
        this.clock = clock;
        this.stops = new StopReason(pool, clock);
        this.feed = new ChangeFeed<>(vertx, INTERVAL, keys -> services.threads().standing(keys, clock.instant()));
    }

    @Override
    public MenuSection section() {
        return MenuSection.INBOX;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/inbox/people/:id", visit -> show(visit, new Form(), 200));
        routes.stream("/inbox/people/:id/live", Role.READER, visit -> live(routes, visit));
        routes.stream("/inbox/messages/:id/media", Role.VIEWER, this::media);
        routes.post("/inbox/messages/:id/media", Role.ORGANISER, this::fetchAgain);
        routes.post("/inbox/people/:id/assign", Role.ORGANISER, this::assign);
        routes.post("/inbox/people/:id/labels", Role.ORGANISER, this::label);
        routes.post("/inbox/people/:id/snooze", Role.ORGANISER, this::snooze);
        routes.post("/inbox/people/:id/notes", Role.ORGANISER, this::note);
        routes.post("/inbox/people/:id/notes/:note/remove", Role.ORGANISER, this::removeNote);
        routes.post("/inbox/people/:id/done", Role.ORGANISER, this::done);
        routes.post("/inbox/people/:id/answering", Role.ORGANISER, this::answering);
        routes.get("/inbox/saved", Role.ORGANISER, visit -> saved(visit, new Form(), PageResult::page));
        routes.post("/inbox/saved", Role.ORGANISER, this::save);
        routes.post("/inbox/saved/:id/remove", Role.ORGANISER, this::removeSaved);
    }

    /** The bytes of what somebody sent. */
    private void media(PageRequest visit) {
        services.media()
                .find(visit.organisationId(), visit.id())
                .compose(kept -> kept.isEmpty()
                        ? Future.failedFuture(new HttpException(404))
                        : MediaResponse.send(visit.context(), visit.id(), kept.get()))
                .onFailure(visit.context()::fail);
    }

    private Future<PageResult> fetchAgain(PageRequest visit) {
        return services.inbox()
                .find(visit.organisationId(), visit.id())
                .compose(PageResult.found(message -> services.media()
                        .again(visit.actor(), visit.id())
                        .map(asked -> {
                            PageResult.Redirect back = PageResult.to("/inbox/people/" + message.contactId());
                            return asked ? back.saying("media.asked") : back.warning("media.not-again");
                        })));
    }

    /** The page with one of its forms as it was filled in. */
    Future<PageResult> show(PageRequest visit, Form form, int status) {
        return show(visit, visit.id(), form, status);
    }

    Future<PageResult> show(PageRequest visit, long contactId, Form form, int status) {
        return contacts.find(pool, visit.organisationId(), contactId).compose(PageResult.found(contact -> {
            Long merged = contact.mergedInto();
            return merged != null
                    ? Future.succeededFuture(PageResult.to("/inbox/people/" + merged))
                    : model(visit, contact).map(model -> {
                        model.put("form", form);
                        return new PageResult.Page(status, "inbox/conversation", model);
                    });
        }));
    }

    private Future<Map<String, Object>> model(PageRequest visit, Contact contact) {
        long organisation = visit.organisationId();
        Map<String, Object> model = new HashMap<>(Map.of("contact", contact, "now", clock.instant()));
        ThreadCursor before =
                ThreadCursor.of(visit.query("before").orElse(null)).orElse(ThreadCursor.NOW);
        model.put("newest", before.equals(ThreadCursor.NOW));
        return services.threads()
                .page(contact, before, ENTRIES)
                .onSuccess(thread -> model.put("thread", thread))
                .compose(thread -> passages(contact, thread, before.equals(ThreadCursor.NOW)))
                .onSuccess(passages -> model.put("passages", passages))
                .compose(called -> people.find(pool, organisation, contact.id()))
                .onSuccess(person -> model.put("person", person))
                .compose(person -> stops.find(organisation, person))
                .onSuccess(stop -> model.put("stop", stop))
                .compose(stop -> addresses.ofContact(pool, organisation, contact.id()))
                .onSuccess(found -> model.put("addresses", found))
                .compose(found -> services.holds().find(organisation, contact.id()))
                .onSuccess(hold -> model.put("hold", hold))
                .compose(hold -> services.rights().openOf(organisation, contact.id()))
                .onSuccess(rights -> model.put("rights", rights))
                .compose(rights -> services.cases().find(organisation, contact.id()))
                .onSuccess(standing -> model.put("standing", standing.orElseThrow()))
                .compose(standing -> services.cases().notes(organisation, contact.id()))
                .onSuccess(notes -> model.put("notes", notes))
                .compose(notes -> services.saved().all(organisation))
                .onSuccess(saved -> model.put("saved", saved))
                .compose(saved -> access.organisers(pool, organisation))
                .onSuccess(organisers -> model.put(
                        "organisers",
                        organisers.stream()
                                .filter(one -> one.role().includes(Role.ORGANISER))
                                .toList()))
                .compose(organisers -> ActorNames.of(access, pool, organisation))
                .onSuccess(names -> model.put("names", names))
                .compose(names -> services.inbox().waiting(organisation))
                .onSuccess(open -> model.put("open", open))
                .compose(open -> services.cases().waiting(organisation, EVERYBODY, Long.MAX_VALUE, BESIDE))
                .onSuccess(waiting -> model.put("waiting", waiting))
                .compose(waiting -> answerable(organisation, contact.id(), model))
                .map(model);
    }

    private Future<List<Passage>> passages(Contact contact, Thread thread, boolean newest) {
        long organisation = contact.organisationId();
        Instant since = thread.entries().isEmpty()
                ? Instant.EPOCH
                : thread.entries().get(0).at();
        return calls.ofContact(pool, organisation, contact.id(), CALLS)
                .compose(had -> calls.byVolunteer(pool, organisation, contact.id(), since, MADE)
                        .map(made -> Passage.of(thread.entries(), within(thread, had, newest), made)));
    }

    /** Calls of the time that is shown, the oldest first: they stand among the words. */
    private static List<PastCall> within(Thread thread, List<PastCall> calls, boolean newest) {
        List<ThreadEntry> entries = thread.entries();
        List<PastCall> shown = new ArrayList<>(calls.stream()
                .filter(call -> !thread.more()
                        || entries.isEmpty()
                        || !call.at().isBefore(entries.get(0).at()))
                .filter(call -> newest
                        || entries.isEmpty()
                        || !call.at().isAfter(entries.get(entries.size() - 1).at()))
                .toList());
        Collections.reverse(shown);
        return shown;
    }

    /** The message that an answer would answer, and whether it may. */
    private Future<Void> answerable(long organisation, long contactId, Map<String, Object> model) {
        return services.inbox().last(organisation, contactId).compose(last -> {
            if (last.isEmpty()) {
                return Future.succeededFuture();
            }
            InboundMessage message = last.get();
            return services.answers().of(organisation, List.of(message)).map(answers -> {
                AnswerStatus status = answers.get(message.id());
                model.put("message", message);
                model.put("answers", status);
                return null;
            });
        });
    }

    private Future<PageResult> changed(PageRequest visit, Future<Boolean> change, String said) {
        PageResult.Redirect back = PageResult.to("/inbox/people/" + visit.id());
        return change.<PageResult>map(done -> done ? back.saying(said) : PageResult.notFound())
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? show(
                                visit,
                                new Form()
                                        .faulty(
                                                invalid.faults().get(0).field(),
                                                visit.fault(invalid.faults().get(0))),
                                422)
                        : Future.failedFuture(fault));
    }

    private Future<PageResult> assign(PageRequest visit) {
        Long organiser = visit.field("organiser").map(ConversationPages::number).orElse(null);
        return changed(visit, services.cases().assign(visit.actor(), visit.id(), organiser), "inbox.case.assigned");
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notAnId) {
            return -1L;
        }
    }

    private Future<PageResult> label(PageRequest visit) {
        List<String> labels = List.of(visit.field("labels").orElse("").split(","));
        return changed(visit, services.cases().label(visit.actor(), visit.id(), labels), "inbox.case.labelled");
    }

    private Future<PageResult> snooze(PageRequest visit) {
        long hours = visit.field("hours").map(ConversationPages::number).orElse(0L);
        return changed(
                visit,
                services.cases()
                        .snooze(
                                visit.actor(),
                                visit.id(),
                                hours <= 0 ? null : clock.instant().plus(Duration.ofHours(Math.min(hours, 2_000)))),
                hours <= 0 ? "inbox.case.woken" : "inbox.case.snoozed");
    }

    private Future<PageResult> note(PageRequest visit) {
        return changed(
                visit,
                services.cases()
                        .note(visit.actor(), visit.id(), visit.field("note").orElse("")),
                "inbox.case.noted");
    }

    private Future<PageResult> removeNote(PageRequest visit) {
        return changed(
                visit,
                services.cases().removeNote(visit.actor(), visit.id(), visit.id("note")),
                "inbox.case.note-removed");
    }

    private Future<PageResult> done(PageRequest visit) {
        return services.cases()
                .mark(visit.actor(), List.of(visit.id()), InboundMessage.State.ANSWERED, InboxPages.shown(visit))
                .map(marked -> PageResult.to("/inbox").saying("inbox.message.marked"));
    }

    private Future<PageResult> answering(PageRequest visit) {
        return services.cases()
                .answering(visit.actor(), visit.id())
                .map(told -> PageResult.page("inbox/nothing", Map.of()));
    }

    /** Answers that are given often: a page of their own, reached from where one writes. */
    private Future<PageResult> saved(
            PageRequest visit, Form form, BiFunction<String, Map<String, Object>, PageResult> shown) {
        return services.saved()
                .all(visit.organisationId())
                .map(saved -> shown.apply("inbox/savedAnswers", new HashMap<>(Map.of("saved", saved, "form", form))));
    }

    private Future<PageResult> save(PageRequest visit) {
        Form form = Form.of(visit, "title", "text");
        return services.saved()
                .add(visit.actor(), form.value("title"), form.value("text"))
                .<PageResult>map(added -> PageResult.to("/inbox/saved").saying("inbox.saved.added"))
                .recover(fault -> {
                    if (fault instanceof InvalidInputException invalid) {
                        invalid.faults().forEach(one -> form.fault(one.field(), visit.fault(one)));
                        return saved(visit, form, PageResult::invalid);
                    }
                    return Future.failedFuture(fault);
                });
    }

    private Future<PageResult> removeSaved(PageRequest visit) {
        return services.saved()
                .remove(visit.actor(), visit.id())
                .map(removed ->
                        removed ? PageResult.to("/inbox/saved").saying("inbox.saved.removed") : PageResult.notFound());
    }

    private void live(PageRoutes routes, PageRequest visit) {
        ThreadCursor from = ThreadCursor.of(visit.query("from").orElse(null)).orElse(ThreadCursor.NOW);
        boolean more = visit.query("more").isPresent();
        contacts.find(pool, visit.organisationId(), visit.id())
                .compose(found -> ActorNames.of(access, pool, visit.organisationId())
                        .map(names ->
                                new Listener(routes, visit, found.orElseThrow(), new Beginning(from, more), names)))
                .onSuccess(Listener::listen)
                .onFailure(fault -> visit.context().fail(404));
    }

    /**
     * Where what a browser shows begins.
     *
     * @param more whether there is anything older
     */
    private record Beginning(ThreadCursor from, boolean more) {}

    /** One browser. Everything here runs on its connection's event loop. */
    private final class Listener {
        private final PageRoutes routes;
        private final PageRequest visit;
        private final Contact contact;
        private final Beginning begins;
        private final Map<String, String> names;
        private final EventStream events;
        private @Nullable String shown;

        Listener(PageRoutes routes, PageRequest visit, Contact contact, Beginning begins, Map<String, String> names) {
            this.routes = routes;
            this.visit = visit;
            this.contact = contact;
            this.begins = begins;
            this.names = names;
            this.events = EventStream.open(visit);
        }

        void listen() {
            events.onClose(feed.subscribe(new Key(contact.organisationId(), contact.id()), this::tell)::close);
        }

        private void tell(Standing standing) {
            events.event("presence", presence(standing.answering()));
            if (standing.newest().equals(shown)) {
                return;
            }
            shown = standing.newest();
            services.threads()
                    .since(contact, begins.from(), begins.more())
                    .compose(this::model)
                    .onSuccess(model -> events.event("entries", routes.html(visit, "inbox/thread", model)))
                    .onFailure(gone -> events.finish());
        }

        private Future<Map<String, Object>> model(Thread thread) {
            long organisation = contact.organisationId();
            return passages(contact, thread, true).compose(passages -> people.find(pool, organisation, contact.id())
                    .compose(person -> stops.find(organisation, person))
                    .map(stop -> Map.of(
                            "passages",
                            passages,
                            "planned",
                            thread.planned(),
                            "stop",
                            stop,
                            "names",
                            names,
                            "now",
                            clock.instant())));
        }

        private String presence(@Nullable Long answering) {
            return answering == null || answering == visit.organiser().id()
                    ? ""
                    : routes.html(
                            visit, "inbox/presence", Map.of("name", names.getOrDefault("organiser:" + answering, "…")));
        }
    }
}
