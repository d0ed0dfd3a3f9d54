package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL of broadcasts whose messages wait for a platform that takes none. */
final class OutageStore {
    private static final String SINCE =
            """
            select b.id, min(h.outage_since) as since
            from broadcast b
            join sender s on s.organisation_id = b.organisation_id and s.removed_at is null
            join sender_health h on h.sender_id = s.id
            where b.id = any ($1) and b.state in ('expanding', 'sending') and h.outage_since is not null
              and exists (select from delivery d
                          where d.sender_id = s.id and d.priority = 2 and coalesce(d.broadcast_id, 0) = b.id and d.queued)
            group by b.id
            """;

    /** Since when, by broadcast; those that wait for no such platform are left out. */
    Future<Map<Long, Instant>> since(SqlClient client, Collection<Long> broadcastIds) {
        return broadcastIds.isEmpty()
                ? Future.succeededFuture(Map.of())
                : client.preparedQuery(SINCE)
                        .execute(Tuple.of((Object) broadcastIds.toArray(Long[]::new)))
                        .map(Rows.byKey(row -> row.getLong("id"), row -> Timestamps.instant(row, "since")));
    }
}
