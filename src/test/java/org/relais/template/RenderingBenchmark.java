package org.relais.template;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one message costs to render, with a name and the legal mention. Run {@link org.openjdk.jmh.Main} with this class's
 * name.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RenderingBenchmark {

    private final OrganisationProfile profile = Samples.LETTERHEAD;
    private final MessageSpec spec = new MessageSpec(
            "fr",
            Map.of("fr", TextTemplate.parse("Bonjour {{first_name|à vous}}, nous nous retrouvons jeudi. Vous venez ?")),
            List.of(),
            null,
            null,
            null,
            true,
            Map.of(),
            null);
    private final Renderer renderer = new Renderer();
    private int person;

    @Benchmark
    public Rendering message() {
        Recipient recipient = new Recipient("Ada " + person++ % 1_000, "fr", Map.of(), false, true, null);
        return renderer.render(spec, recipient, profile, Samples.TELEGRAM, true);
    }
}
