package org.relais.action.share;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import org.relais.action.ActionStore;
import org.relais.action.Assignment;
import org.relais.action.Assignments;
import org.relais.task.Sequence;

/** Whoever has opened an app to share by one of their links has done the share action, and is thanked. */
public final class ShareCompletion {
    private static final int PAGE = 200;

    private final Pool pool;
    private final Assignments assignments;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final ShareCompletionStore store = new ShareCompletionStore();
    private final ActionStore actions = new ActionStore();

    /** @param wake tells the engine that an organisation has something queued, after its commit */
    public ShareCompletion(Pool pool, Assignments assignments, LongConsumer wake, InstantSource clock) {
        this.pool = pool;
        this.assignments = assignments;
        this.wake = wake;
        this.clock = clock;
    }

    /** To be called every few seconds; completes with how many are done now. */
    public Future<Integer> settle() {
        return pool.withTransaction(tx -> store.shared(tx, clock.instant(), PAGE)
                        .compose(shared -> settleAll(tx, shared).map(shared)))
                .compose(shared -> {
                    shared.stream().map(Assignment::organisationId).distinct().forEach(wake::accept);
                    return shared.size() == PAGE
                            ? settle().map(more -> more + PAGE)
                            : Future.succeededFuture(shared.size());
                });
    }

    private Future<Void> settleAll(SqlClient tx, List<Assignment> shared) {
        return Sequence.each(shared, each -> actions.find(tx, each.organisationId(), each.actionId())
                .compose(action -> assignments
                        .unit(tx, action.orElseThrow(), each, new JsonObject())
                        .compose(counted -> assignments.doneElsewhere(tx, action.orElseThrow(), each))));
    }
}
