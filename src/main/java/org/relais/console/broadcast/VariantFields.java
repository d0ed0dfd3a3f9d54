package org.relais.console.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.template.catalogue.Catalogue;

/**
 * Fields of a broadcast's second text in its form: whether there is one, and those of a message's texts and of its platform
 * template with {@code variant_} before their names.
 */
public final class VariantFields {
    /** Says that there is one; in the draft the second text itself. */
    public static final String ON = "variant";

    /** Field that says which of two texts is to be looked at or tried. */
    public static final String LOOK = "look";

    static final String PREFIX = "variant_";

    private VariantFields() {}

    static List<String> names() {
        List<String> names = new ArrayList<>();
        MessageForm.LANGUAGES.forEach(language -> names.add(PREFIX + "body_" + language));
        return names;
    }

    /** The form as if the second text were the first, for parts of pages that show a message's fields. */
    public static MessageForm form(MessageForm form) {
        return new MessageForm() {
            @Override
            public String text(String name) {
                return form.text(name.equals(SHOWN) ? SHOWN : PREFIX + name);
            }

            @Override
            public @Nullable String fault(String path) {
                return form.fault(path.replaceFirst("^message\\b", ON));
            }

            @Override
            public List<String> languages() {
                return form.languages();
            }
        };
    }

    static void read(JsonObject draft, Map<String, String> texts) {
        JsonObject variant = draft.getJsonObject(ON);
        if (variant != null) {
            texts.put(ON, "on");
            Map<String, String> own = new HashMap<>();
            MessageTexts.read(variant, own);
            TemplateFields.read(variant, own);
            own.forEach((name, text) -> texts.put(PREFIX + name, text));
        }
    }

    /** With the approved texts of the template that is chosen; see {@link TemplateFields#approved}. */
    static Map<String, String> approved(Map<String, String> texts, Catalogue catalogue, String organisationLanguage) {
        Map<String, String> more = new HashMap<>(texts);
        more.keySet().removeIf(name -> name.startsWith(PREFIX));
        TemplateFields.approved(own(texts), catalogue, organisationLanguage)
                .forEach((name, text) -> more.put(name.equals(MessageForm.SHOWN) ? name : PREFIX + name, text));
        return more;
    }

    /** Whoever writes anything of a second text wants one. */
    static void sent(Map<String, String> texts) {
        if (texts.entrySet().stream()
                .anyMatch(field ->
                        field.getKey().startsWith(PREFIX) && !field.getValue().isBlank())) {
            texts.put(ON, "on");
        }
    }

    static void write(Map<String, String> texts, JsonObject draft, String organisationLanguage) {
        JsonObject before = draft.getJsonObject(ON, new JsonObject());
        draft.remove(ON);
        if (texts.containsKey(ON)) {
            Map<String, String> own = own(texts);
            JsonObject variant = before.copy();
            MessageTexts.writeBody(own, variant, organisationLanguage);
            variant.remove("language");
            TemplateFields.write(own, variant);
            draft.put(ON, variant);
        }
    }

    /** Its fields by the names of the first text's, with the languages that the form shows. */
    private static Map<String, String> own(Map<String, String> texts) {
        Map<String, String> own = new HashMap<>();
        texts.forEach((name, text) -> {
            if (name.startsWith(PREFIX)) {
                own.put(name.substring(PREFIX.length()), text);
            }
        });
        own.put(MessageForm.SHOWN, String.join(",", MessageTexts.shown(texts)));
        return own;
    }

    /** Whether a fault of this path has its place beside one of the fields. */
    static boolean isField(String path) {
        return path.equals(ON)
                || path.matches("variant\\.body\\.[a-z]{2}")
                || path.startsWith(ON + ".") && TemplateFields.isField(path.replaceFirst("^" + ON, "message"));
    }
}
