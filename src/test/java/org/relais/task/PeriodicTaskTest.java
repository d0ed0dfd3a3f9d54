package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.relais.testing.Await;
import org.relais.testing.Unit;

/** Every run of the work hands its promise to the test, which ends it when it likes. */
@Unit
class PeriodicTaskTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration NEVER = Duration.ofDays(1);

    private final BlockingQueue<Promise<Boolean>> runs = new LinkedBlockingQueue<>();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @Test
    void runsAtTheStartAndAfterEachPause() throws Exception {
        PeriodicTask task = task(Duration.ofMillis(1));
        task.start();
        next().complete(false);
        next().fail("a fault is no end");
        next().complete(false);
        task.stop();
    }

    @Test
    void aTaskThatThrowsRunsAgain() throws Exception {
        PeriodicTask task = new PeriodicTask(VERTX, "a test", Duration.ofMillis(1), () -> {
            runs.add(Promise.promise());
            throw new StackOverflowError("and be it an error");
        });
        task.start();
        next();
        next();
        task.stop().await(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aWakeDuringARunIsNotLostAndDoesNotOverlap() throws Exception {
        PeriodicTask task = task(NEVER);
        task.start();
        Promise<Boolean> first = next();
        task.wake();
        task.wake();
        assertThat(runs).isEmpty();
        first.complete(false);
        Promise<Boolean> second = next();
        Future<Void> stopped = task.stop();
        assertThat(stopped.isComplete()).isFalse();
        second.complete(false);
        stopped.await(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(runs).isEmpty();
    }

    @Test
    void aWakeEndsThePause() throws Exception {
        PeriodicTask task = new PeriodicTask(VERTX, "a test", Duration.ofMillis(1), NEVER, this::run);
        task.wake();
        task.start();
        next().complete(false);
        task.wake();
        next().complete(false);
        task.stop();
        task.wake();
        assertThat(runs).isEmpty();
    }

    @Test
    void goesOnWhileThereIsMoreAndStartsAgainAfterAStop() throws Exception {
        PeriodicTask task = PeriodicTask.whileMore(VERTX, "a test", NEVER, this::run);
        task.start();
        next().complete(true);
        next().complete(false);
        task.stop().await(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        task.start();
        next().complete(false);
        task.stop();
    }

    private PeriodicTask task(Duration pause) {
        return new PeriodicTask(VERTX, "a test", pause, this::run);
    }

    private Future<Boolean> run() {
        Promise<Boolean> run = Promise.promise();
        runs.add(run);
        return run.future();
    }

    private Promise<Boolean> next() throws InterruptedException {
        Promise<Boolean> run = runs.poll(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(run).as("a run begins").isNotNull();
        return run;
    }
}
