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
    private static final String SPECS = "select id, organisation_id, spec from message where id = any($1)";

    record Stored(long id, long organisationId, JsonObject spec) {}

    Future<List<Stored>> specs(SqlClient client, Collection<Long> ids) {
        return client.preparedQuery(SPECS)
                .execute(Tuple.tuple().addValue(ids.toArray(Long[]::new)))
                .map(rows -> {
                    List<Stored> stored = new ArrayList<>();
                    for (Row row : rows) {
                        stored.add(new Stored(
                                row.getLong("id"), row.getLong("organisation_id"), row.getJsonObject("spec")));
                    }
                    return stored;
                });
    }
}
