package org.relais.console.inbox;

import com.ibm.icu.text.ListFormatter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.stopword.RightsKind;
import org.relais.console.ActorNames;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.contact.StopReason;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.inbox.DataLinkService;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboxCase;
import org.relais.inbox.InboxCaseService;
import org.relais.inbox.InboxService;
import org.relais.inbox.InboxWords;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.RightsCase;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.ThreadEntry;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEvent;
import org.relais.notice.NoticeService;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.text.CleanText;

/** What waits for a person's decision: holds to settle, rights to answer, messages to read. */
public final class InboxPages implements ConsoleFeature {
    /** UTF-16 units of a text that stands in a list; of a longer one half of them as letters. */
    private static final int OPENING = 240;

    private static final int LISTED = InboxReader.LISTED;
    /** Units of a text shown before words that were found in it. */
    private static final int BEFORE = 40;

    private final Pool pool;
    private final AccessStore access;
    private final HoldService holds;
    private final RightsRequestService rights;
    private final InboxService inbox;
    private final OrganiserAnswerService answers;
    private final InboxCaseService cases;
    private final NoticeService notices;
    private final DataLinkService dataLinks;
    private final ConversationPages conversations;
    private final InstantSource clock;
    private final ContactListStore people = new ContactListStore();
    private final Ledger ledger;
    private final InboxReader reader;
    private final LiveInbox live;

    /** @param conversations the page of one person, which a faulty answer goes back to */
    public InboxPages(
            Vertx vertx, Pool pool, InboxServices services, ConversationPages conversations, InstantSource clock) {
        this.pool = pool;
        this.access = new AccessStore(clock);
        this.holds = services.holds();
        this.rights = services.rights();
        this.inbox = services.inbox();
        this.answers = services.answers();
        this.cases = services.cases();
        this.notices = services.notices();
        this.dataLinks = services.dataLinks();
        this.conversations = conversations;
        this.clock = clock;
        this.reader = new InboxReader(services);
        this.live = new LiveInbox(vertx, pool, reader, clock);
        this.ledger = new Ledger(clock, new SecureRandom());
    }

    /** What part of what waits is shown. */
    public enum Show {
        ALL,
        STOPS,
        RIGHTS,
        MESSAGES,
        /** Messages of people whom the reader looks after. */
        MINE,
        /** Messages that wait until later. */
        LATER;

        static Show of(PageRequest visit) {
            String name = visit.query("show").orElse("all").toUpperCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(show -> show.name().equals(name))
                    .findFirst()
                    .orElse(ALL);
        }

        boolean stops() {
            return this == ALL || this == STOPS;
        }

        boolean rights() {
            return this == ALL || this == RIGHTS;
        }

        public boolean messages() {
            return this != STOPS && this != RIGHTS;
        }
    }

    @Override
    public MenuSection section() {
        return MenuSection.INBOX;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/inbox", this::list);
        live.mount(routes);
        routes.get("/inbox/messages/:id", visit -> thread(visit, new Form()));
        routes.get("/inbox/rights", this::rights);
        routes.get("/inbox/stops", this::stops);
        routes.post("/inbox/holds/:id/stop", Role.ORGANISER, this::stop);
        routes.post("/inbox/holds/:id/release", Role.ORGANISER, this::release);
        routes.post("/inbox/rights/:id", Role.ORGANISER, this::close);
        routes.post("/inbox/rights/:id/link", Role.ORGANISER, this::sendLink);
        routes.post("/inbox/reports/:id", Role.ORGANISER, visit -> notices.close(visit.actor(), visit.id())
                .map(closed -> closed
                        ? PageResult.to("/inbox?show=rights").saying("inbox.report.closed")
                        : PageResult.notFound()));
        routes.post("/inbox/read", Role.ORGANISER, this::read);
        routes.post("/inbox/messages/:id/answer", Role.ORGANISER, this::answer);
    }

    private Future<PageResult> list(PageRequest visit) {
        return list(visit, new HashMap<>(), 200);
    }

