package org.relais.audience;

import java.util.Map;
import java.util.TreeMap;

/**
 * Who of an audience would receive a message sent now, and who would not and why. Each person is counted once.
 *
 * @param people everybody in the audience
 * @param byChannels those who would receive it, by the channels they can be reached on (sorted, comma between)
 * @param refused those who would not, by reason
 */
public record Reach(long people, Map<String, Long> byChannels, Map<String, Long> refused) {
    public Reach {
        byChannels = new TreeMap<>(byChannels);
        refused = new TreeMap<>(refused);
    }

    /** How many would receive it. */
    public long messageable() {
        return byChannels.values().stream().mapToLong(Long::longValue).sum();
    }
}
