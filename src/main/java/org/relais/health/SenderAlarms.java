package org.relais.health;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;

/** The senders that may not hear stops, for the first page and for whoever asks how the service is. */
public final class SenderAlarms {
    private final InstantSource clock;
    private final HealthStore store = new HealthStore();

    public SenderAlarms(InstantSource clock) {
        this.clock = clock;
    }

    /** Those of an organisation. */
    public Future<List<SenderReport>> of(SqlClient client, long organisationId) {
        return store.reports(client, organisationId, null, clock.instant())
                .map(all -> all.stream().filter(SenderReport::alarms).toList());
    }

    /** How many there are of all organisations. */
    public Future<Long> count(SqlClient client) {
        return store.alarmed(client);
    }
}