    private Future<PageResult> list(PageRequest visit, Map<String, Object> model, int status) {
        long organisation = visit.organisationId();
        InboxList.View view = view(visit);
        String search = visit.query("q").orElse("");
        model.putAll(Map.of("now", clock.instant(), "view", view, "search", search));
        return reader.read(view)
                .onSuccess(list -> model.put("list", list))
                .compose(found -> search.isEmpty()
                        ? Future.succeededFuture(List.<ListedContact>of())
                        : people.newest(
                                pool,
                                organisation,
                                ContactListStore.Filter.of(search).seenBy(visit.actor()),
                                Long.MAX_VALUE,
                                LISTED))
                .onSuccess(found -> model.put("people", found))
                .compose(found -> mayLookFor(visit, search)
                        ? inbox.words(organisation, search, LISTED)
                        : Future.succeededFuture(List.<InboxWords>of()))
                .onSuccess(found -> model.put("words", found))
                .compose(found ->
                        ledger.stopsSince(pool, organisation, clock.instant().minus(Duration.ofDays(7))))
                .onSuccess(found -> model.put("stops", found))
                .compose(found -> ActorNames.of(access, pool, organisation))
                .onSuccess(names -> model.put("names", names))
                .map(found -> new PageResult.Page(status, "inbox/list", model));
    }

    /** A number is looked for in what was written by those only who may see numbers. */
    static boolean mayLookFor(PageRequest visit, String search) {
        return search.length() > 1 && (visit.seesAddresses() || !search.matches(".*\\d[\\d .-]{2,}.*"));
    }

    /** A text from shortly before the words that were found in it. */
    public static String around(String text, String words) {
        int at = text.toLowerCase(Locale.ROOT).indexOf(words.strip().toLowerCase(Locale.ROOT));
        int space = at < BEFORE ? -1 : text.indexOf(' ', at - BEFORE);
        return space < 0 || space > at ? opening(text) : "… " + opening(text.substring(space));
    }

    /** What an address of the list asks for. */
    static InboxList.View view(PageRequest visit) {
        Show show = Show.of(visit);
        return new InboxList.View(
                visit.organisationId(),
                show,
                visit.query("label").orElse(""),
                show == Show.MINE ? visit.organiser().id() : null,
                visit.query("before", Long.MAX_VALUE),
                visit.query("holds", 0));
    }

    /** The question of an address that shows a tab from its beginning. */
    public static String here(InboxList.View view) {
        return "?show=" + view.show().name().toLowerCase(Locale.ROOT)
                + (view.label().isEmpty() ? "" : "&label=" + URLEncoder.encode(view.label(), StandardCharsets.UTF_8));
    }

    /** The address that tells how a page of the list changes, which shows it as it stands now. */
    public static String live(InboxList.View view, InboxList shown) {
        return "/console/inbox/live" + here(view) + "&seen=" + shown.mark()
                + (view.before() == Long.MAX_VALUE ? "" : "&before=" + view.before())
                + (view.afterHold() == 0 ? "" : "&holds=" + view.afterHold());
    }

    /** Several people's messages at once. */
    private Future<PageResult> read(PageRequest visit) {
        List<Long> people = visit.ids("person").limit(LISTED).toList();
        InboundMessage.State state = visit.field("state").equals(Optional.of("answered"))
                ? InboundMessage.State.ANSWERED
                : InboundMessage.State.READ;
        PageResult.Redirect back = PageResult.to("/inbox");
        return people.isEmpty()
                ? Future.succeededFuture(back.warning("inbox.bulk.none"))
                : cases.mark(visit.actor(), people, state, shown(visit))
                        .map(marked -> back.saying("inbox.bulk.done", "count", marked));
    }

    /** The newest message of a page that was sent back: nothing that came after it was read. */
    static long shown(PageRequest visit) {
        return visit.ids("shown").mapToLong(Long::longValue).max().orElse(0);
    }

    /** How much waits; of so much, that it is at least as much. */
    public static String summary(PageRequest visit, long waiting) {
        return visit.text(waiting >= InboxService.COUNTED ? "inbox.summary-more" : "inbox.summary", "count", waiting);
    }

