package org.relais.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this node counts as it works. The registry is the process's own: it keeps nothing until a {@link MetricsServer}
 * runs, and telling it costs a look-up. No label ever holds anything of a person.
 */
public final class Meters {
    static final MeterRegistry REGISTRY = Metrics.globalRegistry;

    /**
     * Of gauges that several pools have in common only the first is told, and the others are refused with a warning: all of
     * the database have one name, and so have those of clients to one host.
     */
    private static final Set<String> OF_ONE_POOL =
            Set.of("vertx.pool.queue.pending", "vertx.pool.in.use", "vertx.pool.ratio");

    /** What Vert.x never counts of clients' connections, and would tell as 0. */
    private static final Set<String> NOT_OF_CLIENTS = Set.of("vertx.pool.completed", "vertx.pool.usage");

    static {
        REGISTRY.config().meterFilter(MeterFilter.deny(Meters::isUntrue));
    }

    private static boolean isUntrue(Meter.Id id) {
        String name = id.getName();
        String pool = id.getTag("pool_type");
        return name.startsWith("vertx.http.") && name.contains(".active.")
                || OF_ONE_POOL.contains(name) && ("sql".equals(pool) || "http".equals(pool))
                || NOT_OF_CLIENTS.contains(name) && "http".equals(pool);
    }

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

    private static final String SETTLED = "relais.deliveries.settled";

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
        REGISTRY.counter(SETTLED, "state", state).increment();
        if (reason != null) {
            REGISTRY.counter("relais.deliveries.reasons", "state", state, "reason", reason)
                    .increment();
        }
    }

    /**
     * Counts from 0 for every state that a delivery may be settled in: of a counter that is born with its first burst,
     * Prometheus sees no increase.
     *
     * @param states as in SQL
     */
    public static void settling(Stream<String> states) {
        states.forEach(state -> REGISTRY.counter(SETTLED, "state", state));
    }
}
