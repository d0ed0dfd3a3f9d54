package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;

/**
 * Check whether a pooler stands in between that lends a session another server process for each transaction. Settings,
 * notifications, prepared statements and advisory locks belong to a process, so nothing of ours would hold there.
 */
final class PoolerCheck {
    private static final int OTHERS = 2;
    private static final long PATIENCE_SECONDS = 30;
    private static final String PROCESS = "select pg_backend_pid() as process";

    private final DatabaseAddress address;
    private final Pool pool;

    private PoolerCheck(Vertx vertx, DatabaseAddress address) {
        this.address = address;
        this.pool = new Connections(vertx, address).pool(1 + OTHERS);
    }

    /** Fails with an {@link UnfitDatabaseException} when sessions do not keep their process. */
    static Future<Void> run(Vertx vertx, DatabaseAddress address) {
        PoolerCheck check = new PoolerCheck(vertx, address);
        return check.pool
                .getConnection()
                .compose(check::look)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .eventually(check.pool::close);
    }

    /** Only a pooler tells a process number of its own when a session begins. */
    private Future<Void> look(SqlConnection session) {
        int told = PgConnection.cast(session).processId();
        return process(session)
                .compose(process -> process == told ? Future.succeededFuture() : keeps(session, process, OTHERS));
    }

    /** While others hold transactions open, the session's process must be neither theirs nor another one. */
    private Future<Void> keeps(SqlConnection session, int process, int others) {
        if (others == 0) {
            return process(session).compose(later -> later == process ? Future.succeededFuture() : refused());
        }
        return pool.getConnection()
                .compose(other -> other.begin().compose(begun -> process(other)))
                .compose(taken -> taken == process ? refused() : keeps(session, process, others - 1));
    }

    private Future<Void> refused() {
        return Future.failedFuture(new UnfitDatabaseException(
                "in front of " + address
                        + " stands a pooler in transaction mode, where settings, notifications and prepared"
                        + " statements do not last: give this database its session mode (pgBouncer: pool_mode = session)",
                null));
    }

    private static Future<Integer> process(SqlConnection session) {
        return session.query(PROCESS).execute().map(Rows.only(row -> row.getInteger("process")));
    }
}
