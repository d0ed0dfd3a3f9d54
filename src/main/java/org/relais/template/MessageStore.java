package org.relais.template;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Table {@code message}: specs as composed. A stored one never changes, so that what was sent can be shown for good. */
public final class MessageStore {
    private static final String INSERT =
            """
            insert into message (organisation_id, spec, created_at) values ($1, $2, $3) returning id
            """;

    private static final String FIND =
            """
            select spec from message where id = $1 and organisation_id = $2
            """;

    /** Stores a spec; completes with its id. */
    public Future<Long> insert(SqlClient client, long organisationId, MessageSpec spec, Instant now) {
        return client.preparedQuery(INSERT)
                .execute(Tuple.of(organisationId, MessageSpecCodec.encode(spec), Timestamps.sql(now)))
                .map(Rows.only(row -> row.getLong("id")));
    }

    public Future<Optional<MessageSpec>> find(SqlClient client, long organisationId, long messageId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(messageId, organisationId))
                .map(Rows.first(row -> MessageSpecCodec.restore(row.getJsonObject("spec"))));
    }

    /** A message that something stored refers to. */
    public Future<MessageSpec> required(SqlClient client, long organisationId, long messageId) {
        return find(client, organisationId, messageId)
                .map(found -> found.orElseThrow(() -> new IllegalStateException("message " + messageId + " is gone")));
    }
}
