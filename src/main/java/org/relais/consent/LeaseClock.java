package org.relais.consent;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clock that a node judges its leases by: its monotonic clock and the wall clock beside it. The monotonic one stands
 * still while a machine is suspended (Linux's {@code CLOCK_MONOTONIC}, which {@link System#nanoTime} reads), and the
 * others' time goes on; the wall clock counts that time, but somebody may set it. Neither is believed alone.
 *
 * @param nanoTime the monotonic clock
 */
public record LeaseClock(InstantSource wall, LongSupplier nanoTime) {

    /** This machine's clocks. */
    public static LeaseClock system() {
        return new LeaseClock(InstantSource.system(), System::nanoTime);
    }

    public Reading read() {
        return new Reading(nanoTime.getAsLong(), wall.millis());
    }

    /** Both clocks at one moment; means something only beside another reading on the same node. */
    public record Reading(long nanos, long wallMillis) {}
}
