package org.relais.action.step;

import java.util.List;
import java.util.Objects;
import org.relais.template.MessageSpec;

/**
 * A message of a dialogue as a preview shows it, in its one language.
 *
 * @param choices labels of the buttons under it
 */
public record StepMessage(String text, List<String> choices) {
    public StepMessage {
        choices = List.copyOf(choices);
    }

    public static StepMessage of(MessageSpec spec) {
        String language = spec.language();
        return new StepMessage(
                Objects.requireNonNull(spec.bodies().get(language)).fill(name -> null, value -> value),
                spec.buttons().stream()
                        .map(button -> button.labels().getOrDefault(language, ""))
                        .toList());
    }
}
