package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.sqlclient.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Collator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.AssignmentStore;
import org.relais.action.call.CallHistoryStore;
import org.relais.audience.AudienceFacetStore;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.ContactListStore;
import org.relais.consent.ContactListStore.Matches;
import org.relais.consent.ListedContact;
import org.relais.consent.StandingCounts;
import org.relais.consent.identity.ContactListService;
import org.relais.consent.identity.ContactService;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.proof.ProofService;
import org.relais.console.ActorNames;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.Address;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.Contact;
import org.relais.contact.ContactLimits;
import org.relais.contact.ContactStore;
import org.relais.database.Database;
import org.relais.database.Paging;
import org.relais.imports.ImportedPeopleStore;
import org.relais.imports.ImportedPeopleStore.Source;
import org.relais.inbox.ThreadCursor;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.LedgerKind;
import org.relais.linkedchat.LinkedContactStore;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.SenderStore;
import org.relais.share.LandingView.Join;
import org.relais.share.PublicPageStore;

/** People: the list with its search, one person with their ledger and deliveries, and the stop by an organiser. */
public final class ContactPages implements ConsoleFeature {
    private static final int LISTED = 50;
    private static final int TAGS = 100;
    private static final int EVENTS = 200;

    /** So many events of the ledger stand open; what is older is folded below them. */
    public static final int EVENTS_SHOWN = 5;

    private static final int CALLS = 10;
    /** So many actions stand there, the newest. */
    private static final int PARTS = 5;
    /** So many are shown of those who may be the other person: more are not told apart. */
    private static final int OTHERS = 10;

    /** So many messages and calls stand there, the newest: all of them are in the conversation. */
    private static final int SAID_SHOWN = 8;

    /** Of a conversation: changes of consent among them stand in the ledger beside it. */
    private static final int SAID = 24;

    /** What a link that only opens a chat has for its code: it stands for nothing. */
    private static final String OPENING = "start";

    private final Pool pool;
    private final StandingCounts counts;
    private final ContactService service;
    private final Ledger ledger;
    private final StopReason stops;
    private final ConsentWordingStore wordings = new ConsentWordingStore();
    private final ErasureService erasures;
    private final ProofService proofs;
    private final PersonInbox inbox;
    private final AccessStore access;
    private final InstantSource clock;
    private final ContactListStore people = new ContactListStore();
    private final ImportedPeopleStore importedPeople = new ImportedPeopleStore();
    private final ContactStore contacts = new ContactStore();
    private final AudienceFacetStore facets = new AudienceFacetStore();
    private final AddressStore addresses = new AddressStore();
    private final CallHistoryStore calls = new CallHistoryStore();
    private final PublicPageStore publicPages = new PublicPageStore();
    private final SenderStore senders;
    private final AssignmentStore parts = new AssignmentStore();
    private final LinkedContactStore linked = new LinkedContactStore();

    public ContactPages(
            Database database,
            ContactService service,
            ErasureService erasures,
            ProofService proofs,
            PersonInbox inbox,
            InstantSource clock) {
        this.pool = database.pool();
        this.counts = new StandingCounts(database, clock);
        this.service = service;
        this.ledger = new Ledger(clock, new SecureRandom());
        this.stops = new StopReason(pool, clock);
        this.erasures = erasures;
        this.proofs = proofs;
        this.inbox = inbox;
        this.access = new AccessStore(clock);
        this.senders = new SenderStore(clock);
        this.clock = clock;
    }

    @Override
    public MenuSection section() {
        return MenuSection.CONTACTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/contacts", this::list);
        routes.post("/contacts/columns", Role.VIEWER, ContactColumn::choose);
        ContactListService several = new ContactListService(pool, clock);
        new ContactSelection(several).mount(routes);
        new ContactFile(pool, several, this::following).mount(routes);
        routes.get("/contacts/:id", this::show);
        routes.stream("/contacts/:id/proof.pdf", Role.VIEWER, this::proof);
        routes.stream("/contacts/:id/data.json", Role.ORGANISER, this::data);
        routes.get("/contacts/:id/data", Role.ORGANISER, this::held);
        routes.post("/contacts/:id/stop", Role.ORGANISER, this::stop);
        new JoinPages(pool, service).mount(routes);
        routes.post("/contacts/:id/erase", Role.OWNER, this::erase);
    }

