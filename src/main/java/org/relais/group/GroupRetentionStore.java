package org.relais.group;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.relais.consent.privacy.EventBoundData;
import org.relais.database.Timestamps;

/** Whoever entered a group is forgotten after the time that occasional contacts are kept: the count stays. */
public final class GroupRetentionStore implements EventBoundData {
    private static final String FORGET =
            """
            update group_entry e set fingerprint = null
            from organisation o
            where o.id = $1 and e.organisation_id = $1 and e.fingerprint is not null
              and e.entered_at < $2::timestamptz - make_interval(days => o.occasional_retention_days)
            """;

    /** Nothing that names anybody is here to be removed one by one. */
    @Override
    public Future<Integer> remove(SqlClient transaction, long organisationId, Instant now, int limit) {
        return Future.succeededFuture(0);
    }

    @Override
    public Future<Void> close(SqlClient transaction, long organisationId, Instant now) {
        return transaction
                .preparedQuery(FORGET)
                .execute(Tuple.of(organisationId, Timestamps.sql(now)))
                .mapEmpty();
    }
}
