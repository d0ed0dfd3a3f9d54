package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

    /** For whoever has nothing to do without a database. */
    public static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Duration A_MOMENT = Duration.ofSeconds(10);

    private final RoleStore roles = new RoleStore();
    private final Connections connections;
    private final Pool pool;
    private final Pool steps;
    private final Pool walks;
    private final Notifications notifications;
    private volatile @Nullable String roleWarning;

    private Database(Vertx vertx, DatabaseAddress address, int poolSize) {
        this.connections = new Connections(vertx, address);
        this.pool = connections.pool(poolSize);
        this.steps = connections.stepsPool(poolSize);
        this.walks = connections.drainPool(WALKS);
        this.notifications = new Notifications(vertx, connections);
        this.notifications.on(RoleStore.SCHEMA, told -> connections.renew());
    }

    /** As {@link #open(Vertx, DatabaseAccess, int)}, without an owner's role. */
    public static Future<Database> open(Vertx vertx, DatabaseAddress address, int poolSize) {
        return open(vertx, new DatabaseAccess(address, null), poolSize);
    }

    /**
     * Waits for a server that takes writes, migrates the schema, then opens a pool of up to {@code poolSize} connections,
     * and as many for {@link #steps}, as the application's role.
     *
     * @param patience how long to wait for a server; {@link #FOR_EVER}
     * @return fails with an {@link UnfitDatabaseException} when the server refuses us or is too old, or the schema is another
     *     version's; with a {@link NoPrimaryException} when the patience is over; with a
     *     {@link org.flywaydb.core.api.FlywayException} when a migration fails
     */
    public static Future<Database> open(Vertx vertx, DatabaseAccess access, int poolSize, Duration patience) {
        DatabaseAddress address = access.owner() == null ? access.application() : access.owner();
        return ready(vertx, address, patience)
                .compose(lasting -> vertx.executeBlocking(() -> SchemaMigration.apply(access)))
                .compose(applied -> {
                    LOG.info("database ready, {} migrations applied now", applied);
                    return pools(vertx, access, poolSize);
                });
    }

    /**
     * As {@link #open(Vertx, DatabaseAccess, int)}, but writes nothing: fails with an {@link UnfitDatabaseException} when
     * there is no schema of this version.
     */
    public static Future<Database> openMigrated(Vertx vertx, DatabaseAccess access, int poolSize) {
        return ready(vertx, access.application(), A_MOMENT)
                .compose(lasting -> vertx.<Void>executeBlocking(() -> {
                    SchemaMigration.require(access);
                    return null;
                }))
                .compose(fit -> pools(vertx, access, poolSize));
    }

    private static Future<Void> ready(Vertx vertx, DatabaseAddress address, Duration patience) {
        return ServerWait.until(vertx, address, patience).compose(there -> PoolerCheck.run(vertx, address));
    }

    /** Of a database that is known to be fit. */
    static Future<Database> pools(Vertx vertx, DatabaseAccess access, int poolSize) {
        Database database = new Database(vertx, access.application(), poolSize);
        return database.warnOfPowers().map(database);
    }

    /** As {@link #open(Vertx, DatabaseAccess, int, Duration)}, without much patience: for a command. */
    public static Future<Database> open(Vertx vertx, DatabaseAccess access, int poolSize) {
        return open(vertx, access, poolSize, A_MOMENT);
    }

    /** As {@link Connections#pool}, for one pool. */
    public static Pool pool(Vertx vertx, DatabaseAddress address, int size) {
        return new Connections(vertx, address).pool(size);
    }

    /** As {@link Connections#walkingPool}, for one pool. */
    public static Pool walkingPool(Vertx vertx, DatabaseAddress address, int size) {
        return new Connections(vertx, address).walkingPool(size);
    }

    public Pool pool() {
        return pool;
    }

    /** For short transactions on a few rows each, as a webhook or a stop needs them: nothing here reads a table whole. */
    public Pool steps() {
        return steps;
    }

    /**
     * Of few connections, as {@link Connections#walkingPool}. Not for what locks people in order: without a sort
     * PostgreSQL would read all of them in the order of the index.
     */
    public Pool walks() {
        return walks;
    }

    /** What wakes this node's parts; it listens from its start to its close, to what they have named until then. */
    public Notifications notifications() {
        return notifications;
    }

    /** Where further pools come from, for work that must not compete with the rest (claims, settling). */
    public Connections connections() {
        return connections;
    }

    /** Completes when the database answers, fails within 2 s when it does not. */
    public Future<Void> alive() {
        return pool.query("select 1").execute().timeout(2, TimeUnit.SECONDS).mapEmpty();
    }

    /**
     * What the role that the service works as could do to the ledger, each as a predicate ("owns its tables"): nothing,
     * when it is a role of its own.
     */
    public Future<List<String>> powers() {
        return roles.powers(pool);
    }

    private Future<Void> warnOfPowers() {
        return powers().onSuccess(powers -> {
                    roleWarning = powers.isEmpty() ? null : inWords(powers);
                    roleWarning().ifPresent(LOG::warn);
                })
                .mapEmpty();
    }

    /** One line for an operator when the role could rewrite the ledger, as it was when the database was opened. */
    public Optional<String> roleWarning() {
        return Optional.ofNullable(roleWarning);
    }

    private String inWords(List<String> powers) {
        return "the database role " + address().user() + " " + String.join(", ", powers)
                + ": whoever has its password can rewrite the ledger; give the service a role that owns nothing"
                + " (database.owner)";
    }

    public DatabaseAddress address() {
        return connections.address();
    }

    public Future<Void> close() {
        return Future.join(notifications.close(), pool.close(), steps.close(), walks.close())
                .mapEmpty();
    }
}
