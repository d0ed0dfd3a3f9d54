package org.relais.console.contact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;

/** Everything that is held on a person, as people read it: what the file has in JSON, without what only machines use. */
public final class PersonData {
    /** In this order; what is not named here comes after. */
    private static final List<String> FIRST =
            List.of("organisation", "contact", "consent", "events", "received", "deliveries", "answers", "actions");

    private static final Set<String> OF_MACHINES = Set.of("verification", "feed", "generatedAt");

    private static final Set<String> KEYS_OF_MACHINES = Set.of(
            "id",
            "slug",
            "basisEvent",
            "basisClass",
            "hash",
            "position",
            "reference",
            "detail",
            "record",
            "wording",
            "content",
            "claimedAt",
            "queuedAt",
            "recordedAt");

    /** Fields whose values are words of ours, and by which texts these are told. */
    private static final Set<String> CODED =
            Set.of("state", "class", "source", "kind", "purpose", "before", "after", "status");

    private static final List<String> WORDS =
            List.of("data.value.", "ledger.", "state.", "class.", "source.", "delivery.", "address.", "action.kind.");

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
                                .map(entry -> lines(visit, entry))
                                .filter(lines -> !lines.isEmpty())
                                .toList()))
                .filter(part -> !part.entries().isEmpty())
                .toList();
    }

    private static Stream<JsonObject> objects(@Nullable Object value) {
        Stream<?> all = value instanceof JsonArray list ? list.stream() : Stream.ofNullable(value);
        return all.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static Map<String, String> lines(PageRequest visit, JsonObject entry) {
        Map<String, String> lines = new LinkedHashMap<>();
        entry.stream()
                .filter(field -> !KEYS_OF_MACHINES.contains(field.getKey()))
                .forEach(field -> {
                    String words = words(visit, field.getKey(), field.getValue());
                    if (!words.isBlank()) {
                        lines.put(visit.textOr("data." + field.getKey(), field.getKey()), words);
                    }
                });
        return lines;
    }

    private static String words(PageRequest visit, String key, @Nullable Object value) {
        if (value instanceof JsonArray list) {
            String between = list.stream().anyMatch(JsonObject.class::isInstance) ? "\n" : ", ";
            return list.stream().map(one -> words(visit, key, one)).collect(Collectors.joining(between));
        }
        if (value instanceof JsonObject object) {
            return object.stream()
                    .map(field -> words(visit, field.getKey(), field.getValue()))
                    .filter(words -> !words.isBlank())
                    .collect(Collectors.joining(" · "));
        }
        String text = Objects.toString(value, "");
        if (text.isEmpty()) {
            return text;
        }
        if (CODED.contains(key)) {
            return WORDS.stream()
                    .map(prefix -> prefix + text)
                    .filter(visit::has)
                    .findFirst()
                    .map(visit::text)
                    .orElse(text);
        }
        return switch (key) {
            case "channel" -> visit.channel(text);
            case "language" -> visit.languageName(text);
            default -> moment(visit, text);
        };
    }

    private static String moment(PageRequest visit, String text) {
        try {
            return text.length() > 18 ? visit.time(OffsetDateTime.parse(text).toInstant()) : text;
        } catch (DateTimeException noMoment) {
            return text;
        }
    }
}