    /**
     * What the list shows.
     *
     * @param total how many there are on all pages
     * @param order who comes first
     * @param imported the file whose people alone it shows; null for none
     * @param next address of the next page; null on the last
     * @param first whether this is the first page
     * @param tabs the same list for everybody, and for each state
     */
    public record Listing(
            List<ListedContact> people,
            ContactListStore.Filter filter,
            ContactListStore.Total total,
            Order order,
            @Nullable Source imported,
            boolean first,
            @Nullable String next,
            List<Tab> tabs) {
        /** Address of the file of everybody whom all pages show, from the end that the list begins with. */
        public String file() {
            return MenuSection.CONTACTS.path() + ".csv" + query(filter, order);
        }

        /** Whether it shows some people only. */
        public boolean narrowed() {
            return imported != null || ContactPages.narrowed(filter);
        }

        /** Address of the same list in the order of a column, the other way round where that is its order already; null for none. */
        public @Nullable String by(@Nullable ContactColumn column) {
            Order wanted = Order.of(column, order);
            return imported != null || wanted == null || !wanted.suits(filter) || tooManyToSort() && wanted.sorts()
                    ? null
                    : address(filter, wanted);
        }

        /** Whether a search has found more than can be sorted. */
        public boolean tooManyToSort() {
            return filter.search() != null && tabs.stream().anyMatch(tab -> tab.people() == null);
        }

        /** How it is sorted by a column, as {@code aria-sort} says it; null where it is not. */
        public @Nullable String sorted(ContactColumn column) {
            return switch (order) {
                case NEWEST -> column == ContactColumn.ADDED ? "descending" : null;
                case OLDEST -> column == ContactColumn.ADDED ? "ascending" : null;
                case SEEN -> column == ContactColumn.SEEN ? "descending" : null;
                case STATE -> column == ContactColumn.STATE ? "ascending" : null;
                case CLASS -> column == ContactColumn.CLASS ? "ascending" : null;
                case NAME -> null;
            };
        }

        public String search() {
            return filter.search() == null ? "" : filter.search();
        }

        public String tag() {
            return filter.tag() == null ? "" : filter.tag();
        }
    }

    /**
     * The list for one state.
     *
     * @param state null for every one
     * @param people how many there are; null where a search finds too many to count
     */
    public record Tab(@Nullable ConsentState state, @Nullable Long people, String href) {}

    /** @param found how many of each state a search has found; null where it has found too many, or is none */
    private static List<Tab> tabs(
            ContactListStore.Filter filter,
            StandingCounts.Standing standing,
            @Nullable Map<ConsentState, Long> found,
            Order order) {
        return Stream.concat(Stream.of((ConsentState) null), Arrays.stream(ConsentState.values()))
                .map(state -> {
                    ContactListStore.Filter one = new ContactListStore.Filter(
                            state, filter.consentClass(), filter.tag(), filter.search(), null);
                    return new Tab(
                            state,
                            filter.search() == null ? Long.valueOf(standing.count(one)) : people(found, state),
                            address(one, order));
                })
                .toList();
    }

    private static @Nullable Long people(@Nullable Map<ConsentState, Long> found, @Nullable ConsentState state) {
        if (found == null) {
            return null;
        }
        return state == null
                ? found.values().stream().mapToLong(Long::longValue).sum()
                : found.getOrDefault(state, 0L);
    }

    /** Whom the address asks for, as far as the reader may find them. */
    static ContactListStore.Filter filter(PageRequest visit) {
        return new ContactListStore.Filter(
                        choice(visit, "state", ConsentState.values()),
                        choice(visit, "class", ConsentClass.values()),
                        visit.query("tag").filter(tag -> !tag.isEmpty()).orElse(null),
                        visit.query("q").filter(search -> !search.isEmpty()).orElse(null),
                        null)
                .seenBy(visit.actor());
    }

    private Future<PageResult> list(PageRequest visit) {
        long imported = visit.query("import", 0L);
        if (imported > 0) {
            return importedPeople
                    .source(pool, visit.organisationId(), imported)
                    .compose(PageResult.found(source -> imported(visit, source)));
        }
        ContactListStore.Filter filter = filter(visit);
        return found(visit, filter).compose(search -> listed(visit, filter, order(visit, filter, search), search));
    }

