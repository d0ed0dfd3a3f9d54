package org.relais.broadcast.brake;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Look at the broadcasts whose first part is on its way: the rest of each is let go or held once that part has come to rest. */
public final class Brakes {
    private static final Logger LOG = LoggerFactory.getLogger(Brakes.class);

    private final Pool pool;
    private final InstantSource clock;
    private final BrakeStore store = new BrakeStore();

    public Brakes(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Judges those of these that are due, each by itself; never fails: what could not be judged is looked at again. */
    public Future<Void> look(List<Long> watched) {
        return pool.withTransaction(transaction -> due(transaction, watched))
                .compose(this::judgeEach)
                .otherwise(fault -> {
                    LOG.warn("no brake is looked at until the next try: {}", fault.getMessage());
                    return null;
                });
    }

    private Future<List<Long>> due(SqlClient transaction, List<Long> watched) {
        return store.lock(transaction, watched)
                .compose(locked -> locked.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : store.due(transaction, locked, clock.instant()));
    }

    private Future<Void> judgeEach(List<Long> due) {
        return Sequence.each(due, id -> judge(id).otherwise(fault -> {
            LOG.warn("the brake of broadcast {} waits for another try: {}", id, fault.getMessage());
            return null;
        }));
    }

    /** Something of it may have been queued again since it was found due. */
    private Future<Void> judge(long broadcastId) {
        return pool.withTransaction(transaction -> due(transaction, List.of(broadcastId))
                .compose(still -> still.isEmpty() ? Future.succeededFuture() : store.judge(transaction, broadcastId)));
    }
}
