package org.relais.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.relais.contact.AddressId;

/**
 * Least distance between two messages from one sender to one address, with a burst that may go without it (WhatsApp: one
 * per 6 s, burst 45; Telegram: one per second). Pure: readings of a monotonic clock in nanoseconds. Remembers only
 * addresses whose next message is not free yet, by the platform's names of them: another database server, which may give
 * ids of ours to others, changes nothing of what the platform has counted.
 */
final class PairLimits {
    private static final int SWEEP_EVERY = 1024;

    private final long interval;
    private final long burst;
    /** When the address would be fully rested again (generic cell rate algorithm). */
    private final Map<AddressId, Long> restedAt = new HashMap<>();

    private int untilSweep = SWEEP_EVERY;

    PairLimits(Duration interval, int burst) {
        this.interval = interval.toNanos();
        this.burst = this.interval * (burst - 1);
    }

    /**
     * Takes the right to send to an address now.
     *
     * @return 0 when taken, else nanoseconds until it can be
     */
    long take(AddressId address, long now) {
        return take(address, now, interval, burst);
    }

    /** As {@link #take(AddressId, long)}, for an address with an interval of its own and no burst. */
    long take(AddressId address, long now, Duration ownInterval) {
        return take(address, now, ownInterval.toNanos(), 0);
    }

    private long take(AddressId address, long now, long interval, long burst) {
        if (interval == 0) {
            return 0;
        }
        Long known = restedAt.get(address);
        long rested = known == null || known - now < 0 ? now : known;
        long wait = rested - burst - now;
        if (wait > 0) {
            return wait;
        }
        restedAt.put(address, rested + interval);
        sweep(now);
        return 0;
    }

    /**
     * A message to this address has arrived by now: the platform counts from its arrival, which a slow way may have put
     * off, so the next one keeps its distance from here.
     */
    void arrived(AddressId address, long now) {
        if (interval > 0) {
            restedAt.merge(address, now + interval, Math::max);
        }
    }

    /** The platform found the pair too fast: nothing to that address before {@code until}. */
    void rest(AddressId address, long until) {
        if (interval > 0) {
            restedAt.merge(address, until + burst, Math::max);
        }
    }

    private void sweep(long now) {
        if (--untilSweep == 0) {
            untilSweep = SWEEP_EVERY;
            restedAt.values().removeIf(at -> at - now < 0);
        }
    }
}
