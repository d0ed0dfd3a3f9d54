package org.relais.template;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Variables of which some are dear and rarely used: those are computed when the first of them is asked for. Read-only, and
 * for one rendering on one thread.
 */
public final class LateVariables extends AbstractMap<String, String> {
    private final Map<String, String> known;
    private final Set<String> late;
    private final Supplier<Map<String, String>> values;
    private @Nullable Map<String, String> all;

    /**
     * @param known variables that are there
     * @param late names of those that are computed; they go before known ones of the same name
     * @param values computes all of {@code late}
     */
    public LateVariables(Map<String, String> known, Set<String> late, Supplier<Map<String, String>> values) {
        this.known = known;
        this.late = late;
        this.values = values;
    }

    @Override
    public @Nullable String get(Object name) {
        return late.contains(name) ? all().get(name) : known.get(name);
    }

    @Override
    public boolean containsKey(Object name) {
        return late.contains(name) ? all().containsKey(name) : known.containsKey(name);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return all().entrySet();
    }

    private Map<String, String> all() {
        if (all == null) {
            Map<String, String> both = new HashMap<>(known);
            both.putAll(values.get());
            all = Map.copyOf(both);
        }
        return all;
    }
}
