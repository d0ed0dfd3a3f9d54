package org.relais.backup;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What archiving asks of a database, in SQL. Blocks. */
final class ArchiveStore {
    /** The end of a page of all deliveries, by their numbers, which follow the time at which they were queued. */
    private static final String PAGE =
            """
            select coalesce(max(id), 0) as last, min(queued_at) as oldest
            from (select id, queued_at from delivery where id > ? order by id limit ?) page
            """;

    /**
     * Replies that are done with and that nothing counts, shows as an organiser's or goes on from. Everything else stays: what
     * broadcasts and actions sent is read by their results, lists of recipients, audiences and links; confirmations, questions of
     * holds and answers after a stop are part of the promise.
     */
    private static final String DUE =
            """
            from delivery d
            where d.id > ? and d.id <= ? and d.purpose = 'reply' and d.broadcast_id is null
              and d.state not in ('queued', 'sending', 'withheld')
              and greatest(d.queued_at, d.settled_at) < ?
              and not exists (select from organiser_answer w
                              where w.delivery_id = d.id and w.organisation_id = d.organisation_id)
              and not exists (select from event_notice n where n.delivery_id = d.id)
            """;

    /** What an erasure leaves of a delivery: numbers, states, times and the basis; no word, address or platform's number. */
    private static final String LINES =
            """
            select d.id,
                   jsonb_strip_nulls(jsonb_build_object(
                       'id', d.id, 'organisation', d.organisation_id, 'contact', d.contact_id, 'sender', d.sender_id,
                       'purpose', d.purpose, 'state', d.state, 'reason', d.reason, 'basisEvent', d.basis_event_id,
                       'basisClass', d.basis_class, 'attempt', d.attempt, 'queuedAt', d.queued_at, 'claimedAt', d.claimed_at,
                       'settledAt', d.settled_at, 'deliveredAt', d.delivered_at, 'readAt', d.read_at))::text as line
            """
                    + DUE
                    + " order by d.id for update of d";

    private static final String COUNT = "select count(*) " + DUE;

    /** With the message that was composed for it alone, which nobody would find once its delivery is gone. */
    private static final String REMOVE =
            """
            with gone as (
                delete from delivery where id = any (?) returning message_id, queued_at
            ), own as materialized (
                -- One by one, and no other way: a join may be planned from all the messages there are.
                select m.id from gone g
                cross join lateral (
                    select m.id from message m
                    where m.id = g.message_id and m.created_at = g.queued_at and m.spec -> 'share' is null
                    offset 0) m
            )
            delete from message where id = any (array(select id from own))
            """;

    private static final String NOTE =
            """
            insert into archive_file (name, first_id, last_id, rows, sha256, before, written_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String FILES =
            """
            select name, first_id, last_id, rows, sha256, before, written_at from archive_file order by first_id
            """;

    private final Connection connection;

    private ArchiveStore(Connection connection) {
        this.connection = connection;
    }

    /** Pages are walked along the key and what refers to them is looked up, whatever the statistics say. */
    static ArchiveStore on(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = off");
            statement.execute("set enable_bitmapscan = off");
            statement.execute("set enable_hashjoin = off");
            statement.execute("set enable_mergejoin = off");
        }
        return new ArchiveStore(connection);
    }

    /**
     * Deliveries behind one number up to another.
     *
     * @param oldest when the first of them was queued
     */
    record Page(long after, long last, Instant oldest) {}

    /** A file as it is known in the database. */
    record ArchiveFile(String name, long firstId, long lastId, int rows, byte[] sha256, Times times) {
        String hash() {
            return HexFormat.of().formatHex(sha256);
        }
    }

    /** @param before what was older than this */
    record Times(Instant before, Instant writtenAt) {}

    /**
     * Keeps every other run out until the connection ends, and waits for the end of one that was killed: until then nobody
     * knows whether its last transaction holds.
     */
    void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtextextended('relais archive', 0))");
        }
    }

    /** The next page; null behind the last one. */
    @Nullable
    Page page(long after, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setLong(1, after);
            statement.setInt(2, most);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime oldest = row.getObject("oldest", OffsetDateTime.class);
                return oldest == null ? null : new Page(after, row.getLong("last"), oldest.toInstant());
            }
        }
    }

    /** How many of a page are due. */
    long count(Page page, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            bound(statement, page, before);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The due ones of a page as lines of JSON by their numbers, in order, locked for the length of the transaction. */
    SortedMap<Long, String> lines(Page page, Instant before) throws SQLException {
        SortedMap<Long, String> lines = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LINES)) {
            bound(statement, page, before);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.put(rows.getLong("id"), rows.getString("line"));
                }
            }
        }
        return lines;
    }

    private static void bound(PreparedStatement statement, Page page, Instant before) throws SQLException {
        statement.setLong(1, page.after());
        statement.setLong(2, page.last());
        statement.setObject(3, before.atOffset(ZoneOffset.UTC));
    }

    void remove(Collection<Long> ids) throws SQLException {
        Array array = connection.createArrayOf("bigint", ids.toArray());
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setArray(1, array);
            statement.executeUpdate();
        } finally {
            array.free();
        }
    }

    void note(ArchiveFile file) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
            statement.setString(1, file.name());
            statement.setLong(2, file.firstId());
            statement.setLong(3, file.lastId());
            statement.setInt(4, file.rows());
            statement.setBytes(5, file.sha256());
            statement.setObject(6, file.times().before().atOffset(ZoneOffset.UTC));
            statement.setObject(7, file.times().writtenAt().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** All files there are, by name, in order. */
    Map<String, ArchiveFile> files() throws SQLException {
        Map<String, ArchiveFile> files = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(FILES)) {
            while (rows.next()) {
                ArchiveFile file = new ArchiveFile(
                        rows.getString("name"),
                        rows.getLong("first_id"),
                        rows.getLong("last_id"),
                        rows.getInt("rows"),
                        rows.getBytes("sha256"),
                        new Times(
                                rows.getObject("before", OffsetDateTime.class).toInstant(),
                                rows.getObject("written_at", OffsetDateTime.class)
                                        .toInstant()));
                files.put(file.name(), file);
            }
        }
        return files;
    }
}
