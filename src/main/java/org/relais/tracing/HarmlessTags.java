package org.relais.tracing;

import io.vertx.core.spi.tracing.TagExtractor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Name and tags that a span may have, made anew of what Vert.x tells. Addresses hold bots' tokens and codes of links, and a
 * statement could hold anything: of the ones nothing is taken, of the other what it does and to which table.
 *
 * @param name of the span
 * @param tags in their order
 */
record HarmlessTags(String name, List<Map.Entry<String, String>> tags) implements TagExtractor<Object> {
    static final String METHOD = "http.request.method";
    static final String STATUS = "http.response.status_code";
    static final String ROUTE = "http.route";
    static final String CORRELATION = "relais.correlation";
    static final String ERROR = "error.type";

    private static final String STATEMENT = "db.query.text";
    private static final String OTHER = "_OTHER";

    /** A caller's method can be any word. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final Pattern STATUS_CODE = Pattern.compile("[0-9]{3}");

    /** Names that we give ourselves. */
    private static final Pattern OWN_WORDS = Pattern.compile("[a-z]+( [a-z]+){0,3}");

    /** What could be data stands in quotes, or behind a sign of a comment. */
    private static final Pattern QUOTED =
            Pattern.compile("'[^']*'|\"[^\"]*\"|\\$\\$.*?\\$\\$|--[^\n]*", Pattern.DOTALL);

    private static final Pattern DEED = Pattern.compile(
            "\\b(insert\\s+into|update|delete\\s+from|merge\\s+into|copy)\\s+([a-z_]{1,40})\\b|\\bfrom\\s+([a-z_]{1,40})\\b(?!\\s*\\()");

    private static final Set<String> OF_TABLES =
            Set.of("select", "insert", "update", "delete", "merge", "with", "copy");

    private static final Set<String> OTHERS =
            Set.of("begin", "commit", "rollback", "set", "lock", "listen", "notify", "savepoint", "release");

    /**
     * Of a request.
     *
     * @param operation as Vert.x calls it: the method, or who is called
     * @param told by Vert.x
     * @param correlation the id of the webhook or request that all of it is because of; null: of none
     */
    static HarmlessTags of(String operation, Map<String, String> told, @Nullable String correlation) {
        List<Map.Entry<String, String>> tags = new ArrayList<>();
        String name = told.containsKey(STATEMENT)
                ? statement(told.get(STATEMENT), tags)
                : told.containsKey(METHOD) ? request(operation, told.get(METHOD), tags) : words(operation);
        if (correlation != null) {
            tags.add(Map.entry(CORRELATION, correlation));
        }
        return new HarmlessTags(name, List.copyOf(tags));
    }

    /** Of an answer: its status, and the pattern of ours that its request came by. */
    static HarmlessTags ofAnswer(Map<String, String> told) {
        List<Map.Entry<String, String>> tags = new ArrayList<>();
        String status = told.getOrDefault(STATUS, "");
        if (STATUS_CODE.matcher(status).matches()) {
            tags.add(Map.entry(STATUS, status));
        }
        if (told.containsKey(ROUTE)) {
            tags.add(Map.entry(ROUTE, told.get(ROUTE)));
        }
        return new HarmlessTags("", List.copyOf(tags));
    }

    static String method(String method) {
        return METHODS.contains(method) ? method : OTHER;
    }

    private static String request(String operation, String method, List<Map.Entry<String, String>> tags) {
        String known = method(method);
        tags.add(Map.entry(METHOD, known));
        if (operation.equals(method) || !OWN_WORDS.matcher(operation).matches()) {
            return known;
        }
        tags.add(Map.entry("relais.peer", operation));
        return known + " " + operation;
    }

    private static String statement(String sql, List<Map.Entry<String, String>> tags) {
        String words = QUOTED.matcher(sql).replaceAll("''").toLowerCase(Locale.ROOT);
        String first = words.strip().split("\\W", 2)[0];
        Matcher deed = DEED.matcher(words);
        tags.add(Map.entry("db.system", "postgresql"));
        if (!OF_TABLES.contains(first) || !deed.find()) {
            String verb = OTHERS.contains(first) || OF_TABLES.contains(first) ? first : "other";
            tags.add(Map.entry("db.operation.name", verb));
            return verb;
        }
        String verb = deed.group(1) == null ? "select" : deed.group(1).split("\\s", 2)[0];
        String table = deed.group(1) == null ? deed.group(3) : deed.group(2);
        tags.add(Map.entry("db.operation.name", verb));
        tags.add(Map.entry("db.collection.name", table));
        return verb + " " + table;
    }

    private static String words(String operation) {
        return OWN_WORDS.matcher(operation).matches() ? operation : OTHER;
    }

    @Override
    public int len(Object any) {
        return tags.size();
    }

    @Override
    public String name(Object any, int index) {
        return tags.get(index).getKey();
    }

    @Override
    public String value(Object any, int index) {
        return tags.get(index).getValue();
    }
}
