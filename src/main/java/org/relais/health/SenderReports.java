package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;

/** What is known of how senders stand, for pages that are about something else: alarms. */
public final class SenderReports {
    private final InstantSource clock;
    private final HealthStore store = new HealthStore();

    public SenderReports(InstantSource clock) {
        this.clock = clock;
    }

    /** All senders of an organisation. */
    public Future<List<SenderReport>> all(SqlClient client, long organisationId) {
        return store.reports(client, organisationId, null, clock.instant());
    }

    /** The senders of an organisation that may not hear stops. */
    public Future<List<SenderReport>> alarms(SqlClient client, long organisationId) {
        return all(client, organisationId)
                .map(all -> all.stream().filter(SenderReport::alarms).toList());
    }

    /** How many senders of all organisations may not hear stops. */
    public Future<Long> alarming(SqlClient client) {
        return store.alarmed(client);
    }
}
