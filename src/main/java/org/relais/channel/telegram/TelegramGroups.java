package org.relais.channel.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventBuilder;
import org.relais.channel.GroupChange;
import org.relais.channel.GroupChange.Ability;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InviteAnswer;
import org.relais.channel.InviteAnswer.Outcome;
import org.relais.channel.JsonPayload;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;
import org.relais.channel.telegram.TelegramCodec.TelegramUpdate;
import org.relais.channel.telegram.TelegramConfig.Bot;
import org.relais.contact.AddressId;

/**
 * Links into groups and channels, and what their updates say ({@code createChatInviteLink}, {@code revokeChatInviteLink},
 * {@code ChatMemberUpdated}; Bot API 10.1).
 */
final class TelegramGroups {
    private static final Set<String> INSIDE = Set.of("creator", "administrator", "member");

    private final PlatformClient client;
    private final Bot bot;
    private final Duration timeout;

    TelegramGroups(PlatformClient client, Bot bot, Duration timeout) {
        this.client = client;
        this.bot = bot;
        this.timeout = timeout;
    }

    Future<InviteAnswer> invite(String chat, String name) {
        return call("createChatInviteLink", chat, "name", name);
    }

    Future<InviteAnswer> revoke(String chat, String link) {
        return call("revokeChatInviteLink", chat, "invite_link", link);
    }

    private Future<InviteAnswer> call(String method, String chat, String field, String value) {
        JsonObject body = new JsonObject().put("chat_id", Long.parseLong(chat)).put(field, value);
        return client.call(TelegramChannel.path(bot, method), Map.of(), body.toBuffer(), timeout)
                .map(TelegramGroups::read);
    }

    private static InviteAnswer read(PlatformAnswer answer) {
        if (!(answer instanceof Response response)) {
            return InviteAnswer.of(Outcome.LATER);
        }
        JsonNode body = response.json();
        if (body.path("ok").asBoolean()) {
            return new InviteAnswer(Outcome.DONE, JsonPayload.text(body, "result", "invite_link"), null);
        }
        String movedTo = JsonPayload.text(body, "parameters", "migrate_to_chat_id");
        return movedTo != null
                ? new InviteAnswer(Outcome.MOVED, null, movedTo)
                : InviteAnswer.of(refused(body.path("error_code").asInt(response.status()), body));
    }

    private static Outcome refused(int code, JsonNode body) {
        String description =
                String.valueOf(JsonPayload.text(body, "description")).toLowerCase(Locale.ROOT);
        if (description.contains("invite_hash") || description.contains("invite link not found")) {
            return Outcome.NOTHING;
        }
        if (description.contains("not enough rights") || description.contains("chat_admin_required")) {
            return Outcome.NO_RIGHT;
        }
        // 401 and 404 are about the token, and everything from 429 on passes.
        return code == 403 || code == 400 ? Outcome.GONE : Outcome.LATER;
    }

    /** {@code my_chat_member} of a group: nobody of the people there is of interest. */
    static InboundEvent standing(TelegramUpdate context, JsonNode update) {
        JsonNode now = update.path("new_chat_member");
        return event(
                        context,
                        update,
                        chat -> new GroupChange(
                                chat,
                                title(update),
                                isChannel(update),
                                ability(String.valueOf(JsonPayload.text(now, "status")), now),
                                null))
                .build();
    }

    private static Ability ability(String status, JsonNode member) {
        return switch (status) {
            case "administrator" -> member.path("can_invite_users").asBoolean() ? Ability.INVITES : Ability.NO_RIGHT;
            case "member", "restricted" -> Ability.NO_ADMINISTRATOR;
            default -> Ability.REMOVED;
        };
    }

    /** {@code chat_member}: somebody who comes in from outside by a link of this bot's; nothing for anybody else. */
    static List<InboundEvent> passage(TelegramUpdate context, JsonNode update) {
        JsonNode link = update.path("invite_link");
        String name = JsonPayload.text(link, "name");
        JsonNode who = update.path("new_chat_member").path("user");
        boolean ours = name != null && context.account().equals(JsonPayload.text(link, "creator", "id"));
        boolean entered = !isInside(update.path("old_chat_member")) && isInside(update.path("new_chat_member"));
        if (!ours || !entered || who.path("is_bot").asBoolean()) {
            return List.of();
        }
        return List.of(
                event(context, update, chat -> new GroupChange(chat, title(update), isChannel(update), null, name))
                        .from(TelegramUpdate.chat(who))
                        .build());
    }

    private static boolean isInside(JsonNode member) {
        String status = JsonPayload.text(member, "status");
        return status != null
                && (INSIDE.contains(status)
                        || status.equals("restricted")
                                && member.path("is_member").asBoolean());
    }

    private interface Reading {
        GroupChange of(String chat);
    }

    private static EventBuilder event(TelegramUpdate context, JsonNode update, Reading reading) {
        @Nullable
        String chat = TelegramUpdate.chat(update.path("chat")).stream()
                .map(AddressId::identifier)
                .findFirst()
                .orElse(null);
        return context.event(JsonPayload.time(update, "date", context.receivedAt()))
                .kind(chat == null ? Kind.OTHER : Kind.GROUP)
                .group(true)
                .groupChange(chat == null ? null : reading.of(chat));
    }

    private static String title(JsonNode update) {
        String title = JsonPayload.text(update, "chat", "title");
        return title == null ? "" : title;
    }

    private static boolean isChannel(JsonNode update) {
        return "channel".equals(JsonPayload.text(update, "chat", "type"));
    }
}
