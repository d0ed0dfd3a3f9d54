package org.relais.conversation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Table {@code conversation}: at most one dialogue per person, which ends by itself. */
public final class ConversationStore {
    private static final String FIND =
            """
            select contact_id, state, data, expires_at
            from conversation
            where contact_id = $1 and expires_at > $2
            """;

    private static final String PUT =
            """
            insert into conversation (contact_id, organisation_id, state, data, updated_at, expires_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (contact_id) do update
            set state = excluded.state, data = excluded.data,
                updated_at = excluded.updated_at, expires_at = excluded.expires_at
            """;

    private static final String END = """
            delete from conversation where contact_id = $1
            """;

    private static final String PURGE = """
            delete from conversation where expires_at <= $1
            """;

    /** Where the person stands, unless it has expired. */
    public Future<Optional<Conversation>> find(SqlClient client, long contactId, Instant now) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.first(ConversationStore::conversation));
    }

    /** Opens or moves the dialogue; what stood there before is forgotten. */
    public Future<Void> put(SqlClient tx, long organisationId, Conversation conversation, Instant now) {
        return tx.preparedQuery(PUT)
                .execute(Tuple.of(
                        conversation.contactId(),
                        organisationId,
                        conversation.state(),
                        conversation.data(),
                        Timestamps.sql(now),
                        Timestamps.sql(conversation.expiresAt())))
                .mapEmpty();
    }

    /** Ends the person's dialogue, if there is one. */
    public Future<Void> end(SqlClient tx, long contactId) {
        return tx.preparedQuery(END).execute(Tuple.of(contactId)).mapEmpty();
    }

    /** Removes what has expired; returns how many. */
    public Future<Integer> purge(SqlClient client, Instant now) {
        return client.preparedQuery(PURGE)
                .execute(Tuple.of(Timestamps.sql(now)))
                .map(SqlResult::rowCount);
    }

    private static Conversation conversation(Row row) {
        JsonObject data = row.getJsonObject("data");
        return new Conversation(
                row.getLong("contact_id"), row.getString("state"), data, Timestamps.instant(row, "expires_at"));
    }
}
