package org.relais.group;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.relais.consent.privacy.EventBoundData;
import org.relais.database.Timestamps;

/**
 * Whoever entered a group is forgotten after the time that occasional contacts are kept: the count stays. Links that were never
 * made go with the end of their action.
 */
public final class GroupRetentionStore implements EventBoundData {
    private static final String FORGET =
            """
            update group_entry e set fingerprint = null
            from organisation o
            where o.id = $1 and e.organisation_id = $1 and e.fingerprint is not null
              and e.entered_at < $2::timestamptz - make_interval(days => o.occasional_retention_days)
            """;

    private static final String UNMADE =
            """
            delete from invite_link l using action a
            where l.organisation_id = $1 and l.link is null and l.contact_id is not null
              and a.id = l.action_id and a.state in ('ended', 'cancelled') and a.ended_at < $2
            """;

    /** Nothing that names anybody is here to be removed one by one. */
    @Override
    public Future<Integer> remove(SqlClient transaction, long organisationId, Instant now, int limit) {
        return Future.succeededFuture(0);
    }

    @Override
    public Future<Void> close(SqlClient transaction, long organisationId, Instant now) {
        Tuple due = Tuple.of(organisationId, Timestamps.sql(now));
        return transaction
                .preparedQuery(FORGET)
                .execute(due)
                .compose(forgotten -> transaction.preparedQuery(UNMADE).execute(due))
                .mapEmpty();
    }
}
