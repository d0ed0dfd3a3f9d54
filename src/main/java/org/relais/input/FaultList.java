package org.relais.input;

import java.util.ArrayList;
import java.util.List;

/** Faults found while one document or query is read, and the checks that all readers share. */
final class FaultList {
    private static final int LONGEST_NAME = 40;

    private final List<Fault> faults = new ArrayList<>();

    void add(Fault fault) {
        faults.add(fault);
    }

    void add(String field, FaultCode code, Object... values) {
        add(Fault.of(field, code, values));
    }

    /** The name of a field that nobody reads, for its fault: it is theirs and may be of any length. */
    static String shortened(String name) {
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    /** Whether a text has 1 to {@code longest} UTF-16 units and no character that breaks a reader; else notes why not. */
    boolean fits(String field, String text, int longest) {
        int before = faults.size();
        if (text.isEmpty()) {
            add(field, FaultCode.EMPTY);
        } else if (text.length() > longest) {
            add(field, FaultCode.TEXT_TOO_LONG, text.length(), longest);
        }
        if (text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF)) {
            add(field, FaultCode.LONE_SURROGATE);
        } else if (text.codePoints().anyMatch(FaultList::isControl)) {
            add(field, FaultCode.ILLEGAL_CHARACTER);
        }
        return faults.size() == before;
    }

    private static boolean isControl(int point) {
        return Character.isISOControl(point) && point != '\n' && point != '\t';
    }

    List<Fault> all() {
        return List.copyOf(faults);
    }

    /** @throws InvalidInputException when there is any fault */
    void refuse() {
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }
}
