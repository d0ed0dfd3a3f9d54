package org.relais.console.action;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionType;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.Declaration;
import org.relais.console.PageRequest;
import org.relais.console.broadcast.AudienceRowForm;
import org.relais.console.broadcast.MessageForm;
import org.relais.console.broadcast.MessageTexts;
import org.relais.console.broadcast.NamedVariables;
import org.relais.console.broadcast.PictureField;
import org.relais.console.broadcast.TemplateFields;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.template.catalogue.Catalogue;

/**
 * What stands in the form of an action, right or wrong, with the faults beside the fields. What the API composed and the
 * form doesn't show is kept from the draft that is edited.
 *
 * @param texts by field name, as typed
 * @param audience {@code everyone}, {@code tags}, {@code areas}, {@code hand}, {@code saved} or {@code kept}
 * @param people contact ids of those picked by hand
 * @param version of the draft that was opened; 0 for a new one
 * @param faults by path as {@link Fault} has it, in the reader's words
 */
public record ActionForm(
        ActionType type,
        Map<String, String> texts,
        String audience,
        Set<String> tags,
        Set<Long> people,
        int version,
        Map<String, String> faults)
        implements MessageForm.Filled {
    private static final String EVERYONE = "everyone";
    private static final String AREAS = "areas";
    private static final String CONTACTS = "contacts";
    private static final String DECLARATION = "declaration";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** Fields that are kept as they are typed. */
    private static final List<String> NAMES = Stream.concat(
                    Stream.of(
                            "title",
                            "image",
                            "share_url",
                            "areas",
                            "saved",
                            "per_volunteer",
                            "per_day",
                            "remind_hours",
                            "remind_times",
                            "remind_silent",
                            "ends_at",
                            "group_id",
                            DECLARATION,
                            MessageForm.SHOWN),
                    LANGUAGES.stream().flatMap(language -> Stream.of("body_" + language, "share_" + language)))
            .toList();

    private static final Set<String> WITH_FIELD = Set.of(
            "title",
            "audience",
            "message.image",
            "message.share",
            "message.share.url",
            "message.body",
            "perVolunteer",
            "perDay",
            "reminders.afterHours",
            "reminders.times",
            "endsAt",
            "groupId",
            DECLARATION,
            "declaration.kind");

    private static final Map<String, String> BEGINNING =
            Map.of("remind_hours", "24", "remind_times", "1", "remind_silent", "yes");
    private static final Set<String> RULED =
            Set.of("remind_hours", "remind_times", "remind_silent", "per_volunteer", "per_day", "ends_at");
    private static final Set<String> RULES =
            Set.of("perVolunteer", "perDay", "reminders.afterHours", "reminders.times", "endsAt");

    public ActionForm {
        texts = Map.copyOf(texts);
        tags = Set.copyOf(tags);
        people = Set.copyOf(people);
        faults = Map.copyOf(faults);
    }

    static ActionForm blank(ActionType type) {
        return new ActionForm(type, BEGINNING, EVERYONE, Set.of(), Set.of(), 0, Map.of());
    }

    /** The same with a text to begin with, which says what is usually asked. */
    ActionForm beginning(String language, String text) {
        Map<String, String> more = new HashMap<>(texts);
        more.put("body_" + language, text);
        return new ActionForm(type, more, audience, tags, people, version, faults);
    }

    /** Whether a kind of action has ceilings of what one volunteer does. */
    public static boolean ofLimits(ActionType type) {
        return type == ActionType.SHARE || type == ActionType.CALL;
    }

    /** Whether its rules are others than those it begins with, or are faulty: they are shown unfolded then. */
    public boolean isRuled() {
        return RULES.stream().anyMatch(faults::containsKey)
                || !BEGINNING.equals(texts.entrySet().stream()
                        .filter(text -> RULED.contains(text.getKey())
                                && !text.getValue().isBlank())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** As it was sent. */
    static ActionForm read(PageRequest visit, ActionType type) {
        Map<String, String> texts = new HashMap<>();
        for (String name : NAMES) {
            visit.field(name).ifPresent(text -> texts.put(name, text));
        }
        if (type == ActionType.EVENT) {
            // The end of the event, which ends its action with it.
            texts.remove("ends_at");
        }
        NamedVariables.read(visit, texts);
        TemplateFields.sent(visit, texts);
        if (visit.field(PictureField.NONE).isPresent()) {
            texts.remove(PictureField.ADDRESS);
        }
        Set<String> tags = new TreeSet<>(visit.fields("tag"));
        tags.removeIf(String::isBlank);
        return new ActionForm(
                type,
                texts,
                visit.field("audience").orElse(EVERYONE),
                tags,
                people(visit),
                visit.field("version")
                        .filter(text -> NUMBER.matcher(text).matches())
                        .map(Integer::valueOf)
                        .orElse(0),
                Map.of());
    }

    /** Those ticked in a form. */
    static Set<Long> people(PageRequest visit) {
        return visit.ids("contact").collect(Collectors.toCollection(TreeSet::new));
    }

    /** A stored draft, as {@link org.relais.action.ActionDraft#encode} writes it. */
    static ActionForm of(JsonObject draft, int version, ZoneId zone) {
        JsonObject message = draft.getJsonObject("message");
        Map<String, String> texts = new HashMap<>();
        MessageTexts.read(message, texts);
        TemplateFields.read(message, texts);
        put(texts, "title", draft.getString("title"));
        put(texts, "image", message.getString("image"));
        put(texts, "per_volunteer", draft.getInteger("perVolunteer"));
        put(texts, "per_day", draft.getInteger("perDay"));
        put(texts, "group_id", draft.getLong("groupId"));
        JsonObject reminders = draft.getJsonObject("reminders");
        put(texts, "remind_hours", reminders.getInteger("afterHours"));
        put(texts, "remind_times", reminders.getInteger("times"));
        put(texts, "remind_silent", reminders.getBoolean("silent") ? "yes" : null);
        String endsAt = draft.getString("endsAt");
        put(texts, "ends_at", endsAt == null ? null : MessageForm.local(Instant.parse(endsAt), zone));
        put(
                texts,
                DECLARATION,
                draft.getJsonObject(DECLARATION, new JsonObject()).getString("kind"));
        JsonObject audience = draft.getJsonObject("audience");
        String choice = choice(audience);
        if (choice.equals(AREAS)) {
            put(texts, AREAS, String.join(", ", strings(audience.getJsonArray(AREAS))));
        }
        Set<Long> people = new TreeSet<>();
        if (choice.equals("hand")) {
            audience.getJsonArray(CONTACTS).forEach(id -> people.add(((Number) id).longValue()));
        }
        Set<String> tags = choice.equals("tags")
                ? new TreeSet<>(strings(audience.getJsonObject("tags").getJsonArray("any")))
                : Set.of();
        return new ActionForm(ActionType.of(draft.getString("kind")), texts, choice, tags, people, version, Map.of());
    }

    private static String choice(JsonObject audience) {
        if (audience.getBoolean(EVERYONE, false)) {
            return EVERYONE;
        }
        JsonObject tags = audience.getJsonObject("tags", new JsonObject());
        if (audience.size() == 1 && tags.size() == 1 && tags.containsKey("any")) {
            return "tags";
        }
        if (audience.size() == 1 && audience.containsKey(AREAS)) {
            return AREAS;
        }
        return audience.size() == 1 && audience.containsKey(CONTACTS) ? "hand" : "kept";
    }

    private static List<String> strings(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    private static void put(Map<String, String> texts, String name, @Nullable Object text) {
        if (text != null) {
            texts.put(name, text.toString());
        }
    }

    /** Whether anything is written of an approved template. */
    public boolean hasTemplate() {
        return TemplateFields.written(texts, faults.keySet());
    }

    /** What an action of a type may be said to be here; its calls and what it passes on reach others than members. */
    public static List<Declaration.Kind> declarations(ActionType type) {
        return switch (type) {
            case SHARE, CALL -> List.of(Declaration.Kind.NOT_POLITICAL);
            case EVENT, QUESTION -> List.of(Declaration.Kind.NOT_POLITICAL, Declaration.Kind.OWN_MEMBERS);
        };
    }

    /** Faults of what the form has no field for. */
    public List<String> otherFaults() {
        return faults.entrySet().stream()
                .filter(fault -> !fault.getKey().equals("version") && !hasField(fault.getKey()))
                .map(Map.Entry::getValue)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean hasField(String path) {
        return WITH_FIELD.contains(path)
                || path.matches("message\\.(body|share\\.text)\\.[a-z]{2}")
                || TemplateFields.isField(path);
    }

    /** The same with fields for further languages. */
    ActionForm showing(Collection<String> further) {
        Map<String, String> more = new HashMap<>(texts);
        more.put(SHOWN, shownWith(further));
        return new ActionForm(type, more, audience, tags, people, version, faults);
    }

    /** The same for a saved audience. */
    ActionForm toSaved(Audience chosen) {
        Map<String, String> more = new HashMap<>(texts);
        more.put("saved", AudienceCodec.encode(chosen).encode());
        return new ActionForm(type, more, "saved", tags, people, version, faults);
    }

    /** The same with the approved texts of the template that is chosen; see {@link TemplateFields#approved}. */
    ActionForm with(Catalogue catalogue, String organisationLanguage) {
        return new ActionForm(
                type,
                TemplateFields.approved(texts, catalogue, organisationLanguage),
                audience,
                tags,
                people,
                version,
                faults);
    }

    ActionForm withFaults(PageRequest visit, InvalidInputException invalid) {
        Map<String, String> named = new TreeMap<>();
        for (Fault fault : invalid.faults()) {
            if (fault.field().startsWith("audience")) {
                named.putIfAbsent("audience", audienceFault(visit, fault));
            } else {
                named.putIfAbsent(TemplateFields.path(fault.field()), visit.fault(fault));
            }
        }
        return with(version, named);
    }

    /** An action goes to people picked by hand as well: then they are named as what could be chosen. */
    private static String audienceFault(PageRequest visit, Fault fault) {
        return fault.code() == FaultCode.AUDIENCE_EMPTY ? visit.text("action.fault.audience") : visit.fault(fault);
    }

    /** The form after somebody else has changed the draft. */
    ActionForm conflicting(int newer, String words) {
        Map<String, String> named = new HashMap<>(faults);
        named.put("version", words);
        return with(newer, named);
    }

    private ActionForm with(int newVersion, Map<String, String> named) {
        return new ActionForm(type, texts, audience, tags, people, newVersion, named);
    }

    /**
     * The draft's JSON; what can't be read is in it as typed, for the draft to find fault with.
     *
     * @param base the draft that is edited, or an empty object
     * @param organisationLanguage the default language of a message that is written in it
     * @param zone in which the end was typed
     */
    JsonObject json(JsonObject base, String organisationLanguage, ZoneId zone) {
        JsonObject draft = base.copy().put("kind", type.sqlName()).put("title", text("title"));
        JsonObject message = draft.getJsonObject("message", new JsonObject());
        MessageTexts.writeBody(texts, message, organisationLanguage);
        put(message, "image", text("image"));
        TemplateFields.write(texts, message);
        if (type == ActionType.SHARE || type == ActionType.QUESTION) {
            MessageTexts.writeShare(texts, message);
        }
        draft.put("message", message).put("audience", audience(base));
        putNumber(draft, "perVolunteer", text("per_volunteer"));
        putNumber(draft, "perDay", text("per_day"));
        draft.remove("groupId");
        if (!text("group_id").isEmpty()) {
            draft.put("groupId", id(text("group_id")));
        }
        JsonObject reminders =
                new JsonObject().put("silent", !text("remind_silent").isEmpty());
        putNumber(reminders, "afterHours", text("remind_hours"));
        putNumber(reminders, "times", text("remind_times"));
        draft.put("reminders", reminders);
        if (type != ActionType.EVENT) {
            // An event ends when it is over.
            put(draft, "endsAt", instant(text("ends_at"), zone));
        }
        draft.remove(DECLARATION);
        if (!text(DECLARATION).isEmpty()) {
            draft.put(DECLARATION, new JsonObject().put("kind", text(DECLARATION)));
        }
        return draft;
    }

    /** A day and time as typed, as an instant where it is one. */
    static String instant(String typed, ZoneId zone) {
        try {
            return typed.isEmpty()
                    ? ""
                    : LocalDateTime.parse(typed).atZone(zone).toInstant().toString();
        } catch (DateTimeException wrong) {
            return typed;
        }
    }

    private JsonObject audience(JsonObject base) {
        return switch (audience) {
            case "tags" ->
                new JsonObject()
                        .put(
                                "tags",
                                new JsonObject()
                                        .put(
                                                "any",
                                                new JsonArray(
                                                        tags.stream().sorted().toList())));
            case AREAS ->
                new JsonObject()
                        .put(
                                AREAS,
                                new JsonArray(Arrays.stream(text(AREAS).split("[,;\\n]"))
                                        .map(String::strip)
                                        .filter(area -> !area.isEmpty())
                                        .distinct()
                                        .toList()));
            case "hand" -> new JsonObject().put(CONTACTS, new JsonArray(new ArrayList<>(new TreeSet<>(people))));
            case "saved" -> AudienceRowForm.json(text("saved"));
            case "kept" -> base.getJsonObject("audience", new JsonObject());
            default -> new JsonObject().put(EVERYONE, true);
        };
    }

    private static void put(JsonObject json, String key, String text) {
        json.remove(key);
        if (!text.isEmpty()) {
            json.put(key, text);
        }
    }

    private static void putNumber(JsonObject json, String key, String text) {
        json.remove(key);
        if (!text.isEmpty()) {
            json.put(key, number(text));
        }
    }

    private static Object id(String text) {
        return text.matches("\\d{1,18}") ? Long.valueOf(text) : text;
    }

    /** A number as such; anything else as it was typed, for the reader to find fault with. */
    static Object number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.valueOf(text) : text;
    }
}
