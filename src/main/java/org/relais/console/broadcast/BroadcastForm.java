package org.relais.console.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.console.PageRequest;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;
import org.relais.template.catalogue.Catalogue;

/**
 * What stands in the form of a broadcast, right or wrong, with the faults beside the fields. It holds less than a draft
 * may: what the API composed and the form doesn't show is kept from the draft that is edited.
 *
 * @param texts by field name, as typed
 * @param audience {@code everyone}, {@code tags}, {@code answered}, {@code saved} or {@code kept}
 * @param version of the draft that was opened; 0 for a new one
 * @param faults by path as {@link Fault} has it, in the reader's words
 */
public record BroadcastForm(
        Map<String, String> texts, String audience, Set<String> tags, int version, Map<String, String> faults)
        implements MessageForm.Filled {
    private static final String EVERYONE = "everyone";
    private static final String TAGS = "tags";
    private static final String ANSWERED = "answered";
    private static final String KEPT = "kept";
    /** One that was saved under a name, as its document. */
    private static final String SAVED = "saved";
    /** People picked in the list of contacts, by their ids with commas between. */
    static final String PICKED = "picked";
    /** The largest import whose people are written to by their ids: a form takes no longer field. */
    public static final int MOST_ADDED = 500;
    /** What comes after a new one is stored: {@code open} for one that is to stay open. */
    static final String THEN = "then";

    /** As its field takes. */
    private static final int LONGEST_TITLE = 200;

    private static final Pattern BUTTON = Pattern.compile("message\\.buttons\\[(\\d+)](.*)");

    public BroadcastForm {
        texts = Map.copyOf(texts);
        tags = Set.copyOf(tags);
        faults = Map.copyOf(faults);
    }

    static BroadcastForm blank() {
        return new BroadcastForm(Map.of(), EVERYONE, Set.of(), 0, Map.of());
    }

    /** A new one for those who answered a broadcast so, or did not. */
    static BroadcastForm to(String choice) {
        return new BroadcastForm(Map.of(ANSWERED, choice), ANSWERED, Set.of(), 0, Map.of());
    }

    /** Nothing yet, to people picked in the list of contacts. */
    static BroadcastForm toPicked(String picked) {
        return new BroadcastForm(Map.of(PICKED, picked), PICKED, Set.of(), 0, Map.of());
    }

    /** Nothing yet but a platform's template. */
    static BroadcastForm by(String template) {
        return new BroadcastForm(Map.of("template_name", template), EVERYONE, Set.of(), 0, Map.of());
    }

    /** Nothing yet, to an audience that no other field can show; blank where it can't be read. */
    static BroadcastForm toKept(String document) {
        BroadcastForm form = new BroadcastForm(Map.of(KEPT, document), KEPT, Set.of(), 0, Map.of());
        return form.kept() == null ? blank() : form;
    }

    /** An audience that no other field can show: the draft's, or the address's. */
    public @Nullable Audience kept() {
        try {
            return text(KEPT).isEmpty() ? null : AudienceCodec.decode(AudienceRowForm.json(text(KEPT)));
        } catch (InvalidInputException wrong) {
            return null;
        }
    }

    /** The same for a saved audience. */
    BroadcastForm toSaved(Audience chosen) {
        Map<String, String> more = new HashMap<>(texts);
        more.put(SAVED, AudienceCodec.encode(chosen).encode());
        return new BroadcastForm(more, SAVED, tags, version, faults);
    }

    /** The same, to be opened once it is stored. */
    BroadcastForm toOpen() {
        Map<String, String> more = new HashMap<>(texts);
        more.put(THEN, "open");
        return new BroadcastForm(more, audience, tags, version, faults);
    }

    /** The same with a title that nobody typed, where it has none. */
    BroadcastForm titled(String proposed) {
        if (proposed.isEmpty() || !text("title").isEmpty()) {
            return this;
        }
        Map<String, String> more = new HashMap<>(texts);
        more.put("title", proposed.length() > LONGEST_TITLE ? proposed.substring(0, LONGEST_TITLE) : proposed);
        return new BroadcastForm(more, audience, tags, version, faults);
    }

    /** The same with a picture. */
    BroadcastForm pictured(String address) {
        Map<String, String> more = new HashMap<>(texts);
        more.put(PictureField.ADDRESS, address);
        return new BroadcastForm(more, audience, tags, version, faults);
    }

    /** The same with fields for further languages. */
    BroadcastForm showing(Collection<String> further) {
        Map<String, String> more = new HashMap<>(texts);
        more.put(SHOWN, shownWith(further));
        return new BroadcastForm(more, audience, tags, version, faults);
    }

    /** The same with the approved texts of the template that is chosen; see {@link TemplateFields#approved}. */
    BroadcastForm with(Catalogue catalogue, String organisationLanguage) {
        Map<String, String> first = TemplateFields.approved(texts, catalogue, organisationLanguage);
        return new BroadcastForm(
                VariantFields.approved(first, catalogue, organisationLanguage), audience, tags, version, faults);
    }

    /** A new one with what its template says already. */
    BroadcastForm begun(Catalogue catalogue) {
        return new BroadcastForm(TemplateFields.begun(texts, catalogue), audience, tags, version, faults);
    }

    /** How many were picked in the list of contacts. */
    public int picked() {
        return text(PICKED).isEmpty() ? 0 : text(PICKED).split(",").length;
    }

    /** As it was sent. */
    static BroadcastForm read(PageRequest visit) {
        Map<String, String> texts = new HashMap<>();
        for (String name : names()) {
            visit.field(name).ifPresent(text -> texts.put(name, text));
        }
        NamedVariables.read(visit, texts);
        TemplateFields.sent(visit, texts);
        TemplateFields.sent(visit, texts, VariantFields.PREFIX);
        VariantFields.sent(texts);
        if (visit.field(PictureField.NONE).isPresent()) {
            texts.remove(PictureField.ADDRESS);
        }
        Set<String> tags = new TreeSet<>(visit.fields("tag"));
        tags.removeIf(String::isBlank);
        return new BroadcastForm(
                texts,
                visit.field("audience").orElse(EVERYONE),
                tags,
                version(visit.field("version").orElse("")),
                Map.of());
    }

    private static int version(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** A stored draft, as {@link org.relais.broadcast.BroadcastDraft#encode} writes it. */
    static BroadcastForm of(JsonObject draft, int version) {
        JsonObject message = draft.getJsonObject("message");
        Map<String, String> texts = new HashMap<>();
        MessageTexts.put(texts, "title", draft.getString("title"));
        MessageTexts.read(message, texts);
        MessageTexts.put(texts, PictureField.ADDRESS, message.getString(PictureField.ADDRESS));
        TemplateFields.read(message, texts);
        ButtonFields.read(message, texts);
        BrakeFields.read(draft, texts);
        VariantFields.read(draft, texts);
        DeclarationFields.read(draft, texts);
        texts.put(KEPT, draft.getJsonObject("audience").encode());
        Set<String> tags = anyTags(draft.getJsonObject("audience"));
        Optional<String> answered = AnswerChoice.read(draft.getJsonObject("audience"));
        answered.ifPresent(choice -> texts.put(ANSWERED, choice));
        return new BroadcastForm(
                texts,
                answered.isPresent() ? ANSWERED : choice(draft.getJsonObject("audience"), tags),
                tags,
                version,
                Map.of());
    }

    private static String choice(JsonObject audience, Set<String> tags) {
        if (audience.getBoolean(EVERYONE, false)) {
            return EVERYONE;
        }
        boolean onlyThese = audience.size() == 1
                && !tags.isEmpty()
                && audience.getJsonObject(TAGS).size() == 1;
        return onlyThese ? TAGS : KEPT;
    }

    private static Set<String> anyTags(JsonObject audience) {
        Set<String> tags = new HashSet<>();
        audience.getJsonObject(TAGS, new JsonObject())
                .getJsonArray("any", new JsonArray())
                .forEach(tag -> tags.add((String) tag));
        return tags;
    }

    /** Faults of what the form has no field for. */
    public List<String> otherFaults() {
        return faults.entrySet().stream()
                .filter(fault -> !hasField(fault.getKey()))
                .map(fault -> fault.getValue())
                .sorted()
                .toList();
    }

    private static boolean hasField(String path) {
        return path.equals("title")
                || path.equals("audience")
                || path.equals("message.buttons")
                || path.equals(PictureField.PATH)
                || path.matches("brake\\.(percent|stops|failures|minutes)")
                || path.equals("message.share.url")
                || TemplateFields.isField(path)
                || VariantFields.isField(path)
                || DeclarationFields.isField(path)
                || LANGUAGES.stream()
                        .anyMatch(language -> path.equals("message.body." + language)
                                || path.equals("message.share.text." + language))
                || path.matches("message\\.buttons\\[[0-2]](\\.url|\\.(label|acknowledgement)\\.[a-z]{2})?");
    }

    /** Whether there is a brake, or a fault in it. */
    public boolean hasBrake() {
        return texts.containsKey(BrakeFields.ON);
    }

    /** Whether there is a second text. */
    public boolean hasVariant() {
        return texts.containsKey(VariantFields.ON);
    }

    /** Whether the second text has a platform template, or needs one. */
    public boolean hasVariantTemplate() {
        return hasVariant() && hasTemplate()
                || !text(VariantFields.PREFIX + TemplateFields.NAME).isEmpty();
    }

    /** Whether something is wrong with one of its parts. */
    public boolean isFaulty(String part) {
        return faults.keySet().stream().anyMatch(path -> path.startsWith(part));
    }

    /** Whether the optional platform template holds anything, or a fault. */
    public boolean hasTemplate() {
        return TemplateFields.written(texts, faults.keySet());
    }

    BroadcastForm withFaults(PageRequest visit, InvalidInputException invalid) {
        List<Integer> rows = ButtonFields.rows(texts);
        Map<String, String> named = new HashMap<>();
        for (Fault fault : invalid.faults()) {
            named.putIfAbsent(field(fault.field(), rows), visit.fault(fault));
        }
        return new BroadcastForm(texts, audience, tags, version, named);
    }

    BroadcastForm withFault(String path, String words) {
        Map<String, String> named = new HashMap<>(faults);
        named.put(path, words);
        return new BroadcastForm(texts, audience, tags, version, named);
    }

    BroadcastForm withVersion(int newer) {
        return new BroadcastForm(texts, audience, tags, newer, faults);
    }

    /** Rows that are left blank are not in the draft: a fault's place there is another one here. */
    private static String field(String path, List<Integer> rows) {
        Matcher button = BUTTON.matcher(path);
        if (button.matches() && Integer.parseInt(button.group(1)) < rows.size()) {
            return "message.buttons[" + rows.get(Integer.parseInt(button.group(1))) + "]" + button.group(2);
        }
        return path.startsWith("audience") ? "audience" : TemplateFields.path(path);
    }

    /**
     * The draft's JSON.
     *
     * @param base the draft that is edited, or an empty object
     * @param organisationLanguage the default language of a message that is written in it
     */
    JsonObject json(JsonObject base, String organisationLanguage) {
        JsonObject draft = base.copy();
        MessageTexts.put(draft, "title", text("title"));
        JsonObject message = draft.getJsonObject("message", new JsonObject());
        MessageTexts.writeBody(texts, message, organisationLanguage);
        ButtonFields.write(texts, message);
        message.remove(PictureField.ADDRESS);
        MessageTexts.put(message, PictureField.ADDRESS, text(PictureField.ADDRESS));
        MessageTexts.writeShare(texts, message);
        TemplateFields.write(texts, message);
        draft.put("message", message);
        draft.put("audience", audience(base));
        BrakeFields.write(texts, draft);
        VariantFields.write(texts, draft, organisationLanguage);
        DeclarationFields.write(texts, draft);
        return draft;
    }

    private JsonObject audience(JsonObject base) {
        return switch (audience) {
            case TAGS ->
                new JsonObject()
                        .put(
                                TAGS,
                                new JsonObject()
                                        .put(
                                                "any",
                                                new JsonArray(
                                                        tags.stream().sorted().toList())));
            case ANSWERED -> AnswerChoice.audience(text(ANSWERED));
            case PICKED ->
                new JsonObject()
                        .put(
                                "contacts",
                                new JsonArray(Stream.of(text(PICKED).split(","))
                                        .filter(id -> id.matches("\\d{1,18}"))
                                        .map(Long::valueOf)
                                        .toList()));
            case SAVED -> AudienceRowForm.json(text(SAVED));
            case KEPT ->
                text(KEPT).isEmpty()
                        ? base.getJsonObject("audience", new JsonObject())
                        : AudienceRowForm.json(text(KEPT));
            default -> new JsonObject().put(EVERYONE, true);
        };
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(
                List.of("title", PictureField.ADDRESS, "share_url", PICKED, ANSWERED, SAVED, KEPT, THEN, SHOWN));
        names.addAll(BrakeFields.names());
        names.addAll(VariantFields.names());
        names.addAll(DeclarationFields.names());
        for (String language : LANGUAGES) {
            names.add("body_" + language);
            names.add("share_" + language);
        }
        names.addAll(ButtonFields.names());
        return names;
    }
}
