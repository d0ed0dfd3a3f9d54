package org.relais.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.relais.task.PeriodicTask;

/** The tasks that run from time to time as long as the service does. */
public final class ScheduledTasks {
    private final Vertx vertx;
    private final List<PeriodicTask> tasks = new ArrayList<>();

    public ScheduledTasks(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Adds a task; before {@link #start}. */
    @CanIgnoreReturnValue
    public ScheduledTasks every(Duration pause, String name, Supplier<? extends Future<?>> work) {
        tasks.add(new PeriodicTask(vertx, name, pause, work));
        return this;
    }

    /** Names of the tasks, in the order in which they begin. */
    public List<String> names() {
        return tasks.stream().map(PeriodicTask::name).toList();
    }

    public void start() {
        tasks.forEach(PeriodicTask::start);
    }

    /** Begins nothing more; completes when what is under way has ended. */
    public Future<Void> stop() {
        return Future.join(tasks.stream().map(PeriodicTask::stop).toList()).mapEmpty();
    }
}
