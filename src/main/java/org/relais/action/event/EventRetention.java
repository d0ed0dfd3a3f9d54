package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * What is left of an event after its time: counts. People who are more than the event's guests lose nothing but the
 * answer; people who are known for it alone are named to {@code consent.Retention}, which erases them, and their answer
 * goes with them.
 */
public final class EventRetention {
    private static final int BATCH = 100;

    private final Pool pool;
    private final InstantSource clock;
    private final EventRetentionStore store = new EventRetentionStore();

    public EventRetention(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Takes the people out of the answers of events whose period is over; completes with how many events are done. */
    public Future<Integer> run() {
        Instant now = clock.instant();
        return store.due(pool, now, BATCH).compose(due -> {
            Future<Integer> all = Future.succeededFuture(0);
            for (long actionId : due) {
                all = all.compose(before -> pool.withTransaction(tx -> store.forget(tx, actionId, now))
                        .map(whole -> whole ? before + 1 : before));
            }
            return all;
        });
    }

    /**
     * People of the organisation who are known only for events whose period is over: they answered one, never agreed to
     * more, and nobody else brought or contacted them. Locks the contacts it names, and passes over those that somebody
     * else works on.
     *
     * @param limit 1 or more
     */
    public Future<List<Long>> bound(SqlClient transaction, long organisationId, Instant now, int limit) {
        return store.bound(transaction, organisationId, now, limit);
    }
}
