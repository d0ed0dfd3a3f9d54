package org.relais.sandbox.whatsapp;

import java.util.LinkedHashMap;
import org.relais.sandbox.world.World;

/** Who was reached outside of open windows in the last 24 hours, by any number of a business portfolio. */
final class Portfolio {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private final World world;
    private final LinkedHashMap<String, Long> reached = new LinkedHashMap<>();

    Portfolio(World world) {
        this.world = world;
    }

    /** Whether a message may reach this person without exceeding so many people; counts it. */
    boolean reach(String person, int most) {
        long now = world.nanos();
        var oldest = reached.entrySet().iterator();
        while (oldest.hasNext() && now - oldest.next().getValue() > DAY_NANOS) {
            oldest.remove();
        }
        if (!reached.containsKey(person) && reached.size() >= most) {
            return false;
        }
        reached.remove(person);
        reached.put(person, now);
        return true;
    }
}
