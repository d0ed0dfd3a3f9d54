package org.relais.console.home;

import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionState;
import org.relais.action.ActionStore;
import org.relais.action.OfferStore;
import org.relais.action.event.Event;
import org.relais.action.event.EventStore;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.Progress;
import org.relais.broadcast.Welcome;
import org.relais.consent.ContactListStore;
import org.relais.console.home.HomeBoard.Acting;
import org.relais.console.home.HomeBoard.Draft;
import org.relais.console.home.HomeBoard.Lately;
import org.relais.console.home.HomeBoard.Now;
import org.relais.console.home.HomeBoard.Sending;
import org.relais.database.Database;
import org.relais.database.Paging;
import org.relais.delivery.RecipientStore;
import org.relais.health.SenderReports;
import org.relais.inbox.HandwrittenMessage;
import org.relais.inbox.HeldPerson;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboxService;
import org.relais.inbox.RightsCase;
import org.relais.inbox.RightsRequestService;
import org.relais.ledger.LedgerDayStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.SenderStore;
import org.relais.task.KeptReading;
import org.relais.task.Sequence;

/** Reader of organisations' boards; what is counted from much is read again after some seconds only. */
final class HomeBoardReader {
    private static final int FIRST = 3;
    private static final int UNDER_WAY = 10;
    /** Broadcasts among which there are as many as are shown, or nobody is surprised. */
    private static final int LOOKED_THROUGH = 12;

    private static final int DAYS = 30;
    /** A day of more than these is told as a day. */
    private static final int MOST_BY_HOUR = 5_000;
    /** As long as what was written by hand to somebody who had stopped is news. */
    private static final Duration NEWS = Duration.ofDays(14);

    /** After as long it is read anew, behind whoever looks at the board. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    /** What is older is shown to nobody. */
    private static final Duration OLDEST = Duration.ofMinutes(1);

    private final Pool pool;
    private final InstantSource clock;
    private final Sources sources;
    private final SenderStore senders;
    private final SenderReports reports;
    private final OrganisationStore organisations;
    private final ContactListStore people = new ContactListStore();
    private final ActionStore actions = new ActionStore();
    private final OfferStore offers = new OfferStore();
    private final EventStore events = new EventStore();
    private final ActionFiguresStore figures = new ActionFiguresStore();
    private final ActionProgress progress;
    private final RecipientStore recipients = new RecipientStore();
    private final LedgerDayStore days = new LedgerDayStore();
    private final LongSupplier serverChanges;
    private final KeptReading<Key, Lately> kept;

    /** @param server that it was read from: another one may have given the organisation's id to another */
    private record Key(long organisationId, long server) {}

    /** The services that know what waits and what runs. */
    record Sources(BroadcastService broadcasts, InboxService inbox, HoldService holds, RightsRequestService rights) {}

    HomeBoardReader(Database database, Sources sources, InstantSource clock) {
        this.pool = database.pool();
        this.serverChanges = database.connections()::serverChanges;
        this.clock = clock;
        this.sources = sources;
        this.senders = new SenderStore(clock);
        this.reports = new SenderReports(clock);
        this.progress = new ActionProgress(pool);
        this.organisations = new OrganisationStore(clock);
        this.kept = new KeptReading<>(FRESH, clock, key -> readLately(key.organisationId()));
    }

    /** The boards of these organisations, one after the other. */
    Future<Map<Long, HomeBoard>> read(Set<Long> organisationIds) {
        Map<Long, HomeBoard> boards = new HashMap<>();
        return Sequence.each(organisationIds, id -> read(id).onSuccess(board -> boards.put(id, board)))
                .map(boards);
    }

    Future<HomeBoard> read(long organisationId) {
        return now(organisationId).compose(now -> lately(organisationId).map(lately -> new HomeBoard(now, lately)));
    }

    private Future<Now> now(long id) {
        Future<InboxService.Waiting> waiting = sources.inbox().waiting(id);
        Future<List<HeldPerson>> holds = sources.holds().page(id, 0, FIRST);
        Future<List<RightsCase>> rights = sources.rights().page(id, RightsCase.State.OPEN, 0, FIRST);
        Future<List<InboundMessage>> messages = sources.inbox().unread(id, FIRST);
        Future<List<HandwrittenMessage>> written = afterStop(id);
        Future<List<Sending>> sendings =
                sources.broadcasts().underWay(id, UNDER_WAY).compose(this::progress);
        Future<List<SenderStore.SenderState>> states = senders.states(pool, id);
        var standing = reports.all(pool, id);
        return Future.all(List.of(waiting, holds, rights, messages, written, sendings, states, standing))
                .map(read -> new Now(
                        waiting.result(),
                        holds.result(),
                        rights.result(),
                        messages.result(),
                        written.result(),
                        sendings.result(),
                        states.result(),
                        standing.result()));
    }

    private Future<List<HandwrittenMessage>> afterStop(long id) {
        return sources.inbox().handwrittenAfterStop(id, clock.instant().minus(NEWS), FIRST);
    }

    private Future<Lately> lately(long id) {
        return kept.ask(new Key(id, serverChanges.getAsLong()), OLDEST).map(KeptReading.Kept::value);
    }

