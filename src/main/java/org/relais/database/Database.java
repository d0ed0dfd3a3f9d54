package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open connection pool on a migrated schema. */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final DatabaseAddress address;
    private final Pool pool;

    private Database(DatabaseAddress address, Pool pool) {
        this.address = address;
        this.pool = pool;
    }

    /**
     * Migrates the schema, then opens a pool of {@code poolSize} connections.
     *
     * @return fails with a {@link org.flywaydb.core.api.FlywayException} when the schema can't be migrated
     */
    public static Future<Database> open(Vertx vertx, DatabaseAddress address, int poolSize) {
        return vertx.executeBlocking(() -> migrate(address)).map(applied -> {
            LOG.info("database ready, {} migrations applied now", applied);
            return new Database(address, pool(vertx, address, poolSize));
        });
    }

    /** A further pool on the same database, for work that must not compete with the rest (claims, settling). */
    public static Pool pool(Vertx vertx, DatabaseAddress address, int size) {
        return pool(vertx, address, size, Map.of());
    }

    /** As {@link #pool(Vertx, DatabaseAddress, int)}, with server settings for its connections. */
    public static Pool pool(Vertx vertx, DatabaseAddress address, int size, Map<String, String> settings) {
        PgConnectOptions connect = connectOptions(address);
        settings.forEach(connect::addProperty);
        PoolOptions options = new PoolOptions()
                .setMaxSize(size)
                .setConnectionTimeout(10)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setShared(false);
        return PgBuilder.pool().with(options).connectingTo(connect).using(vertx).build();
    }

    /** A connection of its own that listens to notifications. */
    public static PgSubscriber subscriber(Vertx vertx, DatabaseAddress address) {
        return PgSubscriber.subscriber(vertx, connectOptions(address));
    }

    private static PgConnectOptions connectOptions(DatabaseAddress address) {
        return new PgConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setDatabase(address.database())
                .setUser(address.user())
                .setPassword(address.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                // By default a statement of 2,048 characters or more would be parsed and planned anew every time, and
                // the
                // longest ones are those that run most: claim, enqueue, hand-out.
                .setPreparedStatementCacheSqlFilter(sql -> true)
                .setPipeliningLimit(64)
                .setReconnectAttempts(2)
                .setReconnectInterval(200)
                .addProperty("application_name", "relais")
                .addProperty("TimeZone", "UTC");
    }

    /** Applies what is missing of {@code db/migration}; returns the number of migrations applied. */
    static int migrate(DatabaseAddress address) {
        return Flyway.configure()
                .dataSource(address.jdbcUrl(), address.user(), address.password())
                .locations("classpath:db/migration")
                .cleanDisabled(true)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    public Pool pool() {
        return pool;
    }

    /** Completes when the database answers, fails within 2 s when it does not. */
    public Future<Void> alive() {
        return pool.query("select 1").execute().timeout(2, TimeUnit.SECONDS).mapEmpty();
    }

    public DatabaseAddress address() {
        return address;
    }

    public Future<Void> close() {
        return pool.close();
    }
}
