package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import org.relais.database.Rows;

/** Specs of messages, many read at once. */
final class SpecStore {
    /** In a spec, the delivery whose message it takes the place of; beside it the platform's id of that message. */
    static final String REPLACES = "replaces";

    static final String REPLACED_MESSAGE = "replacedMessage";

    /** In a spec that only ticks a button of the message it replaces, that button's payload. */
    static final String CHOSEN = "chosen";

    /** Beside it, the stored message whose buttons they are. */
    static final String BUTTONS_OF = "buttonsOf";

    /** In a spec, what the person wrote under which a sign says the same. */
    static final String SIGN = "sign";

    private static final String TICK = "✓ ";

    /** What takes the place of a message that is on its way is left out: it will be looked for again. */
    private static final String SPECS =
            """
            select m.id, m.organisation_id, m.spec, d.external_id, o.id as original_id, o.spec as original
            from message m
            left join delivery d
                on d.id = case when jsonb_typeof(m.spec->'replaces') = 'number' then (m.spec->>'replaces')::bigint end
               and d.organisation_id = m.organisation_id
            left join message o on o.id = d.message_id and m.spec ? 'chosen'
            where m.id = any($1) and (d.id is null or d.state not in ('queued', 'sending'))
            """;

    record Stored(long id, long organisationId, JsonObject spec) {}

    Future<List<Stored>> specs(SqlClient client, Collection<Long> ids) {
        return client.preparedQuery(SPECS)
                .execute(Tuple.tuple().addValue(ids.toArray(Long[]::new)))
                .map(Rows.all(row -> new Stored(row.getLong("id"), row.getLong("organisation_id"), spec(row))));
    }

    /** Nothing for one that nobody can read: it is refused when its turn comes, and the others are not. */
    private static JsonObject spec(Row row) {
        try {
            return read(row);
        } catch (RuntimeException unreadable) {
            return new JsonObject();
        }
    }

    private static JsonObject read(Row row) {
        JsonObject spec = row.getJsonObject("spec");
        JsonObject original = row.getJsonObject("original");
        if (original != null) {
            return ticked(original, spec.getString(CHOSEN))
                    .put(REPLACES, spec.getLong(REPLACES))
                    .put(BUTTONS_OF, row.getLong("original_id"))
                    .put(REPLACED_MESSAGE, row.getString("external_id"));
        }
        return spec.containsKey(REPLACES) && !spec.containsKey(CHOSEN)
                ? spec.put(REPLACED_MESSAGE, row.getString("external_id"))
                : spec;
    }

    private static JsonObject ticked(JsonObject original, String payload) {
        for (Object each : original.getJsonArray("buttons", new JsonArray())) {
            JsonObject button = (JsonObject) each;
            if (payload.equals(button.getString("payload"))) {
                JsonObject labels = button.getJsonObject("label");
                labels.fieldNames().forEach(language -> labels.put(language, TICK + labels.getString(language)));
            }
        }
        return original;
    }
}
