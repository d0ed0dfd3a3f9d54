package org.relais.delivery;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many deliveries a node may have claimed and not settled: halved when the node's own part of a delivery's way (its
 * event loop, its database; not the platform) takes too much of the lease, and grown again step by step. So a node that
 * can't keep up claims less, instead of letting leases run out before anything is sent. Times are readings of the
 * monotonic clock. One event loop; the limit may be read from any thread.
 */
final class ClaimLimit {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimLimit.class);
    /** The share of the time in which a request may begin that the node may take for itself. */
    private static final int SHARE = 2;

    private static final int STEPS = 64;

    private final int most;
    private final long bound;
    private volatile int limit;
    private int kept;
    private boolean cut;
    private long cutAt;

    /**
     * @param most the limit of a node that keeps up
     * @param startWithin how long after its claim a request may begin
     */
    ClaimLimit(int most, Duration startWithin) {
        this.most = most;
        this.limit = most;
        this.bound = startWithin.toNanos() / SHARE;
    }

    /** How many more may be claimed beside so many; 0 rather than few, since small claims are dear. */
    int room(int open) {
        int room = limit - open;
        return room < Math.max(1, limit / 8) ? 0 : room;
    }

    int limit() {
        return limit;
    }

    int most() {
        return most;
    }

    /** A claimed delivery could begin. */
    void begins(long claimedAt, long now, int open) {
        took(claimedAt, now, open);
    }

    /** Settlements were written, the first attempt of which began then. */
    void settled(long writtenFrom, long now, int open) {
        took(writtenFrom, now, open);
    }

    /** A claim was over before its delivery could begin. */
    void expired(long claimedAt, long now, int open) {
        cut(claimedAt, now, open);
    }

    private void took(long from, long now, int open) {
        if (now - from > bound) {
            cut(from, now, open);
        } else {
            keep();
        }
    }

    /** Once for all that was under way when it was cut: what comes later says whether that was enough. */
    private void cut(long from, long now, int open) {
        if (cut && from - cutAt < 0) {
            return;
        }
        limit = Math.max(1, Math.min(limit, open) / 2);
        kept = 0;
        cut = true;
        cutAt = now;
        LOG.warn("this node can't keep up: it claims {} deliveries at a time, of {}", limit, most);
    }

    /** By a step for each time that as many as may be claimed were in time; small limits by half of themselves. */
    private void keep() {
        if (limit < most && ++kept >= limit) {
            kept = 0;
            limit = Math.min(most, limit + Math.max(1, Math.min(most / STEPS, limit / 2)));
            if (limit == most) {
                LOG.info("this node keeps up again: it claims {} deliveries at a time", most);
            }
        }
    }
}
