package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Arrival;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.Handset;
import org.relais.sandbox.world.InlineList;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneButton;
import org.relais.sandbox.world.PhoneConversation;
import org.relais.sandbox.world.SentFiles;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** What a person does in the Telegram app, as updates. */
public final class TelegramHandset implements Handset {
    private final World world;

    public TelegramHandset(World world) {
        this.world = world;
    }

    @Override
    public List<JournalEntry> text(
            Phone phone, SimulatedSender sender, String text, @Nullable Phone group, @Nullable String replyTo) {
        if (text.isBlank() || text.length() > 4096) {
            throw new InvalidField("text", "must be 1 to 4096 characters");
        }
        TelegramBot bot = (TelegramBot) sender;
        Phone chat = group == null ? phone : group;
        JsonObject message = new JsonObject().put("text", text);
        JsonArray command = TelegramJson.commandEntity(text);
        if (command != null) {
            message.put("entities", command);
        }
        if (group == null && text.matches("/start(\\s.*)?")) {
            phone.with(bot).start();
        }
        return said(phone, bot, chat, message, Content.text("text", text), replyTo);
    }

    @Override
    public List<JournalEntry> press(Phone phone, SimulatedSender sender, ChatMessage message, PhoneButton button) {
        TelegramBot bot = (TelegramBot) sender;
        return switch (button.kind()) {
            case CALLBACK -> {
                JsonObject original = TelegramJson.message(
                                Long.parseLong(message.id()), bot.user(false), chatOf(message, phone), message.began())
                        .put("text", message.content().text());
                JsonArray row = new JsonArray();
                message.content().buttons().stream()
                        .filter(each -> each.kind() == PhoneButton.Kind.CALLBACK)
                        .forEach(each -> row.add(new JsonArray()
                                .add(new JsonObject().put("text", each.label()).put("callback_data", each.data()))));
                original.put("reply_markup", new JsonObject().put("inline_keyboard", row));
                JsonObject query = new JsonObject()
                        .put("id", bot.newQuery(message.phone(), message.id()))
                        .put("from", TelegramJson.user(phone))
                        .put("message", original)
                        .put("chat_instance", Long.toString(phone.userId().hashCode() * 31L))
                        .put("data", button.data());
                yield entries(bot.update("callback_query", message.phone(), phone.id(), query));
            }
            case TEXT -> text(phone, sender, button.label(), null, null);
            case CONTACT ->
                contact(phone, sender, new Card(phone.name(), phone.ownNumber(), Long.parseLong(phone.userId())));
            case REPLY, ROW, QUICK_REPLY, LINK, COPY, CALL, SHARE, FORM -> List.of();
        };
    }

    @Override
    public List<JournalEntry> inline(Phone phone, SimulatedSender sender, String query, Phone to) {
        TelegramBot bot = (TelegramBot) sender;
        if (!bot.condition().inline()) {
            throw new InvalidField("sender", "has no inline mode");
        }
        if (query.length() > 256) {
            throw new InvalidField("query", "must be at most 256 characters");
        }
        String id = bot.newQuery(phone.id(), "");
        phone.with(bot).inline(new InlineList(id, query, to.id(), null));
        world.changed(phone);
        return entries(bot.update(
                "inline_query",
                phone.id() + ":inline",
                phone.id(),
                new JsonObject()
                        .put("id", id)
                        .put("from", TelegramJson.user(phone))
                        .put("query", query)
                        .put("offset", "")
                        .put("chat_type", to.group() ? "group" : to == phone ? "sender" : "private")));
    }

    @Override
    public List<JournalEntry> choose(Phone phone, SimulatedSender sender, String item) {
        TelegramBot bot = (TelegramBot) sender;
        InlineList shown = phone.with(bot).inline();
        InlineList.Item chosen = shown == null ? null : shown.find(item).orElse(null);
        Phone to = shown == null ? null : world.phone(shown.to()).orElse(null);
        if (shown == null || chosen == null || to == null) {
            throw new InvalidField("item", "nothing like that is offered");
        }
        phone.with(bot).inline(null);
        world.changed(phone);
        List<JournalEntry> told = new ArrayList<>();
        passOn(phone, bot, to, chosen.content()).ifPresent(told::add);
        if (bot.condition().inlineFeedback()) {
            JsonObject result = new JsonObject()
                    .put("result_id", chosen.id())
                    .put("from", TelegramJson.user(phone))
                    .put("query", shown.query());
            bot.update("chosen_inline_result", phone.id() + ":inline", phone.id(), result)
                    .ifPresent(told::add);
        }
        return told;
    }

