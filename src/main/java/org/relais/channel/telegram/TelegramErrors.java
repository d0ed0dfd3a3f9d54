package org.relais.channel.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.channel.JsonPayload;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.SendOutcome;
import org.relais.channel.SendOutcome.Kind;
import org.relais.contact.Address;
import org.relais.contact.AddressId;

/**
 * What the Bot API's answers mean to us. It has no codes but HTTP's, so the words of {@code description} decide (as
 * tdlib/telegram-bot-api writes them, {@code Client.cpp}); the outcome's code is our own word for them.
 */
final class TelegramErrors {

    /** A description that contains {@code words} means {@code kind}. */
    private record Meaning(String words, Kind kind, String code) {}

    private static final List<Meaning> MEANINGS = List.of(
            new Meaning("bot was blocked by the user", Kind.SUPPRESS, "blocked"),
            // The account is gone: nothing goes there any more, and nobody asked for a stop.
            new Meaning("user is deactivated", Kind.UNREACHABLE, Address.CLOSED),
            new Meaning("can't initiate conversation", Kind.UNREACHABLE, "never_started"),
            new Meaning("can't send messages to bots", Kind.UNREACHABLE, "is_a_bot"),
            new Meaning("bot was kicked", Kind.UNREACHABLE, "kicked"),
            new Meaning("bot is not a member", Kind.UNREACHABLE, "not_a_member"),
            new Meaning("chat not found", Kind.UNREACHABLE, "chat_not_found"),
            new Meaning("user not found", Kind.UNREACHABLE, "user_not_found"),
            new Meaning("peer_id_invalid", Kind.UNREACHABLE, "chat_not_found"),
            new Meaning("chat_id is empty", Kind.UNREACHABLE, "chat_not_found"),
            new Meaning("group chat was upgraded", Kind.UNREACHABLE, "migrated"),
            new Meaning("group chat was deactivated", Kind.UNREACHABLE, "group_deactivated"),
            new Meaning("have no rights to send", Kind.UNREACHABLE, "no_rights"),
            new Meaning("not enough rights", Kind.UNREACHABLE, "no_rights"),
            new Meaning("chat_write_forbidden", Kind.UNREACHABLE, "no_rights"),
            // What the edit wanted is already there.
            new Meaning("message is not modified", Kind.ACCEPTED, "accepted"),
            new Meaning("message to edit not found", Kind.REJECTED, "message_not_found"),
            new Meaning("message can't be edited", Kind.REJECTED, "not_editable"),
            new Meaning("message is too long", Kind.REJECTED, "text_too_long"),
            new Meaning("caption is too long", Kind.REJECTED, "text_too_long"),
            new Meaning("text is empty", Kind.REJECTED, "empty_text"),
            new Meaning("button_data_invalid", Kind.REJECTED, "button_payload_size"),
            new Meaning("button_url_invalid", Kind.REJECTED, "button_url"),
            new Meaning("wrong http url", Kind.REJECTED, "button_url"),
            new Meaning("failed to get http url content", Kind.REJECTED, "image_not_fetched"),
            new Meaning("wrong file identifier", Kind.REJECTED, "image_not_fetched"),
            new Meaning("wrong type of the web page content", Kind.REJECTED, "image_not_fetched"));

    private TelegramErrors() {}

    /** The outcome of an answered {@code sendMessage}, {@code sendPhoto}, {@code editMessageText} or {@code editMessageReplyMarkup}. */
    static SendOutcome outcome(Response answer) {
        JsonNode body = answer.json();
        if (body.path("ok").asBoolean()) {
            String messageId = JsonPayload.text(body, "result", "message_id");
            if (messageId != null) {
                return SendOutcome.accepted(messageId);
            }
            // A sign under a message has no id: that it is there is the whole result.
            return body.path("result").asBoolean()
                    ? SendOutcome.of(Kind.ACCEPTED, "accepted")
                    : SendOutcome.of(Kind.UNKNOWN, "unreadable_answer");
        }
        return body.path("ok").isBoolean()
                ? refused(body, answer)
                : PlatformAnswer.byStatus(answer.status(), answer.retryAfter());
    }

    private static SendOutcome refused(JsonNode body, Response answer) {
        int code = body.path("error_code").asInt(answer.status());
        if (code == 429) {
            return SendOutcome.later(Kind.THROTTLE_SENDER, "429", retryAfter(body, answer));
        }
        String description = JsonPayload.text(body, "description");
        String words = description == null ? "" : description.toLowerCase(Locale.ROOT);
        for (Meaning meaning : MEANINGS) {
            if (words.contains(meaning.words()) && code >= 400 && code < 500) {
                return new SendOutcome(meaning.kind(), meaning.code(), null, null, movedTo(body));
            }
        }
        return switch (code) {
            // The token is revoked, or was never one.
            case 401, 404 -> SendOutcome.of(Kind.PAUSE_SENDER, "token_refused");
            // Every 403 is about this chat; which way, its words did not say.
            case 403 -> SendOutcome.of(Kind.UNREACHABLE, "403");
            case 400 ->
                new SendOutcome(
                        movedTo(body) == null ? Kind.REJECTED : Kind.UNREACHABLE, "400", null, null, movedTo(body));
            default -> PlatformAnswer.byStatus(code < 300 ? 500 : code, retryAfter(body, answer));
        };
    }

    private static @Nullable Duration retryAfter(JsonNode body, Response answer) {
        long seconds = body.path("parameters").path("retry_after").asLong(0);
        return seconds > 0 ? Duration.ofSeconds(Math.min(seconds, 86_400)) : answer.retryAfter();
    }

    /** The supergroup a group has become; its id has up to 52 bits. */
    private static @Nullable AddressId movedTo(JsonNode body) {
        long chat = body.path("parameters").path("migrate_to_chat_id").asLong(0);
        return chat == 0 ? null : new AddressId(TelegramChannel.KIND, TelegramProvider.CHAT, Long.toString(chat));
    }
}
