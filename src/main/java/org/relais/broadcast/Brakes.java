package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;

/** Look at the broadcasts whose first part is on its way: the rest of each is let go or held once that part has come to rest. */
final class Brakes {
    private final Pool pool;
    private final InstantSource clock;
    private final BrakeStore store = new BrakeStore();

    Brakes(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Judges what is due; to be called while some is watched. */
    Future<Void> look() {
        return pool.withTransaction(transaction -> store.lock(transaction)
                .compose(watched -> watched.isEmpty()
                        ? Future.succeededFuture()
                        : store.due(transaction, watched, clock.instant()).compose(due -> judge(transaction, due))));
    }

    private Future<Void> judge(SqlClient transaction, List<Long> due) {
        Future<Void> all = Future.succeededFuture();
        for (long id : due) {
            all = all.compose(before -> store.judge(transaction, id));
        }
        return all;
    }
}
