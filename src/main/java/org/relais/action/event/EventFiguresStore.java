package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.action.event.EventFigures.Counts;
import org.relais.action.event.EventFigures.Day;
import org.relais.database.Rows;

/** Figures of an event, from its answers and what happened to them. */
final class EventFiguresStore {
    private static final String NOW =
            """
            select count(*) filter (where standing = 'yes') as yes,
                   count(*) filter (where standing = 'waiting') as waiting,
                   count(*) filter (where standing = 'maybe') as maybe,
                   count(*) filter (where standing = 'no') as no,
                   count(*) filter (where standing = 'stopped') as stopped,
                   coalesce(sum(companions) filter (where standing = 'yes'), 0) as companions
            from event_answer
            where action_id = $1
            """;

    private static final String DAYS =
            """
            select (t.at at time zone o.time_zone)::date as day,
                   count(*) filter (where t.cause = 'answer' and t.standing = 'yes') as yes,
                   count(*) filter (where t.cause = 'answer' and t.standing = 'waiting') as waiting,
                   count(*) filter (where t.cause = 'answer' and t.standing = 'maybe') as maybe,
                   count(*) filter (where t.cause = 'answer' and t.standing = 'no') as no,
                   count(*) filter (where t.standing = 'stopped') as stopped,
                   count(*) filter (where t.cause = 'place') as promoted,
                   count(*) filter (where t.was = 'yes' and t.standing <> 'yes') as withdrawn
            from event_turn t
            join organisation o on o.id = t.organisation_id
            where t.action_id = $1
            group by 1
            order by 1
            """;

    Future<EventFigures> of(SqlClient client, Event event) {
        Future<EventFigures> now = now(client, event.actionId());
        Future<List<Day>> days =
                client.preparedQuery(DAYS).execute(Tuple.of(event.actionId())).map(EventFiguresStore::days);
        return Future.all(now, days)
                .map(read -> new EventFigures(now.result().now(), now.result().companions(), days.result()));
    }

    /** Where people stand now, without the days. */
    Future<EventFigures> now(SqlClient client, long actionId) {
        return client.preparedQuery(NOW)
                .execute(Tuple.of(actionId))
                .map(Rows.only(row -> new EventFigures(counts(row), row.getLong("companions"), List.of())));
    }

    private static List<Day> days(RowSet<Row> rows) {
        return Rows.all(
                rows,
                row -> new Day(
                        row.getLocalDate("day"), counts(row), row.getLong("promoted"), row.getLong("withdrawn")));
    }

    private static Counts counts(Row row) {
        return new Counts(
                row.getLong("yes"),
                row.getLong("waiting"),
                row.getLong("maybe"),
                row.getLong("no"),
                row.getLong("stopped"));
    }
}
