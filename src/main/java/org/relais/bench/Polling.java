package org.relais.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Wait for what other processes do; not for ever. */
final class Polling {
    private static final long LOOK_MILLIS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private Polling() {}

    /** Returns once it is so; fails when that takes longer than any machine needs. */
    static void until(String what, BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the bench waited in vain until " + what);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
