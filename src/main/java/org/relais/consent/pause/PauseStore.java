package org.relais.consent.pause;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** When holds end that are pauses, in SQL: each is of one hold, by its ledger event. */
public final class PauseStore {
    private static final String NOTE =
            """
            update contact set pause_ends_at = $2, pause_hold_id = case when $2::timestamptz is not null then $3::bigint end
            where id = $1 and (pause_ends_at is not null or $2::timestamptz is not null)
            """;

    /** Whoever was released, stopped or held for something else since keeps what stands. */
    private static final String OVER =
            """
            with due as (
                select id, pause_hold_id from contact
                where pause_ends_at <= $1
                order by pause_ends_at
                limit $2
                for update skip locked),
            ended as (
                update contact c set pause_ends_at = null, pause_hold_id = null from due where c.id = due.id)
            select s.organisation_id, s.contact_id
            from due
            join consent s on s.contact_id = due.id and s.state = 'held' and s.basis_event_id = due.pause_hold_id
            """;

    record Paused(long organisationId, long contactId) {}

    /** Notes when the pause ends that this hold is; null: when they say so. */
    public Future<Void> note(SqlClient tx, long contactId, long holdEventId, @Nullable Instant endsAt) {
        return tx.preparedQuery(NOTE)
                .execute(Tuple.of(contactId, endsAt == null ? null : Timestamps.sql(endsAt), holdEventId))
                .mapEmpty();
    }

    /** Whose pauses are over and have not been ended otherwise; noted as over. */
    Future<List<Paused>> over(SqlClient tx, Instant now, int most) {
        return tx.preparedQuery(OVER)
                .execute(Tuple.of(Timestamps.sql(now), most))
                .map(Rows.all(row -> new Paused(row.getLong("organisation_id"), row.getLong("contact_id"))));
    }
}
