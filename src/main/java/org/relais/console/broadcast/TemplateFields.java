package org.relais.console.broadcast;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.channel.TemplateContent;
import org.relais.console.PageRequest;
import org.relais.template.catalogue.Catalogue;
import org.relais.template.catalogue.StoredTemplate;

/**
 * The platform template of a message between its JSON and the fields of a form, for everything that is composed: {@code
 * template_name}, and {@code template_language_fr}, {@code template_text_fr} and {@code template_parameters_fr} for each
 * language. What a form has no field for, such as further languages, is kept.
 */
public final class TemplateFields {
    static final String NAME = "template_name";
    private static final String LANGUAGE = "language";
    private static final String TEXT = "text";
    private static final String PARAMETERS = "parameters";
    private static final String PATH = "message.template";

    /** Names of every field. */
    public static final List<String> ALL = Stream.concat(
                    Stream.of(NAME),
                    MessageForm.LANGUAGES.stream().flatMap(language -> Stream.of(LANGUAGE, TEXT, PARAMETERS)
                            .map(part -> field(part, language))))
            .toList();

    /** What somebody without a name is called; elsewhere the organiser says it. */
    private static final Map<String, String> UNNAMED = Map.of("fr", "à vous", "en", "friend");

    private static final List<String> PEOPLE = List.of("first_name", "name");
    private static final List<String> COMPUTED = List.of("organisation", "purpose", "mention", "body");
    /** How to stop, at the end of a template: a message that may be without it gets it by itself. */
    private static final Pattern MENTION = Pattern.compile("\\n\\n[^\\n]*\\bSTOP\\b[^\\n]*$");

    private static final String GREETING =
            "(?:bonjour|bonsoir|salut|coucou|cher|chère|hello|hi|hey|dear|hola|hallo|ciao|olá)[\\s,*_]{1,3}";

    private TemplateFields() {}

    /** Name of the field for the part of a template in one language: {@code language}, {@code text}, {@code parameters}. */
    public static String field(String part, String language) {
        return "template_" + part + "_" + language;
    }

    /**
     * What stands in the field of one place of a template: as written, else what its name or the greeting before it says.
     *
     * @param written all of them, a line each
     * @param body the template's text
     */
    public static String value(String written, String body, int place, String language) {
        String[] lines = written.split("\\R", -1);
        if (!written.isBlank()) {
            return place < lines.length ? lines[place].strip() : "";
        }
        return values(body, language).get(place);
    }

    /** What readers of a language are called whose name is not known; empty where the organiser has to say it. */
    public static Optional<String> unnamed(String language) {
        return Optional.ofNullable(UNNAMED.get(language));
    }

    /** A variable for each place of a template's text that says what comes there; empty for the others. */
    private static List<String> values(String body, String language) {
        String unnamed = UNNAMED.get(language);
        return TemplateContent.places(body).stream()
                .map(name -> {
                    if (unnamed != null && PEOPLE.contains(name)) {
                        return "{{" + name + "|" + unnamed + "}}";
                    }
                    if (unnamed != null && greets(body, name)) {
                        return "{{first_name|" + unnamed + "}}";
                    }
                    return COMPUTED.contains(name) ? "{{" + name + "}}" : "";
                })
                .toList();
    }

    private static boolean greets(String body, String place) {
        return Pattern.compile(GREETING + "\\{\\{" + Pattern.quote(place) + "}}", Pattern.CASE_INSENSITIVE)
                .matcher(body)
                .find();
    }

    /**
     * The fields of a new message by a template: its title, and where each place of a text says what comes there that text
     * too, so that it can be sent as it is. One place that says nothing takes what is to be written.
     */
    static Map<String, String> begun(Map<String, String> fields, Catalogue catalogue) {
        String name = fields.getOrDefault(NAME, "");
        Map<String, String> more = new HashMap<>(fields);
        if (!catalogue.byName().containsKey(name)) {
            return more;
        }
        more.put("title", BroadcastWords.templateTitle(name, catalogue));
        for (String language : MessageForm.LANGUAGES) {
            catalogue.wording(name, language).ifPresent(found -> {
                String body = found.template().content().body();
                putButtons(more, language, found.template().content());
                List<String> values = values(body, language);
                long unsaid = values.stream().filter(String::isEmpty).count();
                if (unsaid == 0) {
                    more.put(
                            "body_" + language,
                            TemplateContent.filled(MENTION.matcher(body).replaceFirst(""), values));
                }
                if (unsaid <= 1) {
                    more.put(
                            field(PARAMETERS, language),
                            values.stream()
                                    .map(value -> value.isEmpty() ? "{{body}}" : value)
                                    .collect(Collectors.joining("\n")));
                }
            });
        }
        return more;
    }

    /** The quick replies that a template has are the buttons of the message. */
    private static void putButtons(Map<String, String> fields, String language, TemplateContent content) {
        List<String> labels = content.buttons().stream()
                .filter(button -> button.kind() == TemplateContent.ButtonKind.REPLY)
                .map(TemplateContent.TemplateButton::label)
                .limit(ButtonFields.ROWS)
                .toList();
        for (int row = 0; row < labels.size(); row++) {
            fields.put(ButtonFields.label(row, language), labels.get(row));
        }
    }

