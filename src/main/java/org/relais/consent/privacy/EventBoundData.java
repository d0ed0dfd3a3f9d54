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
     * locked ({@code for no key update of c skip locked}) and will be erased.
     *
     * @param limit most of them to name
     */
    Future<List<Long>> people(SqlClient transaction, long organisationId, Instant now, int limit);

    /**
     * Removes what was kept of everybody else for events that are over, such as their answers.
     *
     * @param limit most rows to remove
     * @return how many were removed; fewer than {@code limit} when nothing is left
     */
    Future<Integer> clear(SqlClient transaction, long organisationId, Instant now, int limit);
}
