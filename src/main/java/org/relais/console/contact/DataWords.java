package org.relais.console.contact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.MarkedText;
import org.relais.console.Translations;
import org.relais.input.InvalidInputException;
import org.relais.template.PersonalText;
import org.relais.template.TextTemplate;

/** Values of one part of a person's data in words: what stands in the file as a code, a moment or a text with places. */
final class DataWords {
    private static final Set<String> LEFT_OUT = Set.of(
            "id",
            "slug",
            "basisEvent",
            "basisClass",
            "hash",
            "position",
            "reference",
            "record",
            "wording",
            "content",
            "notice",
            "claimedAt",
            "queuedAt",
            "recordedAt",
            "payload",
            // Numbers of other people, and of what these data came with.
            "person",
            "volunteer",
            "actor",
            "message",
            "action",
            "broadcast",
            "import",
            "line",
            // What a step of a script or survey is called by its author.
            "question");

    /** None of these is nothing to tell. */
    private static final Set<String> COUNTED = Set.of("reminders", "companions");

    /** What is told of these, which have more for machines. */
    private static final Map<String, Set<String>> TOLD = Map.of(
            "detail",
            Set.of("answer", "result", "origin", "evidence", "right"),
            "media",
            Set.of("fileName", "latitude", "longitude"));

    /** Fields whose values are words of ours, and by which texts these are told before all others. */
    private static final Map<String, List<String>> CODED = Map.ofEntries(
            Map.entry("state", List.of()),
            Map.entry("class", List.of()),
            Map.entry("source", List.of("source.")),
            Map.entry("kind", List.of()),
            Map.entry("purpose", List.of()),
            Map.entry("before", List.of()),
            Map.entry("after", List.of()),
            Map.entry("status", List.of()),
            Map.entry("what", List.of()),
            Map.entry("evidence", List.of()),
            Map.entry("right", List.of("right.")),
            Map.entry("manner", List.of("broadcast.manner.")),
            Map.entry("app", List.of("action.app.")),
            Map.entry("answer", List.of("action.event.standing.")),
            Map.entry("choice", List.of()),
            Map.entry("result", List.of("action.call.result.")),
            Map.entry("reason", List.of("refusal.", "reason.", "broadcast.reason.", "action.call.reason.")));

    private static final List<String> WORDS = List.of(
            "data.value.",
            "ledger.",
            "state.",
            "class.",
            "source.",
            "delivery.",
            "address.",
            "action.kind.",
            "settings.kind.");

    /** When something was agreed to, which a file gives as a day. */
    private static final Set<String> DAYS = Set.of("evidence_at", "occurredAt", "since");

    /** Said in several languages, of which the person had one. */
    private static final Set<String> SENT = Set.of("text", "buttons");

    private static final Pattern BREAK = Pattern.compile("_([a-z])");
    private static final Pattern CODE = Pattern.compile("[a-z]+(_[a-z]+)+");
    private static final Pattern VERSION = Pattern.compile("(?i)v?\\d+(\\.\\d+)*");

    private final DataLanguage in;
    private final JsonObject contact;
    private final String organisation;
    private final String part;
    /** On which the entry came or went; empty where it did neither. */
    private final String channel;

    DataWords(DataLanguage in, JsonObject data, String part, JsonObject entry) {
        this.in = in;
        this.contact = data.getJsonObject("contact", new JsonObject());
        this.organisation = data.getJsonObject("organisation", new JsonObject()).getString("name", "");
        this.part = part;
        this.channel = entry.getValue("channel") instanceof String kind ? in.channel(kind) : "";
    }

    /** The value of a field; blank where nothing of it is for people. */
    String of(String key, @Nullable Object value) {
        if (LEFT_OUT.contains(key)
                || part.equals("deliveries") && key.equals("variables")
                // Whether an organiser has read it yet.
                || part.equals("received") && key.equals("state")) {
            return "";
        }
        if (value instanceof JsonArray list) {
            String between =
                    list.stream().anyMatch(JsonObject.class::isInstance) && !key.equals("buttons") ? "\n" : ", ";
            return list.stream()
                    .map(one -> of(key, one))
                    .filter(words -> !words.isBlank())
                    .collect(Collectors.joining(between));
        }
        if (value instanceof JsonObject object) {
            return part.equals("deliveries") && SENT.contains(key) ? sent(object) : each(key, object);
        }
        return of(key, Objects.toString(value, ""));
    }

    private String each(String key, JsonObject object) {
        Predicate<String> told = TOLD.containsKey(key) ? TOLD.get(key)::contains : name -> true;
        return object.stream()
                .filter(field -> told.test(field.getKey()))
                .map(field -> of(field.getKey(), field.getValue()))
                .filter(words -> !words.isBlank())
                .collect(Collectors.joining("\u00a0· "));
    }

    private String of(String key, String text) {
        if (text.isEmpty() || text.equals("0") && COUNTED.contains(key)) {
            return "";
        }
        return CODED.containsKey(key)
                ? coded(key, text)
                : switch (key) {
                    case "channel" -> in.channel(text);
                    // Where it lies is nothing to read.
                    case "image" -> in.text("data.image.attached");
                    case "language" -> in.languageName(text);
                    case "pace" -> in.textOr("contact.pace." + text, text);
                    case "afterStop" -> in.textOr("data.value." + text, text);
                    // An organiser who knows a version only had nothing that was agreed to.
                    case "wordingText" -> VERSION.matcher(text).matches() ? "" : text;
                    default -> moment(key, text);
                };
    }

    private String coded(String key, String text) {
        String code = text.replace(' ', '_');
        return Stream.of(
                        Stream.of("data.value." + part + "."),
                        CODED.getOrDefault(key, List.of()).stream(),
                        WORDS.stream())
                .flatMap(prefixes -> prefixes)
                .map(prefix -> prefix + code)
                .filter(Translations::has)
                .findFirst()
                .map(word -> in.text(word, "channel", channel))
                .orElseGet(() -> key.equals("app")
                        ? in.channel(text)
                        : CODE.matcher(text).matches() ? text.replace('_', ' ') : text);
    }

    /** What was sent as the person had it: in their language or the organisation's, their own name in its place. */
    private String sent(JsonObject bodies) {
        String body = Stream.concat(
                        Stream.of(
                                Objects.requireNonNullElse(contact.getString("language"), ""),
                                in.organisation().language()),
                        bodies.fieldNames().stream())
                .filter(bodies::containsKey)
                .findFirst()
                .map(bodies::getString)
                .orElse("");
        try {
            return MarkedText.read(TextTemplate.parse(body).fill(this::known, MarkedText::literal))
                    .text()
                    .strip();
        } catch (InvalidInputException noTemplate) {
            return body;
        }
    }

    private @Nullable String known(String variable) {
        String name = contact.getString("name", "");
        return switch (variable) {
            case "name" -> name;
            case "first_name" -> PersonalText.firstName(name);
            case "organisation" -> organisation;
            default -> contact.getJsonObject("variables", new JsonObject()).getString(variable);
        };
    }

    private String moment(String key, String text) {
        try {
            return text.length() > 18 ? moment(OffsetDateTime.parse(text).toInstant(), DAYS.contains(key)) : text;
        } catch (DateTimeException noMoment) {
            return text;
        }
    }

    private String moment(Instant at, boolean mayBeDay) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        return mayBeDay && utc.toLocalTime().equals(LocalTime.MIDNIGHT) ? in.mediumDay(utc.toLocalDate()) : in.time(at);
    }

    /** A column as fields are called elsewhere: {@code evidence_at} is {@code evidenceAt}. */
    static String camel(String key) {
        return BREAK.matcher(key).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }
}
