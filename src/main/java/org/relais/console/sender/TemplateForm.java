package org.relais.console.sender;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.relais.channel.TemplateContent;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.input.InvalidInputException;

/** A new template as it is written in the form; examples stand one a line, in the order of the places. */
public record TemplateForm(Form form) {
    /** Rows for buttons. */
    public static final int BUTTONS = 3;

    private static final String[] FIELDS = {
        "sender",
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

    static TemplateForm sent(PageRequest visit) {
        return new TemplateForm(Form.of(visit, FIELDS));
    }

    /** Its document; what was left empty is not in it. */
    JsonObject json() {
        JsonObject json = new JsonObject();
        for (String field : List.of("name", "language", "category", "header", "body", "footer", "mention")) {
            form.given(field).map(String::strip).ifPresent(text -> json.put(field, text));
        }
        form.given("sender")
                .filter(id -> id.matches("\\d{1,18}"))
                .ifPresent(id -> json.put("sender", Long.valueOf(id)));
        List<String> places = TemplateContent.places(form.value("body"));
        List<String> lines = form.value(EXAMPLES).lines().map(String::strip).toList();
        JsonObject examples = new JsonObject();
        for (int at = 0; at < Math.min(places.size(), lines.size()); at++) {
            if (!lines.get(at).isEmpty()) {
                examples.put(places.get(at), lines.get(at));
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

    /** The same with what is wrong beside its fields. */
    TemplateForm faulty(PageRequest visit, InvalidInputException invalid) {
        invalid.faults().forEach(fault -> form.fault(field(fault.field()), visit.fault(fault)));
        return this;
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
