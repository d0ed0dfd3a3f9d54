package org.relais.delivery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * One request at a time to each person, so that what was enqueued first also arrives first: a text in several messages,
 * or a question behind what it is about. One event loop.
 */
final class PersonLines {
    private static final Deque<Runnable> NOBODY_WAITS = new ArrayDeque<>();
    private static final int SWEEP_ABOVE = 10_000;

    private final Map<Long, Deque<Runnable>> underWay = new HashMap<>();
    private final Map<Long, Instant> putOff = new HashMap<>();

    /** Begins at once, or when everything before it has left. What has begun must {@link #leave}. */
    void enter(long contactId, Runnable begin) {
        Deque<Runnable> waiting = underWay.putIfAbsent(contactId, NOBODY_WAITS);
        if (waiting == null) {
            begin.run();
            return;
        }
        if (waiting == NOBODY_WAITS) {
            waiting = new ArrayDeque<>();
            underWay.put(contactId, waiting);
        }
        waiting.add(begin);
    }

    /** A request is answered, or was not begun: the next one may. */
    void leave(long contactId) {
        Deque<Runnable> waiting = underWay.get(contactId);
        Runnable next = waiting == null ? null : waiting.poll();
        if (next == null) {
            underWay.remove(contactId);
        } else {
            next.run();
        }
    }

    /** When something that has to wait may be tried: never before what was put off earlier. */
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
