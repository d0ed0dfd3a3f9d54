package org.relais.console.broadcast;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a message between its JSON and the fields of a form: {@code body_fr}, {@code share_fr}, {@code share_url} …
 * What a form has no field for, such as further languages, is kept.
 */
public final class MessageTexts {
    private static final String BODY = "body_";
    private static final String SHARE = "share_";

    private MessageTexts() {}

    /** Puts the texts of a message into fields. */
    public static void read(JsonObject message, Map<String, String> fields) {
        JsonObject share = message.getJsonObject("share", new JsonObject());
        put(fields, "share_url", share.getString("url"));
        for (String language : MessageForm.LANGUAGES) {
            put(fields, BODY + language, message.getJsonObject("body").getString(language));
            put(
                    fields,
                    SHARE + language,
                    share.getJsonObject("text", new JsonObject()).getString(language));
        }
    }

    /** Puts a text that is there. */
    static void put(Map<String, String> fields, String name, @Nullable String text) {
        if (text != null) {
            fields.put(name, text);
        }
    }

    /**
     * Puts the bodies of a form into a message.
     *
     * @param organisationLanguage the default language of a message that is written in it
     */
    public static void writeBody(Map<String, String> fields, JsonObject message, String organisationLanguage) {
        JsonObject body = texts(fields, message.getJsonObject("body", new JsonObject()), BODY);
        message.put("language", language(message.getString("language"), body, organisationLanguage));
        message.put("body", body);
    }

    /** Puts what is passed on into a message; nothing when it is empty. */
    public static void writeShare(Map<String, String> fields, JsonObject message) {
        JsonObject before = message.getJsonObject("share", new JsonObject());
        JsonObject share =
                new JsonObject().put("text", texts(fields, before.getJsonObject("text", new JsonObject()), SHARE));
        put(share, "url", fields.getOrDefault("share_url", ""));
        message.remove("share");
        if (!share.getJsonObject("text").isEmpty() || share.containsKey("url")) {
            message.put("share", share);
        }
    }

    /** The default language: one that the form does not show stays, else the organisation's where it is written. */
    private static String language(@Nullable String before, JsonObject body, String organisationLanguage) {
        if (before != null && !MessageForm.LANGUAGES.contains(before) && body.containsKey(before)) {
            return before;
        }
        if (body.containsKey(organisationLanguage) || body.isEmpty()) {
            return MessageForm.LANGUAGES.contains(organisationLanguage)
                    ? organisationLanguage
                    : MessageForm.LANGUAGES.get(0);
        }
        return MessageForm.LANGUAGES.stream()
                .filter(body::containsKey)
                .findFirst()
                .orElse(organisationLanguage);
    }

    /** Languages that a form of these fields shows; one that it did not show has no say. */
    static List<String> shown(Map<String, String> fields) {
        return MessageForm.languages(name -> fields.getOrDefault(name, ""));
    }

    /** Texts of the form by language, beside those of languages that the form does not show. */
    public static JsonObject texts(Map<String, String> fields, JsonObject before, String prefix) {
        JsonObject texts = before.copy();
        for (String language : shown(fields)) {
            texts.remove(language);
            put(texts, language, fields.getOrDefault(prefix + language, ""));
        }
        return texts;
    }

    /** Puts a text that is not empty. */
    static void put(JsonObject json, String key, String text) {
        if (!text.isEmpty()) {
            json.put(key, text);
        }
    }
}
