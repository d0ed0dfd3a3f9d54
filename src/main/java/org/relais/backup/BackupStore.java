package org.relais.backup;

import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What backup and restoration ask of a database, in SQL. Blocks. */
final class BackupStore {
    /**
     * Not in a backup: of this one database and its nodes; what a migration writes; and sessions and one-time links, which
     * must not come back to life.
     */
    private static final Set<String> LEFT_OUT = Set.of(
            "channel_policy",
            "claim_batch",
            "claim_start",
            "console_session",
            "delivery_node",
            "flyway_schema_history",
            "handshake",
            "idempotent_request",
            "invitation",
            "ledger_seal",
            "pacer_lease",
            "passkey_challenge",
            "published_rate",
            "sent_form",
            "shard",
            "sign_in_link");

    /**
     * Transactions are numbered by each server, from the beginning on a new one. Which removal from the suppression list was
     * written with which event is all that is asked of an old number, so those keep one, and a small one.
     */
    private static final String MARK =
            "(select n.mark from (select removed_in, row_number() over (order by removed_in) as mark"
                    + " from suppression_removal group by removed_in) n where n.removed_in = t.%s)::text::xid8";

    private static final Map<String, String> REWRITTEN = Map.of(
            "ledger_event.written_in",
            "coalesce(" + MARK.formatted("written_in") + ", '0'::xid8)",
            "suppression_removal.removed_in",
            MARK.formatted("removed_in"),
            "broadcast_answer.written_in",
            "'0'::xid8",
            "action_event.written_in",
            "'0'::xid8",
            "welcome.read_until",
            "(select count(distinct removed_in) from suppression_removal)::text::xid8");

    private BackupStore() {}

    /**
     * One table of a backup.
     *
     * @param columns those that are written, with commas between
     * @param rows what is copied of it
     */
    record Table(String name, String columns, String rows) {}

    /** Every table that belongs in a backup. */
    static List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        """
                        select c.relname, array_agg(a.attname::text order by a.attname) as columns
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                          and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                        group by c.relname
                        order by c.relname
                        """)) {
            while (rows.next()) {
                String name = rows.getString("relname");
                if (!LEFT_OUT.contains(name)) {
                    tables.add(table(name, (String[]) rows.getArray("columns").getArray()));
                }
            }
        }
        return tables;
    }

    private static Table table(String name, String[] columns) {
        List<String> read = new ArrayList<>();
        for (String column : columns) {
            read.add(REWRITTEN.getOrDefault(name + "." + column, "t." + column));
        }
        return new Table(
                name, String.join(", ", columns), "select " + String.join(", ", read) + " from " + name + " t");
    }

    /** What the schema is: the same for the same files of migrations. */
    static String schema(Connection connection) throws SQLException {
        return text(
                connection,
                """
                select md5(string_agg(coalesce(version, description) || ':' || coalesce(checksum, 0), ',' order by
                                      coalesce(version, description), installed_rank desc))
                from (select distinct on (coalesce(version, description)) * from flyway_schema_history where success
                      order by coalesce(version, description), installed_rank desc) h
                """);
    }

    static int shard(Connection connection) throws SQLException {
        return Integer.parseInt(text(connection, "select number from shard"));
    }

    static boolean isEmpty(Connection connection) throws SQLException {
        return text(connection, "select count(*) from organisation").equals("0");
    }

    /** The last value of each sequence that has given one. */
    static JsonObject sequences(Connection connection) throws SQLException {
        JsonObject last = new JsonObject();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        """
                        select sequencename, last_value from pg_sequences
                        where schemaname = current_schema() and last_value is not null
                        order by sequencename
                        """)) {
            while (rows.next()) {
                last.put(rows.getString("sequencename"), rows.getLong("last_value"));
            }
        }
        return last;
    }

    /** The sequence goes on behind this value. */
    static void continueBehind(Connection connection, String sequence, long last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select setval(?::regclass, ?)")) {
            statement.setString(1, sequence);
            statement.setLong(2, last);
            statement.execute();
        }
    }

    /** Whether our role may do {@link #asCopies}. */
    static boolean mayCopy(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select has_parameter_privilege(current_user, 'session_replication_role', 'SET')")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** For this transaction, until {@link #asRows}: what stood there together comes together, and no trigger adds to it. */
    static void asCopies(Connection connection) throws SQLException {
        run(connection, "set local session_replication_role = replica");
    }

    static void asRows(Connection connection) throws SQLException {
        run(connection, "set local session_replication_role = origin");
    }

    static void clear(Connection connection, String table) throws SQLException {
        run(connection, "delete from " + table);
    }

    /**
     * Takes back everything that would be sent by itself: it may have been sent after the backup was made.
     *
     * @return how many messages that were
     */
    static long takeBack(Connection connection) throws SQLException {
        long messages;
        try (Statement statement = connection.createStatement()) {
            messages = statement.executeUpdate(
                    """
                    update delivery
                    set state = case state when 'queued' then 'cancelled' else 'unknown' end, reason = 'restored',
                        lease_until = null, settled_at = coalesce(settled_at, now())
                    where state in ('queued', 'sending')
                    """);
        }
        run(
                connection,
                """
                update broadcast b
                set state = case when w.broadcast_id is null then 'cancelled' else 'paused' end, state_reason = 'restored'
                from broadcast o left join welcome w on w.broadcast_id = o.id
                where o.id = b.id and b.state in ('scheduled', 'expanding', 'sending', 'paused')
                """);
        return messages;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
