package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.relais.task.KeptReading.Kept;
import org.relais.testing.Unit;

/** A costly reading that nobody waits for but the first: the others are told what was read last, and when. */
@Unit
class KeptReadingTest {
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final List<Promise<String>> begun = new CopyOnWriteArrayList<>();
    private final KeptReading<String, String> kept = new KeptReading<>(Duration.ofSeconds(10), now::get, key -> {
        Promise<String> reading = Promise.promise();
        begun.add(reading);
        return reading.future();
    });

    private Kept<String> told() {
        return told(kept.ask("a", HOUR));
    }

    private static Kept<String> told(Future<Kept<String>> asked) {
        assertThat(asked.isComplete()).as("told at once").isTrue();
        return asked.result();
    }

    @Test
    void onlyTheFirstWait() {
        Future<Kept<String>> first = kept.ask("a", HOUR);
        Future<Kept<String>> second = kept.ask("a", HOUR);
        assertThat(begun).as("one at a time").hasSize(1);
        assertThat(second.isComplete()).isFalse();
        begun.get(0).complete("one");
        assertThat(told(first)).isEqualTo(new Kept<>("one", START, false));
        assertThat(told(second).value()).isEqualTo("one");

        now.set(START.plusSeconds(9));
        assertThat(told()).isEqualTo(new Kept<>("one", START, false));
        assertThat(begun).hasSize(1);
        now.set(START.plusSeconds(10));
        assertThat(told()).isEqualTo(new Kept<>("one", START, true));
        assertThat(told()).isEqualTo(new Kept<>("one", START, true));
        assertThat(begun).hasSize(2);
        begun.get(1).complete("two");
        assertThat(told()).isEqualTo(new Kept<>("two", START.plusSeconds(10), false));
    }

    @Test
    void whatTookLongRestsNineTimesAsLong() {
        Future<Kept<String>> first = kept.ask("a", HOUR);
        now.set(START.plusSeconds(5));
        begun.get(0).complete("one");
        assertThat(told(first).at()).isEqualTo(START.plusSeconds(5));
        now.set(START.plusSeconds(49));
        assertThat(told().renewing()).isFalse();
        now.set(START.plusSeconds(50));
        assertThat(told().renewing()).isTrue();
    }

    @Test
    void whatIsTooOldIsToldToNobody() {
        kept.keep("a", "one", Duration.ZERO);
        now.set(START.plus(HOUR));
        Future<Kept<String>> late = kept.ask("a", HOUR);
        assertThat(late.isComplete()).isFalse();
        begun.get(0).complete("two");
        assertThat(told(late).value()).isEqualTo("two");
        assertThat(kept.last("b", HOUR)).isEmpty();
    }

    @Test
    void aReadingThatFailsLeavesWhatWasReadBefore() {
        Future<Kept<String>> first = kept.ask("a", HOUR);
        begun.get(0).fail("no database");
        assertThat(first.failed()).isTrue();
        kept.keep("a", "one", Duration.ZERO);
        now.set(START.plusSeconds(10));
        assertThat(told().value()).isEqualTo("one");
        begun.get(1).fail("no database");
        assertThat(told().value()).isEqualTo("one");
        begun.get(2).complete("two");
        assertThat(told().value()).isEqualTo("two");
    }

    @Test
    void thoseThatNobodyAsksForAreForgotten() {
        for (int key = 0; key < 201; key++) {
            kept.keep("k" + key, "v", Duration.ZERO);
        }
        assertThat(kept.last("k0", HOUR)).isEmpty();
        assertThat(kept.last("k1", HOUR)).isPresent();
    }
}
