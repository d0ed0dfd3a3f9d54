package org.relais.delivery;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/** Places for requests that are open at once on this node; senders that find too few wait in turn. One event loop. */
final class Slots {
    private final int size;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int taken;

    Slots(int size) {
        this.size = size;
    }

    /**
     * Takes up to {@code want} places, but none when fewer than a worthwhile number is free (small claims are dear) or
     * when somebody else's turn comes first.
     *
     * @param retry run once when it may be worth asking again, if this took none
     */
    int take(int want, boolean urgent, Runnable retry) {
        int worthwhile = urgent ? 1 : Math.min(want, Math.max(1, size / 4));
        boolean myTurn = waiting.isEmpty() || waiting.iterator().next() == retry;
        int free = size - taken;
        if (free < worthwhile || !(myTurn || urgent)) {
            waiting.add(retry);
            return 0;
        }
        waiting.remove(retry);
        int got = Math.min(want, free);
        taken += got;
        return got;
    }

    void give(int count) {
        taken -= count;
        if (!waiting.isEmpty()) {
            Queue<Runnable> turn = new ArrayDeque<>(waiting);
            turn.forEach(Runnable::run);
        }
    }

    int taken() {
        return taken;
    }
}
