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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open connection pool on a migrated schema. */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** Statements at a time that a stop waits for; they are joined, so a second one is rare. */
    private static final int WALKS = 2;

    /**
     * In front of a statement: PostgreSQL plans it anew every time. For what looks for the next piece of work in a table
     * that is empty at one moment and full at the next: a plan that was made for the one is kept for the other.
     */
    public static final String PLANNED_EACH_TIME = "/* planned each time */ ";

    /**
     * Makes PostgreSQL reach every row by an index and touch as few as it can. What runs all the time is planned once per
     * connection, often before the first broadcast, when the statistics still say that reading all of a table is the
     * cheapest way. So the ways that read a table whole are off, and only rows count, not pages: those that matter here
     * are in memory.
     */
    private static final Map<String, String> FEWEST_ROWS = Map.ofEntries(
            Map.entry("plan_cache_mode", "force_generic_plan"),
            Map.entry("enable_hashjoin", "off"),
            Map.entry("enable_mergejoin", "off"),
            Map.entry("enable_seqscan", "off"),
            Map.entry("enable_bitmapscan", "off"),
            Map.entry("enable_sort", "off"),
            Map.entry("jit", "off"),
            Map.entry("seq_page_cost", "0"),
            Map.entry("random_page_cost", "0"),
            Map.entry("cpu_tuple_cost", "1"),
            Map.entry("cpu_index_tuple_cost", "1"),
            Map.entry("cpu_operator_cost", "0.0001"));

    /**
     * For short transactions on a few rows each: planned once per connection, and never to read a table whole, however
     * small it was when that plan was made. Without the first, PostgreSQL plans whatever takes an array anew each time,
     * which takes longer than the statement itself. Sorts stay on: they keep the order in which people are locked.
     */
    private static final Map<String, String> FEW_ROWS = Map.of(
            "plan_cache_mode", "force_generic_plan",
            "enable_hashjoin", "off",
            "enable_mergejoin", "off",
            "enable_seqscan", "off",
            "jit", "off");

    private final DatabaseAddress address;
    private final Pool pool;
    private final Pool steps;
    private final Pool walks;

    private Database(DatabaseAddress address, Pool pool, Pool steps, Pool walks) {
        this.address = address;
        this.pool = pool;
        this.steps = steps;
        this.walks = walks;
    }

    /**
     * Migrates the schema, then opens a pool of up to {@code poolSize} connections, and as many for
     * {@link #steps}.
     *
     * @return fails with an {@link UnfitDatabaseException} when the server is too old or the schema another version's, with
     *     a {@link org.flywaydb.core.api.FlywayException} when a migration fails
     */
    public static Future<Database> open(Vertx vertx, DatabaseAddress address, int poolSize) {
        return vertx.executeBlocking(() -> SchemaMigration.apply(address)).map(applied -> {
            LOG.info("database ready, {} migrations applied now", applied);
            return new Database(
                    address,
                    pool(vertx, address, poolSize),
                    pool(vertx, address, poolSize, FEW_ROWS),
                    walkingPool(vertx, address, WALKS));
        });
    }

    /** A further pool on the same database, for work that must not compete with the rest (claims, settling). */
    public static Pool pool(Vertx vertx, DatabaseAddress address, int size) {
        return pool(vertx, address, size, Map.of());
    }

    /** As {@link #pool(Vertx, DatabaseAddress, int)}, for statements that walk few rows by an index, whatever is in them. */
    public static Pool walkingPool(Vertx vertx, DatabaseAddress address, int size) {
        return pool(vertx, address, size, FEWEST_ROWS);
    }

    private static Pool pool(Vertx vertx, DatabaseAddress address, int size, Map<String, String> settings) {
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
                // By default a statement of 2,048 characters or more would be parsed and planned anew every time,
                // and the longest ones are those that run most: claim, settle, hand-out.
                .setPreparedStatementCacheSqlFilter(sql -> !sql.startsWith(PLANNED_EACH_TIME))
                .setPipeliningLimit(64)
                .setReconnectAttempts(2)
                .setReconnectInterval(200)
                .addProperty("application_name", "relais")
                .addProperty("TimeZone", "UTC");
    }

    public Pool pool() {
        return pool;
    }

    /** For short transactions on a few rows each, as a webhook or a stop needs them: nothing here reads a table whole. */
    public Pool steps() {
        return steps;
    }

    /**
     * Of few connections, as {@link #walkingPool}. Not for what locks people in order: without a sort PostgreSQL would read
     * all of them in the order of the index.
     */
    public Pool walks() {
        return walks;
    }

    /** Completes when the database answers, fails within 2 s when it does not. */
    public Future<Void> alive() {
        return pool.query("select 1").execute().timeout(2, TimeUnit.SECONDS).mapEmpty();
    }

    public DatabaseAddress address() {
        return address;
    }

    public Future<Void> close() {
        return Future.join(pool.close(), steps.close(), walks.close()).mapEmpty();
    }
}
