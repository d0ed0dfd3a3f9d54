package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs again and again, a pause after each end, never twice at once; sooner when asked to, but not before a
 * rest. One event loop.
 */
final class Repeater {
    private static final Logger LOG = LoggerFactory.getLogger(Repeater.class);

    private final Vertx vertx;
    private final String name;
    private final long restMillis;
    private final long pauseMillis;
    private final Supplier<Future<Void>> task;
    private long timer = -1;
    private boolean running;
    private boolean resting;
    private boolean again;
    private boolean stopped;
    private final Promise<Void> ended = Promise.promise();

    Repeater(Vertx vertx, String name, long pauseMillis, Supplier<Future<Void>> task) {
        this(vertx, name, 1, pauseMillis, task);
    }

    /**
     * @param restMillis after each end, however urgently it is asked for; from 1
     * @param pauseMillis after each end when nobody asks for it; longer than the rest
     */
    Repeater(Vertx vertx, String name, long restMillis, long pauseMillis, Supplier<Future<Void>> task) {
        this.vertx = vertx;
        this.name = name;
        this.restMillis = restMillis;
        this.pauseMillis = pauseMillis;
        this.task = task;
    }

    /** Runs it now, or once more after the run that is under way and its rest. */
    void soon() {
        if (running || resting) {
            again = true;
        } else if (!stopped) {
            run();
        }
    }

    /** No further run; completes when the one under way has ended. */
    Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        if (!running) {
            ended.tryComplete();
        }
        return ended.future();
    }

    private void run() {
        vertx.cancelTimer(timer);
        running = true;
        again = false;
        task.get()
                .onFailure(fault -> LOG.warn("{}: {}", name, fault.toString()))
                .onComplete(done -> next());
    }

    private void next() {
        running = false;
        if (stopped) {
            ended.tryComplete();
        } else {
            resting = true;
            timer = vertx.setTimer(restMillis, fired -> rested());
        }
    }

    private void rested() {
        resting = false;
        if (again) {
            run();
        } else {
            timer = vertx.setTimer(Math.max(1, pauseMillis - restMillis), fired -> run());
        }
    }
}
