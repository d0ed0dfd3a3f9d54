package org.relais.delivery;

import java.time.Duration;
import java.time.Instant;

/** A point in the order of a lane. */
record Place(Instant notBefore, long id) implements Comparable<Place> {
    private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(5);

    /** Before everything. */
    static final Place BEGINNING = new Place(Instant.EPOCH, 0);

    @Override
    public int compareTo(Place other) {
        int byTime = notBefore.compareTo(other.notBefore);
        return byTime == 0 ? Long.compare(id, other.id) : byTime;
    }

    /** The point right before this delivery. */
    Place before() {
        return new Place(notBefore, id - 1);
    }

    static Place later(Place one, Place other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /**
     * From where the next claim may go on: in a broadcast right here; elsewhere a little earlier, since what others queue
     * becomes visible in the order of their commits and not in that of their times.
     */
    Place behind(Lane.Key lane) {
        return lane.broadcastId() != 0 || notBefore.equals(Instant.EPOCH)
                ? this
                : new Place(notBefore.minus(COMMITTED_WITHIN), 0);
    }
}
