package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Tables {@code call_script} and {@code call_list}: what is said, and how the list is worked. */
public final class CallScriptStore {
    private static final String ADD =
            """
            insert into call_script (organisation_id, action_id, version, script, created_by, created_at)
            select a.organisation_id, a.id,
                   1 + coalesce((select max(version) from call_script s where s.action_id = a.id), 0), $3, $4, $5
            from action a where a.organisation_id = $1 and a.id = $2
            returning id, version, script
            """;

    private static final String LATEST =
            """
            select id, version, script from call_script
            where organisation_id = $1 and action_id = $2
            order by version desc limit 1
            """;

    private static final String FIND =
            """
            select id, version, script from call_script where organisation_id = $1 and id = $2
            """;

    private static final String SETTINGS =
            """
            select lease_minutes, most_attempts, retry_minutes, origin from call_list
            where organisation_id = $1 and action_id = $2
            """;

    private static final String PUT_SETTINGS =
            """
            insert into call_list (organisation_id, action_id, lease_minutes, most_attempts, retry_minutes, origin,
                                   updated_by, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (action_id) do update
            set lease_minutes = excluded.lease_minutes, most_attempts = excluded.most_attempts,
                retry_minutes = excluded.retry_minutes, origin = excluded.origin,
                updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """;

    /** A script as one version of its action's. */
    public record Version(long id, int version, CallScript script) {}

    /** Stores a further version; calls under way go on with theirs. */
    public Future<Version> add(
            SqlClient client, long organisationId, long actionId, CallScript script, String by, Instant now) {
        return client.preparedQuery(ADD)
                .execute(Tuple.of(organisationId, actionId, CallScriptCodec.encode(script), by, Timestamps.sql(now)))
                .map(Rows.only(CallScriptStore::version));
    }

    /** The newest version; empty when the action has no script. */
    public Future<Optional<Version>> latest(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(LATEST)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.first(CallScriptStore::version));
    }

    /** The version that a call began with. */
    Future<Version> find(SqlClient client, long organisationId, long scriptId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, scriptId))
                .map(rows -> Rows.first(rows, CallScriptStore::version)
                        .orElseThrow(() -> new IllegalStateException("no script " + scriptId)));
    }

    public Future<CallSettings> settings(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(SETTINGS)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.first(CallScriptStore::settings))
                .map(found -> found.orElse(CallSettings.DEFAULT));
    }

    public Future<Void> put(
            SqlClient client, long organisationId, long actionId, CallSettings settings, String by, Instant now) {
        return client.preparedQuery(PUT_SETTINGS)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addLong(actionId)
                        .addInteger(Math.toIntExact(settings.lease().toMinutes()))
                        .addValue((short) settings.mostAttempts())
                        .addInteger(Math.toIntExact(settings.retryAfter().toMinutes()))
                        .addJsonObject(new JsonObject(new HashMap<>(settings.origins())))
                        .addString(by)
                        .addOffsetDateTime(Timestamps.sql(now)))
                .mapEmpty();
    }

    private static CallSettings settings(Row row) {
        Map<String, String> origins = new HashMap<>();
        row.getJsonObject("origin").forEach(entry -> origins.put(entry.getKey(), String.valueOf(entry.getValue())));
        return new CallSettings(
                Duration.ofMinutes(row.getInteger("lease_minutes")),
                row.getInteger("most_attempts"),
                Duration.ofMinutes(row.getInteger("retry_minutes")),
                origins);
    }

    private static Version version(Row row) {
        return new Version(
                row.getLong("id"), row.getInteger("version"), CallScriptCodec.decode(row.getJsonObject("script")));
    }
}
