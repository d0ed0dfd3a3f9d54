package org.relais.console.broadcast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A form that holds a message, for the parts of pages that show its fields. */
public interface MessageForm {
    /** Languages that forms have fields for. */
    List<String> LANGUAGES = List.of("fr", "en");

    /** The text in a field; empty for none. */
    String text(String name);

    /** What is wrong with a field, by its path in the message's document; null when nothing is. */
    @Nullable
    String fault(String path);

    /** {@code true} for a field that is wrong, for {@code aria-invalid}; null otherwise. */
    default @Nullable String invalid(String path) {
        return fault(path) == null ? null : "true";
    }
}
