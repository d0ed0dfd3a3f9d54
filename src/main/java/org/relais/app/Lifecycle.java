package org.relais.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Order in which the service begins and ends its work. Steps of the start follow one another; those of the stop, and
 * those of the close, are begun in their order and waited for together, also when one of them fails. Each step is
 * logged when it begins.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final List<Step> starts = new ArrayList<>();
    private final List<Step> stops = new ArrayList<>();
    private final List<Step> closes = new ArrayList<>();

    private record Step(String name, Supplier<? extends Future<?>> work) {
        Future<?> begin() {
            LOG.debug("{}", name);
            return work.get();
        }
    }

    /** Adds a step of the start that is over when it returns. */
    @CanIgnoreReturnValue
    Lifecycle starting(String name, Runnable work) {
        return starting(name, () -> {
            work.run();
            return Future.succeededFuture();
        });
    }

    /** Adds a step of the start; the next one begins when it is over, and none when it fails. */
    @CanIgnoreReturnValue
    Lifecycle starting(String name, Supplier<? extends Future<?>> work) {
        starts.add(new Step("start " + name, work));
        return this;
    }

    /** Adds a step of the stop: nothing new is begun, and the future completes when what was under way has ended. */
    @CanIgnoreReturnValue
    Lifecycle stopping(String name, Supplier<? extends Future<?>> work) {
        stops.add(new Step("stop " + name, work));
        return this;
    }

    /** Adds a step of the close: what was opened is given back. */
    @CanIgnoreReturnValue
    Lifecycle closing(String name, Supplier<? extends Future<?>> work) {
        closes.add(new Step("close " + name, work));
        return this;
    }

    Future<Void> start() {
        Future<?> before = Future.succeededFuture();
        for (Step step : starts) {
            before = before.compose(started -> step.begin());
        }
        return before.mapEmpty();
    }

    Future<Void> stop() {
        return together(stops);
    }

    Future<Void> close() {
        return together(closes);
    }

    private static Future<Void> together(List<Step> steps) {
        return Future.join(steps.stream().map(Step::begin).toList()).mapEmpty();
    }
}
