package org.relais.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database to the schema of this version; the server is looked at before anything is written. */
final class SchemaMigration {
    /** The oldest server that the tests run on, as {@code server_version_num} writes it. */
    static final int LEAST_VERSION = 15_00_00;

    private SchemaMigration() {}

    /**
     * Applies what is missing of {@code db/migration}; returns the number of migrations applied. Blocks.
     *
     * @throws UnfitDatabaseException when the server is too old, or the schema is another version's
     */
    static int apply(DatabaseAddress address) {
        requireVersion(version(address), address);
        try {
            return Flyway.configure()
                    .dataSource(address.jdbcUrl(), address.user(), address.password())
                    .locations("classpath:db/migration")
                    .cleanDisabled(true)
                    .load()
                    .migrate()
                    .migrationsExecuted;
        } catch (FlywayValidateException otherHistory) {
            throw new UnfitDatabaseException(
                    address + " was set up by another version of Relais, whose schema this one can't take over:"
                            + " start it on a new, empty database",
                    otherHistory);
        }
    }

    static void requireVersion(int version, DatabaseAddress address) {
        if (version < LEAST_VERSION) {
            throw new UnfitDatabaseException(
                    "the server of " + address + " is PostgreSQL " + version / 1_00_00 + ": Relais needs "
                            + LEAST_VERSION / 1_00_00 + " or newer, and has written nothing",
                    null);
        }
    }

    private static int version(DatabaseAddress address) {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select current_setting('server_version_num')::int")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException fault) {
            throw new IllegalStateException(
                    "the database " + address + " does not answer: " + fault.getMessage(), fault);
        }
    }
}
