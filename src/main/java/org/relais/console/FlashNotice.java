package org.relais.console;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;

/**
 * A word about what was just done, carried over one redirect in a cookie: the key of a text and its arguments, never
 * markup.
 *
 * @param key empty: nothing to say
 */
public record FlashNotice(Tone tone, String key, Map<String, Object> arguments) {
    /** How it is said: that it was done, that it was with something left over, or that nothing was. */
    public enum Tone implements SqlNamed {
        GOOD,
        WARN,
        BAD
    }

    /** Nothing to say. */
    public static final FlashNotice NONE = new FlashNotice(Tone.GOOD, "", Map.of());

    private static final int LONGEST = 1_500;

    static FlashNotice of(Tone tone, String key, Object... arguments) {
        return new FlashNotice(tone, key, Translations.arguments(arguments));
    }

    boolean present() {
        return !key.isEmpty();
    }

    String encode() {
        JsonObject json = new JsonObject().put("tone", tone.sqlName()).put("key", key);
        json.put("with", new JsonObject(new LinkedHashMap<>(arguments)));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** What {@link #encode} wrote; anything else says nothing, because anybody can set a cookie. */
    static FlashNotice decode(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return NONE;
        }
        try {
            JsonObject json = new JsonObject(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            String key = json.getString("key", "");
            return Translations.has(key)
                    ? new FlashNotice(
                            SqlNamed.of(Tone.class, json.getString("tone", "good")),
                            key,
                            json.getJsonObject("with", new JsonObject()).getMap())
                    : NONE;
        } catch (IllegalArgumentException | DecodeException | ClassCastException notOurs) {
            return NONE;
        }
    }
}
