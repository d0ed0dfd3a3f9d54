package org.relais.console.action;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/** Form that is shown again with what is wrong at each of its places. */
public interface FaultyForm {
    /** Faults by path as {@link Fault} has it, in the reader's words. */
    Map<String, String> faults();

    default @Nullable String fault(String path) {
        return faults().get(path);
    }

    /** Value of {@code aria-invalid}. */
    default @Nullable String invalid(String path) {
        return faults().containsKey(path) ? "true" : null;
    }

    /** The first fault of a place, or of one of these parts of it. */
    default @Nullable String faultOf(String place, List<String> parts) {
        return parts.stream()
                .map(part -> faults().get(place + part))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Faults by path, the first of each, in the reader's words. */
    static Map<String, String> named(PageRequest visit, InvalidInputException invalid) {
        Map<String, String> named = new HashMap<>();
        invalid.faults().forEach(fault -> named.putIfAbsent(fault.field(), visit.fault(fault)));
        return named;
    }

    /**
     * The language that a form is written in: the organisation's if any text is, else that of its first text.
     *
     * @param texts of each step, by language
     */
    static String language(List<Map<String, String>> texts, String organisationLanguage) {
        return Stream.concat(
                        Stream.of(organisationLanguage)
                                .filter(own -> texts.stream().anyMatch(text -> text.containsKey(own))),
                        texts.stream().flatMap(text -> text.keySet().stream()))
                .findFirst()
                .orElse(organisationLanguage);
    }
}
