package org.relais.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relais.bench.measure.Machine;

/** The figures, in the order in which they were measured, each beside its aim and the load of the machine at the time. */
final class Report {
    private final List<Figure> figures = new ArrayList<>();
    private final Consumer<String> progress;

    /** A bound on a figure. */
    record Aim(double bound, boolean atLeast) {
        static Aim atLeast(double bound) {
            return new Aim(bound, true);
        }

        static Aim atMost(double bound) {
            return new Aim(bound, false);
        }

        boolean reached(double value) {
            return atLeast ? value >= bound : value <= bound;
        }

        @Override
        public String toString() {
            return (atLeast ? ">= " : "<= ") + plain(bound);
        }
    }

    /**
     * @param judged the part of the value that is held to the aim
     * @param load the machine's load average over the last minute
     */
    private record Figure(String name, Object value, double judged, @Nullable Aim aim, double load) {
        @Nullable
        Boolean reached() {
            return aim == null ? null : aim.reached(judged);
        }
    }

    /** @param progress told of each figure as soon as it is there */
    Report(Consumer<String> progress) {
        this.progress = progress;
    }

    void add(String name, double value) {
        put(new Figure(name, rounded(value), value, null, Machine.load()));
    }

    void add(String name, Spread spread) {
        put(new Figure(name, spread, spread.median(), null, Machine.load()));
    }

    /** @param aim on the median */
    void add(String name, Spread spread, Aim aim) {
        put(new Figure(name, spread, spread.median(), aim, Machine.load()));
    }

    /** What a unit of work costs, in microseconds of processor time, by who spends it. */
    void costs(String name, List<Slice> slices) {
        add(name + "ServiceMicros", Spread.of(slices, Slice::programMicros));
        add(name + "PostgresMicros", Spread.of(slices, Slice::postgresMicros));
        add(name + "PlatformMicros", Spread.of(slices, Slice::platformMicros));
    }

    /** The rate of a program as a share of another's, slice by slice. */
    void ratio(String name, List<Slice> slices, List<Slice> others, Aim aim) {
        add(name, Spread.of(slices, others, (slice, other) -> share(slice.perSecond(), other.perSecond())), aim);
    }

    /** The ratio there would be if nothing else ran here and every processor were busy. */
    void ratioByProcessorTime(String name, List<Slice> slices, List<Slice> others) {
        add(name, Spread.of(slices, others, (slice, other) -> share(other.allMicros(), slice.allMicros())));
    }

    private static double share(double value, double whole) {
        return whole > 0 ? value / whole : 0;
    }

    void add(String name, double value, Aim aim) {
        put(new Figure(name, rounded(value), value, aim, Machine.load()));
    }

    /** @param aim on the 99th percentile */
    void add(String name, JsonObject percentiles, @Nullable Aim aim) {
        put(new Figure(name, percentiles, percentiles.getDouble("p99"), aim, Machine.load()));
    }

    /** Something besides figures that whoever waits should know. */
    void tell(String line) {
        progress.accept(line);
    }

    private void put(Figure figure) {
        figures.add(figure);
        progress.accept(figure.name() + " " + shown(figure.value()));
    }

    /** How often the guarantee was broken. */
    double lateMessages() {
        return figures.stream()
                .filter(figure -> figure.name().startsWith("lateMessages"))
                .mapToDouble(Figure::judged)
                .sum();
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        JsonObject aims = new JsonObject();
        JsonObject loads = new JsonObject();
        for (Figure figure : figures) {
            json.put(figure.name(), figure.value() instanceof Spread spread ? spread.json() : figure.value());
            loads.put(figure.name(), figure.load());
            Aim aim = figure.aim();
            if (aim != null) {
                aims.put(
                        figure.name(),
                        new JsonObject()
                                .put(aim.atLeast() ? "atLeast" : "atMost", aim.bound())
                                .put("reached", figure.reached()));
            }
        }
        return json.put("aims", aims).put("loadAverages", loads);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append(
                String.format(Locale.ROOT, "%-28s %36s %12s %8s %6s%n", "figure", "value", "aim", "reached", "load"));
        for (Figure figure : figures) {
            Boolean reached = figure.reached();
            table.append(String.format(
                    Locale.ROOT,
                    "%-28s %36s %12s %8s %6.1f%n",
                    figure.name(),
                    shown(figure.value()),
                    figure.aim() == null ? "" : figure.aim(),
                    reached == null ? "" : reached ? "yes" : "no",
                    figure.load()));
        }
        return table.toString();
    }

    private static String shown(Object value) {
        if (value instanceof Spread) {
            return value.toString();
        }
        return value instanceof JsonObject percentiles
                ? "p50 %s, p99 %s, max %s"
                        .formatted(
                                plain(percentiles.getDouble("p50")),
                                plain(percentiles.getDouble("p99")),
                                plain(percentiles.getDouble("max")))
                : plain(((Number) value).doubleValue());
    }

    static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(
                        Locale.ROOT, value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    /** A rate to the unit, a ratio to the hundredth. */
    static Number rounded(double value) {
        return value >= 100 || value == Math.rint(value)
                ? (Number) Math.round(value)
                : Math.round(value * 1_000) / 1_000.0;
    }
}
