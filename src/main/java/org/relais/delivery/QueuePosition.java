package org.relais.delivery;

import java.time.Duration;
import java.time.Instant;

/** A point in the order of a lane. */
record QueuePosition(Instant notBefore, long id) implements Comparable<QueuePosition> {
    /**
     * So long after its first message was made an answer is committed at the latest, or its second may go before: what is
     * passed over is found by the next look through the whole lane. On a machine in trouble some took more than five seconds.
     */
    private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(15);

    /** Before everything. */
    static final QueuePosition BEGINNING = new QueuePosition(Instant.EPOCH, 0);

    @Override
    public int compareTo(QueuePosition other) {
        int byTime = notBefore.compareTo(other.notBefore);
        return byTime == 0 ? Long.compare(id, other.id) : byTime;
    }

    /** The point right before this delivery. */
    QueuePosition before() {
        return new QueuePosition(notBefore, id - 1);
    }

    static QueuePosition later(QueuePosition one, QueuePosition other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /**
     * From where the next claim may go on: in a broadcast right here; elsewhere a little earlier, since what others queue
     * becomes visible in the order of their commits and not in that of their times.
     */
    QueuePosition behind(Lane.Key lane) {
        return lane.broadcastId() != 0 || notBefore.equals(Instant.EPOCH)
                ? this
                : new QueuePosition(notBefore.minus(COMMITTED_WITHIN), 0);
    }
}
