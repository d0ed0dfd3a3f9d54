package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.relais.consent.privacy.EventBoundData;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * What is left of an event after its time: counts. People who are more than the event's guests lose nothing but the
 * answer; people who are known for it alone are erased, and their answer goes with them.
 */
public final class EventRetentionStore implements EventBoundData {
    /** Occasional people are those who never agreed; whoever agreed at the event's question is regular since. */
    private static final String PEOPLE =
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

    private static final String CLEAR =
            """
            with due as (
                select a.id
                from event e
                join event_answer a on a.action_id = e.action_id
                where e.organisation_id = $1 and e.forgotten_at is null
                  and e.ends_at + make_interval(days => e.retention_days) < $2 and a.contact_id is not null
                  and not exists (select from consent s where s.contact_id = a.contact_id and s.class = 'occasional')
                order by a.id
                limit $3
                for no key update of a skip locked
            )
            update event_answer a set contact_id = null from due where a.id = due.id
            """;

    private static final String CLEAR_ASSIGNMENTS =
            """
            update assignment s set contact_id = null
            from event e
            join action a on a.id = e.action_id and a.state in ('ended', 'cancelled')
            where s.action_id = e.action_id and s.contact_id is not null
              and e.organisation_id = $1 and e.forgotten_at is null
              and e.ends_at + make_interval(days => e.retention_days) < $2
            """;

    private static final String CLEAR_NOTICES =
            """
            delete from event_notice n
            using event_answer a, event e
            where a.id = n.answer_id and e.action_id = a.action_id and e.organisation_id = $1 and e.forgotten_at is null
              and e.ends_at + make_interval(days => e.retention_days) < $2
            """;

    /** Of what people said about it the conversation shows that they did. */
    private static final String FORGET_WORDS =
            """
            update inbound_message i set text = '', content = 'elsewhere', about = null
            from event e
            where e.organisation_id = $1 and e.ends_at + make_interval(days => e.retention_days) < $2
              and i.organisation_id = $1 and i.kind = 'understood'
              and i.about in ('event:' || e.action_id, 'act:' || e.action_id)
            """;

    private static final String CLOSE =
            """
            update event e set forgotten_at = $2
            where e.organisation_id = $1 and e.forgotten_at is null
              and e.ends_at + make_interval(days => e.retention_days) < $2
              and not exists (select from event_answer a where a.action_id = e.action_id and a.contact_id is not null)
              and not exists (select from assignment s where s.action_id = e.action_id and s.contact_id is not null)
            """;

    /** They answered an event, never agreed to more, and nobody else brought or contacted them. */
    @Override
    public Future<List<Long>> people(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(PEOPLE)
                .execute(Tuple.of(organisationId, Timestamps.sql(now), limit))
                .map(Rows.all(row -> row.getLong("id")));
    }

    @Override
    public Future<Integer> remove(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(CLEAR)
                .execute(Tuple.of(organisationId, Timestamps.sql(now), limit))
                .map(SqlResult::rowCount);
    }

    @Override
    public Future<Void> close(SqlClient transaction, long organisationId, Instant now) {
        Tuple due = Tuple.of(organisationId, Timestamps.sql(now));
        return transaction
                .preparedQuery(CLEAR_NOTICES)
                .execute(due)
                .compose(done -> transaction.preparedQuery(CLEAR_ASSIGNMENTS).execute(due))
                .compose(done -> transaction.preparedQuery(FORGET_WORDS).execute(due))
                .compose(done -> transaction.preparedQuery(CLOSE).execute(due))
                .mapEmpty();
    }
}
