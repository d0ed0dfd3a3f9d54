package org.relais.action;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said in an action besides its offer: to each in their own language where all of it is written in that, else in
 * the default one.
 *
 * @param name {@code questions}, {@code thanks}, {@code script} or {@code share}
 * @param language the default one
 * @param languages those in which all of it is written
 * @param readers to how many people it is said, by their language; null for those to whom the action is offered
 */
public record SpokenPart(String name, String language, Set<String> languages, @Nullable Map<String, Long> readers) {
    public SpokenPart {
        languages = Set.copyOf(languages);
    }

    /** The languages in which every one of these texts is written. */
    public static Set<String> whole(List<Map<String, String>> texts) {
        Set<String> whole =
                texts.isEmpty() ? Set.of() : new HashSet<>(texts.get(0).keySet());
        texts.forEach(text -> whole.retainAll(text.keySet()));
        return whole;
    }

    /** How many are spoken to in another language than their own, by that; of those to whom it is offered, or of its own readers. */
    public Map<String, Long> lacking(Map<String, Long> offered) {
        Map<String, Long> lacking = new TreeMap<>(readers == null ? offered : readers);
        lacking.keySet().removeAll(languages);
        lacking.remove(language);
        return lacking;
    }
}
