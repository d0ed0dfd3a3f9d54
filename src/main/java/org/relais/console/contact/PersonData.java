package org.relais.console.contact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;

/**
 * Everything that is held on a person, as people read it: what the file has in JSON, without what only machines use and
 * without numbers of other people.
 */
public final class PersonData {
    /** In this order; what is not named here comes after. */
    private static final List<String> FIRST =
            List.of("organisation", "contact", "consent", "events", "received", "deliveries", "answers", "actions");

    private static final Set<String> OF_MACHINES = Set.of("verification", "feed", "generatedAt");

    /** Records of what was received that say nothing more: what came in is a message too, and a place in a talk is none. */
    private static final Set<String> RECORDS_OF_MACHINES = Set.of("event", "conversation");

    private PersonData() {}

    /** Entries of one kind, each by what its parts are called. */
    public record Part(String title, List<Map<String, String>> entries) {}

    /** @param data as {@code ProofService.export} has it */
    public static List<Part> of(PageRequest visit, JsonObject data) {
        return Stream.concat(FIRST.stream(), data.fieldNames().stream().filter(name -> !FIRST.contains(name)))
                .filter(name -> !OF_MACHINES.contains(name))
                .map(name -> new Part(
                        visit.textOr("data.part." + name, name),
                        objects(data.getValue(name))
                                .filter(entry -> !RECORDS_OF_MACHINES.contains(entry.getString("record", "")))
                                .map(entry -> lines(visit, new DataWords(visit, data, name), entry))
                                .filter(lines -> !lines.isEmpty())
                                .toList()))
                .filter(part -> !part.entries().isEmpty())
                .toList();
    }

    private static Stream<JsonObject> objects(@Nullable Object value) {
        Stream<?> all = value instanceof JsonArray list ? list.stream() : Stream.ofNullable(value);
        return all.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static Map<String, String> lines(PageRequest visit, DataWords words, JsonObject entry) {
        Map<String, String> lines = new LinkedHashMap<>();
        entry.forEach(field -> {
            String text = words.of(field.getKey(), field.getValue());
            if (!text.isBlank()) {
                lines.merge(label(visit, field.getKey()), text, (one, other) -> one + " · " + other);
            }
        });
        return lines;
    }

    private static String label(PageRequest visit, String key) {
        return visit.textOr("data." + DataWords.camel(key), key);
    }
}
