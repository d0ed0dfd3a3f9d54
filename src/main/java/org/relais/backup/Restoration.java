package org.relais.backup;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.relais.backup.BackupStore.Table;
import org.relais.database.DatabaseAccess;
import org.relais.database.DatabaseAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restoration of a backup into a database that has the schema and nothing else, in one transaction. What was waiting to be
 * sent when the backup was made is taken back, since it may have been sent meanwhile.
 */
public final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final DatabaseAddress database;

    /** @param access of the empty database; its owner writes */
    public Restoration(DatabaseAccess access) {
        DatabaseAddress owner = access.owner();
        this.database = owner == null ? access.application() : owner;
    }

    /**
     * Looks whether our role may restore at all, before anything is written. A server that can't be asked says so itself
     * when it is opened.
     *
     * @throws BackupException with the grant that is missing
     */
    public void checkRole() {
        try (Connection connection = database.connect()) {
            if (!BackupStore.mayCopy(connection)) {
                throw new BackupException("nothing was written: " + database.user()
                        + " may not restore. As PostgreSQL's"
                        + " administrator: grant set on parameter session_replication_role to " + database.user());
            }
        } catch (SQLException unreachable) {
            LOG.debug("the role that restores can't be looked at: {}", unreachable.getMessage());
        }
    }

    /**
     * What came of it.
     *
     * @param at when the backup was made
     * @param takenBack messages that were waiting then
     */
    public record Restored(String at, int tables, long rows, long takenBack) {}

    /**
     * Restores the file.
     *
     * @throws BackupException with one line when the file is no whole backup, of another schema or for another database, or
     *     when the database is not empty
     */
    public Restored restore(Path file) throws SQLException, IOException {
        try (ZipFile zip = new ZipFile(file.toFile());
                Connection connection = database.connect()) {
            JsonObject manifest = manifest(zip);
            connection.setAutoCommit(false);
            check(connection, manifest);
            long rows = copy(connection, zip, manifest);
            for (Map.Entry<String, Object> sequence : manifest.getJsonObject("sequences")) {
                BackupStore.continueBehind(connection, sequence.getKey(), ((Number) sequence.getValue()).longValue());
            }
            BackupStore.asRows(connection);
            long takenBack = BackupStore.takeBack(connection);
            connection.commit();
            return new Restored(
                    manifest.getString("at"), manifest.getJsonArray("tables").size(), rows, takenBack);
        } catch (ZipException noArchive) {
            throw new BackupException(file + " is no whole backup: " + noArchive.getMessage());
        }
    }

    private static JsonObject manifest(ZipFile zip) throws IOException {
        try (InputStream in = entry(zip, Backup.MANIFEST)) {
            JsonObject manifest = new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (Backup.FORMAT.equals(manifest.getString("format"))) {
                return manifest;
            }
        } catch (DecodeException | ClassCastException fallsThrough) {
            // The same words as for a manifest of something else.
        }
        throw new BackupException("the file is no backup of Relais");
    }

    private static InputStream entry(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new BackupException("the file is no whole backup: it lacks " + name);
        }
        return zip.getInputStream(entry);
    }

    private static void check(Connection connection, JsonObject manifest) throws SQLException {
        if (!BackupStore.schema(connection).equals(manifest.getString("schema"))) {
            throw new BackupException(
                    "the backup is of another version of the schema: restore it with the version of Relais"
                            + " that made it, then bring it on");
        }
        if (BackupStore.shard(connection) != manifest.getInteger("shard")) {
            throw new BackupException(
                    "the backup is of the database number " + manifest.getInteger("shard") + ": name it with --shard");
        }
        if (!BackupStore.isEmpty(connection)) {
            throw new BackupException("there are organisations in this database: restore into a new, empty one");
        }
    }

    private static long copy(Connection connection, ZipFile zip, JsonObject manifest) throws SQLException, IOException {
        Map<String, Table> known =
                BackupStore.tables(connection).stream().collect(Collectors.toMap(Table::name, Function.identity()));
        List<JsonObject> tables = manifest.getJsonArray("tables").stream()
                .map(JsonObject.class::cast)
                .toList();
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        BackupStore.asCopies(connection);
        long all = 0;
        for (JsonObject counted : tables) {
            Table table = known.get(counted.getString("table"));
            if (table == null || !table.columns().equals(counted.getString("columns"))) {
                throw new BackupException("the backup has a table that is not here: " + counted.getString("table"));
            }
            BackupStore.clear(connection, table.name());
            try (InputStream in = entry(zip, table.name())) {
                long rows = copies.copyIn("copy " + table.name() + " (" + table.columns() + ") from stdin", in);
                if (rows != counted.getLong("rows")) {
                    throw new BackupException(
                            "of " + table.name() + " " + rows + " rows came instead of " + counted.getLong("rows"));
                }
                all += rows;
            }
        }
        return all;
    }
}
