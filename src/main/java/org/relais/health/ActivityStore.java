package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL of what was last heard. */
final class ActivityStore {
    private static final String HEARD =
            """
            with found as (
                select id from sender where channel = $1 and external_id = $2 and removed_at is null
            ), in_hour as (
                insert into sender_hour (sender_id, hour)
                select id, date_trunc('hour', $3::timestamptz) from found
                on conflict do nothing
            )
            insert into sender_health (sender_id, heard_at, written_at)
            select id, $3, $4 from found
            on conflict (sender_id) do update
                set heard_at = greatest(sender_health.heard_at, excluded.heard_at),
                    written_at = greatest(sender_health.written_at, excluded.written_at)
            """;

    private static final String ACCEPTED =
            """
            insert into sender_health (sender_id, accepted_at) values ($1, $2)
            on conflict (sender_id) do update
                set accepted_at = greatest(sender_health.accepted_at, excluded.accepted_at),
                    failing_since = null, failures = 0
            """;

    private static final String FAILED =
            """
            insert into sender_health (sender_id, failing_since, failures) values ($1, $2, 1)
            on conflict (sender_id) do update
                set failing_since = coalesce(sender_health.failing_since, excluded.failing_since),
                    failures = least(sender_health.failures, 1000) + 1
            """;

    private static final String HANDSHAKE =
            """
            insert into handshake (channel, account, accepted, at) values ($1, $2, $3, $4)
            on conflict (channel, account, accepted) do update set at = greatest(handshake.at, excluded.at)
            """;

    private static final String HANDSHAKES =
            """
            select max(at) filter (where accepted) as accepted, max(at) filter (where not accepted) as refused
            from handshake where channel = $1 and account = any ($2)
            """;

    private static final String FORGET_HOURS = "delete from sender_hour where hour < $1";

    /** When a platform last asked for an address: with our verify token, and with another. */
    record Handshakes(@Nullable Instant accepted, @Nullable Instant refused) {}

    Future<Void> heard(SqlClient client, String channel, String externalId, Instant at, @Nullable Instant written) {
        return client.preparedQuery(HEARD)
                .execute(Tuple.of(channel, externalId, Timestamps.sql(at), Timestamps.sqlOrNull(written)))
                .mapEmpty();
    }

    Future<Void> accepted(SqlClient client, long senderId, Instant at) {
        return client.preparedQuery(ACCEPTED)
                .execute(Tuple.of(senderId, Timestamps.sql(at)))
                .mapEmpty();
    }

    Future<Void> failed(SqlClient client, long senderId, Instant at) {
        return client.preparedQuery(FAILED)
                .execute(Tuple.of(senderId, Timestamps.sql(at)))
                .mapEmpty();
    }

    Future<Void> handshake(SqlClient client, String channel, String account, boolean accepted, Instant at) {
        return client.preparedQuery(HANDSHAKE)
                .execute(Tuple.of(channel, account, accepted, Timestamps.sql(at)))
                .mapEmpty();
    }

    Future<Handshakes> handshakes(SqlClient client, String channel, String[] accounts) {
        return client.preparedQuery(HANDSHAKES)
                .execute(Tuple.tuple().addString(channel).addArrayOfString(accounts))
                .map(Rows.first(row -> new Handshakes(
                        Timestamps.instantOrNull(row, "accepted"), Timestamps.instantOrNull(row, "refused"))))
                .map((Optional<Handshakes> found) -> found.orElse(new Handshakes(null, null)));
    }

    Future<Void> forgetHours(SqlClient client, Instant before) {
        return client.preparedQuery(FORGET_HOURS)
                .execute(Tuple.of(Timestamps.sql(before)))
                .mapEmpty();
    }
}
