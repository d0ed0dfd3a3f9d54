package org.relais.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Table {@code idempotent_request}: requests that carried a key, for a day. */
final class IdempotentRequestStore {
    /** The row of another request under the same key that is not committed yet is waited for: it decides who is first. */
    private static final String CLAIM =
            """
            with old as (
                delete from idempotent_request
                where (organisation_id, key) in (
                    select organisation_id, key from idempotent_request
                    where begun_at < $4::timestamptz - interval '1 day'
                    order by begun_at limit 20 for update skip locked)
            )
            insert into idempotent_request (organisation_id, key, request, begun_at) values ($1, $2, $3, $4)
            on conflict (organisation_id, key) do nothing
            returning true as first
            """;

    private static final String FIND =
            """
            select request, status, answer from idempotent_request where organisation_id = $1 and key = $2
            """;

    private static final String ANSWERED =
            """
            update idempotent_request set status = $3, answer = $4 where organisation_id = $1 and key = $2
            """;

    private static final String FREE =
            """
            delete from idempotent_request where organisation_id = $1 and key = $2 and status is null
            """;

    /**
     * The request that came first under a key.
     *
     * @param status and answer, sealed; null while there is none
     */
    record Before(Buffer request, @Nullable Integer status, @Nullable Buffer answer) {}

    /** Empty when this is the first request under the key, which is taken with it; a few old ones go on the way. */
    Future<Optional<Before>> claim(SqlClient client, IdempotentKey key, Instant now) {
        return client.preparedQuery(CLAIM)
                .execute(Tuple.of(key.organisationId(), key.hash(), key.request(), Timestamps.sql(now)))
                .compose(rows -> rows.size() == 1
                        ? Future.succeededFuture(Optional.empty())
                        : find(client, key)
                                .compose(known -> known.isPresent()
                                        ? Future.succeededFuture(known)
                                        // Freed, or removed for its age, in between.
                                        : claim(client, key, now)));
    }

    private static Future<Optional<Before>> find(SqlClient client, IdempotentKey key) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(key.organisationId(), key.hash()))
                .map(Rows.first(row ->
                        new Before(row.getBuffer("request"), row.getInteger("status"), row.getBuffer("answer"))));
    }

    Future<Void> answered(SqlClient client, IdempotentKey key, int status, Buffer answer) {
        return client.preparedQuery(ANSWERED)
                .execute(Tuple.of(key.organisationId(), key.hash(), status, key.seal(answer)))
                .mapEmpty();
    }

    Future<Void> free(SqlClient client, IdempotentKey key) {
        return client.preparedQuery(FREE)
                .execute(Tuple.of(key.organisationId(), key.hash()))
                .mapEmpty();
    }
}
