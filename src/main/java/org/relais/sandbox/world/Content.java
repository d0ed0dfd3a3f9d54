package org.relais.sandbox.world;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees of a message.
 *
 * @param kind text, image, document, template, button, list, cta_url, contacts, reaction, location …
 * @param text what is written, after formatting has been taken out
 * @param header line above it
 * @param footer line below it
 * @param media link or file name of what is attached
 * @param links links behind words of the text
 * @param buttons what can be pressed, in order
 * @param listTitle label of the button that opens the list, when the buttons are rows of a list
 * @param entities formatting of the text, where the platform tells it apart (Bot API, {@code MessageEntity})
 * @param form what its button opens to be filled in
 */
public record Content(
        String kind,
        String text,
        @Nullable String header,
        @Nullable String footer,
        @Nullable String media,
        List<String> links,
        List<PhoneButton> buttons,
        @Nullable String listTitle,
        JsonArray entities,
        @Nullable Form form) {
    /**
     * A screen to fill in.
     *
     * @param send label of the button that sends it
     * @param token goes back with what is filled in
     */
    public record Form(String title, String send, String token, List<Field> fields) {
        public Form {
            fields = List.copyOf(fields);
        }

        JsonObject json() {
            return new JsonObject()
                    .put("title", title)
                    .put("send", send)
                    .put("token", token)
                    .put(
                            "fields",
                            new JsonArray(fields.stream().map(Field::json).toList()));
        }
    }

    /**
     * Something to fill in.
     *
     * @param type component of the platform, such as TextArea
     * @param asked what stands above it
     * @param options titles by id of what can be chosen, in order; none where one types
     * @param longest characters of what is typed
     */
    public record Field(
            String name,
            String type,
            String asked,
            String label,
            String hint,
            boolean number,
            boolean required,
            Map<String, String> options,
            int longest) {

        JsonObject json() {
            return new JsonObject()
                    .put("name", name)
                    .put("type", type)
                    .put("asked", asked)
                    .put("label", label)
                    .put("hint", hint)
                    .put("required", required)
                    .put("options", new JsonObject(new LinkedHashMap<>(options)));
        }
    }

    public Content withForm(Form opened) {
        return new Content(kind, text, header, footer, media, links, buttons, listTitle, entities, opened);
    }

    public static Content text(String kind, String text) {
        return new Content(kind, text, null, null, null, List.of(), List.of(), null, new JsonArray(), null);
    }

    public Content withButtons(List<PhoneButton> replaced) {
        return new Content(kind, text, header, footer, media, links, List.copyOf(replaced), listTitle, entities, form);
    }

    public Content withMedia(@Nullable String replaced) {
        return new Content(kind, text, header, footer, replaced, links, buttons, listTitle, entities, form);
    }

    void writeTo(JsonObject json) {
        json.put("kind", kind).put("text", text);
        putIfPresent(json, "header", header);
        putIfPresent(json, "footer", footer);
        putIfPresent(json, "media", media);
        putIfPresent(json, "listTitle", listTitle);
        json.put("links", new JsonArray(List.copyOf(links)));
        json.put(
                "buttons",
                new JsonArray(
                        List.copyOf(buttons.stream().map(PhoneButton::json).toList())));
        if (form != null) {
            json.put("form", form.json());
        }
        if (!entities.isEmpty()) {
            json.put("entities", entities);
        }
    }

    private static void putIfPresent(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
