package org.relais.shard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rows are an organisation's, table by table, by the catalogue of its database. Blocks. */
final class MoveTableStore {
    /** Not an organisation's. */
    static final Set<String> OF_THE_INSTALLATION = Set.of(
            "archive_file",
            "channel_policy",
            "claim_batch",
            "claim_start",
            "contact_name_todo",
            "delivery_node",
            // A section of one is not moved.
            "federation",
            "feed_head",
            "flyway_schema_history",
            "handshake",
            "ledger_seal",
            "organisation_move",
            "pacer_lease",
            "pool_recipient",
            "published_rate",
            "recipient_pool",
            "sent_form",
            "shard",
            "suppression_key");

    /** What has no {@code organisation_id}: by what it belongs to one; {@code $} is the organisation. */
    static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("organisation", "id = $"),
            Map.entry("sign_in_link", "organiser_id in (select id from organiser where organisation_id = $)"),
            Map.entry("console_session", "organiser_id in (select id from organiser where organisation_id = $)"),
            Map.entry("sender_credential", "sender_id in (select id from sender where organisation_id = $)"),
            Map.entry("sender_health", "sender_id in (select id from sender where organisation_id = $)"),
            Map.entry("sender_hour", "sender_id in (select id from sender where organisation_id = $)"),
            Map.entry("sender_check", "sender_id in (select id from sender where organisation_id = $)"),
            Map.entry("ledger_text", "event_id in (select id from ledger_event where organisation_id = $)"),
            Map.entry("import_row", "import_id in (select id from import_job where organisation_id = $)"),
            Map.entry("import_chunk", "import_id in (select id from import_job where organisation_id = $)"),
            Map.entry("broadcast_change", "broadcast_id in (select id from broadcast where organisation_id = $)"),
            Map.entry("broadcast_total", "broadcast_id in (select id from broadcast where organisation_id = $)"),
            Map.entry("event_notice", "answer_id in (select id from event_answer where organisation_id = $)"),
            // The organisation of an event is noted when it is worked.
            Map.entry(
                    "inbox",
                    "(organisation_id = $ or organisation_id is null and (channel, sender_external_id) in"
                            + " (select channel, external_id from sender where organisation_id = $ and removed_at is null))"));

    /**
     * Transactions are numbered by each server. Which removal from the suppression list was written with which event is all
     * that is asked of a sealed one's, so only those keep a number, and a small one.
     */
    private static final Map<String, String> REWRITTEN = Map.of(
            "ledger_event", "written_in",
            "suppression_removal", "removed_in");

    private static final String RENUMBERED =
            """
             left join (select removed_in as was, row_number() over (order by removed_in) as mark
                        from suppression_removal where organisation_id = $ group by removed_in) n on n.was = t.%s
            """;

    private final long organisationId;

    MoveTableStore(long organisationId) {
        this.organisationId = organisationId;
    }

    /** @param rows to be copied; those of the old database are brought into the new one's terms */
    record Table(String name, String columns, String rows, String copied) {}

    /** Every table that the organisation has rows in, by the catalogue; fails when one is of no known kind. */
    List<Table> of(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        """
                        select c.relname, string_agg(quote_ident(a.attname), ',' order by a.attname) as columns,
                               bool_or(a.attname = 'organisation_id') as has_organisation
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                          and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                        group by c.relname order by c.relname = 'organisation' desc, c.relname
                        """)) {
            while (rows.next()) {
                String name = rows.getString("relname");
                if (!OF_THE_INSTALLATION.contains(name)) {
                    tables.add(table(name, rows.getString("columns"), rows.getBoolean("has_organisation")));
                }
            }
        }
        return tables;
    }

    private Table table(String name, String columns, boolean hasOrganisation) {
        String which = PARTS.getOrDefault(name, hasOrganisation ? "organisation_id = $" : "");
        if (which.isEmpty()) {
            throw new MoveException("the table " + name + " is of no known kind: nothing was moved");
        }
        String transaction = REWRITTEN.getOrDefault(name, "");
        List<String> copied = new ArrayList<>();
        for (String column : columns.split(",")) {
            copied.add(
                    column.equals(transaction)
                            ? "coalesce(n.mark, 0)::text::xid8 as " + column
                            : "t." + column + " as " + column);
        }
        return new Table(
                name,
                columns,
                bound("select " + columns + " from " + name + " t where " + which),
                bound("select " + String.join(",", copied) + " from " + name + " t"
                        + (transaction.isEmpty() ? "" : RENUMBERED.formatted(transaction)) + " where " + which));
    }

    /** How many rows, and a sum over all of each. */
    static String digest(Connection connection, String rows) throws SQLException {
        String sql = "select count(*) || ' ' || coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) from (" + rows
                + ") r";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private String bound(String sql) {
        return sql.replace("$", Long.toString(organisationId));
    }
}