    private Future<PageResult> listed(PageRequest visit, ContactListStore.Filter filter, Order order, Found search) {
        return page(visit, new Wanted(filter, order, Start.of(visit), LISTED + 1), search)
                .compose(found -> counts.of(visit.organisationId())
                        .compose(standing -> total(visit, filter, standing, search)
                                .map(total -> listing(
                                        filter,
                                        found,
                                        total,
                                        tabs(filter, standing, search.states(), order),
                                        order,
                                        visit.query("before").isEmpty()))
                                .compose(listing -> listed(visit, listing, standing))));
    }

    /** Where a search finds more than are counted, only the order of the list itself is left. */
    private static Order order(PageRequest visit, ContactListStore.Filter filter, Found search) {
        Order wanted = order(visit, filter);
        return filter.search() != null && search.states() == null && wanted.sorts() ? Order.NEWEST : wanted;
    }

    /**
     * What a search finds in any state; nothing for what is no search.
     *
     * @param states how many there are of each state; null where they are too many to count
     */
    private record Found(@Nullable Matches matches, @Nullable Map<ConsentState, Long> states) {}

    private Future<Found> found(PageRequest visit, ContactListStore.Filter filter) {
        return filter.search() == null
                ? Future.succeededFuture(new Found(null, null))
                : people.matches(pool, visit.organisationId(), filter.inState(null))
                        .compose(matches ->
                                people.states(pool, matches).map(states -> new Found(matches, states.orElse(null))));
    }

    /**
     * After whom a page begins.
     *
     * @param id null: before everybody
     * @param day of the last sign of life, in an order of those
     * @param group in an order of groups; empty for none
     */
    private record Start(@Nullable Long id, @Nullable LocalDate day, String group) {
        static Start of(PageRequest visit) {
            long id = visit.query("before", -1L);
            return new Start(
                    id < 0 ? null : id,
                    visit.query("day").flatMap(PaperRecordPages::day).orElse(null),
                    visit.query("of").orElse(""));
        }

        static Start after(@Nullable ListedContact last, Order order) {
            return last == null
                    ? new Start(null, null, "")
                    : new Start(
                            last.contactId(),
                            last.lastSeenAt() == null ? null : LocalDate.ofInstant(last.lastSeenAt(), ZoneOffset.UTC),
                            order == Order.STATE || order == Order.CLASS
                                    ? ContactPages.group(order, last.state(), last.consentClass())
                                    : "");
        }

        long or(long everybody) {
            return id == null ? everybody : id;
        }
    }

    /**
     * The next ones of the list as it is narrowed and sorted on its page.
     *
     * @param last of those before; null for none
     */
    Future<List<ListedContact>> following(PageRequest visit, @Nullable ListedContact last, int limit) {
        ContactListStore.Filter filter = filter(visit);
        return found(visit, filter).compose(search -> {
            Order order = order(visit, filter, search);
            return page(visit, new Wanted(filter, order, Start.after(last, order), limit), search);
        });
    }

    private record Wanted(ContactListStore.Filter filter, Order order, Start start, int limit) {}

    /** The first page of a search is the first of those who were counted; as they are few they have any order. */
    private Future<List<ListedContact>> page(PageRequest visit, Wanted wanted, Found search) {
        ContactListStore.Filter filter = wanted.filter();
        Order order = wanted.order();
        if (search.matches() != null && order.sorts()) {
            return people.sortable(pool, visit.organisationId(), search.matches())
                    .map(all -> order.sorted(
                                    all.stream().filter(one -> filter.state() == null || one.state() == filter.state()))
                            .map(ContactListStore.Sortable::contactId)
                            .toList())
                    .compose(ids -> people.among(
                            pool,
                            visit.organisationId(),
                            ids.stream()
                                    .skip(ids.indexOf(wanted.start().or(0)) + 1L)
                                    .limit(wanted.limit())
                                    .toList()));
        }
        return search.matches() != null
                        && filter.state() == null
                        && order == Order.NEWEST
                        && wanted.start().id() == null
                        && (!search.matches().total().more()
                                || wanted.limit() <= search.matches().ids().size())
                ? people.among(
                        pool,
                        visit.organisationId(),
                        search.matches().ids().stream().limit(wanted.limit()).toList())
                : page(visit, wanted);
    }

    private Future<PageResult> listed(PageRequest visit, Listing listing, StandingCounts.Standing standing) {
        return linked.among(
                        pool,
                        visit.organisationId(),
                        listing.people().stream().map(ListedContact::contactId).toList())
                .map(own -> listed(visit, listing, standing, own));
    }