    /** The same, and what there is to be read of people who have stopped. */
    public static String summary(PageRequest visit, long waiting, List<InboxCase.Waiting> messages) {
        long stopped = messages.stream().filter(InboxCase.Waiting::stopped).count();
        return summary(visit, waiting)
                + (stopped == 0 ? "" : "\u00a0· " + visit.text("inbox.summary-stopped", "count", stopped));
    }

    /** What a person is called, or that we don't know. */
    public static String name(PageRequest visit, String name) {
        return name.isBlank() ? visit.text("inbox.nameless") : name;
    }

    /** Whose request it is; of whoever is erased the number is left. */
    public static String asker(PageRequest visit, RightsCase right) {
        return right.erased()
                ? visit.text("contact.erased.numbered", "number", Long.toString(right.contactId()))
                : name(visit, right.contactName());
    }

    /** When something came: the hour of today, the day of what is older. */
    public static String when(PageRequest visit, Instant at, Instant now) {
        LocalDate day = LocalDate.ofInstant(at, visit.zone());
        return day.equals(LocalDate.ofInstant(now, visit.zone())) ? visit.hour(at) : visit.mediumDay(day);
    }

    /** What marks a message that waits for a person's answer; empty for one that nothing marks. */
    public static String mark(PageRequest visit, @Nullable String about) {
        return InboundMessage.ABOUT_HOLD.equals(about)
                        || InboundMessage.ABOUT_QUESTION.equals(about)
                        || InboundMessage.ABOUT_RIGHT.equals(about)
                ? visit.text("inbox.about." + about)
                : "";
    }

    /** What a message said; what came without words is named. */
    public static String said(PageRequest visit, InboundMessage message) {
        return message.text().isBlank()
                ? visit.text("inbox.content." + message.content().sqlName())
                : message.text();
    }

    /** Words that are a stop are no message: here it is seen who stopped, by which words, and how that was understood. */
    private Future<PageResult> stops(PageRequest visit) {
        return ledger.stops(pool, visit.organisationId(), LISTED)
                .compose(found -> ActorNames.of(access, pool, visit.organisationId())
                        .map(names -> PageResult.page("inbox/stops", Map.of("stops", found, "names", names))));
    }

    /** A message stands in its person's conversation. */
    private Future<PageResult> thread(PageRequest visit, Form form) {
        return inbox.find(visit.organisationId(), visit.id())
                .compose(PageResult.found(message -> form.faulty()
                        ? conversations.show(visit, message.contactId(), form, 422)
                        : Future.succeededFuture(PageResult.to("/inbox/people/" + message.contactId()))));
    }

    private Future<PageResult> answer(PageRequest visit) {
        Form form = Form.of(visit, "text");
        form.check("text", text -> !text.isEmpty(), visit.text("inbox.answer.missing"));
        form.check(
                "text",
                text -> text.length() <= OrganiserAnswerService.LONGEST,
                visit.text("inbox.answer.too-long", "most", OrganiserAnswerService.LONGEST));
        if (form.faulty()) {
            return thread(visit, form);
        }
        return answers.answer(visit.actor(), visit.id(), shown(visit), form.value("text"))
                .compose(result -> {
                    if (result instanceof OrganiserAnswerService.Result.Refused refused) {
                        form.fault(
                                "text", visit.text("inbox.answer.refused", "reason", reason(visit, refused.reason())));
                        return thread(visit, form);
                    }
                    return result instanceof OrganiserAnswerService.Result.Unknown
                            ? Future.succeededFuture(PageResult.notFound())
                            : // The page opens at the answer, which says itself how far it got.
                            inbox.find(visit.organisationId(), visit.id())
                                    .map(found -> PageResult.to("/inbox/people/"
                                            + found.orElseThrow().contactId()));
                });
    }

    /** The first words of a text, on one line; a list cuts them to the room that it has. */
    public static String opening(String text) {
        return CleanText.abridged(text.strip().replaceAll("\\s+", " "), OPENING);
    }

