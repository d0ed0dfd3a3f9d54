package org.relais.backup;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.relais.backup.BackupStore.Table;
import org.relais.database.DatabaseAddress;

/**
 * Backup of a whole database at one moment, as one file: a table is an entry of a zip archive, as PostgreSQL copies it. It
 * has everything personal that the database has, and no key: keys stand in the configuration. The service may run.
 */
public final class Backup {
    static final String MANIFEST = "manifest.json";
    static final String FORMAT = "relais-backup-1";

    private final DatabaseAddress database;

    public Backup(DatabaseAddress database) {
        this.database = database;
    }

    /** @param rows in all tables */
    public record Written(int tables, long rows, long bytes) {}

    /**
     * Writes the file, readable by its owner alone; what stood there is replaced once the new one is whole.
     *
     * @param at when it is made, for who reads it
     */
    public Written write(Path file, Instant at) throws SQLException, IOException {
        Path whole = file.toAbsolutePath();
        Path part = Files.createTempFile(whole.getParent(), ".relais-backup", ".part", OwnerOnly.file(whole));
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Written written = write(connection, part, at);
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
            return new Written(written.tables(), written.rows(), Files.size(whole));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Written write(Connection connection, Path part, Instant at) throws SQLException, IOException {
        List<Table> tables = BackupStore.tables(connection);
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        JsonArray counts = new JsonArray();
        long all = 0;
        try (OutputStream out = Files.newOutputStream(part);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Table table : tables) {
                zip.putNextEntry(new ZipEntry(table.name()));
                long rows = copies.copyOut("copy (" + table.rows() + ") to stdout", zip);
                zip.closeEntry();
                counts.add(new JsonObject()
                        .put("table", table.name())
                        .put("columns", table.columns())
                        .put("rows", rows));
                all += rows;
            }
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(new JsonObject()
                    .put("format", FORMAT)
                    .put("at", at)
                    .put("schema", BackupStore.schema(connection))
                    .put("shard", BackupStore.shard(connection))
                    .put("sequences", BackupStore.sequences(connection))
                    .put("tables", counts)
                    .encodePrettily()
                    .getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return new Written(tables.size(), all, 0);
    }
}
