package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.relais.action.ActionFigures.Counts;
import org.relais.action.ActionFigures.Day;
import org.relais.action.ActionFigures.OfVolunteer;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Figures of actions, counted from the events each time: they can't drift from them. */
final class ActionFiguresStore {
    private static final String PART_COUNTS =
            """
            count(*) as offered,
            count(*) filter (where p.answer = 'accepted') as accepted,
            count(*) filter (where p.answer = 'declined') as declined,
            count(*) filter (where p.answer is null) as silent,
            count(*) filter (where p.done_at is not null) as done
            """;

    private static final String TOTALS =
            """
            select a.id, p.*, e.units, e.reminded
            from action a
            cross join lateral (
                select
            """
                    + PART_COUNTS
                    + """
                from action_part p where p.action_id = a.id) p
            cross join lateral (
                select count(*) filter (where kind = 'unit') as units,
                       count(*) filter (where kind = 'reminded') as reminded
                from action_event where action_id = a.id and kind in ('unit', 'reminded')) e
            where a.organisation_id = $1 and a.id = any ($2)
            """;

    private static final String VOLUNTEERS =
            """
            with people as (
                select coalesce(p.contact_id, 0) as contact_id,
                       min(p.offered_at) as offered_at,
                       max(p.answered_at) as answered_at,
                       max(p.done_at) as done_at,
                       array_remove(array_agg(p.assignment_id), null) as assignments,
            """
                    + PART_COUNTS
                    + """
                from action_part p
                where p.organisation_id = $1 and p.action_id = $2 and coalesce(p.contact_id, 0) >= $3
                group by 1
                order by 1
                limit $4
            )
            select people.*, coalesce(c.name, '') as name, e.units, e.reminded
            from people
            left join contact c on c.organisation_id = $1 and c.id = people.contact_id
            cross join lateral (
                select count(*) filter (where kind = 'unit') as units,
                       count(*) filter (where kind = 'reminded') as reminded
                from action_event
                where assignment_id = any (people.assignments) and kind in ('unit', 'reminded')) e
            order by people.contact_id
            """;

    private static final String DAYS =
            """
            with happened as (
                select offered_at as at, 'offered' as what from action_part where organisation_id = $1 and action_id = $2
                union all
                select answered_at, answer from action_part
                where organisation_id = $1 and action_id = $2 and answer is not null
                union all
                select done_at, 'done' from action_part
                where organisation_id = $1 and action_id = $2 and done_at is not null
                union all
                select at, kind from action_event
                where organisation_id = $1 and action_id = $2 and kind in ('unit', 'reminded')
            )
            select (h.at at time zone o.time_zone)::date as day,
                   count(*) filter (where what = 'offered') as offered,
                   count(*) filter (where what = 'accepted') as accepted,
                   count(*) filter (where what = 'declined') as declined,
                   0::bigint as silent,
                   count(*) filter (where what = 'done') as done,
                   count(*) filter (where what = 'unit') as units,
                   count(*) filter (where what = 'reminded') as reminded
            from happened h cross join (select time_zone from organisation where id = $1) o
            group by day
            order by day
            """;

    Future<Map<Long, Counts>> totals(SqlClient client, long organisationId, Collection<Long> actionIds) {
        return client.preparedQuery(TOTALS)
                .execute(Tuple.of(organisationId, (Object) actionIds.toArray(Long[]::new)))
                .map(rows -> {
                    Map<Long, Counts> totals = new HashMap<>();
                    rows.forEach(row -> totals.put(row.getLong("id"), counts(row)));
                    return totals;
                });
    }

    Future<List<OfVolunteer>> volunteers(SqlClient client, Action action, long fromId, int limit) {
        return client.preparedQuery(VOLUNTEERS)
                .execute(Tuple.of(action.organisationId(), action.id(), fromId, limit))
                .map(Rows.all(ActionFiguresStore::volunteer));
    }

    Future<List<Day>> days(SqlClient client, Action action) {
        return client.preparedQuery(DAYS)
                .execute(Tuple.of(action.organisationId(), action.id()))
                .map(Rows.all(row -> new Day(row.getLocalDate("day"), counts(row))));
    }

    private static OfVolunteer volunteer(Row row) {
        Instant offeredAt = Timestamps.instant(row, "offered_at");
        return new OfVolunteer(
                row.getLong("contact_id"),
                row.getString("name"),
                counts(row),
                offeredAt,
                Timestamps.instantOrNull(row, "answered_at"),
                Timestamps.instantOrNull(row, "done_at"));
    }

    private static Counts counts(Row row) {
        return new Counts(
                row.getLong("offered"),
                row.getLong("accepted"),
                row.getLong("declined"),
                row.getLong("silent"),
                row.getLong("done"),
                row.getLong("units"),
                row.getLong("reminded"));
    }
}
