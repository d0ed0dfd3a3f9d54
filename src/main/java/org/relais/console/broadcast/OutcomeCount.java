package org.relais.console.broadcast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
    /** Who did not get it, what a platform refused first, then the most: each once, and with those whom it was sent to and who wait everybody. */
    public static List<OutcomeCount> missed(Progress progress) {
        List<OutcomeCount> results = new ArrayList<>();
        add(results, "withheld", progress.withheld());
        if (progress.unknown() > 0) {
            results.add(new OutcomeCount("unknown", null, progress.unknown()));
        }
        add(results, "failed", progress.failed());
        add(results, "suppressed", progress.suppressed());
        add(results, "cancelled", progress.cancelled());
        results.sort(Comparator.comparing(OutcomeCount::isLost)
                .thenComparingLong(OutcomeCount::people)
                .reversed());
        return results;
    }

    /** The same, with those whom a template would reach together: before the sending or in its refusal, one thing kept it from them. */
    public static List<List<OutcomeCount>> together(List<OutcomeCount> missed) {
        Map<String, List<OutcomeCount>> all = new LinkedHashMap<>();
        for (OutcomeCount each : missed) {
            String reason = each.reason();
            String kind = reason != null && BroadcastWords.wantsTemplate(reason) ? "" : each.state() + " " + reason;
            all.computeIfAbsent(kind, first -> new ArrayList<>()).add(each);
        }
        return List.copyOf(all.values());
    }

    /** How many they are. */
    public static long people(List<OutcomeCount> counts) {
        return counts.stream().mapToLong(OutcomeCount::people).sum();
    }

    /** Whether a platform refused what was to go out. */
    private boolean isLost() {
        return state.equals("failed");
    }

    /** How many people stand in each state; none for a state in which nobody is. */
    static Map<String, Long> byState(Progress progress) {
        Map<String, Long> people = new LinkedHashMap<>();
        people.put("queued", progress.queued());
        people.put("sending", progress.sending());
        people.put("accepted", progress.accepted());
        people.put("delivered", progress.delivered());
        people.put("read", progress.read());
        people.put("withheld", Progress.sum(progress.withheld()));
        people.put("unknown", progress.unknown());
        people.put("failed", Progress.sum(progress.failed()));
        people.put("suppressed", Progress.sum(progress.suppressed()));
        people.put("cancelled", Progress.sum(progress.cancelled()));
        people.values().removeIf(count -> count == 0);
        return people;
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

    private static void add(List<OutcomeCount> results, String state, Map<String, Long> reasons) {
        reasons.forEach((reason, people) -> results.add(new OutcomeCount(state, reason, people)));
    }
}
