package org.relais.audience;

import java.util.Map;
import java.util.TreeMap;

/**
 * Those who may be messaged and whose window is closed.
 *
 * @param byChannels by the channels they can be reached on, as in {@link Reach#byChannels}
 * @param byLanguage the same people by the language they read, as in {@link Reach#byLanguage}
 */
public record OutsideWindow(Map<String, Long> byChannels, Map<String, Long> byLanguage) {
    public static final OutsideWindow NONE = new OutsideWindow(Map.of(), Map.of());

    public OutsideWindow {
        byChannels = positive(byChannels);
        byLanguage = positive(byLanguage);
    }

    /** Those who are not among these others, all of whom are among them. */
    public OutsideWindow without(OutsideWindow others) {
        return new OutsideWindow(less(byChannels, others.byChannels), less(byLanguage, others.byLanguage));
    }

    /** What is left of counts when others are taken from them; whatever comes to nothing is not there. */
    public static Map<String, Long> less(Map<String, Long> counts, Map<String, Long> others) {
        Map<String, Long> left = new TreeMap<>(counts);
        others.forEach((key, people) -> left.merge(key, -people, Long::sum));
        return positive(left);
    }

    private static Map<String, Long> positive(Map<String, Long> counts) {
        Map<String, Long> some = new TreeMap<>(counts);
        some.values().removeIf(people -> people <= 0);
        return some;
    }
}
