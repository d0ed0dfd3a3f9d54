package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.testing.Await;
import org.relais.testing.Unit;

/** Two who share work each hear of it in their own scope, and the work is in neither. */
@Unit
class RequestScopeTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private void note(String what) {
        seen.add(what + " " + RequestScope.id());
    }

    /** On an event loop, as a request is; each on another one. */
    private <T> Future<T> as(String id, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        vertx.runOnContext(go -> RequestScope.within(id, work).onComplete(done));
        return done.future();
    }

    @Test
    void theIdGoesWithTheContextAndNotWithTheThread() {
        Future<Void> both = as("first", () -> {
            note("begun");
            Future<Void> later = vertx.timer(1).mapEmpty();
            RequestScope.outside(() -> note("outside"));
            return RequestScope.within("second", () -> {
                        note("inner");
                        return vertx.executeBlocking(() -> {
                            note("blocking");
                            return "";
                        });
                    })
                    .onSuccess(done -> note("inner later"))
                    .compose(done -> later)
                    .onSuccess(done -> note("timer"));
        });
        Await.result(both);
        assertThat(seen)
                .containsExactly(
                        "begun first",
                        "outside null",
                        "inner second",
                        "blocking second",
                        "inner later second",
                        "timer second");
        assertThat(RequestScope.id()).isNull();
    }

    @Test
    void nothingIsGivenToAContextThatManyShare() {
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(go -> {
            RequestScope.enter("nobody's");
            note("shared");
            done.complete();
        });
        Await.result(done.future());
        assertThat(seen).containsExactly("shared null");
    }

    @Test
    void aBatchIsNobodysAndEachHearsItsOwn() {
        Promise<List<Future<String>>> first = Promise.promise();
        Batcher<String, String> batcher = new Batcher<>(() -> item -> true, items -> {
            note("batch of " + items.size());
            return items.contains("a")
                    ? first.future()
                    : vertx.timer(1)
                            .map(over ->
                                    items.stream().map(Future::succeededFuture).toList());
        });
        Future<String> a = as("A", () -> batcher.add("a").onSuccess(done -> note("a")));
        Await.until("the first batch", () -> !seen.isEmpty());
        Future<String> b = as("B", () -> batcher.add("b").onSuccess(done -> note("b")));
        Future<String> c = as("C", () -> batcher.add("c").onSuccess(done -> note("c")));
        Await.until("both wait", () -> batcher.waiting() == 2);
        first.complete(List.of(Future.succeededFuture("a")));
        Await.result(Future.all(a, b, c));
        assertThat(seen)
                .contains("batch of 1 null", "batch of 2 null", "a A", "b B", "c C")
                .hasSize(5);
    }

    @Test
    void whatWaitsItsTurnBeginsInItsOwnScope() {
        ConcurrencyLimit limit = new ConcurrencyLimit(1);
        Promise<String> open = Promise.promise();
        Future<String> a = as("A", () -> limit.run(() -> {
                    note("begins");
                    return open.future();
                })
                .onSuccess(done -> note("heard")));
        Await.until("the first has begun", () -> !seen.isEmpty());
        Promise<Void> asked = Promise.promise();
        Future<String> b = as("B", () -> {
            Future<String> turn = limit.run(() -> {
                        note("begins");
                        return Future.succeededFuture("b");
                    })
                    .onSuccess(done -> note("heard"));
            asked.complete();
            return turn;
        });
        Await.result(asked.future());
        open.complete("a");
        Await.result(Future.all(a, b));
        assertThat(seen).containsExactlyInAnyOrder("begins A", "heard A", "begins B", "heard B");
    }

    @Test
    void whoeverWakesATaskLeavesNoIdBehind() {
        PeriodicTask task = new PeriodicTask(vertx, "test", Duration.ofDays(1), () -> {
            note("run");
            return Future.succeededFuture();
        });
        task.start();
        Await.until("the first run", () -> seen.size() == 1);
        Await.result(as("A", () -> {
            task.wake();
            return Future.succeededFuture();
        }));
        Await.until("the second run", () -> seen.size() == 2);
        Await.result(task.stop());
        assertThat(seen).containsExactly("run null", "run null");
    }
}
