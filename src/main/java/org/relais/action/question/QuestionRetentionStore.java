package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.relais.database.Timestamps;

/** Whose answers have had their time, in SQL. */
final class QuestionRetentionStore {
    /** Forms of this organisation whose time is over. */
    private static final String DUE =
            """
            select f.action_id
            from question_form f
            join action t on t.id = f.action_id and t.state in ('ended', 'cancelled')
            where f.organisation_id = $1 and f.forgotten_at is null
              and t.ended_at + make_interval(days => f.keep_days) < $2
            """;

    private static final String CLEAR =
            """
            with due as (
                select a.id, a.words is not null as personal
                from question_answer a
                where a.action_id in (%s) and a.contact_id is not null
                order by a.id
                limit $3
                for no key update of a skip locked
            ), gone as (
                delete from question_answer a using due where a.id = due.id and due.personal
                returning a.id
            ), left_over as (
                update question_answer a set contact_id = null from due where a.id = due.id and not due.personal
                returning a.id
            )
            select (select count(*) from gone) + (select count(*) from left_over) as cleared
            """
                    .formatted(DUE);

    private static final String CLOSE =
            """
            update question_form f set forgotten_at = $2
            where f.action_id in (%s)
              and not exists (select from question_answer a where a.action_id = f.action_id and a.contact_id is not null)
            """
                    .formatted(DUE);

    /** Takes people out of answers; returns how many answers. */
    Future<Integer> clear(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(CLEAR)
                .execute(Tuple.of(organisationId, Timestamps.sql(now), limit))
                .map(rows -> rows.iterator().next().getInteger("cleared"));
    }

    /** Marks the forms from whose answers nobody can be read any more; returns how many. */
    Future<Integer> close(SqlClient transaction, long organisationId, Instant now) {
        return transaction
                .preparedQuery(CLOSE)
                .execute(Tuple.of(organisationId, Timestamps.sql(now)))
                .map(SqlResult::rowCount);
    }
}
