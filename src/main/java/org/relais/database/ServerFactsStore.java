package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;

/** Facts that a server states of itself. */
public final class ServerFactsStore {
    private static final String ASK =
            """
            select current_setting('server_version') as version,
                   coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
                   clock_timestamp() as now,
                   current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                       - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free
            """;

    public Future<ServerFacts> ask(SqlClient client) {
        return client.query(ASK)
                .execute()
                .map(Rows.only(row -> new ServerFacts(
                        row.getString("version"),
                        row.getBoolean("encrypted"),
                        Timestamps.instant(row, "now"),
                        row.getInteger("free"))));
    }
}
