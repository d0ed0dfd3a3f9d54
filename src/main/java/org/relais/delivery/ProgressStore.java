package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Counters of broadcasts, which agree with the rows of {@code delivery} in every snapshot. */
public final class ProgressStore {

    private static final String OF_BROADCASTS =
            """
            select broadcast_id, state, reason, deliveries from broadcast_progress
            where broadcast_id = any($1)
            order by broadcast_id, state, reason
            """;

    private static final String OUTAGES =
            """
            select b.id, min(h.outage_since) as since, string_agg(distinct s.channel, ',' order by s.channel) as channels
            from broadcast b
            join sender s on s.organisation_id = b.organisation_id and s.removed_at is null
            join sender_health h on h.sender_id = s.id
            where b.id = any ($1) and b.state in ('expanding', 'sending') and h.outage_since is not null
              and exists (select from delivery d
                          where d.sender_id = s.id and d.priority = 2 and coalesce(d.broadcast_id, 0) = b.id and d.queued)
            group by b.id
            """;

    /**
     * Sums differences up, so that readers add few rows. Whoever folds at the same time takes other rows; in any
     * snapshot a difference is either still there or in the total.
     */
    private static final String FOLD =
            """
            with taken as (
                delete from broadcast_change
                where ctid = any(array(select ctid from broadcast_change limit 20000 for update skip locked))
                returning broadcast_id, state, reason, difference
            )
            insert into broadcast_total as total (broadcast_id, state, reason, deliveries)
            select broadcast_id, state, reason, sum(difference) from taken
            group by broadcast_id, state, reason
            order by broadcast_id, state, reason
            on conflict (broadcast_id, state, reason)
                do update set deliveries = total.deliveries + excluded.deliveries
            """;

    /**
     * How many deliveries stand in a state for a reason.
     *
     * @param reason empty for none
     */
    public record Count(String state, String reason, long deliveries) {}

    /**
     * That a platform takes no message of those that wait for it.
     *
     * @param channels which, with commas between
     */
    public record Outage(String channels, Instant since) {}

    /** Sums up to 20,000 differences up. */
    Future<Integer> fold(SqlClient client) {
        return client.query(FOLD).execute().map(RowSet::rowCount);
    }

    /** The counts of each broadcast; one without deliveries has an empty list. */
    public Future<Map<Long, List<Count>>> of(SqlClient client, Collection<Long> broadcastIds) {
        return client.preparedQuery(OF_BROADCASTS)
                .execute(Tuple.tuple().addValue(broadcastIds.toArray(Long[]::new)))
                .map(rows -> {
                    Map<Long, List<Count>> counts = new HashMap<>();
                    broadcastIds.forEach(id -> counts.put(id, new ArrayList<>()));
                    for (Row row : rows) {
                        counts.computeIfAbsent(row.getLong("broadcast_id"), id -> new ArrayList<>())
                                .add(new Count(
                                        row.getString("state"), row.getString("reason"), row.getLong("deliveries")));
                    }
                    return counts;
                });
    }

    /** Which platforms broadcasts wait for that take no message; those that wait for none are left out. */
    public Future<Map<Long, Outage>> outages(SqlClient client, Collection<Long> broadcastIds) {
        return broadcastIds.isEmpty()
                ? Future.succeededFuture(Map.of())
                : client.preparedQuery(OUTAGES)
                        .execute(Tuple.of((Object) broadcastIds.toArray(Long[]::new)))
                        .map(Rows.byKey(
                                row -> row.getLong("id"),
                                row -> new Outage(row.getString("channels"), Timestamps.instant(row, "since"))));
    }
}
