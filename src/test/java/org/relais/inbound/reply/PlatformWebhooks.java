package org.relais.inbound.reply;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Webhook bodies as the platforms send them, and their signatures. */
public final class PlatformWebhooks {
    public static final String PHONE_NUMBER_ID = "1055";
    public static final String OTHER_PHONE_NUMBER_ID = "2066";
    public static final String BOT_ID = "7001";
    public static final String APP_SECRET = "the-app-secret";
    public static final String VERIFY_TOKEN = "the-verify-token";
    public static final String BOT_SECRET = "the-bot-secret";

    private PlatformWebhooks() {}

    /** What Meta puts into {@code X-Hub-Signature-256}. */
    public static String signature(String body) {
        return signature(body, APP_SECRET);
    }

    /** As {@link #signature(String)}, of bytes that may be no text. */
    public static String signature(byte[] body) {
        return signature(body, APP_SECRET);
    }

    /** As {@link #signature(String)}, of an app with another secret. */
    public static String signature(String body, String secret) {
        return signature(body.getBytes(StandardCharsets.UTF_8), secret);
    }

    private static String signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** One webhook with any number of messages to our first number. */
    public static JsonObject whatsApp(JsonObject... messages) {
        return whatsAppValue(PHONE_NUMBER_ID, new JsonObject().put("messages", new JsonArray(List.of(messages))));
    }

    public static JsonObject whatsAppValue(String phoneNumberId, JsonObject value) {
        return new JsonObject()
                .put("object", "whatsapp_business_account")
                .put(
                        "entry",
                        new JsonArray()
                                .add(
                                        new JsonObject()
                                                .put("id", "acc1")
                                                .put(
                                                        "changes",
                                                        new JsonArray()
                                                                .add(
                                                                        new JsonObject()
                                                                                .put("field", "messages")
                                                                                .put(
                                                                                        "value",
                                                                                        value.put(
                                                                                                        "messaging_product",
                                                                                                        "whatsapp")
                                                                                                .put(
                                                                                                        "metadata",
                                                                                                        new JsonObject()
                                                                                                                .put(
                                                                                                                        "phone_number_id",
                                                                                                                        phoneNumberId)))))));
    }

    public static JsonObject text(String wamid, String from, String body, Instant at) {
        return message(wamid, from, "text", at).put("text", new JsonObject().put("body", body));
    }

    /** The quick reply of a platform template: a payload and a label of the organiser's own. */
    public static JsonObject templateButton(String wamid, String from, String payload, String label, Instant at) {
        return message(wamid, from, "button", at)
                .put("button", new JsonObject().put("payload", payload).put("text", label));
    }

    public static JsonObject replyButton(String wamid, String from, String payload, String label, Instant at) {
        return message(wamid, from, "interactive", at)
                .put(
                        "interactive",
                        new JsonObject()
                                .put("type", "button_reply")
                                .put(
                                        "button_reply",
                                        new JsonObject().put("id", payload).put("title", label)));
    }

    public static JsonObject message(String wamid, String from, String type, Instant at) {
        return new JsonObject()
                .put("id", wamid)
                .put("from", from)
                .put("type", type)
                .put("timestamp", Long.toString(at.getEpochSecond()));
    }

    public static JsonObject telegramText(long updateId, long chatId, String text, Instant at) {
        return new JsonObject().put("update_id", updateId).put("message", telegramMessage(chatId, text, at));
    }

    public static JsonObject telegramEdit(long updateId, long chatId, String text, Instant at) {
        return new JsonObject()
                .put("update_id", updateId)
                .put("edited_message", telegramMessage(chatId, text, at).put("edit_date", at.getEpochSecond()));
    }

    public static JsonObject telegramGroupText(long updateId, long chatId, long groupId, String text, Instant at) {
        JsonObject message = telegramMessage(chatId, text, at)
                .put("chat", new JsonObject().put("id", groupId).put("type", "group"));
        return new JsonObject().put("update_id", updateId).put("message", message);
    }

    public static JsonObject telegramMember(long updateId, long chatId, String status, Instant at) {
        return new JsonObject()
                .put("update_id", updateId)
                .put(
                        "my_chat_member",
                        new JsonObject()
                                .put("chat", privateChat(chatId))
                                .put("from", user(chatId))
                                .put("date", at.getEpochSecond())
                                .put("old_chat_member", new JsonObject().put("status", "member"))
                                .put("new_chat_member", new JsonObject().put("status", status)));
    }

    public static JsonObject telegramPress(long updateId, long chatId, String payload, String label) {
        return new JsonObject()
                .put("update_id", updateId)
                .put(
                        "callback_query",
                        new JsonObject()
                                .put("id", "cb" + updateId)
                                .put("from", user(chatId))
                                .put("data", payload)
                                .put(
                                        "message",
                                        new JsonObject()
                                                .put("message_id", 77)
                                                .put("chat", privateChat(chatId))
                                                .put(
                                                        "reply_markup",
                                                        new JsonObject()
                                                                .put(
                                                                        "inline_keyboard",
                                                                        new JsonArray()
                                                                                .add(
                                                                                        new JsonArray()
                                                                                                .add(
                                                                                                        new JsonObject()
                                                                                                                .put(
                                                                                                                        "text",
                                                                                                                        label)
                                                                                                                .put(
                                                                                                                        "callback_data",
                                                                                                                        payload)))))));
    }

    private static JsonObject telegramMessage(long chatId, String text, Instant at) {
        return new JsonObject()
                .put("message_id", at.getEpochSecond() % 100_000)
                .put("from", user(chatId))
                .put("chat", privateChat(chatId))
                .put("date", at.getEpochSecond())
                .put("text", text);
    }

    private static JsonObject user(long id) {
        return new JsonObject().put("id", id).put("first_name", "Camille").put("language_code", "fr");
    }

    private static JsonObject privateChat(long id) {
        return new JsonObject().put("id", id).put("type", "private");
    }
}
