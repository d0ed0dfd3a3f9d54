package org.relais.feed;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import org.relais.task.Batcher;

/**
 * Giver of places in the feed. A row lock makes one at a time give them, to what has been committed by then and in the
 * order in which it was written: a transaction that commits late gets places behind all that was read before, and none is
 * waited for.
 */
public final class FeedSequencer {
    /** How long events are kept: whoever follows the feed may be away for so long. */
    public static final Duration KEPT = Duration.ofDays(30);

    private static final int BATCH = 5_000;

    private final FeedStore store = new FeedStore();
    private final Pool pool;
    private final InstantSource clock;
    private final Batcher<Duration, Void> rounds = new Batcher<>(() -> asked -> true, this::round);

    public FeedSequencer(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Gives places to everything that was committed when it was called; fails when it can't. */
    public Future<Void> place() {
        return rounds.add(Duration.ZERO);
    }

    /** As {@link #place}; when there was something, nobody is told of more for so long. */
    Future<Void> place(Duration silence) {
        return rounds.add(silence);
    }

    /** All who ask while a round is under way share the next. */
    private Future<List<Future<Void>>> round(List<Duration> asked) {
        return all(Collections.max(asked)).map(Collections.nCopies(asked.size(), Future.succeededFuture()));
    }

    private Future<Void> all(Duration silence) {
        return store.unplaced(pool)
                .compose(some -> some
                        ? pool.withTransaction(transaction -> batch(transaction, silence))
                        : Future.succeededFuture(0))
                .compose(placed -> placed < BATCH ? Future.succeededFuture() : all(silence));
    }

    private Future<Integer> batch(SqlConnection transaction, Duration silence) {
        return store.lockHead(transaction)
                .compose(head -> head.isEmpty()
                        ? Future.succeededFuture(0)
                        : store.place(transaction, Math.max(head.get(), micros()), BATCH, silence));
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** Removes what is older than {@link #KEPT}. */
    public Future<Void> prune() {
        return store.prune(pool, clock.instant().minus(KEPT), BATCH)
                .compose(gone -> gone < BATCH ? Future.succeededFuture() : prune());
    }
}
