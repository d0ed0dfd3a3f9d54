package org.relais.feed;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

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

    public FeedSequencer(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Gives places to everything that was committed when it was called; fails when it can't. */
    public Future<Void> place() {
        return pool.withTransaction(this::batch).compose(placed -> placed < BATCH ? Future.succeededFuture() : place());
    }

    private Future<Integer> batch(SqlConnection transaction) {
        return store.lockHead(transaction)
                .compose(head -> head.isEmpty()
                        ? Future.succeededFuture(0)
                        : store.place(transaction, Math.max(head.get(), micros()), BATCH));
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
