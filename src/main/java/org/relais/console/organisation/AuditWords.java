package org.relais.console.organisation;

import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.organisation.AuditStore.AuditEvent;
import org.relais.template.Typography;
import org.relais.text.CleanText;

/** The audit trail in sentences: who did what to what, and what there is to say of it. */
public final class AuditWords {
    /** Pages of what a deed was done to, by the kind of its subject. */
    private static final Map<String, String> PLACES = Map.of(
            "contact", "/console/contacts/",
            "audience", "/console/audiences/",
            "broadcast", "/console/broadcasts/",
            "action", "/console/actions/",
            "import", "/console/imports/",
            "organiser", "/console/settings/people/",
            "sender", "/console/channels/",
            "inbound_message", "/console/inbox/messages/");

    /** Stands in a text where what a deed was done to is named, which may be a link. */
    private static final String MARK = "\0";

    private AuditWords() {}

    /**
     * Something that a deed says of itself.
     *
     * @param path page of what it names; null when it names nothing that has one
     */
    public record Part(String words, @Nullable String path) {}

    /**
     * A deed, to be read after who did it.
     *
     * @param subject what it was done to; empty where the deed says it
     * @param path page of that; null for none
     */
    public record Sentence(String before, String subject, @Nullable String path, String after) {
        @Override
        public String toString() {
            return before + subject + after;
        }
    }

    /** What somebody did to what; a deed that has no words is called by its own name. */
    public static Sentence sentence(PageRequest visit, Map<String, String> names, AuditEvent event) {
        Map<String, Object> arguments = new HashMap<>(Map.of("subject", MARK));
        event.detail().forEach(one -> {
            if (one.getValue() != null) {
                arguments.put(
                        one.getKey(),
                        one.getValue() instanceof Number || one.getValue() instanceof JsonArray
                                ? count(one.getValue())
                                : value(visit, names, one.getKey(), one.getValue()));
            }
        });
        String deed = special(visit, event).orElseGet(() -> named(visit, event));
        String[] parts = (visit.has("audit." + deed) ? visit.text("audit." + deed, arguments) : deed).split(MARK, 2);
        if (parts.length < 2) {
            return new Sentence(parts[0], "", null, "");
        }
        String subject = subject(visit, event);
        return new Sentence(Typography.before(visit.language(), parts[0], subject), subject, place(event), parts[1]);
    }

    /** What somebody did to what is their own may be told otherwise. */
    private static String named(PageRequest visit, AuditEvent event) {
        String own = event.action() + ".own";
        return event.subject().equals(event.actor()) && visit.has("audit." + own) ? own : event.action();
    }

    /** The text that says by itself what the deed says of itself. */
    private static Optional<String> special(PageRequest visit, AuditEvent event) {
        return event.detail().stream()
                .filter(one -> one.getValue() != null)
                .map(one -> event.action() + "." + one.getKey())
                .filter(key -> visit.has("audit." + key))
                .findFirst();
    }

    /** What kind of thing deeds are done to. */
    public static String kind(PageRequest visit, String kind) {
        return visit.textOr("audit.kind." + kind, kind);
    }

    /** Where what a deed was done to is shown; null when it has no page, or is gone. */
    private static @Nullable String place(AuditEvent event) {
        String[] parts = event.subject().split(":", 2);
        String place = PLACES.get(parts[0]);
        boolean there = event.title() != null || parts[0].equals("contact");
        return place == null || parts.length < 2 || !there ? null : place + parts[1];
    }

    /** What the deed was done to, by its name, or else its number. */
    private static String subject(PageRequest visit, AuditEvent event) {
        if (event.subject().equals(event.actor())) {
            return visit.text("audit.self");
        }
        if (event.title() != null) {
            return event.title();
        }
        if (event.erased() != null) {
            return visit.text("audit.erased", "number", Long.toString(event.erased()));
        }
        String[] parts = event.subject().split(":", 2);
        return switch (parts[0]) {
            case "contact" -> visit.text("audit.person", "number", parts[1]);
            case "inbound_message", "rights_request" -> visit.text("audit.somebody");
            default -> parts.length < 2 ? "" : visit.text("audit.number", "number", parts[1]);
        };
    }

    /** Who did it, by name; the program itself where nobody did. */
    public static String actor(PageRequest visit, Map<String, String> names, String actor) {
        if (names.containsKey(actor)) {
            return names.get(actor);
        }
        return CleanText.capital(visit.textOr("audit.actor." + actor.split(":", 2)[0], actor));
    }

    /** What the deed says of itself, such as how many; what has no words here is of use to programs, which read the API. */
    public static List<Part> detail(PageRequest visit, Map<String, String> names, AuditEvent event) {
        if (special(visit, event).isPresent()) {
            return List.of();
        }
        String sentence = sentence(visit, names, event).toString();
        return event.detail().stream()
                .filter(one -> one.getValue() != null)
                .filter(one -> !(one.getValue() instanceof String word && sentence.contains(word)))
                .flatMap(one -> part(visit, names, event.action(), one.getKey(), one.getValue()).stream())
                .toList();
    }

    private static Optional<Part> part(
            PageRequest visit, Map<String, String> names, String action, String key, Object value) {
        String path = key.equals("actionId") ? PLACES.get("action") + value : null;
        return Stream.of("audit.detail." + action + "." + key, "audit.detail." + key)
                .filter(visit::has)
                .findFirst()
                .map(text -> new Part(
                        visit.text(text, "value", value(visit, names, key, value), "count", count(value)), path));
    }

    private static long count(Object value) {
        return value instanceof Number number ? number.longValue() : value instanceof JsonArray list ? list.size() : 0;
    }

    private static String value(PageRequest visit, Map<String, String> names, String key, Object value) {
        String word = String.valueOf(value);
        return switch (key) {
            case "code" -> visit.textOr("audit.code." + word, word);
            case "language" ->
                Locale.forLanguageTag(word.replace('_', '-'))
                        .getDisplayLanguage(Locale.forLanguageTag(visit.language()));
            case "role", "before" -> visit.textOr("role." + word, word);
            case "by" -> visit.textOr("audit.way." + word, word);
            case "channel" -> visit.channel(word);
            case "from", "to" -> names.getOrDefault(word, visit.textOr("action.call.result." + word, word));
            default -> word;
        };
    }
}