    private static PageResult listed(
            PageRequest visit, Listing listing, StandingCounts.Standing standing, Set<Long> ownChats) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "listing",
                listing,
                "columns",
                ContactColumn.chosen(visit),
                "here",
                query(visit),
                "ownChats",
                ownChats,
                "everybody",
                standing.states().values().stream().mapToLong(Long::longValue).sum()));
        if (visit.fragment()) {
            return PageResult.page("contact/rows", model);
        }
        model.putAll(Map.of("counts", standing.states(), "tags", byName(standing.tags(TAGS), visit.locale())));
        return PageResult.page("contact/list", model);
    }

    private static List<String> byName(List<String> tags, Locale reader) {
        return tags.stream().sorted(Collator.getInstance(reader)).toList();
    }

    /** What the address of a list asks for, from its first page on. */
    static String query(PageRequest visit) {
        long imported = visit.query("import", 0L);
        ContactListStore.Filter filter = filter(visit);
        return imported > 0 ? "?import=" + imported : query(filter, order(visit, filter));
    }

    /** Exactly those whom a file added. */
    private Future<PageResult> imported(PageRequest visit, Source source) {
        long organisation = visit.organisationId();
        long before = visit.query("before", Long.MAX_VALUE);
        boolean first = before == Long.MAX_VALUE;
        return importedPeople
                .newest(pool, organisation, source.importId(), before, LISTED + 1)
                .compose(ids -> people.among(pool, organisation, ids))
                .compose(found -> counts.of(organisation).compose(standing -> {
                    boolean all = first && found.size() <= LISTED;
                    List<ListedContact> shown = found.subList(0, Math.min(found.size(), LISTED));
                    Listing listing = new Listing(
                            shown,
                            ContactListStore.Filter.ALL,
                            new ContactListStore.Total(all ? found.size() : source.created(), false),
                            Order.NEWEST,
                            source,
                            first,
                            found.size() > LISTED
                                    ? MenuSection.CONTACTS.path() + "?import=" + source.importId() + "&before="
                                            + shown.get(LISTED - 1).contactId()
                                    : null,
                            List.of());
                    return listed(visit, listing, standing);
                }));
    }

    private Future<ContactListStore.Total> total(
            PageRequest visit, ContactListStore.Filter filter, StandingCounts.Standing standing, Found search) {
        if (search.matches() == null) {
            return Future.succeededFuture(new ContactListStore.Total(standing.count(filter), false));
        }
        Long known = people(search.states(), filter.state());
        if (known != null) {
            return Future.succeededFuture(new ContactListStore.Total(known, false));
        }
        return filter.state() == null
                ? Future.succeededFuture(search.matches().total())
                : people.matches(pool, visit.organisationId(), filter).map(Matches::total);
    }

    /** Who comes first in the list. */
    public enum Order {
        NEWEST,
        OLDEST,
        NAME,
        SEEN,
        STATE,
        CLASS;

        /** That of a column, null for the one of names, where the list is in another already; null where no index serves it. */
        private static @Nullable Order of(@Nullable ContactColumn column, Order present) {
            if (column == null) {
                return NAME;
            }
            return switch (column) {
                case ADDED -> present == NEWEST ? OLDEST : NEWEST;
                case SEEN -> SEEN;
                case STATE -> STATE;
                case CLASS -> CLASS;
                case TAGS, AREA, LANGUAGE -> null;
            };
        }

        /** Whether a list so narrowed has it. */
        private boolean suits(ContactListStore.Filter filter) {
            return switch (this) {
                case NEWEST, OLDEST -> true;
                case NAME, SEEN -> filter.search() != null || !narrowed(filter);
                case STATE -> filter.state() == null;
                // In the list of one state only by the day, as its names can't be sorted either.
                case CLASS -> filter.consentClass() == null && (filter.search() != null || filter.state() == null);
            };
        }

        /** Whether those whom a search has found have to be sorted for it. */
        private boolean sorts() {
            return this != NEWEST && this != OLDEST;
        }

        /** Those who stand by their names. */
        private Stream<ContactListStore.Sortable> sorted(Stream<ContactListStore.Sortable> byName) {
            return switch (this) {
                case STATE -> byName.sorted(Comparator.comparing(ContactListStore.Sortable::state));
                case CLASS -> byName.sorted(Comparator.comparing(ContactListStore.Sortable::consentClass));
                case SEEN ->
                    byName.sorted(Comparator.comparing(
                            ContactListStore.Sortable::seen, Comparator.nullsLast(Comparator.reverseOrder())));
                case NEWEST, OLDEST, NAME -> byName;
            };
        }
    }

    /** The order that was asked for, as far as a list so narrowed has it. */
    private static Order order(PageRequest visit, ContactListStore.Filter filter) {
        Order wanted = choice(visit, "sort", Order.values());
        return wanted == null || !wanted.suits(filter) ? Order.NEWEST : wanted;
    }

    /** The parts of a list in an order of groups, from the one on in which the page before ended. */
    private static List<ContactListStore.Filter> parts(String from, ContactListStore.Filter filter, Order order) {
        return (order == Order.STATE
                        ? Stream.of(ConsentState.values()).map(filter::inState)
                        : Stream.of(ConsentClass.values()).map(filter::inClass))
                .dropWhile(part -> !from.isEmpty() && !from.equals(group(order, part.state(), part.consentClass())))
                .toList();
    }

    private static String group(Order order, @Nullable ConsentState state, @Nullable ConsentClass kind) {
        return order == Order.STATE
                ? Objects.requireNonNull(state).sqlName()
                : Objects.requireNonNull(kind).sqlName();
    }

    private static boolean narrowed(ContactListStore.Filter filter) {
        return filter.state() != null
                || filter.consentClass() != null
                || filter.tag() != null
                || filter.search() != null;
    }

    private Future<List<ListedContact>> page(PageRequest visit, Wanted wanted) {
        long organisation = visit.organisationId();
        ContactListStore.Filter filter = wanted.filter();
        Start start = wanted.start();
        int limit = wanted.limit();
        return switch (wanted.order()) {
            case OLDEST -> people.page(pool, organisation, filter, start.or(0), limit);
            case NEWEST -> people.newest(pool, organisation, filter, start.or(Long.MAX_VALUE), limit);
            case NAME -> people.byName(pool, organisation, start.or(0), limit);
            case SEEN ->
                people.bySign(
                        pool,
                        organisation,
                        start.id() == null ? LocalDate.of(9999, 12, 31) : start.day(),
                        start.or(Long.MAX_VALUE),
                        limit);
            case STATE, CLASS ->
                people.byGroup(
                        pool,
                        organisation,
                        parts(start.group(), filter, wanted.order()),
                        start.or(Long.MAX_VALUE),
                        limit);
        };
    }

    private static Listing listing(
            ContactListStore.Filter filter,
            List<ListedContact> found,
            ContactListStore.Total total,
            List<Tab> tabs,
            Order order,
            boolean first) {
        List<ListedContact> shown = found.subList(0, Math.min(found.size(), LISTED));
        String next = found.size() > LISTED
                ? address(filter, order) + "&before=" + shown.get(LISTED - 1).contactId()
                        + further(order, shown.get(LISTED - 1))
                : null;
        return new Listing(shown, filter, total, order, null, first, next, tabs);
    }

    /** What else says where a page ends, in the order of signs of life or of groups. */
    private static String further(Order order, ListedContact last) {
        return switch (order) {
            case SEEN ->
                last.lastSeenAt() == null ? "" : "&day=" + LocalDate.ofInstant(last.lastSeenAt(), ZoneOffset.UTC);
            case STATE, CLASS -> "&of=" + group(order, last.state(), last.consentClass());
            case NEWEST, OLDEST, NAME -> "";
        };
    }

    private static <E extends Enum<E>> @Nullable E choice(PageRequest visit, String name, E[] values) {
        return visit.query(name)
                .flatMap(text -> Arrays.stream(values)
                        .filter(value -> value.name().equalsIgnoreCase(text))
                        .findFirst())
                .orElse(null);
    }

    private static String address(ContactListStore.Filter filter, Order order) {
        return MenuSection.CONTACTS.path() + query(filter, order);
    }

    private static String query(ContactListStore.Filter filter, Order order) {
        StringBuilder address = new StringBuilder("?sort=").append(order.name().toLowerCase(Locale.ROOT));
        add(address, "q", filter.search());
        add(address, "tag", filter.tag());
        add(address, "state", filter.state() == null ? null : filter.state().sqlName());
        add(
                address,
                "class",
                filter.consentClass() == null ? null : filter.consentClass().sqlName());
        return address.toString();
    }

    private static void add(StringBuilder address, String name, @Nullable String value) {
        if (value != null) {
            address.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private Future<PageResult> show(PageRequest visit) {
        return contacts.find(pool, visit.organisationId(), visit.id())
                .compose(PageResult.found(contact -> show(visit, contact)));
    }

    private Future<PageResult> show(PageRequest visit, Contact contact) {
        if (contact.mergedInto() != null) {
            return Future.succeededFuture(
                    PageResult.to("/contacts/" + contact.mergedInto()).saying("contact.merged"));
        }
        return page(visit, contact, 200, "", new Form());
    }

    /**
     * A person's page with one of its forms as it was filled in.
     *
     * @param open name of the form: {@code stop}, {@code right}, {@code opt-in} or {@code details}; empty for none
     */
    Future<PageResult> page(PageRequest visit, Contact contact, int status, String open, Form form) {
        return model(visit, contact).map(model -> {
            model.put("open", open);
            model.put("form", form);
            return new PageResult.Page(status, "contact/show", model);
        });
    }

    private Future<Map<String, Object>> model(PageRequest visit, Contact contact) {
        long organisation = visit.organisationId();
        Map<String, Object> model = new HashMap<>(Map.of("contact", contact));
        model.put("now", clock.instant());
        // None of these waits for what another finds.
        return Future.all(List.of(
                        people.find(pool, organisation, contact.id())
                                .onSuccess(person -> model.put("person", person))
                                .compose(person -> stops.find(organisation, person))
                                .onSuccess(stop -> model.put("stop", stop)),
                        addresses
                                .ofContact(pool, organisation, contact.id())
                                .onSuccess(found -> model.put("addresses", found))
                                .onSuccess(found ->
                                        model.put("byTemplate", inbox.threads().byTemplate(found, clock.instant())))
                                .compose(found -> unopened(organisation, found))
                                .onSuccess(links -> model.put("openers", links)),
                        inbox.holds().find(organisation, contact.id()).onSuccess(hold -> model.put("hold", hold)),
                        inbox.rights()
                                .openOf(organisation, contact.id())
                                .onSuccess(rights -> model.put("rights", rights)),
                        consents(organisation, contact, model),
                        inbox.threads().page(contact, ThreadCursor.NOW, SAID).compose(thread -> calls.ofContact(
                                        pool, organisation, contact.id(), CALLS)
                                .onSuccess(called -> model.put("said", Said.newest(thread, called, SAID_SHOWN)))),
                        parts.ofContact(pool, organisation, contact.id(), PARTS)
                                .onSuccess(found -> model.put("parts", found)),
                        ActorNames.of(access, pool, organisation).onSuccess(names -> model.put("names", names)),
                        facets.titles(pool, organisation).onSuccess(titles -> model.put("columns", titles)),
                        alike(organisation, contact, model),
                        others(visit, contact).onSuccess(others -> model.put("others", others))))
                .map(read -> {
                    model.put("addressForms", AddressField.FORMS);
                    return model;
                });
    }

    private Future<?> consents(long organisation, Contact contact, Map<String, Object> model) {
        return ledger.ofContact(pool, organisation, contact.id(), Paging.NEWEST, EVENTS)
                .onSuccess(events -> model.put("events", events))
                .compose(events -> wordings.named(
                        pool,
                        organisation,
                        events.stream()
                                .flatMap(event -> Stream.ofNullable(event.wording()))
                                .collect(Collectors.toSet())))
                .onSuccess(named -> model.put("wordings", named));
    }

    private Future<?> alike(long organisation, Contact contact, Map<String, Object> model) {
        return service.lookAlikes(organisation, contact.id())
                .onSuccess(alike -> model.put("alike", alike))
                .compose(alike -> people.among(
                        pool,
                        organisation,
                        alike.stream().map(one -> one.contactId()).toList()))
                .onSuccess(twins -> model.put("twins", twins));
    }

    /**
     * Somebody else who is looked for on a person's page, to be joined with them or to be given an address of theirs.
     *
     * @param search empty where nobody is looked for
     * @param address id of the address that is to be given away; null to join
     */
    public record Others(String search, @Nullable Long address, List<ListedContact> found) {
        /** Whether this is what an address is looked for, or null for the whole person. */
        public boolean isFor(@Nullable Long wanted) {
            return !search.isEmpty() && Objects.equals(address, wanted);
        }
    }

    private Future<Others> others(PageRequest visit, Contact contact) {
        String search = visit.query("with").orElse("");
        Long address = visit.query("address")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElse(null);
        return search.isEmpty()
                ? Future.succeededFuture(new Others(search, address, List.of()))
                : people.newest(
                                pool,
                                contact.organisationId(),
                                ContactListStore.Filter.of(search).seenBy(visit.actor()),
                                Long.MAX_VALUE,
                                OTHERS + 1)
                        .map(found -> new Others(
                                search,
                                address,
                                found.stream()
                                        .filter(other -> other.contactId() != contact.id())
                                        .limit(OTHERS)
                                        .toList()));
    }

    /** What an event of the ledger is; of two cards that became one, which went into which. */
    public static String title(PageRequest visit, LedgerEvent event) {
        if (event.kind() == LedgerKind.OPT_OUT
                && "erasure".equals(event.detail().getString("rule"))) {
            // Nobody has asked for it: whoever is erased is written to no more.
            return visit.text("ledger.opt_out.erasure");
        }
        if (event.kind() == LedgerKind.RIGHTS_REQUEST) {
            String what = event.detail().getString("request", "");
            String right = asked(visit, event.detail().getString("right"));
            return visit.has("ledger.right." + what) ? visit.text("ledger.right." + what, "right", right) : right;
        }
        Object from = event.detail().getValue("from");
        Object into = event.detail().getValue("into");
        return event.kind() == LedgerKind.MERGE && (from != null || into != null)
                ? visit.text(
                        from != null ? "ledger.merge.from" : "ledger.merge.into",
                        "from",
                        String.valueOf(from != null ? from : event.contactId()),
                        "into",
                        String.valueOf(into))
                : visit.text("ledger." + event.kind().sqlName());
    }

    /** What somebody asked for of their data, as organisers say it; the person's own sheet has other words. */
    public static String asked(PageRequest visit, @Nullable String right) {
        return visit.textOr("right." + right, visit.text("ledger.asked"));
    }

    /** What tells a card from another of the same name: its tags and where they live, since when it is there, and their last sign. */
    public static String facts(PageRequest visit, ListedContact one) {
        return Stream.concat(
                        Stream.concat(one.tags().stream(), Stream.ofNullable(one.area())),
                        Stream.of(
                                visit.text("contact.facts.added", "time", visit.near(one.createdAt())),
                                one.lastSeenAt() == null
                                        ? visit.text("contact.facts.no-sign")
                                        : visit.text("contact.facts.sign", "time", visit.near(one.lastSeenAt()))))
                .collect(Collectors.joining("\u00a0· "));
    }

    /** Somebody told an organiser that they want no more messages: a stop like any other. */
    private Future<PageResult> stop(PageRequest visit) {
        Optional<String> words = visit.field("words");
        return contacts.present(pool, visit.organisationId(), visit.id()).compose(PageResult.found(contact -> {
            if (words.map(String::length).orElse(0) > ContactLimits.WORDS) {
                Form form = Form.of(visit, "words");
                form.fault("words", visit.text("contact.stop.too-long", "most", ContactLimits.WORDS));
                return page(visit, contact, 422, "stop", form);
            }
            return service.stop(visit.actor(), contact.id(), words.orElse(null))
                    .map(change ->
                            PageResult.to("/contacts/" + change.contactId()).saying("contact.stopped"));
        }));
    }

    /** The right to erasure: everything goes but the fingerprint and the pseudonymous ledger. */
    private Future<PageResult> erase(PageRequest visit) {
        return contacts.find(pool, visit.organisationId(), visit.id()).compose(PageResult.found(found -> {
            if (visit.field("sure").isEmpty()) {
                return Future.succeededFuture(
                        PageResult.to("/contacts/" + visit.id()).warning("contact.erase.unsure"));
            }
            return erasures.erase(visit.actor(), visit.id())
                    .map(erased ->
                            PageResult.to("/contacts/" + erased.contactId()).saying("contact.erase.done"));
        }));
    }

    /** What was agreed to and refused, with the chain's verification, as a document. */
    private void proof(PageRequest visit) {
        long id = visit.id();
        known(visit, id)
                .compose(known -> proofs.pdf(visit.organisationId(), id, visit.language()))
                .compose(pdf -> file(visit, "application/pdf", "proof-" + id + ".pdf", pdf))
                .onFailure(visit.context()::fail);
    }

    /** Channels whose chat the person has still to open before anybody may write there, with the link that does; empty for none. */
    private Future<Map<String, String>> unopened(long organisation, List<Address> theirs) {
        Set<String> channels = theirs.stream()
                .filter(Address::isUnopened)
                .map(address -> address.identifier().channel())
                .collect(Collectors.toSet());
        return channels.isEmpty()
                ? Future.succeededFuture(Map.of())
                : senders.states(pool, organisation)
                        .map(states -> inbox.openers().of(states, Set.of(), OPENING).stream()
                                .filter(join -> channels.contains(join.channel()))
                                .collect(Collectors.toMap(Join::channel, Join::link)));
    }

    /** The same as {@link #data}, to be read, printed and handed to the person. */
    private Future<PageResult> held(PageRequest visit) {
        return contacts.find(pool, visit.organisationId(), visit.id()).compose(PageResult.found(contact -> publicPages
                .links(pool, visit.organisationId())
                .compose(links -> proofs.read(visit.actor(), contact.id())
                        .map(data -> PageResult.page(
                                "contact/data",
                                Map.of(
                                        "contact",
                                        contact.id(),
                                        "name",
                                        contact.name().isBlank() ? visit.text("contact.nameless") : contact.name(),
                                        "sheet",
                                        DataSheet.of(
                                                DataLanguage.of(
                                                        visit.organisation(),
                                                        Stream.of(
                                                                visit.query("in")
                                                                        .orElse(""),
                                                                Objects.requireNonNullElse(contact.language(), ""),
                                                                visit.language())),
                                                data,
                                                links)))))));
    }

    /** Everything held on the person, to be given to them; the audit trail keeps that it was taken out. */
    private void data(PageRequest visit) {
        long id = visit.id();
        known(visit, id)
                .compose(known -> proofs.export(visit.actor(), id))
                .compose(data -> file(
                        visit,
                        "application/json; charset=utf-8",
                        "data-" + id + ".json",
                        Buffer.buffer(data.encodePrettily())))
                .onFailure(visit.context()::fail);
    }

    private Future<Contact> known(PageRequest visit, long id) {
        return contacts.find(pool, visit.organisationId(), id)
                .map(found -> found.orElseThrow(() -> new HttpException(404)));
    }

    private static Future<Void> file(PageRequest visit, String type, String name, Buffer content) {
        return visit.context()
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .end(content);
    }

    /** Whether an event was recorded on a later day than that on which it was. */
    public static boolean writtenLater(PageRequest visit, LedgerEvent event) {
        return LocalDate.ofInstant(event.recordedAt(), visit.zone())
                .isAfter(LocalDate.ofInstant(event.occurredAt(), visit.zone()));
    }

    /** From which class to which an event took the person, only the latter where they were just added; empty where it is the same. */
    public static String classChange(PageRequest visit, List<LedgerEvent> newestFirst, LedgerEvent event) {
        if (event.consentClass() == null) {
            return "";
        }
        LedgerEvent earlier = newestFirst.stream()
                .skip(newestFirst.indexOf(event) + 1L)
                .filter(each -> each.consentClass() != null)
                .findFirst()
                .orElse(null);
        ConsentClass was = earlier == null ? null : earlier.consentClass();
        if (earlier == null || was == null || was == event.consentClass()) {
            return "";
        }
        String now = visit.text("class." + event.consentClass().sqlName());
        return isStart(earlier, event) ? now : visit.text("class." + was.sqlName()) + " → " + now;
    }

    /** Whether one deed added the person and said this of them: what they were in between nobody has chosen. */
    private static boolean isStart(LedgerEvent earlier, LedgerEvent event) {
        return earlier.kind() == LedgerKind.CREATED
                && event.kind() == LedgerKind.OPT_IN
                && Duration.between(earlier.recordedAt(), event.recordedAt()).toMinutes() == 0;
    }

    /** When an event was: what a file or an organiser gave as a day, which begins where no hour is known, as a day. */
    public static String when(PageRequest visit, LedgerEvent event) {
        Instant at = event.occurredAt();
        boolean written = event.source() == EventSource.IMPORT
                || event.source() == EventSource.API
                || event.source() == EventSource.CONSOLE;
        for (ZoneId zone : List.of(ZoneOffset.UTC, visit.zone())) {
            if (written && at.atZone(zone).toLocalTime().equals(LocalTime.MIDNIGHT)) {
                return visit.mediumDay(at.atZone(zone).toLocalDate());
            }
        }
        return visit.time(at);
    }
}