    /** Between two people the bot sees nothing of it; in its own chat, and in a group it is in, it does. */
    private Optional<JournalEntry> passOn(Phone phone, TelegramBot bot, Phone to, Content content) {
        Arrival arrival = world.arrive();
        long messageId = to.with(bot).nextMessageId();
        ChatMessage bubble = ChatMessage.written(Long.toString(messageId), to, bot.key(), arrival, content);
        bubble.author(phone.name() + " via @" + bot.username());
        world.written(to, bubble);
        JsonObject message = TelegramJson.message(messageId, TelegramJson.user(phone), to, arrival.at())
                .put("text", content.text())
                .put("via_bot", bot.user(false));
        return to.group() || to == phone ? bot.update("message", to.id(), phone.id(), message) : Optional.empty();
    }

    @Override
    public List<JournalEntry> contact(Phone phone, SimulatedSender sender, Card card) {
        String[] names = card.name().strip().split("\\s+", 2);
        JsonObject contact = new JsonObject().put("phone_number", card.number()).put("first_name", names[0]);
        if (names.length > 1) {
            contact.put("last_name", names[1]);
        }
        if (card.userId() != null) {
            contact.put("user_id", card.userId());
        }
        return said(
                phone,
                (TelegramBot) sender,
                phone,
                new JsonObject().put("contact", contact),
                Content.text("contacts", card.name() + " " + card.number()),
                null);
    }

    @Override
    public List<JournalEntry> open(Phone phone, SimulatedSender sender, String payload) {
        if (payload.startsWith("+")) {
            return ((TelegramBot) sender).groups().join(phone, payload.substring(1));
        }
        if (!payload.matches("[A-Za-z0-9_-]{0,64}")) {
            throw new InvalidField("payload", "must be at most 64 letters, digits, _ or -");
        }
        return text(phone, sender, payload.isEmpty() ? "/start" : "/start " + payload, null, null);
    }

    @Override
    public List<JournalEntry> block(Phone phone, SimulatedSender sender) {
        return blocked(phone, (TelegramBot) sender, true);
    }

    @Override
    public List<JournalEntry> unblock(Phone phone, SimulatedSender sender) {
        return blocked(phone, (TelegramBot) sender, false);
    }

    @Override
    public List<JournalEntry> edit(Phone phone, SimulatedSender sender, ChatMessage message, String text) {
        TelegramBot bot = (TelegramBot) sender;
        message.edit(Content.text("text", text));
        world.changed(phone);
        JsonObject edited = TelegramJson.message(
                        Long.parseLong(message.id()), TelegramJson.user(phone), phone, message.began())
                .put("edit_date", world.now().getEpochSecond())
                .put("text", text);
        return entries(bot.update("edited_message", phone.id(), phone.id(), edited));
    }

    @Override
    public List<JournalEntry> event(@Nullable Phone phone, SimulatedSender sender, String kind, JsonObject event) {
        TelegramBot bot = (TelegramBot) sender;
        if (kind.equals("update")) {
            String field = event.getString("field", "");
            JsonObject payload = event.getJsonObject("value", new JsonObject());
            String chain = phone == null ? "other" : phone.id();
            return entries(bot.update(field, chain, phone == null ? null : phone.id(), payload));
        }
        if (phone == null) {
            throw new InvalidField("phone", "is required for this kind");
        }
        return switch (kind) {
            case "photo", "voice", "sticker", "video", "document" -> attached(phone, bot, kind, event);
            case "location" ->
                said(
                        phone,
                        bot,
                        phone,
                        new JsonObject()
                                .put(
                                        "location",
                                        new JsonObject()
                                                .put("latitude", event.getDouble("latitude", 48.8566))
                                                .put("longitude", event.getDouble("longitude", 2.3522))),
                        Content.text(
                                "location",
                                event.getDouble("latitude", 48.8566) + ", " + event.getDouble("longitude", 2.3522)),
                        null);
            case "migrate" ->
                migrate(
                        phone,
                        bot,
                        event.getString("chatId", "-100" + phone.userId().replace("-", "")));
            case "bot" -> bot.groups().stand(phone, event);
            case "leave" ->
                bot.groups()
                        .leave(
                                phone,
                                world.phone(event.getString("group", ""))
                                        .orElseThrow(() -> new InvalidField("group", "no such group")));
            default ->
                throw new InvalidField(
                        "kind",
                        "must be update, photo, voice, sticker, video, document, location, migrate, bot or leave on Telegram");
        };
    }

