package org.relais.shard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.relais.shard.MoveTableStore.Table;

/** What an organisation's move asks of the two databases, in SQL, as the role that owns them. Blocks. */
final class MoveStore {
    /** Cannot connect now: whoever meets it answers 503. */
    private static final String REFUSAL =
            """
            create or replace function refuse_moved() returns trigger language plpgsql as $$
            begin
                raise exception 'the organisation is on its way to another database' using errcode = '57P03';
            end $$
            """;

    /** What sealing writes: refused once there is nothing left to seal. */
    private static final Set<String> SEALS =
            Set.of("ledger_link", "ledger_chain", "ledger_day", "ledger_anchor", "ledger_anchor_sent");

    private final long organisationId;

    MoveStore(long organisationId) {
        this.organisationId = organisationId;
    }

    private String bound(String sql) {
        return sql.replace("$", Long.toString(organisationId));
    }

    /** Whether it is a section of a federation, which is on one database. */
    boolean isSection(Connection connection) throws SQLException {
        return text(connection, bound("select count(federation_id) from organisation where id = $"))
                .equals("1");
    }

    /** From now on nothing of it is claimed, and nodes hear of it. */
    void leave(Connection connection, int target) throws SQLException {
        run(
                connection,
                """
                insert into organisation_move (organisation_id, target, began_at, senders)
                select $, %d, now(), coalesce(jsonb_agg(jsonb_build_object(
                    'id', id, 'status', status, 'status_reason', status_reason, 'paused_until', paused_until)), '[]')
                from sender where organisation_id = $;
                update sender set status = 'paused', status_reason = 'moving', paused_until = null
                where organisation_id = $ and removed_at is null
                """
                        .formatted(target));
    }

    /** How its senders were before {@link #leave}. */
    String senders(Connection connection) throws SQLException {
        return text(connection, bound("select senders::text from organisation_move where organisation_id = $"));
    }

    void restoreSenders(Connection connection, String senders) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                """
                update sender s set status = b.status, status_reason = b.status_reason, paused_until = b.paused_until
                from jsonb_to_recordset(?::jsonb)
                     b (id bigint, status text, status_reason text, paused_until timestamptz)
                where s.id = b.id
                """)) {
            statement.setString(1, senders);
            statement.executeUpdate();
        }
    }

    boolean isLeaving(Connection connection) throws SQLException {
        return number(connection, "select count(*) from organisation_move where organisation_id = $") > 0;
    }

    boolean isHere(Connection connection) throws SQLException {
        return number(connection, "select count(*) from organisation where id = $") > 0;
    }

    /** What is on its way: requests to platforms, events and stops that are not worked. */
    long open(Connection connection) throws SQLException {
        return number(
                connection,
                """
                select (select count(*) from delivery where organisation_id = $ and state = 'sending')
                     + (select count(*) from inbox where processed_at is null and
                """
                        + MoveTableStore.PARTS.get("inbox") + ")");
    }

    long unsealed(Connection connection) throws SQLException {
        return number(
                connection,
                """
                select count(*) from ledger_event e
                where organisation_id = $ and not exists (select from ledger_link l where l.event_id = e.id)
                """);
    }

    long importing(Connection connection) throws SQLException {
        return number(
                connection,
                "select count(*) from import_job where organisation_id = $ and state in ('checking', 'merging')");
    }

    /** The names of tables whose writes are refused first, or what sealing writes. */
    static List<String> refused(List<Table> tables, boolean seals) {
        return tables.stream()
                .map(Table::name)
                .filter(name -> SEALS.contains(name) == seals)
                .filter(name -> !MoveTableStore.PARTS.containsKey(name) || name.equals("inbox"))
                .toList();
    }

    /**
     * Refuses every write of the organisation's to a table from the commit on, and ends after all that had begun: it waits
     * for them, as the lock does that a new trigger takes.
     */
    void refuse(Connection connection, String table) throws SQLException {
        run(connection, REFUSAL);
        String mine = table.equals("inbox")
                ? text(
                        connection,
                        bound(
                                """
                                select format('row.channel || '':'' || row.sender_external_id = any (%L::text[])',
                                              coalesce(array_agg(channel || ':' || external_id), '{}'))
                                from sender where organisation_id = $ and removed_at is null
                                """))
                : "row.organisation_id = " + organisationId;
        run(
                connection,
                """
                create or replace trigger moved_in_$ before insert or update on %1$s for each row when (%2$s)
                    execute function refuse_moved();
                create or replace trigger moved_out_$ before delete on %1$s for each row when (%3$s)
                    execute function refuse_moved()
                """
                        .formatted(table, mine.replace("row.", "new."), mine.replace("row.", "old.")));
    }

    void allow(Connection connection, String table) throws SQLException {
        run(connection, "drop trigger if exists moved_in_$ on " + table);
        run(connection, "drop trigger if exists moved_out_$ on " + table);
    }

    /** After all triggers are gone. */
    void stay(Connection connection) throws SQLException {
        restoreSenders(connection, senders(connection));
        run(connection, "delete from organisation_move where organisation_id = $");
    }

    /** What is left for nodes that have not heard of it: no person's data. */
    void forget(Connection connection, List<Table> tables) throws SQLException {
        for (boolean parts : new boolean[] {true, false}) {
            for (Table table : tables) {
                if (MoveTableStore.PARTS.containsKey(table.name()) == parts
                        && !table.name().equals("organisation")
                        && !table.name().equals("sender")) {
                    run(connection, table.rows().replace("select " + table.columns() + " from", "delete from"));
                }
            }
        }
        run(
                connection,
                """
                update sender set removed_at = now(), status = 'paused', status_reason = 'moving', paused_by = null, paused_words = null,
                    name = '-', picture = null
                where organisation_id = $ and removed_at is null;
                update organisation set slug = 'moved-$', name = '-', purpose = '{}' where id = $;
                update organisation_move set left_at = now(), senders = '[]' where organisation_id = $
                """);
    }

    /** In the new database, before its commit: its senders are found, names are looked up. */
    void arrive(Connection connection, String senders) throws SQLException {
        restoreSenders(connection, senders);
        run(
                connection,
                """
                insert into contact_name_todo (first_id, last_id)
                select min(id), max(id) from contact c
                where organisation_id = $
                  and not exists (select from contact_name n
                                  where n.organisation_id = c.organisation_id and n.contact_id = c.id)
                having count(*) > 0;
                notify relais_senders
                """);
    }

    /** For this session and to the end of its transaction: what stood there together is copied or deleted together. */
    static void asCopies(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local session_replication_role = replica");
        }
    }

    /** Waits until no other move of the organisation works on this database; to the end of the transaction. */
    void alone(Connection connection) throws SQLException {
        run(connection, "select pg_advisory_xact_lock(hashtextextended('organisation move $', 0))");
    }

    void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.equals(REFUSAL) ? sql : bound(sql));
        }
    }

    private long number(Connection connection, String sql) throws SQLException {
        return Long.parseLong(text(connection, bound(sql)));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
