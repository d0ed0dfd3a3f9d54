package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.action.event.EventFigures.Counts;
import org.relais.action.event.EventFigures.Day;
import org.relais.action.event.EventFigures.Told;
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

    /** Of an event that is cancelled the last message to everybody is the cancellation; whoever has none yet gets one. */
    private static final String TOLD =
            """
            select count(*) filter (where d.state in ('accepted', 'delivered', 'read')) as reached,
                   count(*) filter (where a.told < e.sequence or d.state in ('queued', 'sending', 'withheld')) as waiting,
                   count(*) filter (where d.state in ('failed', 'unknown', 'suppressed', 'cancelled')) as missed
            from event e
            join event_answer a on a.action_id = e.action_id and a.contact_id is not null
            left join event_notice n on n.answer_id = a.id and n.kind = 'change' and a.told = e.sequence
            left join delivery d on d.id = n.delivery_id
            where e.action_id = $1 and a.standing in ('yes', 'waiting', 'maybe')
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

    Future<Told> told(SqlClient client, long actionId) {
        return client.preparedQuery(TOLD)
                .execute(Tuple.of(actionId))
                .map(Rows.only(row -> new Told(row.getLong("reached"), row.getLong("waiting"), row.getLong("missed"))));
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
