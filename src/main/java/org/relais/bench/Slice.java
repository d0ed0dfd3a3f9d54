package org.relais.bench;

/**
 * What came of one stretch of a measurement.
 *
 * @param units of work that were done
 * @param perSecond rate at which they were done
 * @param usage of processor time, until nothing of the work was left
 */
record Slice(long units, double perSecond, Usage usage) {
    /** Share of the slice's processor time that the compiler of a warm program may take. */
    private static final double WARM = 0.05;

    /** What a program does in one slice. */
    interface Work {
        /** Prepares a slice, which is not measured. */
        Prepared prepare() throws Exception;
    }

    /** A slice that can begin. */
    interface Prepared {
        /** Blocks until nothing of the work is left. */
        Done run() throws Exception;
    }

    /** Work that was done, and its rate. */
    record Done(long units, double perSecond) {
        static Done since(long nanoTime, long units) {
            return new Done(units, units * 1e9 / (System.nanoTime() - nanoTime));
        }
    }

    /** The same work, counted in other units. */
    Slice per(long otherUnits) {
        return new Slice(otherUnits, perSecond * otherUnits / Math.max(1, units), usage);
    }

    boolean warm() {
        return usage.compiler() <= WARM * (usage.all() + usage.compiler());
    }

    /** Microseconds of a part of the usage for each unit. */
    double micros(long nanos) {
        return nanos / 1e3 / Math.max(1, units);
    }

    double programMicros() {
        return micros(usage.program());
    }

    double postgresMicros() {
        return micros(usage.postgres());
    }

    double platformMicros() {
        return micros(usage.platform());
    }

    double allMicros() {
        return micros(usage.all());
    }
}
