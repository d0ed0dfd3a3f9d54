package org.relais.testing;

import java.util.function.LongConsumer;

/**
 * Bounded rows of seeds for tests of damaged input that need fixtures of JUnit. The same in every build;
 * {@code -Drelais.fuzz.tries=10000} tries that many, {@code -Drelais.fuzz.seed=…} begins with another, such as the one that
 * a failure tells.
 */
public final class Seeds {
    private static final long FIRST = 20_261_128;

    private Seeds() {}

    /** Runs a trial with each of so many seeds; the first that fails is told with its seed. */
    public static void each(int tries, LongConsumer trial) {
        long first = Long.getLong("relais.fuzz.seed", FIRST);
        long most = Integer.getInteger("relais.fuzz.tries", tries);
        for (long seed = first; seed < first + most; seed++) {
            try {
                trial.accept(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("fails with -Drelais.fuzz.seed=" + seed, failure);
            }
        }
    }
}
