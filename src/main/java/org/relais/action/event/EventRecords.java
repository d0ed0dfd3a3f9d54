package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import org.relais.contact.PersonRecords;

/** Answers to events: follow merges; an erasure leaves the count, and frees the place of an event that is still to come. */
public final class EventRecords implements PersonRecords {
    private final InstantSource clock;
    private final EventRecordStore store = new EventRecordStore();

    public EventRecords(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "attendance";
    }

    @Override
    public Future<Void> merged(SqlConnection transaction, long organisationId, long from, long into) {
        return store.merged(transaction, organisationId, from, into, clock.instant());
    }

    @Override
    public Future<Void> erase(SqlConnection transaction, long organisationId, List<Long> contactIds) {
        return store.erase(transaction, organisationId, contactIds.toArray(Long[]::new), clock.instant());
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return store.export(client, organisationId, contactId);
    }
}
