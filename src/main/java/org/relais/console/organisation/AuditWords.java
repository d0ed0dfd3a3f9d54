package org.relais.console.organisation;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.organisation.AuditStore.AuditEvent;

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

    /** Subjects that no event carries the name of; of the others, what has none any more is gone. */
    private static final Set<String> NAMELESS = Set.of("contact", "inbound_message");

    private AuditWords() {}

    /**
     * Something that a deed says of itself.
     *
     * @param path page of what it names; null when it names nothing that has one
     */
    public record Part(String words, @Nullable String path) {}

    /** A deed in words; one that has none by its own name. */
    public static String deed(PageRequest visit, AuditEvent event) {
        return visit.textOr("audit." + event.action(), event.action());
    }

    /** What kind of thing deeds are done to. */
    public static String kind(PageRequest visit, String kind) {
        return visit.textOr("audit.kind." + kind, kind);
    }

    /** Where what a deed was done to is shown; null when it has no page. */
    public static @Nullable String place(AuditEvent event) {
        String[] parts = event.subject().split(":", 2);
        String place = PLACES.get(parts[0]);
        boolean there = event.title() != null || NAMELESS.contains(parts[0]);
        return place == null || parts.length < 2 || !there ? null : place + parts[1];
    }

    /** What the deed was done to, by its name or, as a contact, by its number; empty where the deed says it. */
    public static String about(PageRequest visit, AuditEvent event) {
        String[] parts = event.subject().split(":", 2);
        String title = event.title();
        if (event.subject().equals(event.actor()) || parts[0].equals("organisation")) {
            return "";
        }
        return title != null
                ? title
                : visit.text(
                        "audit.numbered",
                        "kind",
                        visit.textOr("audit.one." + parts[0], kind(visit, parts[0])),
                        "number",
                        parts.length < 2 ? "" : parts[1]);
    }

    /** Who did it, by name; the program itself where nobody did. */
    public static String actor(PageRequest visit, Map<String, String> names, String actor) {
        return names.getOrDefault(actor, visit.textOr("audit.actor." + actor.split(":", 2)[0], actor));
    }

    /** What the deed says of itself, such as how many; what has no words here is of use to programs, which read the API. */
    public static List<Part> detail(PageRequest visit, Map<String, String> names, AuditEvent event) {
        return event.detail().stream()
                .flatMap(one -> part(visit, names, event.action(), one.getKey(), one.getValue()).stream())
                .toList();
    }

    private static Optional<Part> part(
            PageRequest visit, Map<String, String> names, String action, String key, @Nullable Object value) {
        String path = key.equals("actionId") ? PLACES.get("action") + value : null;
        return Stream.of("audit.detail." + action + "." + key, "audit.detail." + key)
                .filter(visit::has)
                .findFirst()
                .map(text -> new Part(
                        visit.text(text, "value", value(visit, names, key, value), "count", count(value)), path));
    }

    private static long count(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : value instanceof JsonArray list ? list.size() : 0;
    }

    private static String value(PageRequest visit, Map<String, String> names, String key, @Nullable Object value) {
        String word = value == null ? "nobody" : String.valueOf(value);
        return switch (key) {
            case "code" -> visit.textOr("audit.code." + word, word);
            case "language" ->
                Locale.forLanguageTag(word.replace('_', '-'))
                        .getDisplayLanguage(Locale.forLanguageTag(visit.language()));
            case "role", "before" -> visit.textOr("role." + word, word);
            case "by" -> visit.textOr("audit.way." + word, word);
            case "channel" -> visit.channel(word);
            case "from", "to" ->
                names.getOrDefault(
                        word, visit.textOr("action.call.result." + word, visit.textOr("audit.actor." + word, word)));
            default -> word;
        };
    }
}
