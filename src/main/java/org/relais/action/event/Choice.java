package org.relais.action.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person can answer: the verb of a button, and the name of its label. */
public enum Choice {
    YES,
    MAYBE,
    NO;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Choice> of(String word) {
        return Arrays.stream(values())
                .filter(choice -> choice.word().equals(word))
                .findFirst();
    }

    /** Where it leads, if there is room. */
    Standing standing() {
        return switch (this) {
            case YES -> Standing.YES;
            case MAYBE -> Standing.MAYBE;
            case NO -> Standing.NO;
        };
    }
}
