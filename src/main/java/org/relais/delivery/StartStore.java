package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** SQL that notes what is about to begin. */
final class StartStore {

    /** Only for claims whose leases last, by the database's clock, as long as a request that begins now may take. */
    private static final String NOTE =
            """
            insert into claim_start (batch_id, delivery_ids)
            select n.batch_id, n.delivery_ids
            from (select batch_id, array_agg(delivery_id) as delivery_ids
                  from unnest($1::bigint[], $2::bigint[]) as n(batch_id, delivery_id)
                  group by batch_id) n
            join claim_batch b on b.id = n.batch_id
            where b.node = $3 and b.lease_until > clock_timestamp() + ($4 + 1000) * interval '1 millisecond'
            returning batch_id
            """;

    /**
     * Notes that these may begin; returns the claims that still last. What belongs to another must not begin.
     *
     * @param request bound on a request
     */
    Future<Set<Long>> note(SqlClient client, String node, Collection<ClaimedDelivery> deliveries, Duration request) {
        return client.preparedQuery(NOTE)
                .execute(Tuple.of(
                        deliveries.stream().map(ClaimedDelivery::batchId).toArray(Long[]::new),
                        deliveries.stream().map(ClaimedDelivery::id).toArray(Long[]::new),
                        node,
                        (double) request.toMillis()))
                .map(rows -> {
                    Set<Long> lasting = new HashSet<>();
                    for (Row row : rows) {
                        lasting.add(row.getLong("batch_id"));
                    }
                    return lasting;
                });
    }
}
