package org.relais.inbound.intake;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many events of webhooks wait for their commit on this node. A platform waits for its answer only so long, so
 * whatever can wait gives way while there are many. Safe for use from several threads.
 */
public final class IntakeLoad {
    /** One commit's worth at a quiet hour is far below, a rush far above. */
    private static final int HIGH = 16;

    private final AtomicInteger waiting = new AtomicInteger();

    int waiting() {
        return waiting.get();
    }

    /** Adds events that begin to wait, or takes away (negative) those that have ended; returns how many there were. */
    @CanIgnoreReturnValue
    int add(int events) {
        return waiting.getAndAdd(events);
    }

    /** Whether so many wait that other work should give way. */
    public boolean isHigh() {
        return waiting.get() >= HIGH;
    }
}
