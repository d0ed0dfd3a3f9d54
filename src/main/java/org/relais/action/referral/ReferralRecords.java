package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.relais.contact.PersonRecords;

/** Who brought whom from an address book: follows merges, leaves only counts after an erasure. */
public final class ReferralRecords implements PersonRecords {
    private final ReferralStore store = new ReferralStore();

    @Override
    public String name() {
        return "namedSharing";
    }

    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return store.merged(transaction, organisationId, from, into);
    }

    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        return store.erase(transaction, organisationId, contactIds.toArray(Long[]::new));
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return store.export(client, organisationId, contactId);
    }
}
