package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.relais.database.Timestamps;

/** Whose answers have had their time, in SQL. */
final class EventRetentionStore {
    private static final String DUE =
            """
            select action_id from event
            where forgotten_at is null and ends_at + make_interval(days => retention_days) < $1
            order by ends_at
            limit $2
            """;

    private static final String FORGET =
            """
            update event_answer a set contact_id = null
            where a.action_id = $1 and a.contact_id is not null
              and not exists (select from consent s where s.contact_id = a.contact_id and s.class = 'occasional')
            """;

    private static final String FORGET_ASSIGNMENTS =
            """
            update assignment a set contact_id = null
            from action
            where action.id = a.action_id and a.action_id = $1 and action.state in ('ended', 'cancelled')
              and a.contact_id is not null
              and not exists (select from consent s where s.contact_id = a.contact_id and s.class = 'occasional')
            """;

    private static final String FORGET_NOTICES =
            """
            delete from event_notice n using event_answer a where a.id = n.answer_id and a.action_id = $1
            """;

    private static final String WHOLE =
            """
            update event e set forgotten_at = $2
            where e.action_id = $1
              and not exists (select from event_answer a where a.action_id = e.action_id and a.contact_id is not null)
            """;

    /** Occasional people are those who never agreed; whoever agreed at the event's question is regular since. */
    private static final String BOUND =
            """
            select c.id
            from contact c
            join consent s on s.contact_id = c.id and s.class = 'occasional' and s.occasional_spent_at is null
            where c.organisation_id = $1
              and exists (select from event_answer a where a.contact_id = c.id)
              and not exists (select from event_answer a join event e on e.action_id = a.action_id
                              where a.contact_id = c.id
                                and e.ends_at + make_interval(days => e.retention_days) >= $2)
            order by c.id
            limit $3
            for no key update of c skip locked
            """;

    Future<List<Long>> due(SqlClient client, Instant now, int limit) {
        return client.preparedQuery(DUE)
                .execute(Tuple.of(Timestamps.sql(now), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong("action_id"))
                        .toList());
    }

    /** Whether nobody can be read from the answers any more. */
    Future<Boolean> forget(SqlClient tx, long actionId, Instant now) {
        Tuple action = Tuple.of(actionId);
        return tx.preparedQuery(FORGET)
                .execute(action)
                .compose(done -> tx.preparedQuery(FORGET_ASSIGNMENTS).execute(action))
                .compose(done -> tx.preparedQuery(FORGET_NOTICES).execute(action))
                .compose(done -> tx.preparedQuery(WHOLE).execute(Tuple.of(actionId, Timestamps.sql(now))))
                .map(rows -> rows.rowCount() == 1);
    }

    Future<List<Long>> bound(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(BOUND)
                .execute(Tuple.of(organisationId, Timestamps.sql(now), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong("id"))
                        .toList());
    }
}
