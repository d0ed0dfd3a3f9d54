package org.relais.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Rows of every table that holds what organisers and the service know, at one moment. Tables of the machinery, which change
 * by themselves, are left out: leases, pace, sealing of the ledger, name index, sessions, files until their decision;
 * and the feed, which triggers write from the rows that are here.
 */
public final class TableRows {
    private static final Set<String> MACHINERY = Set.of(
            "alarm",
            "alarm_mail",
            "archive_file",
            "broadcast_change",
            "broadcast_total",
            "charge_change",
            "charge_total",
            "claim_batch",
            "claim_start",
            "console_session",
            "contact_name",
            "contact_name_todo",
            "delivery_node",
            "facet",
            "feed_event",
            "feed_head",
            "flyway_schema_history",
            "handshake",
            "idempotent_request",
            "import_file",
            "inbox",
            "ledger_anchor",
            "ledger_chain",
            "ledger_day",
            "ledger_link",
            "ledger_seal",
            "pacer_lease",
            "passkey_challenge",
            "pool_recipient",
            "recipient_pool",
            "retention_run",
            "sender_check",
            "sender_health",
            "sender_hour",
            "sent_form",
            "standing_change",
            "standing_total");

    /** Of a delivery only what was ordered: how far it has come changes by itself. */
    private static final Set<String> ORDERED = Set.of("purpose", "content", "variables");

    /**
     * Whether somebody, or a program, can be reached is learnt from what is sent, whenever that comes back; how far a welcome has read
     * moves by the clock, and when a token was used or an organiser seen last is noted now and then.
     */
    private static final Map<String, Set<String>> BY_THEMSELVES = Map.of(
            "address",
            Set.of("status", "status_reason"),
            "api_token",
            Set.of("last_used_at"),
            "consent",
            Set.of("reachable_on"),
            "organiser",
            Set.of("last_seen_at"),
            "webhook",
            Set.of("position", "attempt", "failing_since", "error", "due_at"),
            "welcome",
            Set.of("entered", "read_day", "read_id", "read_until"));

    /**
     * Ids by another name; {@code written_in} is a transaction, {@code paused_by} whoever came by that door.
     */
    private static final Set<String> NUMBERED = Set.of(
            "first_contact",
            "last_contact",
            "stop",
            "merged_into",
            "had_by",
            "into",
            "from",
            "delivery",
            "call",
            "entry",
            "contacts",
            "written_in",
            "event_key",
            "source_reference",
            "audience_until",
            "expanded_until",
            "paused_by");

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");
    private static final Pattern ACTOR = Pattern.compile("\\b(organiser|token):\\d+");
    /** A name that the platform takes once only, and the random one of a picture. */
    private static final Pattern NAME = Pattern.compile("\\bdeed_\\d+|[A-Za-z0-9_-]{43}\\.(jpg|png)");

    private static final Pattern REFERENCE = Pattern.compile("\\b([a-z_]+):\\d+");

    private final Map<String, List<JsonObject>> tables = new TreeMap<>();

    private TableRows() {}

    public static TableRows read(Pool pool) {
        TableRows rows = new TableRows();
        List<String> names = strings(
                pool,
                """
                select c.relname as value from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = current_schema and c.relkind in ('r', 'p') and not c.relispartition
                order by 1
                """);
        names.stream()
                .filter(name -> !MACHINERY.contains(name))
                .forEach(name -> rows.tables.put(
                        name,
                        strings(pool, "select to_jsonb(t)::text as value from \"" + name + "\" t").stream()
                                .map(JsonObject::new)
                                .toList()));
        return rows;
    }

    private static List<String> strings(Pool pool, String sql) {
        return pool.query(sql)
                .execute()
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(row -> row.getString("value"))
                        .toList())
                .await();
    }

    /**
     * What has come, changed or gone since, as sorted lines. Ids, times and secrets are left out, and so are the actor and
     * the door by which they came, the only differences that two doors may make.
     */
    public List<String> since(TableRows before) {
        List<String> lines = new ArrayList<>();
        tables.forEach((table, now) -> {
            List<JsonObject> then = before.tables.getOrDefault(table, List.of());
            difference(table, now, then).forEach(row -> lines.add(table + " " + row));
            int fewer = then.size() - now.size();
            if (fewer > 0) {
                lines.add(table + " fewer by " + fewer);
            }
        });
        return lines.stream().sorted().toList();
    }

    private static List<JsonObject> difference(String table, List<JsonObject> now, List<JsonObject> then) {
        List<JsonObject> known = then.stream().map(row -> ordered(table, row)).toList();
        return now.stream()
                .filter(row -> !known.contains(ordered(table, row)))
                .map(row -> (JsonObject) masked("", ordered(table, row)))
                .toList();
    }

    private static JsonObject ordered(String table, JsonObject row) {
        JsonObject ordered = row.copy();
        BY_THEMSELVES.getOrDefault(table, Set.of()).forEach(ordered::remove);
        if (table.equals("delivery")) {
            ordered.fieldNames().removeIf(name -> !ORDERED.contains(name) && !name.equals("id"));
        }
        return ordered;
    }

    private static Object masked(String key, Object value) {
        if (value instanceof JsonObject object) {
            JsonObject masked = new JsonObject();
            object.stream()
                    .filter(entry -> entry.getValue() != null)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> masked.put(entry.getKey(), masked(entry.getKey(), entry.getValue())));
            return masked;
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(one -> masked(key, one)).toList());
        }
        if (key.equals("id") || key.endsWith("_id") || key.equals("seed") || NUMBERED.contains(key)) {
            return "#";
        }
        if (key.equals("action") && value instanceof Number) {
            return "#";
        }
        return value instanceof String text ? text(key, text) : value;
    }

    private static String text(String key, String text) {
        if (TIME.matcher(text).matches()) {
            return "time";
        }
        if (text.startsWith("\\x") || key.equals("identifier") || key.equals("file") || key.equals("phone")) {
            return "secret";
        }
        if (key.equals("source") && (text.equals("api") || text.equals("console"))) {
            return "door";
        }
        String named = NAME.matcher(ACTOR.matcher(text).replaceAll("actor")).replaceAll("deed_#");
        return REFERENCE.matcher(named).replaceAll("$1:#");
    }
}
