package org.relais.audience;

import java.util.Map;
import java.util.TreeMap;

/**
 * Who of an audience may be messaged now, and who may not and why. Each person is counted once.
 *
 * @param people everybody in the audience
 * @param byChannels those who may be, by the channels they can be reached on (sorted, comma between)
 * @param refused those who may not, by reason
 * @param byLanguage those who may be, by the language they read: their own, or the organisation's where it is not known
 */
public record Reach(
        long people, Map<String, Long> byChannels, Map<String, Long> refused, Map<String, Long> byLanguage) {
    public Reach {
        byLanguage = new TreeMap<>(byLanguage);
        byChannels = new TreeMap<>(byChannels);
        refused = new TreeMap<>(refused);
    }

    /** How many may be messaged. */
    public long messageable() {
        return byChannels.values().stream().mapToLong(Long::longValue).sum();
    }
}
