package org.relais.consent.privacy;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.relais.consent.privacy.Retention.Report;
import org.relais.database.Paging;
import org.relais.database.Rows;

/** Whose time is over, in SQL; locks the contacts it names, and passes over those that somebody else works on. */
final class RetentionStore {

    /**
     * Occasional people who have not answered, from their one contact on, or from when they came to be known; and, a day
     * later, those who have answered it by a stop, since the first contact promises them that they are erased; but not before
     * a request of theirs is answered.
     */
    Future<List<Long>> occasional(SqlClient transaction, long organisationId, Instant now, int limit) {
        return transaction
                .preparedQuery(
                        """
                        select c.id
                        from contact c
                        join consent s on s.contact_id = c.id
                        join organisation o on o.id = c.organisation_id
                        where c.organisation_id = $1 and s.class = 'occasional'
                          and (greatest(s.occasional_spent_at, c.created_at, c.last_seen_at)
                                   < $2::timestamptz - make_interval(days => o.occasional_retention_days)
                               or s.state = 'unsubscribed' and s.occasional_spent_at is not null
                                  and s.stopped_at < $2::timestamptz - interval '1 day'
                                  and not exists (select from rights_request r
                                                  where r.contact_id = c.id and r.state = 'open'))
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

    /** Keeps the report of a run; returns its id. */
    Future<Long> keep(SqlClient client, Report report) {
        return client.preparedQuery(
                        """
                        insert into retention_run (organisation_id, at, occasional, silent, event_people, event_rows)
                        values ($1, $2, $3, $4, $5, $6)
                        returning id
                        """)
                .execute(Tuple.of(
                        report.organisationId(),
                        sql(report.at()),
                        report.occasional(),
                        report.silent(),
                        report.eventPeople(),
                        report.eventRows()))
                .map(Rows.only(row -> row.getLong("id")));
    }

    Future<List<Report>> reports(SqlClient client, long organisationId, Paging paging, int limit) {
        return client.preparedQuery(
                        paging.of(
                                """
                                select id, organisation_id, at, occasional, silent, event_people, event_rows
                                from retention_run where organisation_id = $1 and id < $2 order by id desc limit $3
                                """))
                .execute(Tuple.of(organisationId, paging.cursor(), Math.max(1, Math.min(limit, 1_000))))
                .map(Rows.all(row -> new Report(
                        row.getLong("id"),
                        row.getLong("organisation_id"),
                        instant(row, "at"),
                        row.getLong("occasional"),
                        row.getLong("silent"),
                        row.getLong("event_people"),
                        row.getLong("event_rows"))));
    }

    private static List<Long> ids(RowSet<Row> rows) {
        return Rows.all(rows, row -> row.getLong("id"));
    }
}
