package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/** SQL that wakes other nodes; losing a wake costs half a second. */
final class WakeStore {
    private static final String NOTIFY = "select pg_notify($1, id::text) from unnest($2::bigint[]) as id";

    Future<Void> notify(SqlClient client, String channel, Collection<Long> organisationIds) {
        return client.preparedQuery(NOTIFY)
                .execute(Tuple.tuple().addValue(channel).addValue(organisationIds.toArray(Long[]::new)))
                .mapEmpty();
    }
}
