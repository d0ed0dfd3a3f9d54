package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often connections were opened to another server than the one before, to one that was promoted, or to one
 * that was restarted, however they came there: by a list of servers, a name or a proxy. What was read before such a change
 * may not be there any more, and its ids may stand for something else. Safe for use from any thread.
 */
final class ServerChanges {
    private static final String SERVER =
            """
            select (select system_identifier from pg_control_system())::text || ' ' || pg_postmaster_start_time()::text
                   || case when pg_is_in_recovery() then '' else ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) end
                   as server
            """;

    private @Nullable String last;
    private long count;

    /** To be waited for before the connection is used. */
    Future<Void> opened(SqlConnection connection) {
        return connection
                .query(SERVER)
                .execute()
                .map(Rows.only(row -> row.getString("server")))
                .onSuccess(this::server)
                .onFailure(fault -> server(null))
                .mapEmpty();
    }

    /** @param server null when nobody knows which one it is */
    private synchronized void server(@Nullable String server) {
        if (server == null || !server.equals(last)) {
            count++;
        }
        last = server;
    }

    synchronized long count() {
        return count;
    }
}
