package org.relais.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Migration of a database to the schema of this version, as the role that owns it; grants the application's role what
 * {@code afterMigrate__grants.sql} lists. The server is looked at before anything is written; a role that does not own the
 * schema writes nothing at all.
 */
public final class SchemaMigration {
    /** The oldest server that the tests run on, as {@code server_version_num} writes it. */
    static final int LEAST_VERSION = 15_00_00;

    private SchemaMigration() {}

    /**
     * Applies what is missing of {@code db/migration}; returns the number of migrations applied. Blocks.
     *
     * @throws UnfitDatabaseException when the server is too old, the schema another version's, or behind without an owner
     *     to bring it on
     * @throws org.flywaydb.core.api.FlywayException when a migration fails
     */
    public static int apply(DatabaseAccess access) {
        DatabaseAddress address = access.owner() == null ? access.application() : access.owner();
        Found found = look(address, access.application().user());
        requireVersion(found.version(), address);
        if (!found.known()) {
            throw new UnfitDatabaseException(
                    "there is no role " + access.application().user() + " (database.user) on " + address
                            + ": an administrator has to create it",
                    null);
        }
        Flyway flyway = flyway(address, access);
        try {
            if (found.owner() != Owner.ANOTHER) {
                int applied = flyway.migrate().migrationsExecuted;
                requireNumber(access, address);
                return applied;
            }
            if (access.owner() != null) {
                throw new UnfitDatabaseException(
                        "the tables in " + address
                                + " belong to another role than this one: give them to it, name the role"
                                + " that owns them (database.owner.user), or start on a new, empty database",
                        null);
            }
            flyway.validate();
            requireNumber(access, address);
            return 0;
        } catch (FlywayValidateException otherHistory) {
            throw new UnfitDatabaseException(
                    found.owner() == Owner.ANOTHER && flyway.info().pending().length > 0
                            ? "the schema of " + address
                                    + " is older than this version of Relais, and this role does not"
                                    + " own it: run 'relais migrate' with database.owner"
                            : address
                                    + " was set up by another version of Relais, whose schema this one can't take over:"
                                    + " start it on a new, empty database",
                    otherHistory);
        }
    }

    private static Flyway flyway(DatabaseAddress address, DatabaseAccess access) {
        return Flyway.configure()
                .dataSource(address.jdbcUrl(), address.user(), address.password())
                .locations("classpath:db/migration")
                .placeholders(Map.of(
                        "application_role", access.application().user().replace("'", "''"),
                        "shard", Integer.toString(access.shard())))
                .cleanDisabled(true)
                .load();
    }

    /** Two databases that took each other's number would make the same ids for different people. */
    private static void requireNumber(DatabaseAccess access, DatabaseAddress address) {
        try (Connection connection = address.connect();
                PreparedStatement statement = connection.prepareStatement(RoleStore.SHARD_NUMBER);
                ResultSet row = statement.executeQuery()) {
            row.next();
            int number = row.getInt(1);
            if (number != access.shard()) {
                throw new UnfitDatabaseException(
                        address + " was made as the database number " + number + ", and the configuration gives it "
                                + access.shard() + ": a number stays with its database",
                        null);
            }
        } catch (SQLException fault) {
            throw new IllegalStateException(
                    "the database " + address + " does not answer: " + fault.getMessage(), fault);
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

    /** Whose the schema is, for the role that looks; nobody's when there is none yet. */
    private enum Owner {
        NOBODY,
        OURSELVES,
        ANOTHER
    }

    /** @param known whether there is the application's role */
    private record Found(int version, Owner owner, boolean known) {}

    private static Found look(DatabaseAddress address, String application) {
        try (Connection connection = address.connect();
                PreparedStatement statement = connection.prepareStatement(RoleStore.SERVER_AND_ROLES)) {
            statement.setString(1, application);
            return found(statement);
        } catch (SQLException fault) {
            throw new IllegalStateException(
                    "the database " + address + " does not answer: " + fault.getMessage(), fault);
        }
    }

    private static Found found(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            boolean owns = row.getBoolean("owns");
            Owner owner = row.wasNull() ? Owner.NOBODY : owns ? Owner.OURSELVES : Owner.ANOTHER;
            return new Found(row.getInt("version"), owner, row.getBoolean("known"));
        }
    }
}
