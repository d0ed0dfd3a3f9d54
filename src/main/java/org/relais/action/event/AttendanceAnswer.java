package org.relais.action.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person can answer: the verb of a button, and the name of its label. */
public enum AttendanceAnswer {
    YES,
    MAYBE,
    NO;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<AttendanceAnswer> of(String word) {
        return Arrays.stream(values())
                .filter(choice -> choice.word().equals(word))
                .findFirst();
    }

    /** Where it leads, if there is room. */
    AttendanceState standing() {
        return switch (this) {
            case YES -> AttendanceState.YES;
            case MAYBE -> AttendanceState.MAYBE;
            case NO -> AttendanceState.NO;
        };
    }
}
