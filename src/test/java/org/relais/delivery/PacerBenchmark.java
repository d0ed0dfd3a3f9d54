package org.relais.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;

/**
 * What pacing costs at a thousand messages a second: one grant with its use, and one look at a pair's own limit. Run
 * {@link org.openjdk.jmh.Main} with this class's name.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacerBenchmark {
    private static final int PER_SECOND = 1_000;
    private static final int PEOPLE = 10_000;

    private final Pacer pacer = new Pacer(PER_SECOND, 0);
    private final PairLimits pairs = new PairLimits(Duration.ofSeconds(6), 45);
    private long now;
    private int person;
    private final List<AddressId> people = IntStream.range(0, PEOPLE)
            .mapToObj(each -> new AddressId("whatsapp", AddressKind.PHONE, "+" + (33_612_000_000L + each)))
            .toList();

    /** A hundred permits every tenth of a second. */
    @Benchmark
    public int grantAndUse() {
        now += TimeUnit.MILLISECONDS.toNanos(103);
        int granted = pacer.grant(now, 200);
        pacer.use(now, granted, granted);
        return granted;
    }

    @Benchmark
    public long pair() {
        now += TimeUnit.MILLISECONDS.toNanos(1);
        person = (person + 1) % PEOPLE;
        return pairs.take(people.get(person), now);
    }
}
