package org.relais.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import org.relais.backup.ArchiveStore.ArchiveFile;
import org.relais.backup.ArchiveStore.Page;
import org.relais.backup.ArchiveStore.Times;
import org.relais.database.DatabaseAddress;

/**
 * Archive of replies that are long done with: out of the database into compressed files, a page a transaction, while the
 * service runs. A file is on disk before its rows go; killed anywhere, the next run into the same directory loses and doubles
 * none.
 */
public final class Archive {
    /** Deliveries looked at in one transaction: a fraction of a second. */
    public static final int PAGE = 10_000;

    /** What a number has below that of the database that gave it. */
    private static final int BITS_WITHIN_DATABASE = 40;

    private final DatabaseAddress database;
    private final InstantSource clock;
    private final int page;

    /** @param page how many deliveries are looked at in one transaction */
    public Archive(DatabaseAddress database, InstantSource clock, int page) {
        this.database = database;
        this.clock = clock;
        this.page = page;
    }

    /** @param rows in these files */
    public record Archived(int files, long rows) {}

    /** How many replies are older than that and may go. */
    public long count(Instant before) throws SQLException {
        try (Connection connection = database.connect()) {
            ArchiveStore store = ArchiveStore.on(connection);
            long due = 0;
            Page next = store.page(0, page);
            while (next != null) {
                if (next.oldest().isBefore(before)) {
                    due += store.count(next, before);
                }
                next = store.page(behind(next, before), page);
            }
            return due;
        }
    }

    /**
     * Archives them.
     *
     * @param directory where earlier files of this database may be; made when there is none
     * @throws BackupException with one line when there are files in it that this database does not know
     */
    public Archived write(Instant before, Path directory) throws SQLException, IOException {
        ArchiveDirectory files = new ArchiveDirectory(directory);
        try (Connection connection = database.connect()) {
            ArchiveStore store = ArchiveStore.on(connection);
            store.begin();
            Map<String, ArchiveFile> known = store.files();
            files.recover(known);
            files.list(known);
            connection.setAutoCommit(false);
            int written = 0;
            long rows = 0;
            Page next = store.page(0, page);
            while (next != null) {
                SortedMap<Long, String> lines =
                        next.oldest().isBefore(before) ? store.lines(next, before) : Collections.emptySortedMap();
                if (!lines.isEmpty()) {
                    ArchiveFile file = file(files, lines, before);
                    store.note(file);
                    store.remove(lines.keySet());
                    connection.commit();
                    files.keep(file.name());
                    known.put(file.name(), file);
                    files.list(known);
                    written++;
                    rows += lines.size();
                }
                connection.commit();
                next = store.page(behind(next, before), page);
            }
            connection.commit();
            return new Archived(written, rows);
        }
    }

    /** Once a page is young, all behind it are; but numbers of organisations that came from another database are apart. */
    private static long behind(Page page, Instant before) {
        return page.oldest().isBefore(before)
                ? page.last()
                : (page.last() >> BITS_WITHIN_DATABASE) + 1 << BITS_WITHIN_DATABASE;
    }

    private ArchiveFile file(ArchiveDirectory files, SortedMap<Long, String> lines, Instant before) throws IOException {
        String name = ArchiveDirectory.name(lines.firstKey(), lines.lastKey());
        return new ArchiveFile(
                name,
                lines.firstKey(),
                lines.lastKey(),
                lines.size(),
                files.write(name, lines.values()),
                new Times(before, clock.instant()));
    }
}
