package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counters of broadcasts, which agree with the rows of {@code delivery} in every snapshot. */
public final class ProgressStore {

    private static final String OF_BROADCASTS =
            """
            select broadcast_id, state, reason, deliveries from broadcast_progress
            where broadcast_id = any($1)
            order by broadcast_id, state, reason
            """;

    /**
     * How many deliveries stand in a state for a reason.
     *
     * @param reason empty for none
     */
    public record Count(String state, String reason, long deliveries) {}

    /** The counts of each broadcast; one without deliveries has an empty list. */
    public Future<Map<Long, List<Count>>> of(SqlClient client, Collection<Long> broadcastIds) {
        return client.preparedQuery(OF_BROADCASTS)
                .execute(Tuple.tuple().addValue(broadcastIds.toArray(Long[]::new)))
                .map(rows -> {
                    Map<Long, List<Count>> counts = new HashMap<>();
                    broadcastIds.forEach(id -> counts.put(id, new java.util.ArrayList<>()));
                    for (Row row : rows) {
                        counts.get(row.getLong("broadcast_id"))
                                .add(new Count(
                                        row.getString("state"), row.getString("reason"), row.getLong("deliveries")));
                    }
                    return counts;
                });
    }
}
