package org.relais.feed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.relais.task.ChangeFeed;

/** Reader of organisations' feeds, which can wait for what is to come. */
public final class Feed {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Vertx vertx;
    private final Pool pool;
    private final FeedSequencer sequencer;
    private final LongSupplier nanoTime;
    private final FeedStore store = new FeedStore();
    private final ChangeFeed<Long, Long> places;

    public Feed(Vertx vertx, Pool pool, FeedSequencer sequencer, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.pool = pool;
        this.sequencer = sequencer;
        this.nanoTime = nanoTime;
        this.places = new ChangeFeed<>(vertx, INTERVAL, this::last);
    }

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

        Query from(long place) {
            return new Query(organisationId, place, kinds, limit);
        }
    }

    private Future<Map<Long, Long>> last(Set<Long> organisationIds) {
        return sequencer.place().compose(placed -> store.last(pool, organisationIds));
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
        return settle().compose(settled -> page(query));
    }

    /** What is there, or comes within {@code patience}; an empty page after that. */
    public Future<FeedPage> read(Query query, Duration patience) {
        return until(query, nanoTime.getAsLong() + patience.toNanos());
    }

    private Future<FeedPage> until(Query query, long end) {
        return read(query).compose(page -> {
            Duration left = Duration.ofNanos(end - nanoTime.getAsLong());
            return !page.events().isEmpty() || left.toMillis() < 1
                    ? Future.succeededFuture(page)
                    : moved(query.organisationId(), page.next(), left)
                            .compose(moved -> until(query.from(page.next()), end));
        });
    }

    /** Completes when the organisation has an event behind this place, or when the time is over. */
    private Future<Void> moved(long organisationId, long place, Duration left) {
        Promise<Void> moved = Promise.promise();
        ChangeFeed<Long, Long>.Subscription subscription = places.subscribe(organisationId, last -> {
            if (last > place) {
                moved.tryComplete();
            }
        });
        long timer = vertx.setTimer(left.toMillis(), over -> moved.tryComplete());
        return moved.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            subscription.close();
        });
    }
}
