package org.relais.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Order in which the service begins and ends its work. Steps of the start follow one another; those of the stop, and
 * those of the close, are begun in their order and waited for together, also when one of them fails, and each for so
 * long only: what does not end is named in the log, and the end goes on. Each step is logged when it begins.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Duration toStop;
    private final Duration toClose;
    private final List<Step> starts = new ArrayList<>();
    private final List<Step> stops = new ArrayList<>();
    private final List<Step> closes = new ArrayList<>();

    private record Step(String name, Supplier<? extends Future<?>> work) {
        Future<Void> begin() {
            LOG.debug("{}", name);
            // What throws has failed, as what fails.
            return Future.succeededFuture().compose(begun -> work.get().mapEmpty());
        }
    }

    /**
     * @param toStop how long each step of the stop may take
     * @param toClose the same of the close
     */
    Lifecycle(Duration toStop, Duration toClose) {
        this.toStop = toStop;
        this.toClose = toClose;
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
        return together(stops, toStop);
    }

    Future<Void> close() {
        return together(closes, toClose);
    }

    private static Future<Void> together(List<Step> steps, Duration bound) {
        return Future.join(steps.stream()
                        .map(step -> within(bound, step.name(), step.begin()))
                        .toList())
                .mapEmpty();
    }

    /** What has not ended in time is named in the log and waited for no longer; fails as {@code ending} does. */
    static Future<Void> within(Duration bound, String what, Future<?> ending) {
        return ending.<Void>mapEmpty()
                .timeout(bound.toMillis(), TimeUnit.MILLISECONDS)
                .recover(fault -> {
                    if (ending.failed()) {
                        return Future.failedFuture(fault);
                    }
                    LOG.warn("{} has not ended after {} ms: the end goes on without it", what, bound.toMillis());
                    return Future.succeededFuture();
                });
    }
}
