package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.inbound.intake.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one step after the other for as long as there is more to do, then rests until it is woken or the pause is over.
 * Steps never overlap. A wake during a step is not lost.
 */
final class Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final Vertx vertx;
    private final String name;
    private final Duration pause;
    private final Supplier<Future<Boolean>> step;

    private boolean started;
    private boolean running;
    private boolean woken;
    private long timer = -1;
    private @Nullable Promise<Void> stopping;

    /**
     * @param name for the log
     * @param pause between two looks when nothing wakes it, and after a fault
     * @param step completes with whether there may be more to do at once
     */
    Loop(Vertx vertx, String name, Duration pause, Supplier<Future<Boolean>> step) {
        this.vertx = vertx;
        this.name = name;
        this.pause = pause;
        this.step = step;
    }

    synchronized void start() {
        started = true;
        wake();
    }

    /** There is something to do: now, or right after the step that is under way. */
    synchronized void wake() {
        if (!started) {
            return;
        }
        if (running) {
            woken = true;
            return;
        }
        running = true;
        woken = false;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        vertx.runOnContext(go -> run());
    }

    /** Begins no further step; completes when the one under way is done. */
    synchronized Future<Void> stop() {
        started = false;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        if (!running) {
            return Future.succeededFuture();
        }
        if (stopping == null) {
            stopping = Promise.promise();
        }
        return stopping.future();
    }

    private void run() {
        begin().onComplete(result -> done(result.succeeded() ? result.result() : failed(result.cause())));
    }

    private Future<Boolean> begin() {
        try {
            return step.get();
        } catch (RuntimeException fault) {
            return Future.failedFuture(fault);
        }
    }

    private boolean failed(Throwable fault) {
        LOG.error("{} failed, to be tried again: {}", name, LogText.describe(fault));
        return false;
    }

    private synchronized void done(boolean more) {
        running = false;
        if (stopping != null) {
            stopping.complete();
            stopping = null;
        } else if (started && (more || woken)) {
            wake();
        } else if (started) {
            timer = vertx.setTimer(pause.toMillis(), due -> wake());
        }
    }
}
