package org.relais.database;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each kind of session asks of PostgreSQL. A commit always waits for the disk, and for a synchronous standby where
 * there is one, whatever the server's own default is: an answered stop must not be forgotten, and a claim that a new
 * primary did not know of would let a stop be answered while what it took is on its way.
 */
final class SessionSettings {
    private static final Map<String, String> DURABLE = Map.of("synchronous_commit", "on");

    /** What a stop is answered for has been applied by the standby, too. */
    private static final Map<String, String> APPLIED = Map.of("synchronous_commit", "remote_apply");

    /** For whatever works on many rows: audiences, merges, exports. */
    static final Map<String, String> PATIENT = merged(DURABLE, timeouts("15min", "2min", "5min"));

    /** For files on their way in, which take as long as they are. */
    static final Map<String, String> COPYING = merged(DURABLE, timeouts("1h", "2min", "5min"));

    /**
     * For short transactions on a few rows each: planned once per connection, and never to read a table whole, however
     * small it was when that plan was made. Without the first, PostgreSQL plans whatever takes an array anew each time,
     * which takes longer than the statement itself. Sorts stay on: they keep the order in which people are locked.
     */
    static final Map<String, String> STEPS = merged(
            APPLIED,
            timeouts("20s", "15s", "30s"),
            Map.of(
                    "plan_cache_mode", "force_generic_plan",
                    "enable_hashjoin", "off",
                    "enable_mergejoin", "off",
                    "enable_seqscan", "off",
                    "jit", "off"));

    /**
     * Makes PostgreSQL reach every row by an index and touch as few as it can. What runs all the time is planned once per
     * connection, often before the first broadcast, when the statistics still say that reading all of a table is the
     * cheapest way. So the ways that read a table whole are off, and only rows count, not pages: those that matter here
     * are in memory.
     */
    private static final Map<String, String> FEWEST_ROWS = Map.ofEntries(
            Map.entry("plan_cache_mode", "force_generic_plan"),
            Map.entry("enable_hashjoin", "off"),
            Map.entry("enable_mergejoin", "off"),
            Map.entry("enable_seqscan", "off"),
            Map.entry("enable_bitmapscan", "off"),
            Map.entry("enable_sort", "off"),
            Map.entry("jit", "off"),
            Map.entry("seq_page_cost", "0"),
            Map.entry("random_page_cost", "0"),
            Map.entry("cpu_tuple_cost", "1"),
            Map.entry("cpu_index_tuple_cost", "1"),
            Map.entry("cpu_operator_cost", "0.0001"));

    /** Claims and settling: they wait for the standby's disk, not until it has applied them. */
    static final Map<String, String> WALKS = merged(DURABLE, timeouts("20s", "15s", "30s"), FEWEST_ROWS);

    /** The second half of a stop. */
    static final Map<String, String> DRAIN = merged(WALKS, APPLIED);

    private SessionSettings() {}

    /** As SQL, one statement for each. */
    static String statements(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "set " + setting.getKey() + " = '" + setting.getValue() + "'")
                .collect(Collectors.joining("; "));
    }

    private static Map<String, String> timeouts(String statement, String lock, String idle) {
        return Map.of(
                "statement_timeout", statement,
                "lock_timeout", lock,
                "idle_in_transaction_session_timeout", idle);
    }

    /** The later ones count. */
    @SafeVarargs
    private static Map<String, String> merged(Map<String, String>... settings) {
        return Stream.of(settings)
                .flatMap(one -> one.entrySet().stream())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (before, after) -> after, LinkedHashMap::new));
    }
}
