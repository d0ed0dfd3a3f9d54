package org.relais.feed;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.relais.database.Notifications;
import org.relais.task.ChangeFeed;

/**
 * Reader of organisations' feeds, which can wait for what is to come. All who wait share the looks of this node: it looks when
 * the database tells of new rows, then four times a second until it has been quiet for a while, and otherwise seldom, for what
 * it was not told of.
 */
public final class Feed {
    /** Between looks of a node that has not been told of anything. */
    public static final Duration SELDOM = Duration.ofSeconds(5);

    static final String TOLD = "relais_feed";

    private static final Duration OFTEN = Duration.ofMillis(250);

    /** While rows come, nobody is told of them. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** So many quick looks come after the last new row: three seconds, longer than the silence and most transactions. */
    private static final int QUICK_LOOKS = 12;

    private final Vertx vertx;
    private final Pool pool;
    private final FeedSequencer sequencer;
    private final Duration seldom;
    private final FeedStore store = new FeedStore();
    private final ChangeFeed<Place, Long> news;
    private final AtomicInteger quickLooks = new AtomicInteger();

    /** @param seldom how long to wait for what {@link #listen} hears before looking unasked */
    public Feed(Vertx vertx, Pool pool, FeedSequencer sequencer, Duration seldom) {
        this.vertx = vertx;
        this.pool = pool;
        this.sequencer = sequencer;
        this.seldom = seldom;
        this.news = new ChangeFeed<>(vertx, seldom, this::look);
    }

    /** Looks for those who wait whenever the database tells of new rows. */
    public void listen(Notifications notifications) {
        notifications.on(TOLD, told -> news.look());
    }

    /** Where somebody waits: for what of these kinds comes behind this place. */
    record Place(long organisationId, long after, List<String> kinds) {}

    /**
     * What is asked for.
     *
     * @param after behind which place, as {@link FeedPage#next} said; 0 for all that is kept
     * @param kinds names of {@link FeedKind}; none for all
     */
    public record Query(long organisationId, long after, List<String> kinds, int limit) {
        public Query {
            kinds = List.copyOf(kinds);
        }

        Place place() {
            return new Place(organisationId, after, kinds);
        }
    }

    /** The order matters: what is committed behind the look is told of. */
    private Future<Map<Place, Long>> look(Set<Place> places) {
        return store.tell(pool, seldom.multipliedBy(3))
                .onSuccess(lapsed -> quickly(lapsed))
                .compose(told -> sequencer.place(SILENCE))
                .compose(placed -> store.news(pool, places))
                .onSuccess(found -> quickly(found.silent()))
                .map(FeedStore.News::places)
                .onComplete(done -> again());
    }

    /** What was begun before anybody was told, or while nobody is, ends untold. */
    private void quickly(boolean untold) {
        if (untold) {
            quickLooks.set(QUICK_LOOKS);
        }
    }

    private void again() {
        if (quickLooks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            vertx.setTimer(OFTEN.toMillis(), fired -> news.look());
        }
    }

    /** Gives everything its place that was committed before the call, for {@link #page}. */
    public Future<Void> settle() {
        return sequencer.place();
    }

    /** What has its place by now. */
    public Future<FeedPage> page(Query query) {
        return store.page(pool, query.organisationId(), query.after(), query.kinds(), query.limit());
    }

    /** What is there now: everything that was committed before the call. */
    public Future<FeedPage> read(Query query) {
        return here(settle()).compose(settled -> page(query));
    }

    /** The same, told on the caller's own event loop: places are given to all who ask at once, by the loop of one. */
    private Future<Void> here(Future<Void> elsewhere) {
        Context context = vertx.getOrCreateContext();
        Promise<Void> told = Promise.promise();
        elsewhere.onComplete((done, fault) -> context.runOnContext(go -> told.complete(done, fault)));
        return told.future();
    }

    /** What is there, or comes within {@code patience}; an empty page after that. */
    public Future<FeedPage> read(Query query, Duration patience) {
        if (patience.isZero()) {
            return read(query);
        }
        Promise<Void> moved = Promise.promise();
        // Before the read: what comes after it has somebody who waits.
        ChangeFeed<Place, Long>.Subscription subscription =
                news.subscribe(query.place(), position -> moved.tryComplete());
        long timer = vertx.setTimer(patience.toMillis(), over -> moved.tryComplete());
        return read(query)
                .compose(page -> page.events().isEmpty()
                        ? moved.future().compose(then -> page(query))
                        : Future.succeededFuture(page))
                .onComplete(done -> {
                    vertx.cancelTimer(timer);
                    subscription.close();
                });
    }
}
