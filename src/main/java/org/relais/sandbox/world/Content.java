package org.relais.sandbox.world;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
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
        JsonArray entities) {
    public static Content text(String kind, String text) {
        return new Content(kind, text, null, null, null, List.of(), List.of(), null, new JsonArray());
    }

    public Content withButtons(List<PhoneButton> replaced) {
        return new Content(kind, text, header, footer, media, links, List.copyOf(replaced), listTitle, entities);
    }

    public Content withMedia(@Nullable String replaced) {
        return new Content(kind, text, header, footer, replaced, links, buttons, listTitle, entities);
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
