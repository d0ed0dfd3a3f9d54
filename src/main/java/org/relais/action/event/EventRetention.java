package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.List;
import org.relais.consent.privacy.EventBoundData;

/**
 * What is left of an event after its time: counts. People who are more than the event's guests lose nothing but the
 * answer; people who are known for it alone are erased, and their answer goes with them.
 */
public final class EventRetention implements EventBoundData {
    private final EventRetentionStore store = new EventRetentionStore();

    /** They answered an event, never agreed to more, and nobody else brought or contacted them. */
    @Override
    public Future<List<Long>> people(SqlClient transaction, long organisationId, Instant now, int limit) {
        return store.people(transaction, organisationId, now, limit);
    }

    @Override
    public Future<Integer> clear(SqlClient transaction, long organisationId, Instant now, int limit) {
        return store.clear(transaction, organisationId, now, limit)
                .compose(cleared -> cleared < limit
                        ? store.close(transaction, organisationId, now).map(cleared)
                        : Future.succeededFuture(cleared));
    }
}
