package org.relais.console.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.Progress;

/**
 * How many people of a broadcast stand in one state for one reason.
 *
 * @param reason null for none
 */
public record OutcomeCount(String state, @Nullable String reason, long people) {
    /** Everybody, each once: the sum is {@link Progress#recipients()}. */
    public static List<OutcomeCount> of(Progress progress) {
        List<OutcomeCount> results = new ArrayList<>();
        add(results, "queued", progress.queued());
        add(results, "sending", progress.sending());
        add(results, "accepted", progress.accepted());
        add(results, "delivered", progress.delivered());
        add(results, "read", progress.read());
        add(results, "withheld", progress.withheld());
        add(results, "unknown", progress.unknown());
        add(results, "failed", progress.failed());
        add(results, "suppressed", progress.suppressed());
        add(results, "cancelled", progress.cancelled());
        return results;
    }

    /** Colour of the badge of a delivery's state. */
    public static String badge(String state) {
        return switch (state) {
            case "accepted", "delivered", "read" -> "good";
            case "failed", "unknown" -> "bad";
            case "withheld", "suppressed", "cancelled" -> "warn";
            default -> "";
        };
    }

    private static void add(List<OutcomeCount> results, String state, long people) {
        if (people > 0) {
            results.add(new OutcomeCount(state, null, people));
        }
    }

    private static void add(List<OutcomeCount> results, String state, Map<String, Long> reasons) {
        reasons.forEach((reason, people) -> results.add(new OutcomeCount(state, reason, people)));
    }
}
