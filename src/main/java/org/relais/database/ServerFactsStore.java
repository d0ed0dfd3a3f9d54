package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;

/** Facts that a server states of itself. */
public final class ServerFactsStore {
    private static final String ASK =
            """
            select current_setting('server_version') as version,
                   coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
                   clock_timestamp() as now,
                   current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                       - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free,
                   (select pg_get_userbyid(relowner) from pg_class
                    where oid = to_regclass('organisation')
                      and not has_parameter_privilege(relowner, 'session_replication_role', 'SET')) as bound_owner
            """;

    private final InstantSource clock;

    /** @param clock to compare the server's with */
    public ServerFactsStore(InstantSource clock) {
        this.clock = clock;
    }

    public Future<ServerFacts> ask(SqlClient client) {
        Instant asked = clock.instant();
        return client.query(ASK)
                .execute()
                .map(Rows.only(row -> new ServerFacts(
                        row.getString("version"),
                        row.getBoolean("encrypted"),
                        ClockDifference.between(asked, Timestamps.instant(row, "now"), clock.instant()),
                        row.getInteger("free"),
                        row.getString("bound_owner"))));
    }
}
