package org.relais.metrics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** What waits, in SQL: by indexes of what is open, never more than {@link QueueFigures#MOST} rows of anything. */
final class FiguresStore {
    private static final String READ =
            """
            select (select coalesce(sum(deliveries), 0) from broadcast_progress where state = 'queued')::bigint as queued,
                   coalesce((select extract(epoch from $1 - min(next.not_before))
                             from sender s cross join lateral (
                                 select not_before from delivery
                                 where queued and sender_id = s.id and s.status = 'active' and not_before <= $1
                                 order by priority, coalesce(broadcast_id, 0), not_before
                                 limit 1) next), 0)::float8 as oldest_due,
                   i.events as inbox, coalesce(extract(epoch from $1 - i.oldest), 0)::float8 as inbox_oldest,
                   (select count(*) from (select from inbox where processed_at is null and kind = 'STATUS' limit $2) r)
                       as receipts,
                   (select count(*) from (select from inbox
                                          where effect in ('stop', 'hold') and processed_at is null limit $2) o)
                       as stops_owed,
                   (select count(*) from (select from ledger_event
                                          where written_in >= (select sealed_until from ledger_seal) limit $2) l)
                       as unsealed,
                   (select count(*) from sender where status = 'paused' and removed_at is null) as senders_paused,
                   a.tokens_failing, a.senders_silent,
                   (select count(*) from delivery_node where seen_until > $1) as nodes
            from (select count(*) as events, min(received_at) as oldest
                  from (select received_at from inbox where processed_at is null and kind <> 'STATUS' order by id limit $2) e) i
            cross join (select count(*) filter (where h.alarm ->> 'code' like 'token.%') as tokens_failing,
                               count(*) filter (where h.alarm ->> 'code' not like 'token.%') as senders_silent
                        from sender_health h join sender s on s.id = h.sender_id
                        where h.alarmed_since is not null and s.removed_at is null) a
            """;

    Future<QueueFigures> read(SqlClient client, Instant now) {
        return client.preparedQuery(READ)
                .execute(Tuple.of(Timestamps.sql(now), QueueFigures.MOST))
                .map(Rows.only(row -> new QueueFigures(
                        row.getLong("queued"),
                        Math.max(0, row.getDouble("oldest_due")),
                        row.getLong("inbox"),
                        Math.max(0, row.getDouble("inbox_oldest")),
                        row.getLong("receipts"),
                        row.getLong("stops_owed"),
                        row.getLong("unsealed"),
                        row.getLong("senders_paused"),
                        row.getLong("tokens_failing"),
                        row.getLong("senders_silent"),
                        row.getLong("nodes"))));
    }
}
