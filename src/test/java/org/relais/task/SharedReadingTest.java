package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.testing.Await;
import org.relais.testing.Unit;

/** One costly reading for all who ask for it, and never an old one. */
@Unit
class SharedReadingTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Promise<String>> begun = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private SharedReading<String, String> every(Duration interval) {
        return new SharedReading<>(vertx, interval, nanos::get, key -> {
            Promise<String> reading = Promise.promise();
            begun.add(reading);
            return reading.future();
        });
    }

    @Test
    void whoeverAsksMeanwhileIsToldTogetherWhatIsReadAfterwards() {
        SharedReading<String, String> shared = every(Duration.ofMillis(1));
        Future<String> first = shared.ask("a");
        Future<String> second = shared.ask("a");
        Future<String> third = shared.ask("a");
        assertThat(begun).as("one at a time").hasSize(1);
        begun.get(0).complete("before the others asked");
        assertThat(Await.result(first)).isEqualTo("before the others asked");
        Await.until("the next begins", () -> begun.size() == 2);
        assertThat(second.isComplete()).isFalse();
        begun.get(1).complete("afterwards");
        assertThat(Await.result(second)).isEqualTo("afterwards");
        assertThat(Await.result(third)).isEqualTo("afterwards");
    }

    @Test
    void theNextWaitsForTheInterval() {
        SharedReading<String, String> shared = every(Duration.ofDays(1));
        Future<String> first = shared.ask("a");
        begun.get(0).complete("read");
        assertThat(Await.result(first)).isEqualTo("read");
        Future<String> second = shared.ask("a");
        Future<String> other = shared.ask("b");
        assertThat(begun).as("of another key at once").hasSize(2);
        begun.get(1).complete("another");
        assertThat(Await.result(other)).isEqualTo("another");
        assertThat(second.isComplete()).isFalse();
    }

    @Test
    void aFaultIsToldAndTheNextIsReadAllTheSame() {
        SharedReading<String, String> shared = every(Duration.ofMillis(1));
        Future<String> first = shared.ask("a");
        Future<String> second = shared.ask("a");
        begun.get(0).fail("broken");
        Await.until("it is told", first::failed);
        Await.until("the next begins", () -> begun.size() == 2);
        begun.get(1).complete("read");
        assertThat(Await.result(second)).isEqualTo("read");
    }

    @Test
    void whatTakesLongRestsForThreeTimesAsLong() {
        SharedReading<String, String> shared = every(Duration.ofMillis(1));
        Future<String> first = shared.ask("long");
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        begun.get(0).complete("read");
        assertThat(Await.result(first)).isEqualTo("read");
        Future<String> second = shared.ask("long");
        // Those that take no time begin one after the other meanwhile.
        for (int number = 1; number < 20; number++) {
            Future<String> quick = shared.ask("short");
            int expected = number + 1;
            Await.until("it begins", () -> begun.size() == expected);
            begun.get(number).complete("quick");
            assertThat(Await.result(quick)).isEqualTo("quick");
        }
        assertThat(second.isComplete()).isFalse();
    }
}
