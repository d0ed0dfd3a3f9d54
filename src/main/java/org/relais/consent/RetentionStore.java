package org.relais.consent;

import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/** Whose time is over, in SQL; locks the contacts it names, and passes over those that somebody else works on. */
final class RetentionStore {

    /** Occasional people who have not answered, from their one contact on, or from when they came to be known. */
    Future<List<Long>> occasional(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(
                        """
                        select c.id
                        from contact c
                        join consent s on s.contact_id = c.id
                        join organisation o on o.id = c.organisation_id
                        where c.organisation_id = $1 and s.class = 'occasional'
                          and greatest(s.occasional_spent_at, c.created_at, c.last_seen_at)
                              < $2::timestamptz - make_interval(days => o.occasional_retention_days)
                        order by c.id
                        limit $3
                        for no key update of c skip locked
                        """)
                .execute(Tuple.of(organisationId, sql(now), limit))
                .map(RetentionStore::ids);
    }

    /** Regular people, and whoever has stopped, of whom nothing has been heard for the organisation's period. */
    Future<List<Long>> silent(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(
                        """
                        select c.id
                        from contact c
                        join consent s on s.contact_id = c.id
                        join organisation o on o.id = c.organisation_id
                        where c.organisation_id = $1 and (s.class = 'regular' or s.state = 'unsubscribed')
                          and greatest(s.changed_at, s.stopped_at, s.opted_in_at, c.created_at, c.last_seen_at)
                              < $2::timestamptz - make_interval(days => o.regular_silence_days)
                        order by c.id
                        limit $3
                        for no key update of c skip locked
                        """)
                .execute(Tuple.of(organisationId, sql(now), limit))
                .map(RetentionStore::ids);
    }

    private static List<Long> ids(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getLong("id"))
                .toList();
    }
}
