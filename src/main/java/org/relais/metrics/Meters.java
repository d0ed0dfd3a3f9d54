package org.relais.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What this node counts as it works. The registry is the process's own: it keeps nothing until a {@link MetricsServer}
 * runs, and telling it costs a look-up. No label ever holds anything of a person.
 */
public final class Meters {
    static final MeterRegistry REGISTRY = Metrics.globalRegistry;

    private static final Timer STOP = Timer.builder("relais.stop.answer")
            .description("From a stop's arrival to the moment when it may be answered")
            .serviceLevelObjectives(
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5))
            .register(REGISTRY);

    private static final Counter DRAIN_BOUND = Counter.builder("relais.drain.bound.hit")
            .description("Stops answered while a request to the person was still open, at the end of the bound")
            .register(REGISTRY);

    private Meters() {}

    /**
     * One webhook's stops may be answered.
     *
     * @param waited since it was read
     */
    public static void stopAnswered(Duration waited) {
        STOP.record(waited);
    }

    /** The wait for what was in flight ended by its bound. */
    public static void drainBoundHit() {
        DRAIN_BOUND.increment();
    }

    /**
     * A delivery has been settled.
     *
     * @param state its new state in SQL
     * @param reason the code of why; null where there is none
     */
    public static void settled(String state, @Nullable String reason) {
        REGISTRY.counter("relais.deliveries.settled", "state", state, "reason", reason == null ? "" : reason)
                .increment();
    }
}
