package org.relais;

import io.vertx.core.Vertx;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.database.EmbeddedDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command works with: Vert.x, the configuration and the open database. With an embedded database it joins the
 * server of a running service, or starts one for as long as the command takes.
 */
final class Workplace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workplace.class);
    private static final int CONNECTIONS = 4;

    private final Vertx vertx;
    private final RelaisConfig config;
    private final Database database;
    private final @Nullable EmbeddedDatabase embedded;

    private Workplace(Vertx vertx, RelaisConfig config, Database database, @Nullable EmbeddedDatabase embedded) {
        this.vertx = vertx;
        this.config = config;
        this.database = database;
        this.embedded = embedded;
    }

    static Workplace open(ConfigOption option) throws EmbeddedDatabase.StartException {
        Vertx vertx = Vertx.vertx();
        try {
            RelaisConfig config = option.read(vertx);
            Located located = locate(config.database());
            return new Workplace(
                    vertx,
                    config,
                    Database.open(vertx, located.address(), CONNECTIONS).await(),
                    located.started());
        } catch (EmbeddedDatabase.StartException | RuntimeException fault) {
            vertx.close().await();
            throw fault;
        }
    }

    /** Where the database is, and the server that was started for it, if any. */
    record Located(DatabaseAddress address, @Nullable EmbeddedDatabase started) {}

    private static Located locate(RelaisConfig.DatabaseSettings settings) throws EmbeddedDatabase.StartException {
        if (settings.url() != null) {
            return new Located(DatabaseAddress.parse(settings.url(), settings.user(), settings.password()), null);
        }
        try {
            EmbeddedDatabase started = EmbeddedDatabase.start(settings.directory());
            return new Located(started.address(), started);
        } catch (EmbeddedDatabase.StartException fault) {
            DatabaseAddress running = EmbeddedDatabase.running(settings.directory())
                    .filter(address -> fault.inUse())
                    .orElse(null);
            if (running == null) {
                throw fault;
            }
            return new Located(running, null);
        }
    }

    Vertx vertx() {
        return vertx;
    }

    RelaisConfig config() {
        return config;
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        database.close().await();
        vertx.close().await();
        if (embedded != null) {
            try {
                embedded.close();
            } catch (IOException fault) {
                LOG.warn("PostgreSQL did not stop: {}", fault.getMessage());
            }
        }
    }
}
