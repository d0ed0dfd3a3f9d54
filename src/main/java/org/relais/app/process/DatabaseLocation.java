package org.relais.app.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.relais.config.DatabaseUrl;
import org.relais.config.RelaisConfig;
import org.relais.database.DatabaseAccess;
import org.relais.database.DatabaseAddress;
import org.relais.database.EmbeddedDatabase;

/**
 * Where the configured database is.
 *
 * @param started the server that was started for it; null when it runs without us
 */
public record DatabaseLocation(DatabaseAccess access, @Nullable EmbeddedDatabase started) {

    /** The database at the configured address, or an embedded server started for us alone. */
    static DatabaseLocation own(RelaisConfig.DatabaseSettings settings) throws EmbeddedDatabase.StartException {
        if (settings.url() != null) {
            return new DatabaseLocation(access(settings.url(), settings), null);
        }
        EmbeddedDatabase started = EmbeddedDatabase.start(settings.directory());
        return new DatabaseLocation(started.access(), started);
    }

    private static DatabaseAccess access(DatabaseUrl url, RelaisConfig.DatabaseSettings settings) {
        RelaisConfig.DatabaseOwner owner = settings.owner();
        return new DatabaseAccess(
                new DatabaseAddress(url, settings.user(), settings.password()),
                owner == null ? null : new DatabaseAddress(owner.url(), owner.user(), owner.password()));
    }

    /** As {@link #own}, but joins the embedded server of a service that runs on the same data. */
    public static DatabaseLocation shared(RelaisConfig.DatabaseSettings settings)
            throws EmbeddedDatabase.StartException {
        try {
            return own(settings);
        } catch (EmbeddedDatabase.StartException fault) {
            DatabaseAccess running = EmbeddedDatabase.running(settings.directory())
                    .filter(access -> fault.inUse())
                    .orElse(null);
            if (running == null) {
                throw fault;
            }
            return new DatabaseLocation(running, null);
        }
    }

    /** Stops what was started. */
    public void stop() throws IOException {
        if (started != null) {
            started.close();
        }
    }
}
