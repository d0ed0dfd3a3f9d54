package org.relais.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migration of a database to the schema of this version, as the role that owns it; grants the application's role what
 * {@code afterMigrate__grants.sql} lists. The server is looked at before anything is written; a role that does not own the
 * schema writes nothing at all.
 */
public final class SchemaMigration {
    /** The oldest server that the tests run on, as {@code server_version_num} writes it. */
    static final int LEAST_VERSION = 15_00_00;
    /** Of 18 the first two lose what a statement with a locking CTE changes in rows that another changes meanwhile. */
    private static final int LOSING_UPDATES = 18_00_00;

    private static final int KEEPING_UPDATES = 18_00_02;

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);

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
        if (found.owner() == Owner.NOBODY && !found.creates()) {
            throw none(address, " with database.owner");
        }
        if (found.owner() == Owner.ANOTHER && access.owner() == null) {
            requireCurrent(access, address, " with database.owner");
            return 0;
        }
        if (found.owner() == Owner.ANOTHER) {
            throw new UnfitDatabaseException(
                    "the tables in " + address
                            + " belong to another role than this one: give them to it, name the role"
                            + " that owns them (database.owner.user), or start on a new, empty database",
                    null);
        }
        try {
            int applied = flyway(address, access).migrate().migrationsExecuted;
            requireNumber(access, address);
            if (applied > 0) {
                tell(address);
            }
            return applied;
        } catch (FlywayValidateException otherHistory) {
            throw anotherVersion(address, otherHistory);
        }
    }

    /**
     * Looks whether the schema is of this version, as the application's role, and writes nothing: what only looks at a
     * database, or saves it before an upgrade, must not bring it on. Blocks.
     *
     * @throws UnfitDatabaseException when there is none, or an older or another version's
     */
    public static void require(DatabaseAccess access) {
        DatabaseAddress address = access.application();
        Found found = look(address, address.user());
        requireVersion(found.version(), address);
        if (found.owner() == Owner.NOBODY) {
            throw none(address, "");
        }
        requireCurrent(access, address, "");
    }

    /** @param as what has to be configured for the migration, in words */
    private static void requireCurrent(DatabaseAccess access, DatabaseAddress address, String as) {
        Flyway flyway = flyway(address, access);
        try {
            flyway.validate();
        } catch (FlywayValidateException otherHistory) {
            throw flyway.info().pending().length == 0
                    ? anotherVersion(address, otherHistory)
                    : new UnfitDatabaseException(
                            "the schema of " + address + " is older than this version of Relais: run 'relais migrate'"
                                    + as,
                            otherHistory);
        }
        requireNumber(access, address);
    }

    private static UnfitDatabaseException none(DatabaseAddress address, String as) {
        return new UnfitDatabaseException("there is no schema in " + address + ": run 'relais migrate'" + as, null);
    }

    private static UnfitDatabaseException anotherVersion(DatabaseAddress address, FlywayValidateException history) {
        return new UnfitDatabaseException(
                address + " was set up by another version of Relais, whose schema this one can't take over:"
                        + " start it on a new, empty database",
                history);
    }

    /** Nodes that work meanwhile prepared their statements before: PostgreSQL refuses those whose answer has a column more now. */
    private static void tell(DatabaseAddress address) {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(RoleStore.TELL_SCHEMA);
        } catch (SQLException lost) {
            LOG.warn(
                    "nodes were not told that the schema is brought on: they find out by themselves, statement by statement");
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
        if (version >= LOSING_UPDATES && version < KEEPING_UPDATES) {
            throw new UnfitDatabaseException(
                    "the server of " + address + " is PostgreSQL 18.0 or 18.1, which lose updates of rows that change"
                            + " at the same time: Relais needs 18.2 or newer of 18, and has written nothing",
                    null);
        }
    }

    /** Whose the schema is, for the role that looks; nobody's when there is none yet. */
    private enum Owner {
        NOBODY,
        OURSELVES,
        ANOTHER
    }

    /**
     * @param creates whether the role that looks may make a schema
     * @param known whether there is the application's role
     */
    private record Found(int version, Owner owner, boolean creates, boolean known) {}

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
            return new Found(row.getInt("version"), owner, row.getBoolean("creates"), row.getBoolean("known"));
        }
    }
}
