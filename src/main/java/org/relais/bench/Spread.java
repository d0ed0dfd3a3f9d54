package org.relais.bench;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A figure over several slices: the median, which one disturbed slice does not move, and how far the others lie from it.
 *
 * @param cold of the slices, those in which a compiler was still at work
 */
record Spread(double median, double min, double max, int slices, int cold) {
    static Spread of(List<Slice> slices, ToDoubleFunction<Slice> figure) {
        return of(slices.stream().map(figure::applyAsDouble).toList(), cold(slices));
    }

    /** Over pairs of slices that ran one after the other. */
    static Spread of(List<Slice> slices, List<Slice> others, ToDoubleBiFunction<Slice, Slice> figure) {
        return of(
                IntStream.range(0, slices.size())
                        .mapToObj(pair -> figure.applyAsDouble(slices.get(pair), others.get(pair)))
                        .toList(),
                Math.max(cold(slices), cold(others)));
    }

    private static Spread of(List<Double> values, int cold) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(size - 1), size, cold);
    }

    private static int cold(List<Slice> slices) {
        return (int) slices.stream().filter(slice -> !slice.warm()).count();
    }

    JsonObject json() {
        return new JsonObject()
                .put("median", Report.rounded(median))
                .put("min", Report.rounded(min))
                .put("max", Report.rounded(max))
                .put("slices", slices)
                .put("cold", cold);
    }

    @Override
    public String toString() {
        String range = "%s (%s-%s)".formatted((Object[])
                Stream.of(median, min, max).map(Report::plain).toArray(String[]::new));
        return cold == 0 ? range : "%s, cold %d/%d".formatted(range, cold, slices);
    }
}
