package org.relais.consent.stopword;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of one message, over the messages of the tables in turn, which are more than are remembered; it must stay under 50 µs.
 * Run with {@code
 * org.openjdk.jmh.Main StopDetectorBenchmark} on the test class path.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StopDetectorBenchmark {
    private final StopDetector detector = StopDetector.load();
    private List<String> messages = List.of();
    private int next;

    @Setup
    public void read() {
        messages =
                LabelledMessage.read("stop").stream().map(LabelledMessage::text).toList();
    }

    @Benchmark
    public Verdict knownWords() {
        next = (next + 1) % messages.size();
        return detector.detect(messages.get(next));
    }

    /** Each message with a word that was never seen before, so that the lexicon cannot have remembered all. */
    @Benchmark
    public Verdict oneNewWord() {
        next = (next + 1) % messages.size();
        return detector.detect(messages.get(next) + " b" + Long.toString(System.nanoTime(), 36));
    }
}
