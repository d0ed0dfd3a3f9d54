package org.relais.sandbox.world;

/**
 * A limit as "one every so often, and so many at once" (generic cell rate algorithm). A sender that
 * keeps an even pace at the limit is never refused for the jitter of its clock: a fifth of an interval
 * is forgiven.
 *
 * @param intervalNanos time between two permits in the long run
 * @param burst permits that may be taken at once after a rest, at least 1
 */
public record RateLimit(long intervalNanos, int burst) {
    /** So many permits in each span of so many milliseconds. */
    public static RateLimit of(int permits, long spanMillis, int burst) {
        return new RateLimit(spanMillis * 1_000_000 / Math.max(1, permits), Math.max(1, burst));
    }

    /** The state of one limit for one key; a permit is taken or refused by the monotonic clock. */
    public static final class Gate {
        private long theoreticalArrival = Long.MIN_VALUE;

        /** Nanoseconds to wait until a permit is free; 0 when one is free now. Takes nothing. */
        public long waitNanos(RateLimit rate, long now) {
            if (theoreticalArrival == Long.MIN_VALUE) {
                return 0;
            }
            long tolerance = rate.intervalNanos * (rate.burst - 1L) + rate.intervalNanos / 5;
            return Math.max(0, theoreticalArrival - tolerance - now);
        }

        /** Takes a permit that {@link #waitNanos} said is free. */
        public void take(RateLimit rate, long now) {
            theoreticalArrival = Math.max(theoreticalArrival, now) + rate.intervalNanos;
        }
    }
}