    private List<JournalEntry> attached(Phone phone, TelegramBot bot, String kind, JsonObject event) {
        String shown = kind.equals("photo") ? "image" : kind.equals("voice") ? "audio" : kind;
        SentFiles.SentFile file = world.files().keep(shown, bot, event);
        JsonObject message = new JsonObject().put(kind, TelegramJson.file(kind, file));
        String caption = event.getString("caption", "");
        if (!caption.isEmpty()) {
            message.put("caption", caption);
        }
        Content content = Content.text(shown, caption).withMedia("/ui/files/" + file.id());
        return said(phone, bot, phone, message, content, null);
    }

    private List<JournalEntry> migrate(Phone group, TelegramBot bot, String chatId) {
        if (!group.group()
                || !chatId.matches("-100\\d{1,12}")
                || world.byAddress(SimulatedPlatform.TELEGRAM, chatId) != null) {
            throw new InvalidField("chatId", "must be a new id that begins with -100, for a group");
        }
        Phone moved = world.migrate(group, chatId);
        bot.groups().moved(group, moved);
        JsonObject message = TelegramJson.message(group.with(bot).nextMessageId(), bot.user(false), group, world.now())
                .put("migrate_to_chat_id", Long.parseLong(moved.userId()));
        return entries(bot.update("message", group.id(), group.id(), message));
    }

    private List<JournalEntry> said(
            Phone phone, TelegramBot bot, Phone chat, JsonObject payload, Content content, @Nullable String replyTo) {
        PhoneConversation conversation = chat.with(bot);
        if (chat == phone && conversation.blocked()) {
            throw new InvalidField("phone", "has blocked the bot: unblock first");
        }
        if (chat == phone && !conversation.started()) {
            // The app shows nothing but the button that sends /start.
            throw new InvalidField("phone", "has not started the bot: send /start first");
        }
        long messageId = conversation.nextMessageId();
        Arrival arrival = world.arrive();
        Instant now = arrival.at();
        conversation.wrote(now);
        JsonObject message = TelegramJson.message(messageId, TelegramJson.user(phone), chat, now)
                .mergeIn(payload);
        if (replyTo != null) {
            chat.bubble(bot.key(), replyTo)
                    .ifPresent(original -> message.put(
                            "reply_to_message",
                            TelegramJson.message(Long.parseLong(replyTo), bot.user(false), chat, original.began())
                                    .put("text", original.content().text())));
        }
        ChatMessage bubble = ChatMessage.written(Long.toString(messageId), chat, bot.key(), arrival, content);
        if (chat.group()) {
            bubble.author(phone.name());
        }
        world.written(chat, bubble);
        return entries(bot.update("message", chat.id(), phone.id(), message));
    }

    /** Blocking is told in a queue of its own, so it may overtake or trail the person's messages. */
    private List<JournalEntry> blocked(Phone phone, TelegramBot bot, boolean now) {
        PhoneConversation conversation = phone.with(bot);
        boolean was = conversation.blocked();
        conversation.blocked(now);
        world.changed(phone);
        if (was == now) {
            return List.of();
        }
        JsonObject change = new JsonObject()
                .put("chat", TelegramJson.chat(phone))
                .put("from", TelegramJson.user(phone))
                .put("date", world.now().getEpochSecond())
                .put("old_chat_member", TelegramJson.chatMember(bot.user(false), now ? "member" : "kicked"))
                .put("new_chat_member", TelegramJson.chatMember(bot.user(false), now ? "kicked" : "member"));
        return entries(bot.update("my_chat_member", phone.id() + ":member", phone.id(), change));
    }

    private Phone chatOf(ChatMessage message, Phone phone) {
        return world.phone(message.phone()).orElse(phone);
    }

    private static List<JournalEntry> entries(Optional<JournalEntry> entry) {
        return entry.map(List::of).orElseGet(List::of);
    }
}
