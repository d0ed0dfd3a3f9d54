package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.relais.task.RequestScope;
import org.relais.testing.Await;
import org.relais.testing.Unit;

@Unit
class JoinedStopsTest {
    private final JoinedStops<String> stops = new JoinedStops<>();
    private final List<Promise<String>> begun = new ArrayList<>();

    private Future<String> ask(long contact) {
        return stops.join(contact, () -> {
            begun.add(Promise.promise());
            return begun.get(begun.size() - 1).future();
        });
    }

    @Test
    void whoAsksMeanwhileIsAnsweredByOneStopThatBeginsAfterwards() {
        Future<String> first = ask(1);
        List<Future<String>> meanwhile = List.of(ask(1), ask(1), ask(1));
        assertThat(begun).hasSize(1);
        begun.get(0).complete("first");
        assertThat(first.result()).isEqualTo("first");
        assertThat(begun).hasSize(2);
        assertThat(meanwhile).noneMatch(Future::isComplete);
        begun.get(1).complete("second");
        assertThat(meanwhile).extracting(Future::result).containsOnly("second");
        assertThat(ask(1).isComplete()).isFalse();
        assertThat(begun).hasSize(3);
    }

    @Test
    void whatBeginsAfterwardsIsStillTheRequestOfWhoAskedForIt() {
        Vertx vertx = Vertx.vertx();
        try {
            List<String> of = new CopyOnWriteArrayList<>();
            Promise<String> open = Promise.promise();
            Future<String> first = in(vertx, "first", of, open.future());
            Await.until("the first has begun", () -> of.size() == 1);
            Future<String> second = in(vertx, "second", of, Future.succeededFuture("second"));
            open.complete("first");
            assertThat(Await.result(first)).isEqualTo("first");
            assertThat(Await.result(second)).isEqualTo("second");
            assertThat(of).containsExactly("first", "second");
        } finally {
            Await.result(vertx.close());
        }
    }

    private Future<String> in(Vertx vertx, String request, List<String> of, Future<String> stop) {
        return vertx.timer(1)
                .compose(over -> RequestScope.within(
                        request,
                        () -> stops.join(1, () -> {
                            of.add(String.valueOf(RequestScope.id()));
                            return stop;
                        })));
    }

    @Test
    void nobodyWaitsForSomebodyElse() {
        Future<String> one = ask(1);
        Future<String> other = ask(2);
        assertThat(begun).hasSize(2);
        begun.get(1).complete("other");
        assertThat(other.result()).isEqualTo("other");
        assertThat(one.isComplete()).isFalse();
    }

    @Test
    void aStopThatFailsLeavesTheNextItsTurn() {
        Future<String> first = ask(1);
        Future<String> second = ask(1);
        begun.get(0).fail("gone");
        assertThat(first.failed()).isTrue();
        begun.get(1).complete("second");
        assertThat(second.result()).isEqualTo("second");
        assertThat(stops.join(3, () -> {
                            throw new IllegalStateException("at once");
                        })
                        .failed())
                .isTrue();
    }
}
