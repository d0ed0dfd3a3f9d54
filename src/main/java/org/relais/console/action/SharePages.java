package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionService;
import org.relais.action.ActionType;
import org.relais.action.referral.ReferralService;
import org.relais.api.CsvDownload;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.broadcast.FunnelBar;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.group.ChatGroup;
import org.relais.group.GroupStore;
import org.relais.group.InviteLinkStore;
import org.relais.group.InviteLinkStore.Count;
import org.relais.organisation.Role;
import org.relais.share.ShareApp;
import org.relais.share.ShareFigures;
import org.relais.share.ShareFigures.OfMessage;
import org.relais.share.ShareFigures.OfVolunteer;
import org.relais.share.ShareService;

/** What share actions show: what came of the links, who brought whom, and the end of the public pages. */
public final class SharePages implements KindPages {
    private static final int PEOPLE = 50;

    private final Pool pool;
    private final ActionService actions;
    private final ShareService shares;
    private final ReferralPages named;
    private final InstantSource clock;
    private final ShareFigures figures = new ShareFigures();
    private final ContactStore contacts = new ContactStore();
    private final GroupStore groups = new GroupStore();
    private final InviteLinkStore links = new InviteLinkStore();
    private final Namesakes namesakes;

    public SharePages(
            Pool pool, ActionService actions, ReferralService naming, ShareService shares, InstantSource clock) {
        this.pool = pool;
        this.namesakes = new Namesakes(pool);
        this.actions = actions;
        this.shares = shares;
        this.named = new ReferralPages(actions, naming);
        this.clock = clock;
    }

    /** How often it was shared by which app, where it was at all; the most frequent first. */
    public static List<FunnelBar> apps(PageRequest visit, ShareFigures.Counts counts) {
        return ShareApp.all().stream()
                .filter(app -> counts.shared().getOrDefault(app, 0L) > 0)
                .map(app -> app(visit, app, counts))
                .sorted(Comparator.comparing(FunnelBar::count).reversed())
                .toList();
    }

    private static FunnelBar app(PageRequest visit, ShareApp app, ShareFigures.Counts counts) {
        long times = counts.shared().getOrDefault(app, 0L);
        String name = app.channel().isPresent() ? visit.channel(app.word()) : visit.text("action.app." + app.word());
        return FunnelBar.part(visit, app.word(), name, times, counts.sharedInAll());
    }

    @Override
    public ActionType type() {
        return ActionType.SHARE;
    }

    @Override
    public void mount(PageRoutes routes, Function<Action, Future<Counts>> counts) {
        named.mount(routes);
        routes.ofAction()
                .get(
                        "/actions/:id/sharers",
                        visit -> shared(visit, (action, message) -> sharers(visit, action, message)));
        routes.stream("/actions/:id/sharers.csv", Role.VIEWER, this::sharersCsv);
        routes.ofAction()
                .get("/actions/:id/tree", visit -> shared(visit, (action, message) -> tree(visit, action, message)));
        routes.get(
                "/actions/:id/end-sharing",
                Role.ORGANISER,
                visit -> shared(
                        visit,
                        (action, message) -> over(message)
                                ? Future.succeededFuture(
                                        PageResult.to("/actions/" + action.id()).warning("action.said.not-possible"))
                                : Future.succeededFuture(PageResult.page(
                                        "action/endSharing", Map.of("action", action, "share", message)))));
        routes.post(
                "/actions/:id/end-sharing",
                Role.ORGANISER,
                visit -> shared(visit, (action, message) -> endSharing(visit, action, message)));
    }

    /**
     * The group that an action helps to grow.
     *
     * @param links of its volunteers
     */
    public record GrowingGroup(ChatGroup group, Count links) {}

    /** Empty for an action without one. */
    private Future<Optional<GrowingGroup>> group(Action action) {
        Long groupId = action.groupId();
        return groupId == null
                ? Future.succeededFuture(Optional.empty())
                : groups.find(pool, action.organisationId(), groupId)
                        .compose(found -> links.count(pool, action.organisationId(), action.id())
                                .map(count -> found.map(group -> new GrowingGroup(group, count))));
    }

    /** A right that lacks keeps nothing from being opened, since it may be given at any time; only a group that was left does. */
    @Override
    public Future<List<Step>> steps(PageRequest visit, Action action) {
        return group(action).map(found -> found
                .map(growing -> new Step(
                        visit.text("action.group"),
                        growing.group().invites()
                                ? growing.group().title()
                                : visit.text(
                                        "action.group.unable."
                                                + growing.group().ability().sqlName(),
                                        "title",
                                        growing.group().title()),
                        "/channels/" + growing.group().senderId() + "#groups",
                        true,
                        !growing.group().invites(),
                        Set.of("groupId")))
                .stream()
                .toList());
    }

    @Override
    public Future<Void> show(PageRequest visit, Action action, Map<String, Object> model) {
        Long contentId = action.contentId();
        return contentId == null
                ? Future.succeededFuture()
                : figures.ofMessage(pool, action.organisationId(), contentId)
                        .onSuccess(found -> found.ifPresent(message -> {
                            model.put("share", message);
                            model.put("shareOver", over(message));
                        }))
                        .compose(found -> shares.posts(action.organisationId(), contentId))
                        .onSuccess(posts -> model.put("posts", posts))
                        .compose(posts -> group(action))
                        .onSuccess(group -> group.ifPresent(growing -> model.put("group", growing)))
                        .mapEmpty();
    }

