package org.relais.channel;

import java.time.Duration;

/**
 * How fast a sender may send, from its platform's published limits.
 *
 * @param perSecond messages per second of the whole sender
 * @param pairInterval least time between two messages to one address, once the burst is used
 * @param pairBurst messages to one address that may go without that interval
 * @param uniquePerDay different people per rolling 24 h; {@link Long#MAX_VALUE} for no limit
 */
public record Limits(int perSecond, Duration pairInterval, int pairBurst, long uniquePerDay) {
    public Limits {
        if (perSecond < 1 || pairBurst < 1 || uniquePerDay < 1 || pairInterval.isNegative()) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
