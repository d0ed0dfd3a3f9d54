package org.relais.channel.telegram;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.JsonPayload;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.WebhookCodec;
import org.relais.channel.telegram.TelegramConfig.Bot;
import org.relais.contact.AddressId;

/**
 * Reader of a bot's updates, each of its own path {@code /webhook/telegram/<bot id>}. One update is one event, under its
 * {@code update_id}; one about somebody who comes to a group by no link of ours, or leaves it, is none.
 *
 * <p>Updates are read from the JSON tree, not through the library's types: those refuse a whole update for one field
 * of another type, and a stop must not be lost for that.
 */
final class TelegramCodec implements WebhookCodec {
    private final List<Bot> bots;

    /** @param bots whose secrets are known; a codec without any decodes and finds nothing authentic */
    TelegramCodec(List<Bot> bots) {
        this.bots = List.copyOf(bots);
    }

    @Override
    public boolean serves(String account) {
        return account.isEmpty() || bots.stream().anyMatch(bot -> bot.id().equals(account));
    }

    /** Telegram has no handshake. */
    @Override
    public Optional<String> handshake(String account, MultiMap query) {
        return Optional.empty();
    }

    /** The secret in the header is all there is: the body is not signed. */
    @Override
    public Credentials credentials(String account, MultiMap headers) {
        String secret = headers.get("X-Telegram-Bot-Api-Secret-Token");
        boolean right = secret != null
                && bots.stream()
                        .anyMatch(bot ->
                                bot.id().equals(account) && bot.secretToken().matches(secret));
        return right ? Credentials.PROVEN : Credentials.WRONG;
    }

    @Override
    public List<InboundEvent> decode(String account, Buffer body, Instant receivedAt) throws MalformedPayloadException {
        JsonNode update = JsonPayload.parse(body);
        String id = text(update, "update_id");
        if (id == null) {
            throw new MalformedPayloadException("the payload has no \"update_id\"");
        }
        String username = bots.stream()
                .filter(bot -> bot.id().equals(account))
                .map(Bot::username)
                .findFirst()
                .orElse("");
        TelegramUpdate context = new TelegramUpdate(account, id, receivedAt, username);
        return update.path("chat_member").isObject()
                ? TelegramGroups.passage(context, update.path("chat_member"))
                : List.of(event(context, update));
    }

    private static InboundEvent event(TelegramUpdate context, JsonNode update) {
        if (update.path("message").isObject()) {
            return TelegramMessageReader.read(context, update.path("message"), false);
        }
        if (update.path("edited_message").isObject()) {
            return TelegramMessageReader.read(context, update.path("edited_message"), true);
        }
        if (update.path("callback_query").isObject()) {
            return button(context, update.path("callback_query"));
        }
        if (update.path("inline_query").isObject()) {
            return shared(context, update.path("inline_query"), Kind.SHARE_QUERY, "id");
        }
        if (update.path("chosen_inline_result").isObject()) {
            return shared(context, update.path("chosen_inline_result"), Kind.SHARED, "result_id");
        }
        if (update.path("my_chat_member").isObject()) {
            return membership(context, update.path("my_chat_member"));
        }
        return context.event(context.receivedAt()).build();
    }

    /**
     * A pressed button. The update has no time of its own, and the message's is when we sent it, which may be days ago;
     * the press is now, so its time is the arrival's, by our clock. Theirs says no more than that it was not before.
     */
    private static InboundEvent button(TelegramUpdate context, JsonNode query) {
        JsonNode message = query.path("message");
        String payload = text(query, "data");
        boolean isPrivate = TelegramUpdate.isPrivate(message.path("chat"));
        long sent = Math.min(message.path("date").asLong(), context.receivedAt().getEpochSecond());
        return person(context.event(context.receivedAt()), query.path("from"))
                .notBefore(payload == null ? null : Instant.ofEpochSecond(Math.max(0, sent)))
                .kind(payload == null ? Kind.OTHER : Kind.BUTTON)
                .group(!isPrivate)
                .button(payload)
                .text(payload == null ? null : label(message, payload))
                .context(text(message, "message_id"))
                .externalId(text(query, "id"))
                .build();
    }

    /** Bot API, {@code InlineQuery} and {@code ChosenInlineResult}: they have no time of their own. */
    private static InboundEvent shared(TelegramUpdate context, JsonNode query, Kind kind, String id) {
        return person(context.event(context.receivedAt()), query.path("from"))
                .kind(kind)
                .text(text(query, "query"))
                .externalId(text(query, id))
                .build();
    }

    private static @Nullable String label(JsonNode message, String payload) {
        for (JsonNode row : JsonPayload.list(message.path("reply_markup"), "inline_keyboard")) {
            for (JsonNode button : row) {
                if (payload.equals(text(button, "callback_data"))) {
                    return text(button, "text");
                }
            }
        }
        return null;
    }

    /** In a private chat: the person blocked the bot, or let it in again. Elsewhere it says nothing of a person. */
    private static InboundEvent membership(TelegramUpdate context, JsonNode change) {
        if (!TelegramUpdate.isPrivate(change.path("chat"))) {
            return TelegramGroups.standing(context, change);
        }
        String status = text(change, "new_chat_member", "status");
        Kind kind = "kicked".equals(status)
                ? Kind.PLATFORM_STOP
                : "member".equals(status) ? Kind.PLATFORM_RESUME : Kind.OTHER;
        return person(context.event(JsonPayload.time(change, "date", context.receivedAt())), change.path("from"))
                .from(TelegramUpdate.person(change.path("chat"), change.path("from")))
                .kind(kind)
                .build();
    }

    /** Who did it. */
    static EventBuilder person(EventBuilder event, JsonNode user) {
        String first = text(user, "first_name");
        String last = text(user, "last_name");
        return event.from(TelegramUpdate.chat(user))
                .name(first == null ? last : last == null ? first : first + " " + last)
                .language(text(user, "language_code"));
    }

    /**
     * What the parts of one update share.
     *
     * @param account the bot's id, from the path
     * @param username the bot's name; empty when it is not known
     */
    record TelegramUpdate(String account, String id, Instant receivedAt, String username) {

        EventBuilder event(Instant time) {
            return new EventBuilder(TelegramChannel.KIND, account, id, time);
        }

        static boolean isPrivate(JsonNode chat) {
            return "private".equals(text(chat, "type"));
        }

        /** The person's own chat: their id is also that of their private chat with the bot. */
        static List<AddressId> person(JsonNode chat, JsonNode user) {
            List<AddressId> ofUser = chat(user);
            return ofUser.isEmpty() && isPrivate(chat) ? chat(chat) : ofUser;
        }

        /** The address of a chat or user; none when its id is not a whole number. */
        static List<AddressId> chat(JsonNode chat) {
            String id = text(chat, "id");
            return id != null && id.matches("-?[0-9]{1,18}")
                    ? List.of(new AddressId(TelegramChannel.KIND, TelegramProvider.CHAT, id))
                    : List.of();
        }
    }
}
