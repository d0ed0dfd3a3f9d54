package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.telegram.TelegramMethods.Call;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneConversation;
import org.relais.sandbox.world.RateLimit;
import org.relais.sandbox.world.World;

/** Methods that put a message on a phone, with the limits of the real server. */
final class SendMethods {
    static final int LONGEST_TEXT = 4096;

    /** Where a message's words stand in it, and how many there may be. */
    enum Words {
        TEXT("text", "entities", LONGEST_TEXT, "message is too long"),
        CAPTION("caption", "caption_entities", 1024, "message caption is too long"),
        /** The words only describe what it shows. */
        NONE("", "", LONGEST_TEXT, "message is too long");

        private final String field;
        private final String entities;
        private final int longest;
        private final String tooLong;

        Words(String field, String entities, int longest, String tooLong) {
            this.field = field;
            this.entities = entities;
            this.longest = longest;
            this.tooLong = tooLong;
        }
    }

    private final World world;

    SendMethods(World world) {
        this.world = world;
    }

    JsonObject sendMessage(Call call) {
        String raw = call.parameters().text("text");
        if (raw.isBlank()) {
            throw Refusal.badRequest("message text is empty");
        }
        FormattedText text = FormattedText.of(
                raw,
                call.parameters().text("parse_mode"),
                call.parameters().array("entities", "entities").orElse(null));
        if (text.text().isBlank()) {
            throw Refusal.badRequest("message text is empty");
        }
        Content content = text.content(List.of());
        return deliver(call, content, Words.TEXT, null);
    }

    JsonObject sendFile(Call call, String field, String kind) {
        String file = call.parameters().file(field);
        if (file.isEmpty()) {
            throw Refusal.badRequest("there is no " + field + " in the request");
        }
        FormattedText caption = FormattedText.of(
                call.parameters().text("caption"),
                call.parameters().text("parse_mode"),
                call.parameters().array("caption_entities", "entities").orElse(null));
        Content content = new Content(
                kind,
                caption.text(),
                null,
                null,
                file,
                List.copyOf(caption.links()),
                List.of(),
                null,
                caption.entities(),
                null);
        String fileId = "sandbox-" + call.arrival().sequence();
        JsonObject described = new JsonObject()
                .put("file_id", fileId)
                .put("file_unique_id", fileId)
                .put("file_size", 1);
        Object attached = field.equals("photo")
                ? new JsonArray().add(described.put("width", 1).put("height", 1))
                : described.put("file_name", file);
        return deliver(call, content, Words.CAPTION, new JsonObject().put(field, attached));
    }

    JsonObject sendContact(Call call) {
        String number = call.parameters().text("phone_number");
        String name = call.parameters().text("first_name");
        if (number.isEmpty()) {
            throw Refusal.badRequest("phone number is empty");
        }
        if (name.isEmpty()) {
            throw Refusal.badRequest("first name is empty");
        }
        Content content = Content.text("contacts", name + " " + number);
        JsonObject contact = new JsonObject()
                .put("contact", new JsonObject().put("phone_number", number).put("first_name", name));
        return deliver(call, content, Words.NONE, contact);
    }

