package org.relais.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Work that runs again and again on this node: at the start, then a pause after each end, sooner when woken, never twice
 * at once. A wake during a run is not lost. A run that fails is logged and tried again after its pause; against other
 * nodes the work takes its own locks. Safe for use from any thread; runs on the event loop of whoever starts or
 * wakes it, in nobody's {@link RequestScope} and of no verticle.
 */
public final class PeriodicTask {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    private final Vertx vertx;
    private final String name;
    private final long restMillis;
    private final long pauseMillis;
    private final Supplier<Future<Boolean>> work;

    private volatile boolean awayBefore;
    private boolean started;
    private boolean running;
    private boolean resting;
    private boolean woken;
    private long timer = -1;
    private @Nullable Promise<Void> stopping;

    private PeriodicTask(Vertx vertx, String name, long restMillis, long pauseMillis, Supplier<Future<Boolean>> work) {
        this.vertx = vertx;
        this.name = name;
        this.restMillis = restMillis;
        this.pauseMillis = pauseMillis;
        this.work = work;
    }

    /**
     * @param name for the log
     * @param pause after each end when nobody wakes it
     */
    public PeriodicTask(Vertx vertx, String name, Duration pause, Supplier<? extends Future<?>> work) {
        this(vertx, name, Duration.ZERO, pause, work);
    }

    /** @param rest after each end, however often it is woken; shorter than the pause */
    public PeriodicTask(Vertx vertx, String name, Duration rest, Duration pause, Supplier<? extends Future<?>> work) {
        this(vertx, name, rest.toMillis(), pause.toMillis(), () -> work.get().map(false));
    }

    /** One whose work completes with whether there may be more to do: then it runs again at once. */
    public static PeriodicTask whileMore(Vertx vertx, String name, Duration pause, Supplier<Future<Boolean>> work) {
        return new PeriodicTask(vertx, name, 0, pause.toMillis(), work);
    }

    public String name() {
        return name;
    }

    /** Runs it now and from now on. */
    public synchronized void start() {
        started = true;
        wake();
    }

    /** Runs it from now on, for the first time after a pause. */
    public synchronized void startLater() {
        started = true;
        pause(pauseMillis);
    }

    /** Runs it now, or once more after the run that is under way and its rest; nothing when it is not started. */
    public synchronized void wake() {
        if (!started) {
            return;
        }
        if (running || resting) {
            woken = true;
        } else {
            begin();
        }
    }

    /** Begins no further run; completes when the one under way has ended. */
    public synchronized Future<Void> stop() {
        started = false;
        resting = false;
        vertx.cancelTimer(timer);
        if (!running) {
            return Future.succeededFuture();
        }
        if (stopping == null) {
            stopping = Promise.promise();
        }
        return stopping.future();
    }

    private void begin() {
        vertx.cancelTimer(timer);
        running = true;
        woken = false;
        RequestScope.outside(() -> vertx.runOnContext(go -> run()));
    }

    private void run() {
        attempt().onFailure(this::log).onSuccess(this::succeeded).onComplete(done -> {
            Promise<Void> stopped = ended(done.succeeded() && done.result());
            if (stopped != null) {
                stopped.complete();
            }
        });
    }

    private Future<Boolean> attempt() {
        // What throws has failed, whatever it throws.
        return Future.succeededFuture().compose(begun -> work.get());
    }

    private void succeeded(Boolean more) {
        awayBefore = false;
    }

    private void log(Throwable fault) {
        // That the database is away is worth one line, and not one for every attempt meanwhile.
        boolean away = SqlFaults.isUnavailable(fault);
        Level level = away && awayBefore ? Level.DEBUG : Level.WARN;
        awayBefore = away;
        LOG.atLevel(level).log("{} failed, to be tried again: {}", name, SqlFaults.describe(fault));
        LOG.debug("{} failed", name, fault);
    }

    /** Whom to tell that the last run has ended. */
    private synchronized @Nullable Promise<Void> ended(boolean more) {
        Promise<Void> told = stopping;
        stopping = null;
        running = false;
        woken |= more;
        if (started && restMillis > 0) {
            resting = true;
            timer = vertx.setTimer(restMillis, fired -> rested());
        } else if (started) {
            goOn();
        }
        return told;
    }

    private synchronized void rested() {
        if (resting) {
            resting = false;
            goOn();
        }
    }

    private void goOn() {
        if (woken) {
            begin();
        } else {
            pause(Math.max(1, pauseMillis - restMillis));
        }
    }

    private void pause(long millis) {
        timer = vertx.setTimer(millis, fired -> wake());
    }
}
