package org.relais.consent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a node may act on a lease: a time that began at a reading of its {@link LeaseClock}, taken before the lease
 * was asked for, so that it ends before the database thinks that the lease does. Only durations are compared: what o'clock
 * a node believes it is doesn't matter.
 */
public record LeaseTerm(LeaseClock.Reading from, Duration length) {
    /** A wall clock that was set back further than any correction of a running clock says nothing about the time that passed. */
    private static final long SET_BACK_MILLIS = 1_000;

    /** True as soon as either clock says so, or when the wall clock was set back since: then time may have passed unseen. */
    public boolean isOver(LeaseClock.Reading now) {
        long nanos = now.nanos() - from.nanos();
        long wallMillis = now.wallMillis() - from.wallMillis();
        return nanos >= length.toNanos()
                || wallMillis >= length.toMillis()
                || wallMillis < TimeUnit.NANOSECONDS.toMillis(nanos) - SET_BACK_MILLIS;
    }
}
