package org.relais.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Pace of one sender: grants permits to send at its rate. Pure: time comes in as readings of a monotonic clock in nanoseconds.
 *
 * <p>Platforms count messages per second of their own clock, so two rules hold together: no more than the limit in any
 * window of one second plus a margin for messages that bunch up on their way (which costs 3 % of the rate), and grants
 * of a tenth of a second's worth that lie evenly apart. A permit counts from its grant until it is used or given back,
 * and from its use for the length of the window.
 *
 * <p>A claim takes its time, so a grant may be given a little before its permits are free: by the least time that the last
 * claims took, and by less than the margin, so that even a claim that takes none at all stays within the limit.
 */
final class Pacer {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long WINDOW = SECOND + SECOND * 3 / 100;
    private static final int LARGEST_BATCH = 200;
    /** Grants may follow each other a little faster than the rate, so that a late timer can be made up for. */
    private static final double SPACING = 0.85;
    /** From standstill after a throttle back to the full rate. */
    private static final long RECOVERY = Duration.ofSeconds(60).toNanos();

    private static final double SLOWEST = 0.1;
    private static final long MOST_AHEAD = SECOND * 25 / 1_000;
    private static final int CLAIMS_REMEMBERED = 8;

    private final int perSecond;
    private final Deque<Used> used = new ArrayDeque<>();
    private final long[] claimTook = new long[CLAIMS_REMEMBERED];
    private int claims;
    private long grantedAt;
    private int inWindow;
    private int reserved;
    private long nextGrant;
    private long standUntil;
    private double factor = 1;
    private long slowedAt;

    private record Used(long at, int count) {}

    /**
     * @param perSecond most messages in one second
     * @param now reading of the clock
     */
    Pacer(int perSecond, long now) {
        this.perSecond = perSecond;
        this.nextGrant = now;
        this.standUntil = now;
        this.slowedAt = now;
    }

    /**
     * Reserves up to {@code want} permits.
     *
     * @return how many; 0 when none may be used before {@link #nextAt}
     */
    int grant(long now, int want) {
        forget(now);
        if (now - standUntil < 0 || now - nextGrant < 0) {
            return 0;
        }
        double rate = rate(now);
        int batch = (int) Math.max(1, Math.min(LARGEST_BATCH, Math.round(rate / 10)));
        int free = (int) Math.max(1, Math.floor(rate)) - inWindow - reserved;
        int granted = Math.max(0, Math.min(Math.min(want, batch), free));
        if (granted > 0) {
            reserved += granted;
            grantedAt = now;
            nextGrant = now + (long) (granted / rate * SECOND * SPACING);
        }
        return granted;
    }

    /** Ends a grant: {@code count} of its permits are used now, the others go back. */
    void use(long now, int granted, int count) {
        reserved -= granted;
        if (count > 0) {
            // With several under way this is the time since the last grant: too little, which is the safe side.
            claimTook[claims++ % CLAIMS_REMEMBERED] = now - grantedAt;
            used.addLast(new Used(now, count));
            inWindow += count;
        } else {
            nextGrant = now;
        }
    }

    /** A time at which a further grant is worth asking for; in the past when it is now. */
    long nextAt(long now) {
        forget(now);
        long at = later(nextGrant, standUntil);
        if (inWindow + reserved >= (int) Math.max(1, Math.floor(rate(now)))) {
            Used oldest = used.peekFirst();
            // With everything reserved, the use of it is what to wait for, and prompts a new look by itself.
            at = later(at, oldest == null ? now + SECOND / 100 : oldest.at() + WINDOW - ahead());
        }
        return at;
    }

    /** The platform wants silence: nothing is granted before {@code until}. */
    void stand(long until) {
        standUntil = later(standUntil, until);
    }

    /** For how long the platform still wants silence; zero when it does not. */
    Duration silence(long now) {
        return Duration.ofNanos(Math.max(0, standUntil - now));
    }

    /** The platform finds us too fast without saying for how long: half the rate, which comes back by and by. */
    void slow(long now) {
        factor = Math.max(SLOWEST, rate(now) / perSecond / 2);
        slowedAt = now;
    }

    /** The rate now, messages per second. */
    double rate(long now) {
        double recovered = Math.min(1, factor + (double) (now - slowedAt) / RECOVERY);
        return Math.max(SLOWEST, recovered) * perSecond;
    }

    /** How long before they are free permits may be granted; 0 until enough claims are known. */
    private long ahead() {
        long least = MOST_AHEAD;
        for (long took : claimTook) {
            least = Math.min(least, took);
        }
        return least;
    }

    private void forget(long now) {
        long window = WINDOW - ahead();
        for (Used oldest = used.peekFirst(); oldest != null && now - oldest.at() >= window; oldest = used.peekFirst()) {
            used.removeFirst();
            inWindow -= oldest.count();
        }
    }

    private static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }
}
