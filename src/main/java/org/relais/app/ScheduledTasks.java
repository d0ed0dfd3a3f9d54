package org.relais.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done from time to time: each task at the start and then a pause after every end, never twice at once
 * on this node. A task that fails is logged and tried again after its pause; tasks take their own locks against other
 * nodes.
 */
public final class ScheduledTasks {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledTasks.class);

    private final Vertx vertx;
    private final List<Task> tasks = new ArrayList<>();

    public ScheduledTasks(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Adds a task; before {@link #start}. */
    @CanIgnoreReturnValue
    public ScheduledTasks every(Duration pause, String name, Supplier<? extends Future<?>> work) {
        tasks.add(new Task(pause, name, work));
        return this;
    }

    /** Names of the tasks, in the order in which they begin. */
    public List<String> names() {
        return tasks.stream().map(task -> task.name).toList();
    }

    public void start() {
        tasks.forEach(Task::start);
    }

    /** Begins nothing more; completes when what is under way has ended. */
    public Future<Void> stop() {
        return Future.join(tasks.stream().map(Task::stop).toList()).mapEmpty();
    }

    private final class Task {
        private final Duration pause;
        private final String name;
        private final Supplier<? extends Future<?>> work;
        private Future<?> underWay = Future.succeededFuture();
        private long timer = -1;
        private boolean stopped;

        private Task(Duration pause, String name, Supplier<? extends Future<?>> work) {
            this.pause = pause;
            this.name = name;
            this.work = work;
        }

        private synchronized void start() {
            if (!stopped) {
                underWay = begin().onComplete(done -> again());
            }
        }

        private Future<?> begin() {
            try {
                return work.get()
                        .onFailure(fault -> LOG.warn("{} failed, to be tried again: {}", name, fault.toString()));
            } catch (RuntimeException fault) {
                LOG.warn("{} failed, to be tried again: {}", name, fault.toString());
                return Future.failedFuture(fault);
            }
        }

        private synchronized void again() {
            if (!stopped) {
                timer = vertx.setTimer(pause.toMillis(), fired -> start());
            }
        }

        private synchronized Future<Void> stop() {
            stopped = true;
            vertx.cancelTimer(timer);
            return underWay.<Void>mapEmpty().otherwiseEmpty();
        }
    }
}
