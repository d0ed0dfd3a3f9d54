package org.relais.action.step;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer to choose at a step.
 *
 * @param labels by language, at most 20 characters each, as a button shows them
 * @param next where this answer leads; null: where the step leads
 */
public record StepOption(String id, Map<String, String> labels, @Nullable String next) implements StepPaths.Branch {
    public StepOption {
        labels = Map.copyOf(labels);
    }

    /** Its label in this language, else in the other one. */
    public String label(String language, String otherwise) {
        String own = labels.get(language);
        return own != null ? own : labels.getOrDefault(otherwise, id);
    }
}
