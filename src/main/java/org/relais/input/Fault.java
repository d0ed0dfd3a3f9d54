package org.relais.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One thing that is wrong with what somebody sent us. It has no words: {@link FaultTexts} puts them to it where an answer
 * is written.
 *
 * @param field path of the field, as {@code body.fr} or {@code buttons[1].label.en}; empty for the whole document
 * @param arguments values that the texts of the code speak of, by name; no personal data
 */
public record Fault(String field, FaultCode code, Map<String, Object> arguments) {
    public Fault {
        arguments = Map.copyOf(arguments);
        if (!arguments.keySet().equals(Set.copyOf(code.arguments()))) {
            throw new IllegalArgumentException(code + " has the values " + code.arguments());
        }
    }

    /** @param values the values of {@link FaultCode#arguments}, in their order */
    public static Fault of(String field, FaultCode code, Object... values) {
        return new Fault(field, code, named(code, values));
    }

    /** The same fault of a document that stands inside another one. */
    public Fault under(String prefix) {
        return at(field.isEmpty() ? prefix : prefix + "." + field);
    }

    /** The same fault of another field. */
    public Fault at(String other) {
        return new Fault(other, code, arguments);
    }

    @Override
    public String toString() {
        return field + ": " + FaultTexts.english(this);
    }

    private static Map<String, Object> named(FaultCode code, Object... values) {
        List<String> names = code.arguments();
        if (names.size() != values.length) {
            throw new IllegalArgumentException(code + " has the values " + names);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (int at = 0; at < values.length; at++) {
            named.put(names.get(at), values[at]);
        }
        return named;
    }
}
