package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/** Rows of {@code inbox} that are stops and holds, from their commit until the last word has been said about them. */
final class OwedStore {
    private static final String MARK_ENFORCED =
            """
            update inbox set enforced_at = $2 where id = any($1::bigint[]) and enforced_at is null
            """;

    static Owed owed(Row row) {
        return new Owed(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getLong("contact_id"),
                Effect.of(row.getString("effect")),
                row.getLong("ledger_event_id"));
    }

    /** From now on these events can be answered, and what they owe the person can be sent. */
    Future<Void> markEnforced(SqlClient client, List<Owed> owed, Instant at) {
        Long[] ids = owed.stream().map(Owed::inboxId).toArray(Long[]::new);
        return client.preparedQuery(MARK_ENFORCED)
                .execute(Tuple.of(ids, InboxStore.utc(at)))
                .mapEmpty();
    }
}
