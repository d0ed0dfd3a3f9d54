package org.relais.inbound.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes of bodies on their way, within a budget for all and one for each address. Nobody is refused for want of room:
 * the body that has been under way longest gives way, since a platform's is here in no time and those that are held open
 * to use up the room are not. Safe for use from several event loops.
 */
final class BodyBudget {
    private final long bytes;
    private final long bytesOfAddress;
    /** Oldest first. */
    private final Map<Body, Integer> held = new LinkedHashMap<>();

    private final Map<String, Long> heldByAddress = new HashMap<>();
    private long total;

    /** A body on its way. */
    interface Body {
        /** Who sends it. */
        String address();

        /** It has to end; called from any thread. */
        void giveWay();
    }

    /** @param bytesOfAddress no less than one body may have */
    BodyBudget(long bytes, long bytesOfAddress) {
        this.bytes = bytes;
        this.bytesOfAddress = bytesOfAddress;
    }

    /** Makes room for a further body's first bytes; whoever has to go for it is told. */
    void begin(Body body, int first) {
        List<Body> leaving;
        synchronized (this) {
            held.put(body, 0);
            leaving = grown(body, first);
        }
        leaving.forEach(Body::giveWay);
    }

    /** Makes room for further bytes; those of a body that has given way meanwhile need none. */
    void add(Body body, int more) {
        List<Body> leaving;
        synchronized (this) {
            leaving = held.containsKey(body) ? grown(body, more) : List.of();
        }
        leaving.forEach(Body::giveWay);
    }

    /** The body is complete, or broken off. */
    synchronized void end(Body body) {
        Integer had = held.remove(body);
        if (had != null) {
            total -= had;
            heldByAddress.computeIfPresent(body.address(), (address, sum) -> sum - had == 0 ? null : sum - had);
        }
    }

    /** What all of them hold now. */
    synchronized long total() {
        return total;
    }

    private List<Body> grown(Body body, int more) {
        held.merge(body, more, Integer::sum);
        total += more;
        long ofAddress = heldByAddress.merge(body.address(), (long) more, Long::sum);
        List<Body> leaving = new ArrayList<>();
        while (ofAddress > bytesOfAddress && held.containsKey(body)) {
            leave(oldestOf(body.address()), leaving);
            ofAddress = heldByAddress.getOrDefault(body.address(), 0L);
        }
        while (total > bytes) {
            leave(held.keySet().iterator().next(), leaving);
        }
        return leaving;
    }

    private Body oldestOf(String address) {
        return held.keySet().stream()
                .filter(body -> body.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private void leave(Body body, List<Body> leaving) {
        end(body);
        leaving.add(body);
    }
}
