package org.relais.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lanes of one sender that are known to have something queued: whose turn it is, and up to where each has been claimed.
 * One event loop.
 */
final class SenderLanes {
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Lane.Key, Long> servedAt = new HashMap<>();
    private final Map<Lane.Key, QueuePosition> places = new HashMap<>();
    private long turn;

    /** Where the lanes were left, so that the next look need not begin before that. */
    Map<Lane.Key, QueuePosition> places() {
        return places;
    }

    /** The lanes that are known to have something due: nobody need look for it. */
    Set<Lane.Key> due(Instant now) {
        return lanes.stream()
                .filter(lane -> !lane.head().notBefore().isAfter(now))
                .map(Lane::key)
                .collect(Collectors.toSet());
    }

    /** What a look found queued; of the lanes that were {@code notLookedFor}, all that is known stays true. */
    void found(List<Lane> found, Set<Lane.Key> notLookedFor) {
        lanes.removeIf(lane -> !notLookedFor.contains(lane.key()));
        lanes.addAll(found);
        servedAt.keySet().retainAll(lanes.stream().map(Lane::key).collect(Collectors.toSet()));
    }

    /** As {@link #found}, of a look through all lanes from their beginnings: what it saw had been committed by then. */
    void foundAll(List<Lane> found) {
        places.clear();
        found.forEach(lane -> places.put(lane.key(), lane.head().before().behind(lane.key())));
        found(found, Set.of());
    }

    /** The due lane with the best priority; among equals the one whose turn is longest ago. */
    Optional<Lane> next(Instant now) {
        return lanes.stream()
                .filter(lane -> !lane.head().notBefore().isAfter(now))
                .min(Comparator.<Lane>comparingInt(lane -> lane.key().priority())
                        .thenComparingLong(lane -> servedAt.getOrDefault(lane.key(), -1L)));
    }

    /** The place behind which a lane's turn, which begins now, is to claim. */
    QueuePosition take(Lane.Key lane) {
        servedAt.put(lane, turn++);
        return places.getOrDefault(lane, QueuePosition.BEGINNING);
    }

    /** A claim of this lane came as far as that. */
    void claimedTo(Lane.Key lane, QueuePosition last) {
        places.merge(lane, last.behind(lane), QueuePosition::later);
    }

    /** The next claim of this lane begins at its beginning: something may stand before where it was left. */
    void rewind(Lane.Key lane) {
        places.remove(lane);
    }

    /** As {@link #rewind}, of all lanes. */
    void rewindAll() {
        places.clear();
    }

    /** Nothing more is claimed from this lane until a look finds it again. */
    void drop(Lane lane) {
        lanes.remove(lane);
    }

    /** As {@link #drop}, of all lanes of a broadcast. */
    void dropBroadcast(@Nullable Long broadcastId) {
        lanes.removeIf(lane -> Long.valueOf(lane.key().broadcastId()).equals(broadcastId));
    }
}
