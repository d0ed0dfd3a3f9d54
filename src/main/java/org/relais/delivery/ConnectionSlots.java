package org.relais.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Places for requests that are open at once on this node; senders that find too few wait in turn. One event loop. */
final class ConnectionSlots {
    private final int size;
    private final Map<Runnable, SlotRequest> waiting = new LinkedHashMap<>();
    private int taken;
    private int urgentWaiting;
    private boolean offering;
    /** Whose turn it is while places are offered. */
    private @Nullable Runnable offered;

    private record SlotRequest(int least, boolean urgent) {}

    ConnectionSlots(int size) {
        this.size = size;
    }

    /**
     * Takes up to {@code want} places, but none when fewer than a worthwhile number is free (small claims are dear) or
     * when somebody else's turn comes first.
     *
     * @param retry run once when it may be worth asking again, if this took none
     */
    int take(int want, boolean urgent, Runnable retry) {
        int least = urgent ? 1 : Math.min(want, Math.max(1, size / 2));
        int free = size - taken;
        if (free < least || !(urgent || isTurnOf(retry))) {
            if (waiting.putIfAbsent(retry, new SlotRequest(least, urgent)) == null && urgent) {
                urgentWaiting++;
            }
            return 0;
        }
        leave(retry);
        offered = null;
        int got = Math.min(want, free);
        taken += got;
        return got;
    }

    void give(int count) {
        taken -= count;
        if (count > 0 && !offering && worthOffering()) {
            offering = true;
            offer();
            offering = false;
        }
    }

    int size() {
        return size;
    }

    int taken() {
        return taken;
    }

    /** Places come back one by one: mostly the first who waits needs more than that, and nobody urgent waits. */
    private boolean worthOffering() {
        return !waiting.isEmpty()
                && (urgentWaiting > 0 || waiting.values().iterator().next().least() <= size - taken);
    }

    private void leave(Runnable retry) {
        SlotRequest wish = waiting.remove(retry);
        if (wish != null && wish.urgent()) {
            urgentWaiting--;
        }
    }

    private boolean isTurnOf(Runnable retry) {
        return waiting.isEmpty()
                || retry == offered
                || waiting.keySet().iterator().next() == retry;
    }

    /**
     * Each is asked once and leaves the queue, whether it still wants or not: one that lost its work meanwhile must not
     * stand before the others. Nobody is asked who would be refused.
     */
    private void offer() {
        boolean held = false;
        for (Map.Entry<Runnable, SlotRequest> next : List.copyOf(waiting.entrySet())) {
            SlotRequest wish = next.getValue();
            if (wish.least() > size - taken || held && !wish.urgent()) {
                held |= !wish.urgent();
                continue;
            }
            leave(next.getKey());
            offered = next.getKey();
            next.getKey().run();
        }
        offered = null;
    }
}
