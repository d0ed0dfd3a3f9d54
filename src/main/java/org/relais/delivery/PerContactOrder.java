package org.relais.delivery;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * One request at a time to each person, so that what was enqueued first also arrives first: a text in several messages,
 * or a question behind what it is about. What comes while one is under way goes back to the queue, never into a line in
 * memory: there a stop could not take it out. One event loop.
 */
final class PerContactOrder {
    /** About as long as a platform takes to answer. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /**
     * What has not come back so long after its time was taken out of the queue: longer than a busy database takes to put
     * it back.
     */
    private static final Duration OVERDUE = Duration.ofSeconds(5);

    private static final int SWEEP_ABOVE = 10_000;

    /**
     * Something that is about to begin.
     *
     * @param priority of its purpose: what is less urgent is overtaken by what is more so
     * @param until when it can't begin any more
     */
    private record Claimed(int priority, Instant until) {
        boolean precedes(int other, Instant now) {
            return priority <= other && now.isBefore(until);
        }
    }

    /**
     * Something that went back to the queue.
     *
     * @param priority as of what is {@link Claimed}
     * @param until when it is due again
     */
    private record PutOff(int priority, Instant until) {
        boolean precedes(int other) {
            return priority <= other;
        }
    }

    private final Set<Long> underWay = new HashSet<>();
    /** Per person, what was claimed and has neither begun nor gone back. */
    private final Map<Long, NavigableMap<Long, Claimed>> claimed = new HashMap<>();
    /** Per person, what was put off, by the order in which it was enqueued. */
    private final Map<Long, NavigableMap<Long, PutOff>> putOff = new HashMap<>();

    /**
     * Something that is about to {@link #enter}, or goes back: what is looked up in between may take longer for it than for
     * what is claimed after it.
     *
     * @param priority as {@link org.relais.consent.Purpose#priority}
     * @param until when it can't begin any more
     */
    void claimed(long contactId, long deliveryId, int priority, Instant until) {
        claimed.computeIfAbsent(contactId, first -> new TreeMap<>()).put(deliveryId, new Claimed(priority, until));
    }

    /** Something claimed that does not begin, and for which nothing has to wait. */
    void goesBack(long contactId, long deliveryId) {
        NavigableMap<Long, Claimed> open = claimed.get(contactId);
        if (open != null) {
            open.remove(deliveryId);
            if (open.isEmpty()) {
                claimed.remove(contactId);
            }
        }
    }

    /**
     * Whether a request may begin; who may must {@link #leave} when it is answered or does not begin after all. Nothing
     * begins while something to the person is under way, or while something older and as urgent is claimed, or was put off
     * and will come back.
     */
    boolean enter(long contactId, long deliveryId, int priority, Instant now) {
        goesBack(contactId, deliveryId);
        if (claimed.getOrDefault(contactId, Collections.emptyNavigableMap()).headMap(deliveryId).values().stream()
                .anyMatch(older -> older.precedes(priority, now))) {
            return false;
        }
        NavigableMap<Long, PutOff> waiting = putOff.get(contactId);
        if (waiting != null) {
            forgetOverdue(waiting, now);
            if (waiting.headMap(deliveryId).values().stream().anyMatch(older -> older.precedes(priority))) {
                return false;
            }
        }
        boolean begins = underWay.add(contactId);
        if (begins && waiting != null) {
            waiting.remove(deliveryId);
        }
        return begins;
    }

    void leave(long contactId) {
        underWay.remove(contactId);
    }

    /** When something that came out of its turn is tried again. */
    Instant moment(long contactId, long deliveryId, int priority, Instant now) {
        return behind(contactId, deliveryId, priority, now.plus(MOMENT), now);
    }

    /** When something that has to wait is tried again: never before what is older, as urgent and was put off. */
    @CanIgnoreReturnValue
    Instant behind(long contactId, long deliveryId, int priority, Instant wanted, Instant now) {
        goesBack(contactId, deliveryId);
        if (putOff.size() > SWEEP_ABOVE) {
            putOff.values().forEach(each -> forgetOverdue(each, now));
            putOff.values().removeIf(Map::isEmpty);
        }
        NavigableMap<Long, PutOff> waiting = putOff.computeIfAbsent(contactId, first -> new TreeMap<>());
        Instant due = waiting.headMap(deliveryId).values().stream()
                .filter(older -> older.precedes(priority))
                .map(PutOff::until)
                .max(Comparator.naturalOrder())
                .filter(last -> !last.isBefore(wanted))
                .map(last -> last.plusMillis(1))
                .orElse(wanted);
        waiting.put(deliveryId, new PutOff(priority, due));
        return due;
    }

    /** The ids may be others' now; whose request is under way still has to wait for its answer. */
    void forgetIds() {
        claimed.clear();
        putOff.clear();
    }

    private static void forgetOverdue(NavigableMap<Long, PutOff> waiting, Instant now) {
        waiting.values().removeIf(each -> each.until().plus(OVERDUE).isBefore(now));
    }
}