    /** Why an answer may not be sent, or was not, in words. */
    public static String reason(PageRequest visit, String reason) {
        return reason(visit, reason, "");
    }

    /** @param channel on which it was; empty where no reason of one channel comes */
    private static String reason(PageRequest visit, String reason, String channel) {
        return visit.textOr(
                "refusal." + reason,
                visit.textOr("reason." + reason, visit.textOr("broadcast.reason." + reason, reason)),
                "channel",
                visit.channel(channel));
    }

    /** Why one was not sent to a person of whom it is known how they stopped, where that is why. */
    public static String reason(
            PageRequest visit, ThreadEntry.Sent sent, Optional<LedgerEvent> stop, Map<String, String> names) {
        String reason = Objects.requireNonNull(sent.reason());
        return stop.filter(event -> reason.equals("unsubscribed"))
                .map(event -> StopReason.words(visit, event, names))
                .orElseGet(() -> reason(visit, reason, sent.channel()));
    }

    /** The same where it has been said in full beside. */
    public static String shortReason(PageRequest visit, String reason) {
        return visit.textOr("delivery.reason." + reason, reason(visit, reason));
    }

    /** Why messages were not sent, with the last of each. */
    public static Map<String, ThreadEntry> reasons(List<ThreadEntry> oldestFirst) {
        Map<String, ThreadEntry> last = new HashMap<>();
        for (ThreadEntry entry : oldestFirst) {
            if (entry instanceof ThreadEntry.Sent sent && sent.reason() != null) {
                last.put(sent.reason(), sent);
            }
        }
        return last;
    }

    /**
     * Requests that stand one after the other and came by the same message, together: an erasure last, for it leaves nothing
     * to answer the others with.
     */
    public static List<List<RightsCase>> together(List<RightsCase> requests) {
        List<List<RightsCase>> all = new ArrayList<>();
        for (RightsCase one : requests) {
            RightsCase before = all.isEmpty() ? null : all.get(all.size() - 1).get(0);
            if (before == null
                    || one.text() == null
                    || !one.text().equals(before.text())
                    || one.contactId() != before.contactId()
                    || !one.receivedAt().equals(before.receivedAt())) {
                all.add(new ArrayList<>());
            }
            all.get(all.size() - 1).add(one);
        }
        all.forEach(one -> one.sort(Comparator.comparing(right -> right.kind() == RightsKind.ERASURE)));
        return all;
    }

    /** What they ask for, in one line. */
    public static String rights(PageRequest visit, List<RightsCase> asked) {
        List<String> names = asked.stream()
                .map(one -> visit.text("right." + one.kind().name().toLowerCase(Locale.ROOT)))
                .toList();
        return ListFormatter.getInstance(visit.locale())
                .format(IntStream.range(0, names.size())
                        .mapToObj(at -> at == 0
                                ? names.get(at)
                                : names.get(at).substring(0, 1).toLowerCase(visit.locale())
                                        + names.get(at).substring(1))
                        .toList());
    }

    /** What is known of a link that was sent to somebody: its text's name. */
    public static String state(RightsCase.Link link) {
        if (link.opened()) {
            return "opened";
        }
        return switch (link.delivery() == null ? "" : link.delivery()) {
            case "failed", "suppressed", "cancelled" -> "failed";
            case "queued", "sending", "withheld" -> "leaving";
            case "unknown" -> "unknown";
            default -> "unopened";
        };
    }

    private Future<PageResult> rights(PageRequest visit) {
        return rights(visit, new HashMap<>(), 200);
    }

    private Future<PageResult> rights(PageRequest visit, Map<String, Object> model, int status) {
        long after = visit.query("after", 0);
        return rights.page(visit.organisationId(), null, after, LISTED + 1).map(found -> {
            List<RightsCase> shown = InboxReader.cut(found);
            model.put("rights", shown);
            model.put("after", after);
            model.put("now", clock.instant());
            if (found.size() > LISTED) {
                model.put("next", shown.get(LISTED - 1).id());
            }
            return new PageResult.Page(status, "inbox/rights", model);
        });
    }

