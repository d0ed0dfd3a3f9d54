package org.relais.broadcast;

import java.util.Locale;
import java.util.Optional;

/** Which of a broadcast's two texts, where it has two; the first one is the only one of all others. */
public enum Variant {
    A,
    B;

    /** The word in documents, files and addresses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that word. */
    public static Optional<Variant> of(String word) {
        return switch (word) {
            case "a" -> Optional.of(A);
            case "b" -> Optional.of(B);
            default -> Optional.empty();
        };
    }
}
