package org.relais.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relais.bench.measure.Machine;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measurement of the service on this machine. Fails only when the guarantee was broken: a missed aim may be the
 * machine's fault, a message after an answered stop never is.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the service in processes of its own, on a PostgreSQL of its own, beside bare programs in the same"
                    + " run.",
            "First what a unit of work costs in processor time, which says the same on a busy machine and can be compared"
                    + " between two versions; then rates. A figure is the median of several slices, with the least and"
                    + " the most; cold are slices in which a compiler took more than 5 %% of the processor time.",
            "Ends with 0 also when an aim is missed, with 1 when a message came after an answered STOP, and with 3 when"
                    + " something could not be measured."
        })
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--quick",
            description =
                    "Less of everything: three to five minutes on two processors, where the whole takes about half an hour.")
    private boolean quick;

    @Option(names = "--json", description = "Prints one JSON object instead of the table.")
    private boolean json;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SCENARIO",
            description = "Only these, with a comma between: ${COMPLETION-CANDIDATES}.")
    private List<Scenario> only = List.of();

    @Option(
            names = "--people",
            paramLabel = "N",
            description = "Tries the way with N people per scenario; the figures then say little.")
    private @Nullable Integer people;

    @Option(
            names = "--contacts",
            paramLabel = "N",
            description = "Asks for the console's pages over N contacts and five times as many deliveries.")
    private @Nullable Integer contacts;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            description =
                    "Keeps the database of the console's pages there, and finds it again, as filling it takes long.")
    private @Nullable Path data;

    @Override
    public Integer call() {
        PrintWriter progress = commandSpec().commandLine().getErr();
        try {
            return measure(progress);
        } catch (Exception fault) {
            progress.println("relais: the benchmark broke off: " + fault.getMessage());
            progress.flush();
            return 3;
        }
    }

    private int measure(PrintWriter progress) throws Exception {
        quiet();
        Report report = new Report(line -> {
            progress.println(line);
            progress.flush();
        });
        ScenarioSizes plan = plan();
        JsonObject machine = Machine.json();
        Set<Scenario> scenarios = scenarios(plan);
        Set<Scenario> brokenOff = EnumSet.noneOf(Scenario.class);
        long from = System.nanoTime();
        try (BenchFixture fixture = BenchFixture.open(data)) {
            for (Scenario scenario : scenarios) {
                if (!run(scenario, fixture, plan, report)) {
                    brokenOff.add(scenario);
                }
            }
        }
        double seconds = Math.round((System.nanoTime() - from) / 1e8) / 10.0;
        print(report, machine, scenarios, seconds);
        return report.lateMessages() > 0 ? 1 : brokenOff.isEmpty() ? 0 : 3;
    }

    /** What breaks off takes its service along, so that the next scenario begins with a new one. */
    private boolean run(Scenario scenario, BenchFixture fixture, ScenarioSizes plan, Report report) {
        long from = System.nanoTime();
        try {
            scenario.run(fixture, plan, report);
            report.tell(scenario + " took %.0f s".formatted((System.nanoTime() - from) / 1e9));
            return true;
        } catch (Exception fault) {
            if (fixture.isClosed()) {
                throw new IllegalStateException("it was ended from outside, in " + scenario, fault);
            }
            report.tell("relais: " + scenario + " broke off: " + fault);
            fixture.endService();
            return false;
        }
    }

    /** An engine that is measured in this process tells what it paces, which is no part of the result. */
    private static void quiet() {
        for (String part : List.of("org.relais.delivery", "org.relais.database")) {
            if (LoggerFactory.getLogger(part) instanceof Logger logger) {
                logger.setLevel(Level.WARN);
            }
        }
    }

    private ScenarioSizes plan() {
        ScenarioSizes plan =
                people != null ? ScenarioSizes.tiny(people) : quick ? ScenarioSizes.QUICK : ScenarioSizes.FULL;
        return contacts == null ? plan : plan.withContacts(contacts);
    }

    private Set<Scenario> scenarios(ScenarioSizes plan) {
        return only.isEmpty() ? plan.scenarios() : EnumSet.copyOf(only);
    }

    private void print(Report report, JsonObject machine, Set<Scenario> scenarios, double seconds) {
        PrintWriter out = commandSpec().commandLine().getOut();
        if (json) {
            out.println(report.json()
                    .put("quick", quick)
                    .put("seconds", seconds)
                    .put(
                            "scenarios",
                            new JsonArray(scenarios.stream().map(Scenario::name).toList()))
                    .put("machine", machine)
                    .encode());
        } else {
            out.println(machine.encode());
            out.print(report.table());
            out.println(seconds + " s");
        }
        out.flush();
    }

    private CommandSpec commandSpec() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        return spec;
    }
}