    private Future<PageResult> stop(PageRequest visit) {
        return holds.stop(visit.actor(), visit.id()).map(settled -> answer(visit, settled));
    }

    private Future<PageResult> release(PageRequest visit) {
        Instant seen = visit.field("seen").flatMap(InboxPages::time).orElse(Instant.EPOCH);
        Optional<Pace> pace = visit.field("pace").flatMap(Pace::of);
        Optional<String> less = pace.map(wish -> "inbox.hold.less." + wish.sqlName());
        return holds.release(visit.actor(), visit.id(), seen, pace.orElse(null))
                .map(settled -> less.isPresent() && settled == HoldService.Settled.RELEASED
                        ? back(visit).saying(less.get())
                        : answer(visit, settled));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    /** Back to where the form stood. */
    private static PageResult.Redirect back(PageRequest visit) {
        return PageResult.to(
                switch (visit.field("from").orElse("")) {
                    case "contact" -> "/contacts/" + visit.id();
                    case "conversation" -> "/inbox/people/" + visit.id();
                    default -> "/inbox";
                });
    }

    private static PageResult answer(PageRequest visit, HoldService.Settled settled) {
        PageResult.Redirect back = back(visit);
        return switch (settled) {
            case STOPPED -> back.saying("inbox.hold.stopped");
            case RELEASED -> back.saying("inbox.hold.released");
            case PAUSED -> back.saying("inbox.hold.kept");
            case NOT_HELD -> back.warning("inbox.hold.gone");
            case NEWER_WORDS -> back.warning("inbox.hold.newer");
        };
    }

    /** The page where the form stood says what came of it; a faulty form stays there as it was filled in. */
    private Future<PageResult> close(PageRequest visit) {
        boolean refused = visit.field("state").equals(Optional.of("refused"));
        Form form = Form.of(visit, "note");
        form.check("note", note -> !refused || !note.isEmpty(), visit.text("inbox.right.note.missing"));
        form.check(
                "note",
                note -> note.length() <= RightsRequestService.LONGEST_NOTE,
                visit.text("inbox.right.note.too-long", "most", RightsRequestService.LONGEST_NOTE));
        PageResult.Redirect back = PageResult.to(fromRights(visit) ? "/inbox/rights" : "/inbox");
        if (form.faulty()) {
            return rights.find(visit.organisationId(), visit.id())
                    .compose(found -> found.filter(right -> right.state() == RightsCase.State.OPEN)
                            .map(open -> again(visit, form))
                            .orElseGet(() -> Future.succeededFuture(back.warning("inbox.right.gone"))));
        }
        RightsCase.State state = refused ? RightsCase.State.REFUSED : RightsCase.State.DONE;
        return rights.close(visit.actor(), visit.id(), state, form.value("note"))
                .map(closed -> closed ? back.saying("inbox.right.closed") : back.warning("inbox.right.gone"));
    }

    /** Their data, in the chat where they asked for them. */
    private Future<PageResult> sendLink(PageRequest visit) {
        PageResult.Redirect back = PageResult.to(fromRights(visit) ? "/inbox/rights" : "/inbox?show=rights");
        return dataLinks
                .send(visit.actor(), visit.id())
                .map(result -> result instanceof OrganiserAnswerService.Result.Refused refused
                        ? back.warning("inbox.right.link.refused", "reason", reason(visit, refused.reason()))
                        : result instanceof OrganiserAnswerService.Result.Sent
                                ? back.saying("inbox.right.link.sent")
                                : back.warning("inbox.right.gone"));
    }

    private static boolean fromRights(PageRequest visit) {
        return visit.query("from").equals(Optional.of("rights"));
    }

    private Future<PageResult> again(PageRequest visit, Form form) {
        Map<String, Object> model = new HashMap<>(Map.of("form", form, "faulty", visit.id()));
        return fromRights(visit) ? rights(visit, model, 422) : list(visit, model, 422);
    }
}
