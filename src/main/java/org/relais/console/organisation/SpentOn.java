package org.relais.console.organisation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.spending.Spending;

/**
 * What a month has cost for one broadcast, one action, or everything that belongs to neither.
 *
 * @param lines at least one; of the same broadcast or action
 */
public record SpentOn(List<Spending.Line> lines) {
    /** As many as prices have. */
    private static final int PRICE_DIGITS = 6;

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

    /** What those messages have cost that are billed and have a price, to the cent; null when there are none. */
    public @Nullable BigDecimal cost() {
        return sum(lines.stream()).orElse(null);
    }

    /** What all of these have cost, rounded once, as a bill is. */
    public static BigDecimal total(List<SpentOn> all) {
        return sum(all.stream().flatMap(one -> one.lines().stream())).orElse(BigDecimal.ZERO);
    }

    private static Optional<BigDecimal> sum(Stream<Spending.Line> lines) {
        return lines.map(Spending.Line::cost)
                .filter(Objects::nonNull)
                .reduce(BigDecimal::add)
                .map(cost -> cost.setScale(2, RoundingMode.HALF_UP));
    }

    /** The price of one message of a line; null where there is none. */
    public static @Nullable BigDecimal each(Spending.Line line) {
        return line.cost() == null
                ? null
                : line.cost().divide(BigDecimal.valueOf(line.messages()), PRICE_DIGITS, RoundingMode.HALF_UP);
    }

    /** What a line's messages come to: how many, at which price. */
    public static String part(PageRequest visit, Spending.Line line, String currency) {
        BigDecimal each = each(line);
        BigDecimal cost = line.cost();
        return each == null || cost == null
                ? visit.text(
                        line.billable() ? "spending.part.unpriced" : "spending.part.free", "count", line.messages())
                : visit.text(
                        "spending.part.priced",
                        "count",
                        line.messages(),
                        "price",
                        SpendingPages.priced(visit, each, currency),
                        "amount",
                        SpendingPages.amount(visit, cost, currency));
    }

    /** What all messages of the month have in common: that line's country and category, and their price. */
    public static String alike(PageRequest visit, Spending.Line line, String currency) {
        BigDecimal each = each(line);
        String category = SpendingPages.category(visit, line.category());
        return visit.text(
                each == null ? "spending.alike" : "spending.alike.each",
                "price",
                each == null ? "" : SpendingPages.priced(visit, each, currency),
                "category",
                category,
                "means",
                visit.textOr("spending.category." + line.category() + ".means", category),
                "country",
                SpendingPages.country(visit, line.country()));
    }

    /** Whether it is what is said besides broadcasts and offers. */
    public boolean isChats() {
        return what().actionId() == null && what().broadcastId() == null;
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
     * Only for what is not {@link #isChats}.
     *
     * @param each whether countries and categories are told; where all are alike, that is told once
     */
    public List<String> words(PageRequest visit, boolean each) {
        List<String> words = new ArrayList<>();
        String kind = kind(visit);
        if (!each) {
            return List.of(kind);
        }
        if (lines.size() == 1 && what().billable()) {
            String only = visit.text(
                    "spending.line.only",
                    "country",
                    SpendingPages.country(visit, what().country()),
                    "category",
                    SpendingPages.category(visit, what().category()));
            return List.of(kind + "\u00a0· " + only);
        }
        words.add(kind);
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
        String kind = what().actionId() != null ? "action" : "broadcast";
        Instant at = what().startedAt();
        return at == null
                ? visit.text("spending.kind." + kind)
                : visit.text("spending.kind." + kind + ".at", "time", visit.date(at));
    }
}
