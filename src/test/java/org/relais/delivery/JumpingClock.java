package org.relais.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Real time that a test can move ahead, on the wall and on the monotonic clock alike. */
public final class JumpingClock implements InstantSource {
    private final AtomicLong ahead = new AtomicLong();

    @Override
    public Instant instant() {
        return Instant.now().plusNanos(ahead.get());
    }

    public long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    public void jump(Duration time) {
        ahead.addAndGet(time.toNanos());
    }
}