    /** Puts the platform template of a message into fields; each parameter is a line. */
    public static void read(JsonObject message, Map<String, String> fields) {
        JsonObject template = message.getJsonObject("template", new JsonObject());
        MessageTexts.put(fields, NAME, template.getString("name"));
        for (String language : MessageForm.LANGUAGES) {
            JsonObject wording =
                    template.getJsonObject("wordings", new JsonObject()).getJsonObject(language, new JsonObject());
            MessageTexts.put(fields, field(LANGUAGE, language), wording.getString(LANGUAGE));
            MessageTexts.put(fields, field(TEXT, language), wording.getString(TEXT));
            MessageTexts.put(
                    fields,
                    field(PARAMETERS, language),
                    wording.getJsonArray(PARAMETERS, new JsonArray()).stream()
                            .map(Object::toString)
                            .collect(Collectors.joining("\n")));
        }
    }

    /** Puts what was sent into fields: a template that is known has one field for each of its places. */
    public static void sent(PageRequest visit, Map<String, String> fields) {
        sent(visit, fields, "");
    }

    /** @param prefix what stands before the names of the fields */
    static void sent(PageRequest visit, Map<String, String> fields, String prefix) {
        ALL.forEach(name -> visit.field(prefix + name).ifPresent(text -> fields.put(prefix + name, text)));
        for (String language : MessageForm.LANGUAGES) {
            String parameters = prefix + field(PARAMETERS, language);
            List<String> values = visit.fields(parameters);
            if (values.size() > 1) {
                fields.put(parameters, String.join("\n", values));
            }
        }
    }

    /**
     * The fields with the approved texts of the template that is chosen, in the languages of the message: nobody has to copy
     * them, and none is sent under another text than its own. As they are for a template that is not in the catalogue.
     */
    public static Map<String, String> approved(
            Map<String, String> fields, Catalogue catalogue, String organisationLanguage) {
        String name = fields.getOrDefault(NAME, "");
        Map<String, String> more = new HashMap<>(fields);
        if (!catalogue.byName().containsKey(name)) {
            return more;
        }
        for (String language : MessageTexts.shown(fields)) {
            boolean wanted = !fields.getOrDefault("body_" + language, "").isEmpty()
                    || !fields.getOrDefault(field(PARAMETERS, language), "").isBlank()
                    || language.equals(organisationLanguage);
            Optional<StoredTemplate> wording = catalogue.wording(name, language).filter(found -> wanted);
            wording.ifPresentOrElse(
                    found -> {
                        more.put(field(LANGUAGE, language), found.language());
                        more.put(
                                field(TEXT, language),
                                found.template().content().body());
                    },
                    () -> {
                        more.remove(field(LANGUAGE, language));
                        more.remove(field(TEXT, language));
                    });
        }
        return more;
    }

    /** Puts the platform template of a form into a message; nothing when the form names none. */
    public static void write(Map<String, String> fields, JsonObject message) {
        JsonObject before = message.getJsonObject("template", new JsonObject());
        JsonObject wordings = before.getJsonObject("wordings", new JsonObject()).copy();
        for (String language : MessageTexts.shown(fields)) {
            wordings.remove(language);
            JsonObject wording = new JsonObject();
            MessageTexts.put(wording, LANGUAGE, fields.getOrDefault(field(LANGUAGE, language), ""));
            MessageTexts.put(wording, TEXT, fields.getOrDefault(field(TEXT, language), ""));
            List<String> lines = fields.getOrDefault(field(PARAMETERS, language), "")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (!wording.isEmpty() || !lines.isEmpty()) {
                wordings.put(language, wording.put(PARAMETERS, new JsonArray(lines)));
            }
        }
        String name = fields.getOrDefault(NAME, "");
        message.remove("template");
        if (!name.isEmpty() || MessageTexts.shown(fields).stream().anyMatch(wordings::containsKey)) {
            JsonObject template = new JsonObject().put("wordings", wordings);
            MessageTexts.put(template, "name", name);
            message.put("template", template);
        }
    }

    /** Whether the fields hold anything, or a fault. */
    public static boolean written(Map<String, String> fields, Collection<String> faulty) {
        return ALL.stream().anyMatch(name -> !fields.getOrDefault(name, "").isEmpty())
                || faulty.stream().anyMatch(path -> path.startsWith(PATH));
    }

    /** Whether a fault of this path has its place beside one of the fields. */
    public static boolean isField(String path) {
        return path.equals(PATH + ".name")
                || path.matches("message\\.template\\.wordings(\\.[a-z]{2}(\\.(language|text|parameters))?)?");
    }

    /** The path of the field beside which a fault stands: all parameters of a language have one. */
    public static String path(String path) {
        return path.startsWith(PATH) || path.startsWith(VariantFields.ON + ".")
                ? path.replaceFirst("(\\.parameters)\\[.*", "$1")
                : path;
    }
}
