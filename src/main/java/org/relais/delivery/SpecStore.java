package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads the specs of many messages at once. */
final class SpecStore {
    /** In a spec, the delivery whose message it takes the place of; beside it the platform's id of that message. */
    static final String REPLACES = "replaces";

    static final String REPLACED_MESSAGE = "replacedMessage";

    /** What takes the place of a message that is on its way is left out: it will be looked for again. */
    private static final String SPECS =
            """
            select m.id, m.organisation_id, m.spec, d.external_id
            from message m
            left join delivery d on d.id = (m.spec->>'replaces')::bigint and d.organisation_id = m.organisation_id
            where m.id = any($1) and (d.id is null or d.state not in ('queued', 'sending'))
            """;

    record Stored(long id, long organisationId, JsonObject spec) {}

    Future<List<Stored>> specs(SqlClient client, Collection<Long> ids) {
        return client.preparedQuery(SPECS)
                .execute(Tuple.tuple().addValue(ids.toArray(Long[]::new)))
                .map(rows -> {
                    List<Stored> stored = new ArrayList<>();
                    for (Row row : rows) {
                        JsonObject spec = row.getJsonObject("spec");
                        stored.add(new Stored(
                                row.getLong("id"),
                                row.getLong("organisation_id"),
                                spec.containsKey(REPLACES)
                                        ? spec.put(REPLACED_MESSAGE, row.getString("external_id"))
                                        : spec));
                    }
                    return stored;
                });
    }
}
