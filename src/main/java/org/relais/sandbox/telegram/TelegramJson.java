package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SentFiles;

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

    /** A file that somebody sent, as its kind has it; a photograph in two sizes. */
    static Object file(String kind, SentFiles.SentFile file) {
        JsonObject json = new JsonObject()
                .put("file_id", "AgAD" + file.id())
                .put("file_unique_id", "AQAD" + file.id())
                .put("file_size", file.bytes().length());
        return switch (kind) {
            case "photo" ->
                new JsonArray()
                        .add(json.copy().put("width", 90).put("height", 68).put("file_id", "AgADs" + file.id()))
                        .add(json.put("width", 320).put("height", 240));
            case "voice" -> json.put("duration", 2).put("mime_type", "audio/ogg");
            case "sticker" ->
                json.put("type", "regular")
                        .put("width", 192)
                        .put("height", 192)
                        .put("is_animated", false)
                        .put("is_video", false)
                        .put("emoji", "🙂");
            case "video" ->
                json.put("duration", 1)
                        .put("width", 320)
                        .put("height", 240)
                        .put("mime_type", file.type())
                        .put("file_name", file.name());
            default -> json.put("mime_type", file.type()).put("file_name", file.name());
        };
    }

    static JsonObject chatMember(JsonObject user, String status) {
        JsonObject member = new JsonObject().put("user", user).put("status", status);
        if (status.equals("kicked")) {
            member.put("until_date", 0);
        }
        return member;
    }
}
