package org.relais.bench.measure;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** Durations in nanoseconds, and their percentiles in milliseconds. */
public final class Durations {
    private long[] nanos = new long[1_024];
    private int size;

    public void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = duration;
    }

    /** {@code p50}, {@code p99} and {@code max}; all 0 when there are none. */
    public JsonObject json() {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return new JsonObject()
                .put("p50", millis(sorted, 0.5))
                .put("p99", millis(sorted, 0.99))
                .put("max", millis(sorted, 1));
    }

    /** The percentile at that share, in milliseconds; 0 when there are none. */
    public double millis(double share) {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return millis(sorted, share);
    }

    private static double millis(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int at = (int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - (share < 1 ? 1 : 0));
        return Math.round(sorted[at] / 1e4) / 100.0;
    }
}
