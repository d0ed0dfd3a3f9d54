package org.relais.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One request at a time to each person, so that what was enqueued first also arrives first: a text in several messages,
 * or a question behind what it is about. What comes while one is under way goes back to the queue, never into a line in
 * memory: there a stop could not take it out. One event loop.
 */
final class PerContactOrder {
    /** About as long as a platform takes to answer. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    private static final int SWEEP_ABOVE = 10_000;

    private final Set<Long> underWay = new HashSet<>();
    private final Map<Long, Instant> putOff = new HashMap<>();

    /** Whether a request may begin; who may must {@link #leave} when it is answered or does not begin after all. */
    boolean enter(long contactId) {
        return underWay.add(contactId);
    }

    void leave(long contactId) {
        underWay.remove(contactId);
    }

    /** When something that came while a request was under way is tried again. */
    Instant moment(long contactId, Instant now) {
        return behind(contactId, now.plus(MOMENT), now);
    }

    /** When something that has to wait is tried again: never before what was put off earlier. */
    Instant behind(long contactId, Instant wanted, Instant now) {
        if (putOff.size() > SWEEP_ABOVE) {
            putOff.values().removeIf(until -> until.isBefore(now));
        }
        Instant last = putOff.get(contactId);
        Instant due = last == null || last.isBefore(wanted) ? wanted : last.plusMillis(1);
        putOff.put(contactId, due);
        return due;
    }
}
