package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.relais.audience.AudienceStore;
import org.relais.delivery.AudiencePage;
import org.relais.delivery.Outbox;

/**
 * Turns an audience into deliveries, a page per transaction. The page's deliveries and the cursor behind them are
 * committed together, so a crash at any point resumes where it stood, and nobody is left out or written twice.
 */
final class Expansion {
    /** Some 100 ms of work: what a pause waits for at most. */
    static final int PAGE = 5_000;

    private final Pool pool;
    private final Outbox outbox;
    private final InstantSource clock;
    private final int pageSize;
    private final BroadcastStore store = new BroadcastStore();
    private final AudienceStore audiences = new AudienceStore();

    /** What one step came to. */
    enum Step {
        /** A page was enqueued; there may be more. */
        PAGE,
        /** Everybody has a delivery now. */
        COMPLETE,
        /** Paused, cancelled, complete already, or another node is at it. */
        NOT_OURS
    }

    Expansion(Pool pool, Outbox outbox, InstantSource clock, int pageSize) {
        this.pool = pool;
        this.outbox = outbox;
        this.clock = clock;
        this.pageSize = pageSize;
    }

    /** Enqueues the next page of a broadcast. */
    Future<Step> step(long broadcastId) {
        return pool.withTransaction(transaction -> store.lock(transaction, broadcastId)
                .compose(cursor ->
                        cursor.isPresent() ? page(transaction, cursor.get()) : Future.succeededFuture(Step.NOT_OURS)));
    }

    private Future<Step> page(SqlClient transaction, BroadcastStore.Cursor cursor) {
        Broadcast broadcast = cursor.broadcast();
        return audiences
                .page(
                        transaction,
                        broadcast.organisationId(),
                        broadcast.audience(),
                        cursor.after(),
                        cursor.until(),
                        pageSize)
                .compose(ids -> enqueue(transaction, broadcast, ids).compose(enqueued -> {
                    boolean complete = ids.size() < pageSize;
                    long reached = ids.isEmpty() ? cursor.after() : ids.get(ids.size() - 1);
                    return store.advance(transaction, broadcast.id(), reached, complete, clock.instant())
                            .map(complete ? Step.COMPLETE : Step.PAGE);
                }));
    }

    private Future<Void> enqueue(SqlClient transaction, Broadcast broadcast, List<Long> contactIds) {
        if (contactIds.isEmpty()) {
            return Future.succeededFuture();
        }
        Instant started = Objects.requireNonNull(broadcast.startedAt(), "it has started");
        return outbox.enqueueAudience(
                        transaction,
                        new AudiencePage(
                                broadcast.organisationId(),
                                broadcast.id(),
                                broadcast.messageId(),
                                broadcast.purpose(),
                                broadcast.channel(),
                                contactIds,
                                started,
                                broadcast.notAfter()))
                .mapEmpty();
    }
}