    JsonObject deliver(Call call, Content content, Words words, @Nullable JsonObject extra) {
        Keyboard keyboard = Keyboard.of(call.parameters(), world.settings());
        Phone phone = chat(call);
        PhoneConversation conversation = writable(call, phone);
        if (content.text().length() > words.longest) {
            throw Refusal.badRequest(words.tooLong);
        }
        keyboard.checkData();
        OptionalLong repliedTo = repliedTo(call, phone);
        limit(call.bot(), phone, conversation);
        long messageId = conversation.nextMessageId();
        if (keyboard.reply() != null) {
            conversation.keyboard(keyboard.reply());
        }
        JsonObject message = TelegramJson.message(messageId, call.bot().user(false), phone, world.now());
        if (extra != null) {
            message.mergeIn(extra);
        }
        if (words != Words.NONE && !content.text().isEmpty()) {
            message.put(words.field, content.text());
            if (!content.entities().isEmpty()) {
                message.put(words.entities, content.entities());
            }
        }
        if (keyboard.json() != null) {
            message.put("reply_markup", keyboard.json());
        }
        repliedTo.ifPresent(id -> message.put(
                "reply_to_message", TelegramJson.message(id, call.bot().user(false), phone, world.now())));
        ChatMessage bubble = ChatMessage.received(
                Long.toString(messageId),
                phone,
                call.bot(),
                call.arrival(),
                content.withButtons(keyboard.inline()),
                new ChatMessage.Acceptance(
                        world.arrive().sequence(),
                        world.now(),
                        null,
                        call.parameters().json().toBuffer().getBytes()));
        bubble.status("delivered");
        world.received(phone, call.bot(), bubble);
        call.bot().traffic().accepted(world.second());
        return message;
    }

    private OptionalLong repliedTo(Call call, Phone phone) {
        OptionalLong wanted = call.parameters().number("reply_to_message_id");
        JsonObject reply =
                call.parameters().object("reply_parameters", "reply parameters").orElse(null);
        boolean allowMissing = call.parameters().flag("allow_sending_without_reply");
        if (reply != null && reply.getValue("message_id") instanceof Number id) {
            wanted = OptionalLong.of(id.longValue());
            allowMissing = reply.getBoolean("allow_sending_without_reply", false);
        }
        if (wanted.isEmpty()) {
            return wanted;
        }
        boolean known = phone.bubble(call.bot().key(), Long.toString(wanted.getAsLong()))
                .isPresent();
        if (!known && !allowMissing) {
            throw Refusal.badRequest("message to be replied not found");
        }
        return known ? wanted : OptionalLong.empty();
    }

    /** The chat that is meant; a person the bot never met is not found. */
    Phone chat(Call call) {
        String chatId = call.parameters().text("chat_id");
        if (chatId.isEmpty()) {
            throw Refusal.badRequest("chat_id is empty");
        }
        if (call.phone() != null) {
            return call.phone();
        }
        if (world.settings().createsChats() && chatId.matches("[1-9]\\d{0,15}")) {
            Phone phone = world.addTelegram(Long.parseLong(chatId), null, chatId, "fr");
            phone.with(call.bot()).start();
            return phone;
        }
        throw Refusal.badRequest("chat not found");
    }

    PhoneConversation writable(Call call, Phone phone) {
        if (phone.movedTo() != null) {
            throw Refusal.migrated(Long.parseLong(phone.movedTo()));
        }
        PhoneConversation conversation = phone.with(call.bot());
        if (call.switches().deactivated()) {
            throw Refusal.forbidden("user is deactivated");
        }
        if (call.switches().blocked() || conversation.blocked()) {
            throw Refusal.forbidden(
                    phone.group() ? "bot was kicked from the group chat" : "bot was blocked by the user");
        }
        if (!phone.group() && !conversation.started()) {
            throw Refusal.forbidden("bot can't initiate conversation with a user");
        }
        return conversation;
    }

    private void limit(TelegramBot bot, Phone phone, PhoneConversation conversation) {
        var settings = world.settings();
        if (!settings.enforceLimits()) {
            return;
        }
        long now = world.nanos();
        RateLimit all = RateLimit.of(settings.botPerSecond(), 1000, settings.botPerSecond());
        RateLimit chat = phone.group()
                ? RateLimit.of(settings.groupPerMinute(), 60_000, settings.groupPerMinute())
                : RateLimit.of(1, settings.chatEveryMillis(), settings.chatBurst());
        long wait = Math.max(bot.rate().waitNanos(all, now), conversation.pair().waitNanos(chat, now));
        if (wait > 0) {
            throw Refusal.tooManyRequests(Math.max(1, (wait + 999_999_999L) / 1_000_000_000L));
        }
        bot.rate().take(all, now);
        conversation.pair().take(chat, now);
    }
}
