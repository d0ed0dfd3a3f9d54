package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.relais.config.DatabaseUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pools on a database, kept on the server that takes writes. With several servers it looks after them as
 * long as a pool is open: when another one becomes the primary, when the primary was restarted, falls silent or
 * becomes read-only, every pool gives up its connections and opens new ones to the primary that there is then.
 */
public final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Vertx vertx;
    private final DatabaseAddress address;
    private final PrimaryWatch watch;
    private final ServerChanges changes = new ServerChanges();
    private final Set<PrimaryPool> pools = ConcurrentHashMap.newKeySet();

    public Connections(Vertx vertx, DatabaseAddress address) {
        this.vertx = vertx;
        this.address = address;
        this.watch = new PrimaryWatch(vertx, address, this::renew);
    }

    public DatabaseAddress address() {
        return address;
    }

    /**
     * Another number once a connection leads to another server, or to one that was restarted: what was read before must
     * not be believed any more. Read before a statement is sent; from any thread.
     */
    public long serverChanges() {
        return changes.count();
    }

    /** For whatever may take its time. */
    public Pool pool(int size) {
        return open(size, SessionSettings.PATIENT);
    }

    /** For short transactions on a few rows each, as a webhook or a stop needs them. */
    Pool stepsPool(int size) {
        return open(size, SessionSettings.STEPS);
    }

    /** For statements that walk few rows by an index, whatever is in them. */
    public Pool walkingPool(int size) {
        return open(size, SessionSettings.WALKS);
    }

    /** As {@link #walkingPool}, for the second half of a stop. */
    Pool drainPool(int size) {
        return open(size, SessionSettings.DRAIN);
    }

    private Pool open(int size, Map<String, String> settings) {
        PrimaryPool pool = new PrimaryPool(sessions -> build(size, settings, sessions), this::closed);
        pools.add(pool);
        watch.start();
        return pool;
    }

    private Pool build(int size, Map<String, String> settings, OpenSessions sessions) {
        PoolOptions options = new PoolOptions()
                .setMaxSize(size)
                .setConnectionTimeout(10)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setShared(false);
        String statements = SessionSettings.statements(settings);
        return PgBuilder.pool()
                .with(options)
                .connectingTo(this::server)
                .withConnectHandler(connection -> {
                    sessions.add(connection);
                    prepare(connection, statements);
                })
                .using(vertx)
                .build();
    }

    private Future<SqlConnectOptions> server() {
        return watch.primary().map((DatabaseUrl.Server server) -> ServerOptions.of(address, server)
                .setReconnectAttempts(2)
                .setReconnectInterval(200));
    }

    /** As statements and not with the connection's first words, which a pooler in between may not pass on. */
    private void prepare(SqlConnection connection, String statements) {
        connection
                .query(statements)
                .execute()
                .compose(done -> changes.opened(connection))
                .onFailure(fault -> LOG.warn("a session could not be set up: {}", SqlFaults.describe(fault)))
                .onComplete(done -> connection.close());
    }

    /** Gives up all connections: those to a lost primary, and those that prepared their statements before the schema changed. */
    void renew() {
        pools.forEach(pool -> pool.renew().onFailure(fault -> LOG.debug("a lost pool did not close", fault)));
    }

    private void closed(PrimaryPool pool) {
        pools.remove(pool);
        if (pools.isEmpty()) {
            watch.stop();
        }
    }
}
