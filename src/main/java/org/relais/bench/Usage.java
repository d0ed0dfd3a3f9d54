package org.relais.bench;

import org.relais.bench.measure.Processor;

/**
 * Processor time in nanoseconds of those who take part in a measurement, each apart.
 *
 * @param program what is measured, without its compiler
 * @param compiler of the measured program, whose work is done once
 * @param platform the simulated platform, without its compiler
 */
record Usage(long program, long compiler, long postgres, long platform) {
    /** So far. */
    static Usage now(long program, BenchFixture fixture) {
        long compiler = Processor.ofCompiler(program);
        long platform = fixture.platform().pid();
        return new Usage(
                Processor.of(program) - compiler,
                compiler,
                fixture.postgresNanos(),
                Processor.of(platform) - Processor.ofCompiler(platform));
    }

    Usage since(Usage before) {
        return new Usage(
                program - before.program,
                compiler - before.compiler,
                postgres - before.postgres,
                platform - before.platform);
    }

    long all() {
        return program + postgres + platform;
    }
}
