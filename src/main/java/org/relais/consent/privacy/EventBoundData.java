package org.relais.consent.privacy;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.List;

/**
 * What was collected for an event and is over with it (CNIL: data of a file that served one occasion go with that
 * occasion). The part that keeps events tells the {@link Retention}, which does it daily, in batches.
 */
public interface EventBoundData {

    /**
     * People who are known for nothing but events that are over, and who agreed to nothing more; their contacts are
     * locked ({@code for no key update of c skip locked}) and will be erased. Nobody, where a part only asks people who
     * could be written to.
     *
     * @param limit most of them to name
     */
    default Future<List<Long>> people(SqlClient transaction, long organisationId, Instant now, int limit) {
        return Future.succeededFuture(List.of());
    }

    /**
     * Removes what was kept of everybody else for events that are over, such as their answers, and closes them once nothing
     * is left.
     *
     * @param limit most rows to remove
     * @return how many were removed; fewer than {@code limit} when nothing is left
     */
    default Future<Integer> clear(SqlClient transaction, long organisationId, Instant now, int limit) {
        return remove(transaction, organisationId, now, limit)
                .compose(removed -> removed < limit
                        ? close(transaction, organisationId, now).map(removed)
                        : Future.succeededFuture(removed));
    }

    /** Takes people out of answers; returns how many answers. */
    Future<Integer> remove(SqlClient transaction, long organisationId, Instant now, int limit);

    /** Takes people out of what else names them, and marks that from which nobody can be read any more. */
    Future<Void> close(SqlClient transaction, long organisationId, Instant now);
}
