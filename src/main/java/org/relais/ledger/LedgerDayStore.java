package org.relais.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import org.relais.database.Rows;

/**
 * How many people joined and stopped on each day of an organisation's, by when their events were written down. Events
 * count once they are sealed, seconds later.
 */
public final class LedgerDayStore {
    private static final String SINCE =
            """
            select d.day::date as day, coalesce(l.joined, 0) as joined, coalesce(l.stopped, 0) as stopped
            from generate_series($2::date, $3::date, interval '1 day') d (day)
            left join ledger_day l on l.organisation_id = $1 and l.day = d.day::date
            order by d.day
            """;

    /**
     * @param joined people who became subscribed
     * @param stopped people who became unsubscribed
     */
    public record Day(LocalDate day, long joined, long stopped) {}

    /** Every day from the first to the last, both included, oldest first; a day without events has zeros. */
    public Future<List<Day>> between(SqlClient client, long organisationId, LocalDate first, LocalDate last) {
        return client.preparedQuery(SINCE)
                .execute(Tuple.of(organisationId, first, last))
                .map(Rows.all(row -> new Day(row.getLocalDate("day"), row.getLong("joined"), row.getLong("stopped"))));
    }
}
