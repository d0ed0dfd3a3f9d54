package org.relais.sandbox.world;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Something on a message that a person can press.
 *
 * @param kind what pressing it does
 * @param label what is written on it
 * @param data callback data, reply id, payload, link, text to copy, or the number to call
 * @param description second line of a list row
 */
public record PhoneButton(Kind kind, String label, String data, @Nullable String description) {
    public PhoneButton(Kind kind, String label, String data) {
        this(kind, label, data, null);
    }

    /** What pressing does. */
    public enum Kind {
        /** Telegram inline button: the bot receives a callback query. */
        CALLBACK,
        /** WhatsApp interactive reply button: the business receives a button reply. */
        REPLY,
        /** WhatsApp list row: the business receives a list reply. */
        ROW,
        /** WhatsApp quick reply of a template: the business receives a message of type button. */
        QUICK_REPLY,
        /** Telegram reply keyboard: the label is sent as a text. */
        TEXT,
        /** Telegram reply keyboard: the person's own contact card is sent. */
        CONTACT,
        /** Opens a link. */
        LINK,
        /** Copies a text on the phone. */
        COPY,
        /** Starts a call on the phone. */
        CALL,
        /** Chooses a chat to share a text with. */
        SHARE,
        /** Opens a form; the business receives what was filled in. */
        FORM;

        /** Whether the press reaches the service by a webhook. */
        public boolean answers() {
            return switch (this) {
                case CALLBACK, REPLY, ROW, QUICK_REPLY, TEXT, CONTACT -> true;
                case LINK, COPY, CALL, SHARE, FORM -> false;
            };
        }
    }

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("kind", kind.name().toLowerCase(java.util.Locale.ROOT))
                .put("label", label)
                .put("data", data);
        if (description != null) {
            json.put("description", description);
        }
        return json;
    }
}
