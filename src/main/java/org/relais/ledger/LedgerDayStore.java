package org.relais.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * How many people joined by themselves, were added by the organisation and stopped on each day of an organisation's, by when their events were written down. Events
 * count once they are sealed, seconds later.
 */
public final class LedgerDayStore {
    private static final String SINCE =
            """
            select d.day::date as day, coalesce(l.joined, 0) as joined, coalesce(l.added, 0) as added,
                   coalesce(l.stopped, 0) as stopped
            from generate_series($2::date, $3::date, interval '1 day') d (day)
            left join ledger_day l on l.organisation_id = $1 and l.day = d.day::date
            order by d.day
            """;

    /** So many events are looked through for the hours of a day. */
    private static final int NEWEST = 20_000;

    private static final String HOURS =
            """
            select date_trunc('hour', e.recorded_at) as begins, count(*) filter (where e.joined and not e.added) as joined,
                   count(*) filter (where e.joined and e.added) as added, count(*) filter (where not e.joined) as stopped
            from (select recorded_at, state_after = 'subscribed' as joined,
                         source = any ($4) as added
                  from (select recorded_at, state_before, state_after, detail, source from ledger_event
                        where organisation_id = $1 order by id desc limit $3) n
                  where recorded_at >= $2
                    and (state_after = 'subscribed' and coalesce(state_before, 'pending') in ('pending', 'unsubscribed')
                         or state_after = 'unsubscribed' and state_before <> 'unsubscribed'
                            and coalesce(detail ->> 'rule', '') <> 'erasure')) e
            group by 1
            order by 1
            """;

    /**
     * @param joined people who became subscribed by themselves
     * @param added people whom the organisation entered as subscribed
     * @param stopped people who became unsubscribed; not those whose data were erased
     */
    public record Day(LocalDate day, long joined, long added, long stopped) {}

    /**
     * @param joined people who became subscribed by themselves
     * @param added people whom the organisation entered as subscribed
     * @param stopped people who became unsubscribed; not those whose data were erased
     */
    public record Hour(Instant begins, long joined, long added, long stopped) {}

    /** The hours since then in which somebody joined or stopped, oldest first, of the newest events: for a day of few. */
    public Future<List<Hour>> hours(SqlClient client, long organisationId, Instant since) {
        return client.preparedQuery(HOURS)
                .execute(Tuple.of(
                        organisationId, Timestamps.sql(since), NEWEST, SealStore.ADDING.toArray(String[]::new)))
                .map(Rows.all(row -> new Hour(
                        Timestamps.instant(row, "begins"),
                        row.getLong("joined"),
                        row.getLong("added"),
                        row.getLong("stopped"))));
    }

    /** Every day from the first to the last, both included, oldest first; a day without events has zeros. */
    public Future<List<Day>> between(SqlClient client, long organisationId, LocalDate first, LocalDate last) {
        return client.preparedQuery(SINCE)
                .execute(Tuple.of(organisationId, first, last))
                .map(Rows.all(row -> new Day(
                        row.getLocalDate("day"), row.getLong("joined"), row.getLong("added"), row.getLong("stopped"))));
    }
}
