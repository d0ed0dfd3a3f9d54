package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.testing.Await;
import org.relais.testing.Unit;

/** A thousand who look at the same page cost one reading at a time, and nothing once they have left. */
@Unit
class ChangeFeedTest {
    private static final int LISTENERS = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final LinkedBlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
    private final ChangeFeed<String, Integer> feed = new ChangeFeed<>(vertx, Duration.ofMillis(1), this::read);

    private record Reading(Set<String> keys, Promise<Map<String, Integer>> answer) {
        void answered(int value) {
            answer.complete(Map.of("a", value, "b", value));
        }
    }

    private Future<Map<String, Integer>> read(Set<String> keys) {
        Promise<Map<String, Integer>> answer = Promise.promise();
        readings.add(new Reading(keys, answer));
        return answer.future();
    }

    private Reading next() throws InterruptedException {
        Reading reading = readings.poll(60, TimeUnit.SECONDS);
        assertThat(reading).as("a reading").isNotNull();
        return reading;
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void listenersShareReadingsAndLeaveNothing() throws Exception {
        AtomicInteger told = new AtomicInteger();
        List<ChangeFeed<String, Integer>.Subscription> subscriptions = new ArrayList<>();
        subscriptions.add(feed.subscribe("a", value -> told.incrementAndGet()));
        Reading first = next();
        while (subscriptions.size() < LISTENERS) {
            subscriptions.add(feed.subscribe("a", value -> told.incrementAndGet()));
        }
        assertThat(readings).as("while one is under way").isEmpty();
        first.answered(1);
        Reading second = next();
        assertThat(second.keys()).containsExactly("a");
        second.answered(1);
        Await.until("all were told once", () -> told.get() == LISTENERS);
        next().answered(2);
        Await.until("all were told of the change", () -> told.get() == 2 * LISTENERS);

        Reading last = next();
        subscriptions.forEach(ChangeFeed.Subscription::close);
        ChangeFeed<String, Integer>.Subscription other = feed.subscribe("b", value -> {});
        last.answered(3);
        assertThat(next().keys()).as("of those who have left").containsExactly("b");
        other.close();
        assertThat(told).hasValue(2 * LISTENERS);
    }
}
