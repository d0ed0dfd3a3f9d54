package org.relais.share;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.relais.contact.PersonRecords;

/** What is kept of people who share and of people who joined: follows merges, leaves only counts after an erasure. */
public final class ShareRecords implements PersonRecords {
    private final ShareRecordStore events = new ShareRecordStore();
    private final JoinStore joins = new JoinStore();

    @Override
    public String name() {
        return "sharing";
    }

    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return events.merged(transaction, organisationId, from, into)
                .compose(moved -> joins.merged(transaction, organisationId, from, into));
    }

    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        Long[] ids = contactIds.toArray(Long[]::new);
        return events.erase(transaction, organisationId, ids)
                .compose(erased -> joins.erase(transaction, organisationId, ids));
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return events.export(client, organisationId, contactId);
    }
}