    private boolean over(OfMessage message) {
        Instant endsAt = message.endsAt();
        return endsAt != null && !endsAt.isAfter(clock.instant());
    }

    /** A page about what an opened share action shares. */
    private Future<PageResult> shared(PageRequest visit, BiFunction<Action, OfMessage, Future<PageResult>> page) {
        return actions.find(visit.organisationId(), visit.id()).compose(found -> {
            Long contentId = found.map(Action::contentId).orElse(null);
            return contentId == null
                    ? Future.succeededFuture(PageResult.notFound())
                    : figures.ofMessage(pool, visit.organisationId(), contentId)
                            .compose(PageResult.found(message -> page.apply(found.orElseThrow(), message)));
        });
    }

    private Future<PageResult> sharers(PageRequest visit, Action action, OfMessage message) {
        ShareFigures.Rank rank = Stream.of(ShareFigures.Rank.values())
                .filter(each -> each.name().equalsIgnoreCase(visit.query("sort").orElse("")))
                .findFirst()
                .orElse(ShareFigures.Rank.JOINS);
        long from = visit.query("from", 0L);
        String name = visit.query("name").orElse("").strip();
        return named(visit, name)
                .compose(among -> figures.ranked(
                        pool,
                        visit.organisationId(),
                        new ShareFigures.Ranking(message.messageId(), rank, among.orElse(null)),
                        from,
                        PEOPLE + 1))
                .map(people -> PageResult.page(
                        "action/sharers",
                        Map.of(
                                "action",
                                action,
                                "share",
                                message,
                                "name",
                                name,
                                "people",
                                people.stream().limit(PEOPLE).toList(),
                                "rank",
                                rank,
                                "next",
                                people.size() > PEOPLE ? from + PEOPLE : 0L)));
    }

    /** Who bears a name that is looked for; empty where none is. */
    private Future<Optional<List<Long>>> named(PageRequest visit, String name) {
        return name.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : namesakes.of(visit, name).map(Optional::of);
    }

    private void sharersCsv(PageRequest visit) {
        CsvPages.send(visit, actions, Set.of(ActionType.SHARE), action -> new CsvDownload<>(
                        header(visit), from -> volunteers(action, from), OfVolunteer::contactId, SharePages::cells)
                .send(visit.context(), "action-" + action.id() + "-sharing"));
    }

    private Future<List<OfVolunteer>> volunteers(Action action, long from) {
        Long contentId = action.contentId();
        return contentId == null
                ? Future.succeededFuture(List.of())
                : figures.volunteers(pool, action.organisationId(), contentId, from, CsvDownload.pageSize());
    }

    private static List<String> header(PageRequest visit) {
        List<String> header = new ArrayList<>(CsvPages.header(visit, "id", "name", "opened"));
        ShareApp.all().forEach(app -> header.add(CsvPages.heading(visit, app)));
        header.addAll(CsvPages.header(visit, "visits", "joins", "entries", "said-done"));
        return header;
    }

    private static List<String> cells(OfVolunteer person) {
        Map<ShareApp, Long> shared = person.counts().shared();
        List<String> cells = new ArrayList<>(
                CsvPages.row(person.contactId(), person.name(), person.counts().opened()));
        ShareApp.all().forEach(app -> cells.add(CsvDownload.cell(shared.getOrDefault(app, 0L))));
        cells.addAll(CsvPages.row(
                person.counts().visits(),
                person.counts().joins(),
                person.counts().entries(),
                person.done() ? 1 : 0));
        return cells;
    }

    private Future<PageResult> tree(PageRequest visit, Action action, OfMessage message) {
        return figures.tree(pool, visit.organisationId(), null)
                .map(all -> all.stream()
                        .filter(branch -> branch.messageId() == message.messageId())
                        .toList())
                .compose(branches -> names(visit, branches)
                        .map(names -> PageResult.page(
                                "action/tree",
                                Map.of(
                                        "action",
                                        action,
                                        "tree",
                                        JoinTree.of(branches, names),
                                        "joins",
                                        branches.size()))));
    }

    /** Of those who brought somebody and came by another way themselves. */
    private Future<Map<Long, String>> names(PageRequest visit, List<ShareFigures.Branch> branches) {
        Set<Long> roots = new HashSet<>();
        branches.forEach(branch -> roots.add(branch.broughtBy()));
        branches.forEach(branch -> roots.remove(branch.contactId()));
        return contacts.findAll(pool, visit.organisationId(), List.copyOf(roots))
                .map(found -> found.stream().collect(Collectors.toMap(Contact::id, Contact::name)));
    }

    private Future<PageResult> endSharing(PageRequest visit, Action action, OfMessage message) {
        if (over(message)) {
            return Future.succeededFuture(
                    PageResult.to("/actions/" + action.id()).warning("action.said.not-possible"));
        }
        return shares.end(visit.actor(), message.messageId(), null)
                .map(ended -> PageResult.to("/actions/" + action.id()).saying("action.said.sharing-ended"));
    }
}
