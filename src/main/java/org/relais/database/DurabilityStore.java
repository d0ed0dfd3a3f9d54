package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;

/** What PostgreSQL's commits wait for, as it says itself. Our own sessions ask for {@code synchronous_commit} themselves. */
public final class DurabilityStore {
    private static final String ASK =
            """
            select current_setting('fsync')::boolean as fsync, current_setting('full_page_writes')::boolean as pages,
                   current_setting('synchronous_commit') as commit,
                   current_setting('synchronous_standby_names') as standby_names,
                   (select count(*) from pg_stat_replication
                    where sync_state is null or sync_state in ('sync', 'quorum')) as standbys
            """;

    public Future<Durability> ask(SqlClient client) {
        return client.query(ASK)
                .execute()
                .map(Rows.only(row -> new Durability(
                        row.getBoolean("fsync"),
                        row.getBoolean("pages"),
                        row.getString("commit"),
                        row.getString("standby_names"),
                        row.getLong("standbys"))));
    }
}
