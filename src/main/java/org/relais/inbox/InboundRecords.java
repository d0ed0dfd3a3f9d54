package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.relais.contact.PersonRecords;

/** What people wrote to us, where they stand in a dialogue and which rights they exercised. */
public final class InboundRecords implements PersonRecords {
    private final InboundRecordStore store = new InboundRecordStore();

    @Override
    public String name() {
        return "received";
    }

    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return store.move(transaction, organisationId, from, into);
    }

    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        return store.erase(transaction, organisationId, contactIds);
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return store.export(client, organisationId, contactId);
    }
}
