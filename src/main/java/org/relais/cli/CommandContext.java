package org.relais.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relais.app.ConsentModule;
import org.relais.app.process.DatabaseLocation;
import org.relais.app.process.UsageException;
import org.relais.backup.Restoration;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.sender.SenderKeys;
import org.relais.channel.sender.SenderLoader;
import org.relais.config.RelaisConfig;
import org.relais.consent.Fingerprints;
import org.relais.consent.SuppressionKeys;
import org.relais.database.Database;
import org.relais.database.DatabaseAccess;
import org.relais.database.EmbeddedDatabase;
import org.relais.health.LiveChecks;
import org.relais.health.PublicAddress;
import org.relais.organisation.AccessStore;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Tokens;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command works with: Vert.x, the configuration and the open database. With an embedded database it joins the
 * server of a running service, or starts one for as long as the command takes.
 */
public final class CommandContext implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandContext.class);
    private static final int CONNECTIONS = 4;

    private final Vertx vertx;
    private final RelaisConfig config;
    private final Database database;
    private final DatabaseLocation located;
    private final int shard;

    private CommandContext(Vertx vertx, RelaisConfig config, Database database, DatabaseLocation located, int shard) {
        this.vertx = vertx;
        this.config = config;
        this.database = database;
        this.located = located;
        this.shard = shard;
    }

    /** On a schema of this version; a database without one is refused in one line, and nothing is written to it. */
    static CommandContext open(ConfigOption option) throws EmbeddedDatabase.StartException {
        return open(option, option.shard());
    }

    /** As above, on another of several databases than the option names. */
    static CommandContext open(ConfigOption option, int shard) throws EmbeddedDatabase.StartException {
        return open(option, shard, Database::openMigrated);
    }

    /** As above, and brings the schema to this version. */
    static CommandContext migrate(ConfigOption option) throws EmbeddedDatabase.StartException {
        return open(option, option.shard(), Database::open);
    }

    /** As above, once the role is known to be allowed to restore. */
    static CommandContext restore(ConfigOption option) throws EmbeddedDatabase.StartException {
        return open(option, option.shard(), (vertx, access, connections) -> {
            new Restoration(access).checkRole();
            return Database.open(vertx, access, connections);
        });
    }

    /** How a command opens its database. */
    private interface Opening {
        Future<Database> open(Vertx vertx, DatabaseAccess access, int connections);
    }

    private static CommandContext open(ConfigOption option, int shard, Opening opening)
            throws EmbeddedDatabase.StartException {
        Vertx vertx = Vertx.vertx();
        DatabaseLocation located = null;
        boolean open = false;
        try {
            RelaisConfig config = option.read(vertx);
            located = DatabaseLocation.shared(config.database()
                    .shard(shard)
                    .orElseThrow(() -> new UsageException("--shard: database.shards has no number " + shard)));
            Database database = opening.open(vertx, located.access().ofShard(shard), CONNECTIONS)
                    .await();
            open = true;
            return new CommandContext(vertx, config, database, located, shard);
        } finally {
            if (!open) {
                end(vertx, located);
            }
        }
    }

    /** Also after what no signature names, which a future throws that is waited for. */
    private static void end(Vertx vertx, @Nullable DatabaseLocation located) {
        vertx.close().await();
        try {
            if (located != null) {
                located.stop();
            }
        } catch (IOException fault) {
            LOG.warn("PostgreSQL did not stop: {}", fault.getMessage());
        }
    }

    /** Says on the error output when the service's role could rewrite what a command shows. */
    void warnOfRole() {
        database.roleWarning().ifPresent(warning -> System.err.println("relais: " + warning));
    }

    /** Issues tokens in this database. */
    public ApiTokens apiTokens() {
        return apiTokens(database);
    }

    public static ApiTokens apiTokens(Database database) {
        InstantSource clock = InstantSource.system();
        return new ApiTokens(
                database.pool(), new AccessStore(clock), new AuditStore(clock), new Tokens(new SecureRandom()));
    }

    /**
     * Consent and what works on one person, on this database.
     *
     * @throws IllegalStateException with one line when a key of the suppression list is missing
     */
    ConsentModule consent(InstantSource clock) {
        suppressionKeys().check(database.pool()).await();
        return new ConsentModule(vertx, database, config, clock);
    }

    /** The configured keys beside those that the suppression list needs. */
    SuppressionKeys suppressionKeys() {
        return new SuppressionKeys(new Fingerprints(config.security().suppressionKeys()));
    }

    /**
     * The senders of the configuration and of this database, to be looked at.
     *
     * @param unread told when those of the database can't be read
     */
    LiveChecks liveChecks(Consumer<Exception> unread) {
        ChannelContext platforms = new ChannelContext(
                vertx,
                InstantSource.system(),
                System::nanoTime,
                config.delivery().httpTimeout());
        ChannelRegistry channels = ChannelRegistry.create(platforms, config.channels());
        String publicUrl = config.http().publicUrl();
        try {
            new SenderLoader(vertx, database, new SenderKeys(config.security().senderKeys()), channels, publicUrl)
                    .load()
                    .await();
        } catch (Exception fault) {
            unread.accept(fault);
        }
        return new LiveChecks(database.pool(), channels, new PublicAddress(platforms, publicUrl));
    }

    RelaisConfig config() {
        return config;
    }

    /** Under which roles the database is used. */
    DatabaseAccess access() {
        return located.access().ofShard(shard);
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        database.close().await();
        end(vertx, located);
    }
}