    private Future<Lately> readLately(long id) {
        Future<List<Acting>> open = actions.page(pool, id, Paging.NEWEST, Set.of(ActionState.OPEN), UNDER_WAY)
                .compose(found -> acting(id, found));
        Future<List<Welcome>> welcomes = welcomes(id);
        Future<List<Sending>> over = over(id);
        Future<List<Draft>> drafts = drafts(id);
        var counts = people.counts(pool, id);
        Future<LastDays> month = month(id);
        return Future.all(List.of(open, welcomes, over, drafts, counts, month))
                .map(read -> new Lately(
                        open.result(),
                        welcomes.result(),
                        over.result(),
                        drafts.result(),
                        counts.result(),
                        month.result().days(),
                        month.result().today()));
    }

    private record LastDays(List<LedgerDayStore.Day> days, List<LedgerDayStore.Hour> today) {}

    private Future<LastDays> month(long id) {
        return organisations.find(pool, id).compose(found -> {
            ZoneId zone = found.orElseThrow().timeZone();
            return days(id, zone).compose(month -> hours(id, zone, month).map(today -> new LastDays(month, today)));
        });
    }

    private Future<List<Welcome>> welcomes(long id) {
        return sources.broadcasts().welcomes().all(id, UNDER_WAY).map(all -> all.stream()
                .filter(each -> each.broadcast().finishedAt() == null)
                .toList());
    }

    private Future<List<Sending>> over(long id) {
        return sources.broadcasts()
                .over(id, LOOKED_THROUGH)
                .compose(over -> own(id, over, FIRST))
                .compose(this::progress)
                .compose(sendings -> Future.all(
                                sendings.stream().map(one -> wrote(id, one)).toList())
                        .map(CompositeFuture::list));
    }

    /** Where nobody has answered by a button, there may have been none. */
    private Future<Sending> wrote(long id, Sending sending) {
        Progress figures = sending.progress();
        return Progress.sum(figures.answered()) > 0 || figures.sent() == 0
                ? Future.succeededFuture(sending)
                : recipients
                        .apart(pool, id, sending.broadcast().id())
                        .map(apart -> new Sending(sending.broadcast(), figures, apart.wrote()));
    }

    /** Without those that offer an action, which tells them itself. */
    private Future<List<Broadcast>> own(long id, List<Broadcast> broadcasts, int most) {
        return offers.offering(pool, id, broadcasts.stream().map(Broadcast::id).toList())
                .map(offers -> broadcasts.stream()
                        .filter(one -> !offers.contains(one.id()))
                        .limit(most)
                        .toList());
    }

    private Future<List<Draft>> drafts(long id) {
        return sources.broadcasts()
                .drafts(id, LOOKED_THROUGH)
                .compose(broadcasts -> own(id, broadcasts, LOOKED_THROUGH))
                .compose(broadcasts -> actions.page(pool, id, Paging.NEWEST, Set.of(ActionState.DRAFT), LOOKED_THROUGH)
                        .compose(drafts -> events.find(
                                        pool,
                                        id,
                                        drafts.stream().map(Action::id).toList())
                                .map(described -> Stream.concat(
                                                broadcasts.stream().map(HomeBoardReader::draft),
                                                drafts.stream().map(one -> draft(one, described.get(one.id()))))
                                        .sorted(Comparator.comparing(Draft::createdAt)
                                                .reversed())
                                        .toList())));
    }

    private static Draft draft(Broadcast broadcast) {
        return new Draft("/console/broadcasts/" + broadcast.id(), broadcast.title(), broadcast.createdAt(), null, null);
    }

    private static Draft draft(Action action, @Nullable Event event) {
        return new Draft("/console/actions/" + action.id(), action.title(), action.createdAt(), action.type(), event);
    }

    private Future<List<LedgerDayStore.Day>> days(long id, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        return days.between(pool, id, today.minusDays(DAYS - 1), today);
    }

    /** A day alone in its month says little; its hours do. */
    private Future<List<LedgerDayStore.Hour>> hours(long id, ZoneId zone, List<LedgerDayStore.Day> month) {
        LedgerDayStore.Day today = month.get(month.size() - 1);
        boolean alone = month.stream().allMatch(day -> day.equals(today) || moved(day) == 0);
        return !alone || moved(today) == 0 || moved(today) > MOST_BY_HOUR
                ? Future.succeededFuture(List.of())
                : days.hours(pool, id, today.day().atStartOfDay(zone).toInstant());
    }

    private static long moved(LedgerDayStore.Day day) {
        return day.joined() + day.added() + day.stopped();
    }

    private Future<List<Sending>> progress(List<Broadcast> broadcasts) {
        return sources.broadcasts()
                .progress(broadcasts.stream().map(Broadcast::id).collect(Collectors.toSet()))
                .map(progress -> broadcasts.stream()
                        .map(one -> new Sending(one, progress.getOrDefault(one.id(), Progress.NONE), 0))
                        .toList());
    }

    private Future<List<Acting>> acting(long id, List<Action> open) {
        return figures.of(pool, id, open.stream().map(Action::id).toList())
                .compose(counts -> progress.of(id, open, counts))
                .map(ActionProgress.Standing::begun);
    }
}
