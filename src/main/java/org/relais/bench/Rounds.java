package org.relais.bench;

import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.relais.bench.measure.Processor;

/**
 * Programs that work in turn, a slice each, so that whatever else the machine does meets all of them. They are warmed
 * up first; a slice in which a compiler was at work all the same is repeated, not for ever.
 */
final class Rounds {
    /** A compiler that rests this often when it is looked at has done. */
    private static final int IDLE_LOOKS = 4;

    private final BenchFixture fixture;
    private final ScenarioSizes plan;
    private final List<Program> programs;

    /** A process that does the work when it is told to. */
    record Program(long pid, Slice.Work work) {
        /** The bench itself. */
        static Program own(Slice.Work work) {
            return new Program(ProcessHandle.current().pid(), work);
        }
    }

    private Rounds(BenchFixture fixture, ScenarioSizes plan, List<Program> programs) {
        this.fixture = fixture;
        this.plan = plan;
        this.programs = programs;
    }

    /** Warms them up, one after the other, as far as the plan has slices for that. */
    static Rounds warm(BenchFixture fixture, ScenarioSizes plan, Program... programs) throws Exception {
        Rounds rounds = new Rounds(fixture, plan, Arrays.asList(programs));
        for (Program program : programs) {
            rounds.warm(program);
        }
        return rounds;
    }

    private void warm(Program program) throws Exception {
        long from = System.nanoTime();
        boolean warm = false;
        for (int slices = 0; slices < plan.effort().warming() && !warm && isPatient(from); slices++) {
            warm = slice(program).warm();
            awaitCompiler(program.pid());
        }
    }

    private boolean isPatient(long from) {
        return System.nanoTime() - from < plan.effort().patience().toNanos();
    }

    /** What the work gave the compiler to do, it does at once when there is no further work. */
    private static void awaitCompiler(long pid) throws InterruptedException {
        AtomicInteger idle = new AtomicInteger();
        Polling.until("the compiler has done", () -> {
            idle.set(Processor.compiles(pid) ? 0 : idle.get() + 1);
            return idle.get() == IDLE_LOOKS;
        });
    }

    /**
     * The slices of each program, in the order in which the programs were given.
     *
     * @param pool of the database at work, which is vacuumed, lest autovacuum does it in the midst or plans change
     */
    List<List<Slice>> measure(Pool pool) throws Exception {
        new BenchStore().vacuum(pool).await();
        long from = System.nanoTime();
        List<List<Slice>> slices =
                programs.stream().<List<Slice>>map(program -> new ArrayList<>()).toList();
        for (int round = 0; round < plan.effort().rounds(); round++) {
            for (int program = 0; program < programs.size(); program++) {
                slices.get(program).add(warmSlice(programs.get(program), from));
            }
        }
        return slices;
    }

    private Slice warmSlice(Program program, long from) throws Exception {
        Slice slice = slice(program);
        for (int repeat = 0; repeat < plan.effort().repeats() && !slice.warm() && isPatient(from); repeat++) {
            awaitCompiler(program.pid());
            slice = slice(program);
        }
        return slice;
    }

    private Slice slice(Program program) throws Exception {
        Slice.Prepared prepared = program.work().prepare();
        Usage before = Usage.now(program.pid(), fixture);
        Slice.Done done = prepared.run();
        Usage usage = Usage.now(program.pid(), fixture).since(before);
        return new Slice(done.units(), done.perSecond(), usage);
    }
}
