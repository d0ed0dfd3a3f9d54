package org.relais.share;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import org.relais.database.Rows;

/** The events of a volunteer, as far as merging, erasing and disclosing a person must reach them. */
final class ShareRecordStore {
    private static final String MOVE =
            """
            update share_event set volunteer_id = $3 where organisation_id = $1 and volunteer_id = $2
            """;

    private static final String ERASE =
            """
            update share_event set volunteer_id = null where organisation_id = $1 and volunteer_id = any($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_build_object('message', message_id, 'what', kind, 'app', app, 'at', at) as record
            from share_event where organisation_id = $1 and volunteer_id = $2
            union all
            select jsonb_build_object('message', message_id, 'what', 'brought', 'person', contact_id, 'at', joined_at)
            from share_join where organisation_id = $1 and volunteer_id = $2
            union all
            select jsonb_build_object('message', message_id, 'what', 'brought by', 'person', volunteer_id, 'at', joined_at)
            from share_join where organisation_id = $1 and contact_id = $2
            """;

    Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return transaction
                .preparedQuery(MOVE)
                .execute(Tuple.of(organisationId, from, into))
                .mapEmpty();
    }

    Future<Void> erase(SqlConnection transaction, long organisationId, Long[] contactIds) {
        return transaction
                .preparedQuery(ERASE)
                .execute(Tuple.of(organisationId, (Object) contactIds))
                .mapEmpty();
    }

    Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(EXPORT)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.all(row -> row.getJsonObject("record")))
                .map(JsonArray::new);
    }
}
