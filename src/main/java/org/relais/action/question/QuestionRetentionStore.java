package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.relais.consent.privacy.EventBoundData;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * What is left of answers some days after the end of their action: how often each was given. Who gave it, and everything
 * in words, is gone (GDPR articles 5(1)(e) and 9).
 */
public final class QuestionRetentionStore implements EventBoundData {
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

    /** Of what people said to it, by a button or in words, the conversation shows that they did; also what came later. */
    private static final String FORGET_WORDS =
            """
            update inbound_message i set text = '', content = 'elsewhere', about = null
            from question_form f
            join action t on t.id = f.action_id and t.state in ('ended', 'cancelled')
            where f.organisation_id = $1 and t.ended_at + make_interval(days => f.keep_days) < $2
              and i.organisation_id = $1 and i.kind = 'understood'
              and i.about in ('question:' || f.action_id, 'act:' || f.action_id)
            """;

    private static final String CLOSE =
            """
            update question_form f set forgotten_at = $2
            where f.action_id in (%s)
              and not exists (select from question_answer a where a.action_id = f.action_id and a.contact_id is not null)
            """
                    .formatted(DUE);

    @Override
    public Future<Integer> remove(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(CLEAR)
                .execute(Tuple.of(organisationId, Timestamps.sql(now), limit))
                .map(Rows.only(row -> row.getInteger("cleared")));
    }

    @Override
    public Future<Void> close(SqlClient transaction, long organisationId, Instant now) {
        Tuple due = Tuple.of(organisationId, Timestamps.sql(now));
        return transaction
                .preparedQuery(FORGET_WORDS)
                .execute(due)
                .compose(done -> transaction.preparedQuery(CLOSE).execute(due))
                .mapEmpty();
    }
}
