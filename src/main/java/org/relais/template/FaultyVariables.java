package org.relais.template;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/**
 * Variables that a document would be refused for: with them written out as they stand, the rest of it can be shown.
 *
 * @param document the rest, in which they are no variables
 * @param faults what is wrong with them
 */
public record FaultyVariables(JsonObject document, List<Fault> faults) {
    /** Where a message may hold variables; see {@link SpecCheck}. */
    private static final Pattern PLACE = Pattern.compile(
            "(message|variant)\\."
                    + "(body\\.\\w+|share\\.(text\\.\\w+|url)|buttons\\[\\d+]\\.(url|acknowledgement\\.\\w+)|template\\.wordings\\.\\w+\\.parameters\\[\\d+])");

    /**
     * Looks through all texts of a document at once.
     *
     * @param filledIn variables that are known for everybody
     * @param columns those that are known for some
     */
    public static FaultyVariables in(JsonObject document, Set<String> filledIn, Set<String> columns) {
        List<Fault> faults = new ArrayList<>();
        Look look = new Look(filledIn, columns, faults);
        JsonObject rest = (JsonObject) look.at("", document);
        return new FaultyVariables(rest, faults.stream().distinct().toList());
    }

    private record Look(Set<String> filledIn, Set<String> columns, List<Fault> faults) {
        private Object at(String path, Object value) {
            if (value instanceof JsonObject object) {
                Map<String, Object> other = new LinkedHashMap<>();
                String before = path.isEmpty() ? "" : path + ".";
                object.forEach(field -> other.put(field.getKey(), at(before + field.getKey(), field.getValue())));
                return new JsonObject(other);
            }
            if (value instanceof JsonArray array) {
                JsonArray other = new JsonArray();
                array.forEach(each -> other.add(at(path + '[' + other.size() + ']', each)));
                return other;
            }
            return value instanceof String text && PLACE.matcher(path).matches() ? literally(path, text) : value;
        }

        private String literally(String path, String text) {
            String part = path.substring(0, path.indexOf('.'));
            String field = path.substring(part.length() + 1);
            return TextTemplate.literally(text, piece -> {
                List<Fault> found = new ArrayList<>();
                try {
                    TextTemplate.parse(piece).variables().forEach((variable, fallback) -> SpecCheck.variable(
                                    field, variable, fallback, filledIn, columns)
                            .ifPresent(found::add));
                } catch (InvalidInputException wrong) {
                    wrong.faults().forEach(fault -> found.add(fault.under(field)));
                }
                found.forEach(fault -> faults.add(fault.under(part)));
                return !found.isEmpty();
            });
        }
    }
}
