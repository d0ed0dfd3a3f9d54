package org.relais.console.sender;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.relais.channel.TemplateContent;
import org.relais.channel.TemplateContent.ButtonKind;
import org.relais.channel.TemplateContent.TemplateButton;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.broadcast.BroadcastWords;
import org.relais.console.broadcast.NamedVariables;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.template.catalogue.StoredTemplate;

/**
 * A new template as it is written in the form; examples stand one a line, in the order of the places: of all of them, or where
 * there are fewer lines of those that don't say by themselves what comes there.
 */
public record TemplateForm(Form form) {
    /** Rows for buttons. */
    public static final int BUTTONS = 3;

    private static final String[] FIELDS = {
        "sender",
        "title",
        "name",
        "language",
        "category",
        "header",
        "body",
        "footer",
        "examples",
        "mention",
        "label_0",
        "label_1",
        "label_2",
        "url_0",
        "url_1",
        "url_2"
    };
    private static final Pattern BUTTON = Pattern.compile("buttons\\[(\\d)]\\.(label|url)");
    private static final String EXAMPLES = "examples";
    /** Examples of the places that say what comes there: nobody is asked for them. */
    private static final Map<String, String> KNOWN = Map.of("first_name", "Amina", "name", "Amina Diallo");

    static TemplateForm blank(PageRequest visit) {
        return new TemplateForm(new Form()
                .with("sender", visit.query("sender").orElse(""))
                .with("language", visit.organisation().language())
                .with("category", "marketing")
                .with("mention", "written"));
    }

    /** Where the platform has no language of a bare code, the first of its countries is chosen. */
    TemplateForm speaking(Collection<String> languages) {
        String language = form.value("language");
        if (!languages.contains(language)) {
            languages.stream()
                    .filter(code -> !language.isEmpty() && code.startsWith(language + "_"))
                    .sorted()
                    .findFirst()
                    .ifPresent(code -> form.with("language", code));
        }
        return this;
    }

    /** The words of a template that there is, for another one like it. */
    static TemplateForm like(PageRequest visit, StoredTemplate known) {
        TemplateContent content = known.template().content();
        Form form = new Form()
                .with("sender", String.valueOf(known.senderId()))
                .with("title", BroadcastWords.templateTitle(known) + " 2")
                .with("language", known.language())
                .with("category", known.template().category().equals("utility") ? "utility" : "marketing")
                .with("header", Objects.requireNonNullElse(content.header(), ""))
                .with("body", BroadcastWords.placed(visit, content.body()))
                .with("footer", Objects.requireNonNullElse(content.footer(), ""))
                .with("mention", "none");
        int row = 0;
        for (TemplateButton button : content.buttons()) {
            if (row < BUTTONS && (button.kind() == ButtonKind.REPLY || button.kind() == ButtonKind.LINK)) {
                form.with("label_" + row, button.label()).with("url_" + row, button.value());
                row++;
            }
        }
        return new TemplateForm(form);
    }

    /** Whether something stands in a button's fields. */
    public boolean hasButton(int row) {
        return form.given("label_" + row).isPresent()
                || form.given("url_" + row).isPresent();
    }

    /** The platform's name of a template by its title: small letters, digits and {@code _}; empty for none. */
    static String name(String title) {
        String plain = Normalizer.normalize(title, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_|_$", "");
        return plain.isEmpty() && !title.isBlank()
                ? "template_" + Integer.toUnsignedString(title.strip().hashCode())
                : plain;
    }

    static TemplateForm sent(PageRequest visit) {
        return new TemplateForm(Form.of(visit, FIELDS));
    }

    /** Its document; what was left empty is not in it. */
    JsonObject json() {
        JsonObject json = new JsonObject();
        String name = form.given("name").map(String::strip).orElseGet(() -> name(form.value("title")));
        if (!name.isEmpty()) {
            json.put("name", name);
        }
        for (String field : List.of("title", "language", "category", "header", "footer", "mention")) {
            form.given(field).map(String::strip).ifPresent(text -> json.put(field, text));
        }
        form.given("sender")
                .filter(id -> id.matches("\\d{1,18}"))
                .ifPresent(id -> json.put("sender", Long.valueOf(id)));
        String body = NamedVariables.places(form.value("body").strip());
        if (!body.isEmpty()) {
            json.put("body", body);
        }
        List<String> places = TemplateContent.places(body);
        List<String> lines = form.value(EXAMPLES).lines().map(String::strip).toList();
        JsonObject examples = new JsonObject();
        places.stream().filter(KNOWN::containsKey).forEach(place -> examples.put(place, KNOWN.get(place)));
        List<String> asked = lines.size() < places.size()
                ? places.stream().filter(place -> !KNOWN.containsKey(place)).toList()
                : places;
        for (int at = 0; at < Math.min(asked.size(), lines.size()); at++) {
            if (!lines.get(at).isEmpty()) {
                examples.put(asked.get(at), lines.get(at));
            }
        }
        JsonArray buttons = new JsonArray();
        for (int row = 0; row < BUTTONS; row++) {
            JsonObject button = new JsonObject();
            form.given("label_" + row).ifPresent(label -> button.put("label", label));
            form.given("url_" + row).ifPresent(url -> button.put("url", url));
            if (!button.isEmpty()) {
                buttons.add(button);
            }
        }
        return json.put(EXAMPLES, examples).put("buttons", buttons);
    }

    /** What of it can be looked at while it is written: in what is not filled in yet stands what comes there. */
    JsonObject looks() {
        JsonObject json = json();
        JsonObject examples = json.getJsonObject(EXAMPLES);
        TemplateContent.places(json.getString("body", "")).stream()
                .filter(place -> !examples.containsKey(place))
                .forEach(place -> examples.put(place, "[" + place + "]"));
        JsonArray labelled = new JsonArray();
        json.getJsonArray("buttons").stream()
                .filter(button -> ((JsonObject) button).containsKey("label"))
                .forEach(labelled::add);
        return json.put("buttons", labelled).put("name", "looks").put("sender", json.getLong("sender", 1L));
    }

    /** The same with what is wrong beside its fields. */
    TemplateForm faulty(PageRequest visit, InvalidInputException invalid) {
        invalid.faults().forEach(fault -> form.fault(shown(field(fault.field())), words(visit, fault)));
        return this;
    }

    /** A name that is not given is made of the title, and what is wrong with it is mended there. */
    private String shown(String field) {
        return field.equals("name") && form.given(field).isEmpty() ? "title" : field;
    }

    private static String words(PageRequest visit, Fault fault) {
        return fault.code() == FaultCode.REQUIRED && fault.field().startsWith(EXAMPLES + ".")
                ? visit.text("template.fault.example", "place", fault.field().substring(EXAMPLES.length() + 1))
                : visit.fault(fault);
    }

    private static String field(String path) {
        var button = BUTTON.matcher(path);
        return button.matches()
                ? button.group(2) + "_" + button.group(1)
                : path.startsWith(EXAMPLES)
                        ? EXAMPLES
                        : path.startsWith("buttons") || path.startsWith("organisation") ? Form.WHOLE : path;
    }
}
