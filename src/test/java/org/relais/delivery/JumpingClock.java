package org.relais.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Real time that a test can move ahead: on the wall and on the monotonic clock alike, or as a machine that slept sees it. */
public final class JumpingClock implements InstantSource {
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong asleep = new AtomicLong();

    @Override
    public Instant instant() {
        return Instant.now().plusNanos(ahead.get() + asleep.get());
    }

    public long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    /** The machine was suspended for a time: its monotonic clock stood still. */
    void sleep(Duration time) {
        asleep.addAndGet(time.toNanos());
    }

    public void jump(Duration time) {
        ahead.addAndGet(time.toNanos());
    }
}
