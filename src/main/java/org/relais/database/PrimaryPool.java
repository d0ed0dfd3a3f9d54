package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A pool whose connections can be given up all at once: those to a server that is no primary any more, or that has
 * fallen silent. What is under way on them then fails, as on any lost connection.
 */
final class PrimaryPool implements Pool {
    private final Function<OpenSessions, Pool> open;
    private final Consumer<PrimaryPool> closed;
    private volatile Generation current;

    private record Generation(Pool pool, OpenSessions sessions) {}

    /**
     * @param open makes a pool that tells of its sessions
     * @param closed told when the pool is closed for good
     */
    PrimaryPool(Function<OpenSessions, Pool> open, Consumer<PrimaryPool> closed) {
        this.open = open;
        this.closed = closed;
        this.current = next();
    }

    private Generation next() {
        OpenSessions sessions = new OpenSessions();
        return new Generation(open.apply(sessions), sessions);
    }

    /** Gives up all connections; further ones are opened when they are needed. Completes when the old ones are closed. */
    Future<Void> renew() {
        Generation old = replace();
        old.sessions().cut();
        return old.pool().close();
    }

    private synchronized Generation replace() {
        Generation old = current;
        current = next();
        return old;
    }

    @Override
    public Future<SqlConnection> getConnection() {
        return current.pool().getConnection();
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return current.pool().query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return current.pool().preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return current.pool().preparedQuery(sql, options);
    }

    @Override
    public int size() {
        return current.pool().size();
    }

    @Override
    public Future<Void> close() {
        closed.accept(this);
        return current.pool().close();
    }
}
