package org.relais.console.contact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is held on a person, as people read it: what the file has in JSON, without what only machines use and
 * without numbers of other people.
 */
public final class PersonData {
    /** In this order; what is not named here comes after. */
    private static final List<String> FIRST = List.of(
            "organisation", "contact", "consent", "events", "received", "deliveries", "unsent", "answers", "actions");

    private static final Set<String> OF_MACHINES = Set.of("verification", "feed", "generatedAt");

    /** Records of what was received that say nothing more: what came in is a message too, and a place in a talk is none. */
    private static final Set<String> RECORDS_OF_MACHINES = Set.of("event", "conversation");

    private static final String RECEIVED = "received";
    private static final String SENT = "deliveries";
    /** Deliveries that wait, or were withheld, such as whatever a stop kept back: no copy tells them as sent. */
    private static final String UNSENT = "unsent";

    private static final Set<String> WENT = Set.of("sending", "accepted", "delivered", "read", "unknown");
    private static final String REQUESTS = "rightsRequests";
    private static final String REQUEST = "rights_request";

    private PersonData() {}

    /** Fields that say when an entry was, and what it is; of several the first. */
    private static final List<String> WHEN = List.of(
            "occurredAt",
            "at",
            "receivedAt",
            "sentAt",
            "settledAt",
            "answeredAt",
            "offeredAt",
            "enteredAt",
            "writtenAt",
            "createdAt");

    private static final List<String> WHAT = List.of("title", "what", "kind", "right", "purpose", "label");

    /** What was written needs nothing that says so. */
    private static final Set<String> PLAIN = Set.of("text");

    /** What is longer has a line of its own. */
    private static final int SHORT = 60;

    /** Entries of one kind. */
    public record Part(String title, List<Entry> entries) {}

    /**
     * One thing that is held.
     *
     * @param when it was; empty where it is none of several
     * @param what it is; empty likewise
     * @param lines all else, by what it is called
     */
    public record Entry(String when, String what, Map<String, String> lines) {
        /** Whether it is one of several, each with its time. */
        public boolean isEvent() {
            return !when.isEmpty();
        }

        /** What is said in few words. */
        public List<Map.Entry<String, String>> brief() {
            return lines.entrySet().stream().filter(PersonData::isBrief).toList();
        }

        /** What was written, or needs several lines. */
        public List<Map.Entry<String, String>> full() {
            return lines.entrySet().stream().filter(line -> !isBrief(line)).toList();
        }
    }

    private static boolean isBrief(Map.Entry<String, String> line) {
        String text = line.getValue();
        return !line.getKey().isEmpty() && text.length() <= SHORT && text.indexOf('\n') < 0;
    }

    /**
     * @param exported as {@code ProofService.export} has it: what was asked for by right is among what was received there,
     *     and here a part of its own, without the words that are a message too
     */
    public static List<Part> of(DataLanguage in, JsonObject exported) {
        JsonObject data = exported.copy();
        List<JsonObject> received = objects(data.getValue(RECEIVED)).toList();
        Set<String> written = received.stream()
                .filter(one -> !isRequest(one))
                .flatMap(one -> Stream.ofNullable(one.getString("text")))
                .collect(Collectors.toSet());
        data.put(RECEIVED, array(received.stream().filter(one -> !isRequest(one))));
        data.put(
                REQUESTS,
                array(Stream.concat(
                        objects(data.getValue(REQUESTS)),
                        received.stream().filter(PersonData::isRequest).map(one -> {
                            if (one.getString("text") != null && written.contains(one.getString("text"))) {
                                one.remove("text");
                            }
                            return one;
                        }))));
        List<JsonObject> deliveries = objects(data.getValue(SENT)).toList();
        data.put(SENT, array(deliveries.stream().filter(PersonData::went)));
        data.put(
                UNSENT,
                array(deliveries.stream()
                        .filter(one -> !went(one))
                        .map(one -> one.containsKey("settledAt") ? one : one.put("at", one.getString("queuedAt")))));
        return parts(in, data);
    }

    private static boolean went(JsonObject delivery) {
        return WENT.contains(delivery.getString("state", ""));
    }

    private static boolean isRequest(JsonObject record) {
        return REQUEST.equals(record.getString("record"));
    }

    private static JsonArray array(Stream<JsonObject> records) {
        JsonArray all = new JsonArray();
        records.forEach(all::add);
        return all;
    }

    private static List<Part> parts(DataLanguage in, JsonObject data) {
        return Stream.concat(FIRST.stream(), data.fieldNames().stream().filter(name -> !FIRST.contains(name)))
                .filter(name -> !OF_MACHINES.contains(name))
                .map(name -> new Part(
                        in.textOr("data.part." + name, name),
                        objects(data.getValue(name))
                                .filter(entry -> !RECORDS_OF_MACHINES.contains(entry.getString("record", "")))
                                .map(entry -> entry(
                                        in,
                                        new DataWords(in, data, name.equals(UNSENT) ? SENT : name, entry),
                                        entry,
                                        data.getValue(name) instanceof JsonArray))
                                .filter(entry -> !entry.when().isEmpty()
                                        || !entry.lines().isEmpty())
                                .toList()))
                .filter(part -> !part.entries().isEmpty())
                .toList();
    }

    static Stream<JsonObject> objects(@Nullable Object value) {
        Stream<?> all = value instanceof JsonArray list ? list.stream() : Stream.ofNullable(value);
        return all.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static Entry entry(DataLanguage in, DataWords words, JsonObject entry, boolean several) {
        Map<String, String> told = new LinkedHashMap<>();
        // It is read after it was delivered.
        entry.stream()
                .sorted(Comparator.comparing(field -> field.getKey().equals("readAt")))
                .forEach(field -> told.put(field.getKey(), words.of(field.getKey(), field.getValue())));
        told.values().removeIf(String::isBlank);
        String when = several ? taken(told, WHEN) : "";
        String what = when.isEmpty() ? "" : named(in, entry, taken(told, WHAT));
        if (entry.containsKey("title")) {
            // A message that has a title is known by it.
            told.remove("purpose");
        }
        Map<String, String> lines = new LinkedHashMap<>();
        told.forEach((key, text) -> lines.merge(
                several && PLAIN.contains(key) ? "" : label(in, key), text, (one, other) -> one + "\u00a0· " + other));
        return new Entry(when, what, lines);
    }

    /** What is told of an event is called by its title and by what it is, such as a reminder. */
    private static String named(DataLanguage in, JsonObject entry, String what) {
        return entry.containsKey("notice") ? in.text("data.notice." + entry.getString("notice"), "title", what) : what;
    }

    /** The first of these, which is not told again; empty for none. */
    private static String taken(Map<String, String> told, List<String> keys) {
        return keys.stream()
                .filter(told::containsKey)
                .findFirst()
                .map(told::remove)
                .orElse("");
    }

    private static String label(DataLanguage in, String key) {
        return in.textOr("data." + DataWords.camel(key), key);
    }
}
