package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Phone;

/** The Bot API's objects for what the sandbox knows. */
final class TelegramJson {
    private TelegramJson() {}

    static JsonObject user(Phone phone) {
        JsonObject user =
                new JsonObject().put("id", Long.parseLong(phone.userId())).put("is_bot", false);
        names(user, phone);
        return user.put("language_code", phone.language());
    }

    static JsonObject chat(Phone phone) {
        long id = Long.parseLong(phone.userId());
        if (phone.group()) {
            return new JsonObject()
                    .put("id", id)
                    .put("title", phone.name())
                    .put("type", phone.userId().startsWith("-100") ? "supergroup" : "group");
        }
        JsonObject chat = new JsonObject().put("id", id);
        names(chat, phone);
        return chat.put("type", "private");
    }

    private static void names(JsonObject json, Phone phone) {
        String[] names = phone.name().strip().split("\\s+", 2);
        json.put("first_name", names[0].isEmpty() ? phone.userId() : names[0]);
        if (names.length > 1) {
            json.put("last_name", names[1]);
        }
        if (phone.username() != null) {
            json.put("username", phone.username());
        }
    }

    static JsonObject message(long messageId, JsonObject from, Phone chat, Instant at) {
        return new JsonObject()
                .put("message_id", messageId)
                .put("from", from)
                .put("chat", chat(chat))
                .put("date", at.getEpochSecond());
    }

    /** A bot command at the beginning is told apart by an entity. */
    static @Nullable JsonArray commandEntity(String text) {
        if (!text.startsWith("/")) {
            return null;
        }
        int end = 1;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_@".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end < 2
                ? null
                : new JsonArray()
                        .add(new JsonObject()
                                .put("type", "bot_command")
                                .put("offset", 0)
                                .put("length", end));
    }

    static JsonObject chatMember(JsonObject user, String status) {
        JsonObject member = new JsonObject().put("user", user).put("status", status);
        if (status.equals("kicked")) {
            member.put("until_date", 0);
        }
        return member;
    }
}
