package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A pool whose connections can be given up all at once: those to a server that is no primary any more, or that has
 * fallen silent. What is under way on them then fails, as on any lost connection.
 */
final class PrimaryPool implements Pool {
    private final Supplier<Pool> open;
    private final Consumer<PrimaryPool> closed;
    private final AtomicReference<Pool> current;

    /** @param closed told when the pool is closed for good */
    PrimaryPool(Supplier<Pool> open, Consumer<PrimaryPool> closed) {
        this.open = open;
        this.closed = closed;
        this.current = new AtomicReference<>(open.get());
    }

    /** Gives up all connections; further ones are opened when they are needed. Completes when the old ones are closed. */
    Future<Void> renew() {
        return current.getAndSet(open.get()).close();
    }

    @Override
    public Future<SqlConnection> getConnection() {
        return current.get().getConnection();
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return current.get().query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return current.get().preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return current.get().preparedQuery(sql, options);
    }

    @Override
    public int size() {
        return current.get().size();
    }

    @Override
    public Future<Void> close() {
        closed.accept(this);
        return current.get().close();
    }
}
