package org.relais.console.organisation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.spending.Spending;

/**
 * What a month has cost for one broadcast, one action, or everything that belongs to neither.
 *
 * @param lines at least one; of the same broadcast or action
 */
public record SpentOn(List<Spending.Line> lines) {
    private record Key(@Nullable Long broadcastId, @Nullable Long actionId) {}

    /** In the order of the lines: the dearest first. */
    static List<SpentOn> of(Spending spending) {
        Map<Key, List<Spending.Line>> found = new LinkedHashMap<>();
        // The offer of an action is the action's, whichever broadcast carried it.
        spending.lines().forEach(line -> found.computeIfAbsent(
                        new Key(line.actionId() == null ? line.broadcastId() : null, line.actionId()),
                        key -> new ArrayList<>())
                .add(line));
        return found.values().stream().map(SpentOn::new).toList();
    }

    /** Its broadcast or action, by its first line. */
    public Spending.Line what() {
        return lines.get(0);
    }

    public long messages() {
        return lines.stream().mapToLong(Spending.Line::messages).sum();
    }

    /** What those messages have cost that are billed and have a price; null when there are none. */
    public @Nullable BigDecimal cost() {
        return lines.stream()
                .map(Spending.Line::cost)
                .filter(Objects::nonNull)
                .reduce(BigDecimal::add)
                .orElse(null);
    }

    /** Whether some of it is billed. */
    public boolean billed() {
        return lines.stream().anyMatch(Spending.Line::billable);
    }

    /** A line whose country and category are those of all of it; null where they are not all alike, or some is not billed. */
    public static Spending.@Nullable Line alike(List<SpentOn> all) {
        List<Spending.Line> lines =
                all.stream().flatMap(one -> one.lines().stream()).toList();
        Spending.Line first = lines.get(0);
        return lines.stream()
                        .allMatch(line -> line.billable()
                                && line.country().equals(first.country())
                                && line.category().equals(first.category()))
                ? first
                : null;
    }

    /**
     * What it is and since when, by which two of one title are told apart; then each country and category with its messages.
     *
     * @param each whether countries and categories are told; where all are alike, that is told once
     */
    public List<String> words(PageRequest visit, boolean each) {
        List<String> words = new ArrayList<>();
        String kind = kind(visit);
        if (!each) {
            return kind.isEmpty() ? List.of() : List.of(kind);
        }
        if (lines.size() == 1 && what().billable()) {
            String only = visit.text(
                    "spending.line.only",
                    "country",
                    SpendingPages.country(visit, what().country()),
                    "category",
                    SpendingPages.category(visit, what().category()));
            return List.of(kind.isEmpty() ? only : kind + " · " + only);
        }
        if (!kind.isEmpty()) {
            words.add(kind);
        }
        lines.forEach(line -> words.add(visit.text(
                line.billable() ? "spending.line" : "spending.line.free",
                "count",
                line.messages(),
                "country",
                SpendingPages.country(visit, line.country()),
                "category",
                SpendingPages.category(visit, line.category()))));
        return words;
    }

    private String kind(PageRequest visit) {
        String kind = what().actionId() != null ? "action" : what().broadcastId() != null ? "broadcast" : null;
        if (kind == null) {
            return "";
        }
        Instant at = what().startedAt();
        return at == null
                ? visit.text("spending.kind." + kind)
                : visit.text("spending.kind." + kind + ".at", "time", visit.date(at));
    }
}
