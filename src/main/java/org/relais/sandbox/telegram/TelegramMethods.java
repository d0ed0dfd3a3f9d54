package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Arrival;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneConversation;
import org.relais.sandbox.world.Switches;
import org.relais.sandbox.world.World;

/** The methods of the Bot API, with the checks and the wording of the real server. */
final class TelegramMethods {
    private static final int LONGEST_CALLBACK_ANSWER = 200;
    private static final Set<String> SENDS = Set.of(
            "sendmessage",
            "sendphoto",
            "senddocument",
            "sendvoice",
            "sendaudio",
            "sendvideo",
            "sendanimation",
            "sendsticker",
            "sendcontact",
            "sendlocation",
            "sendvenue",
            "sendpoll",
            "senddice",
            "forwardmessage",
            "copymessage");

    /** Of those that bots may set (Bot API, {@code ReactionTypeEmoji}) the ones that are used. */
    private static final Set<String> REACTIONS = Set.of(
            "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "😢", "🎉", "🤩", "🙏", "👌", "🕊", "💯", "🤣",
            "👀", "🤝", "✍", "🤗", "🫡", "🆒", "😎");

    private final World world;
    private final SendMethods sending;
    private final Map<String, Method> methods;

    TelegramMethods(World world, FileMethods files) {
        this.world = world;
        SendMethods sending = new SendMethods(world);
        this.sending = sending;
        this.methods = Map.ofEntries(
                Map.entry("getme", call -> call.bot.user(true)),
                Map.entry("sendmessage", sending::sendMessage),
                Map.entry("sendphoto", call -> sending.sendFile(call, "photo", "image")),
                Map.entry("senddocument", call -> sending.sendFile(call, "document", "document")),
                Map.entry("sendvoice", call -> sending.sendFile(call, "voice", "audio")),
                Map.entry("sendaudio", call -> sending.sendFile(call, "audio", "audio")),
                Map.entry("sendvideo", call -> sending.sendFile(call, "video", "video")),
                Map.entry("sendanimation", call -> sending.sendFile(call, "animation", "video")),
                Map.entry("sendsticker", call -> sending.sendFile(call, "sticker", "sticker")),
                Map.entry("sendcontact", sending::sendContact),
                Map.entry("sendlocation", call -> PlaceMethods.location(sending, call)),
                Map.entry("sendvenue", call -> PlaceMethods.venue(sending, call)),
                Map.entry("sendpoll", call -> PollMethods.send(sending, call)),
                Map.entry("senddice", call -> DiceMethods.send(sending, call)),
                Map.entry("forwardmessage", call -> CopyMethods.forward(sending, world, call)),
                Map.entry("copymessage", call -> CopyMethods.copy(sending, world, call)),
                Map.entry("setmessagereaction", this::react),
                Map.entry("editmessagetext", this::editText),
                Map.entry("editmessagereplymarkup", this::editMarkup),
                Map.entry("deletemessage", this::delete),
                Map.entry("answercallbackquery", this::answerCallback),
                Map.entry("answerinlinequery", call -> InlineMethods.answer(world, call)),
                Map.entry("setwebhook", call -> WebhookMethods.set(world, call)),
                Map.entry("deletewebhook", WebhookMethods::delete),
                Map.entry("getwebhookinfo", call -> call.bot.webhookInfo()),
                Map.entry("getupdates", call -> new JsonArray()),
                Map.entry("setmycommands", CommandMethods::set),
                Map.entry("getmycommands", CommandMethods::get),
                Map.entry("deletemycommands", CommandMethods::delete),
                Map.entry("getchat", call -> TelegramJson.chat(sending.chat(call))),
                Map.entry(
                        "createchatinvitelink",
                        call -> call.bot.groups().create(sending.chat(call), call.parameters.text("name"))),
                Map.entry(
                        "revokechatinvitelink",
                        call -> call.bot.groups().revoke(sending.chat(call), call.parameters.text("invite_link"))),
                Map.entry("getfile", files::get),
                Map.entry("getuserprofilephotos", files::profilePhotos),
                Map.entry("sendchataction", this::chatAction));
    }

    /** One call with all that answers it. */
    record Call(TelegramBot bot, Parameters parameters, Arrival arrival, @Nullable Phone phone, Switches switches) {}

    /** A result with a description beside it. */
    record Described(Object result, String description) {}

    private interface Method {
        Object answer(Call call);
    }

    /** Whether it is a method of the Bot API, played here or not. */
    boolean knows(String method) {
        return methods.containsKey(method) || OtherMethods.has(method);
    }

    /** Whether the method puts a message on a phone. */
    static boolean sends(String method) {
        return SENDS.contains(method);
    }

    Object call(
            TelegramBot bot,
            String method,
            Parameters parameters,
            Arrival arrival,
            @Nullable Phone phone,
            Switches switches) {
        Method known = methods.get(method);
        if (known == null) {
            // It is one that is not played here: as for what an account may not do.
            throw Refusal.badRequest("BOT_METHOD_INVALID");
        }
        return known.answer(new Call(bot, parameters, arrival, phone, switches));
    }

    private Object chatAction(Call call) {
        if (call.parameters.text("action").isEmpty()) {
            throw Refusal.badRequest("wrong parameter action in request");
        }
        PhoneConversation open = sending.writable(call, sending.chat(call));
        return call.phone == null || open.started() || call.phone.group();
    }

    // Messages that are already there

    private Object editText(Call call) {
        String raw = call.parameters.text("text");
        FormattedText text = FormattedText.of(
                raw,
                call.parameters.text("parse_mode"),
                call.parameters.array("entities", "entities").orElse(null));
        if (text.text().isBlank()) {
            throw Refusal.badRequest("message text is empty");
        }
        Keyboard keyboard = Keyboard.of(call.parameters, world.settings());
        Phone phone = sending.chat(call);
        ChatMessage bubble = own(call, phone, "message to edit not found", "message can't be edited");
        if (text.text().length() > SendMethods.LONGEST_TEXT) {
            throw Refusal.badRequest("MESSAGE_TOO_LONG");
        }
        keyboard.checkData();
        Content changed = text.content(keyboard.inline());
        return edited(call, phone, bubble, changed, keyboard, text.entities());
    }

    private Object editMarkup(Call call) {
        Keyboard keyboard = Keyboard.of(call.parameters, world.settings());
        Phone phone = sending.chat(call);
        ChatMessage bubble = own(call, phone, "message to edit not found", "message can't be edited");
        keyboard.checkData();
        return edited(call, phone, bubble, bubble.content().withButtons(keyboard.inline()), keyboard, new JsonArray());
    }

    private JsonObject edited(
            Call call, Phone phone, ChatMessage bubble, Content changed, Keyboard keyboard, JsonArray entities) {
        if (changed.equals(bubble.content())) {
            throw Refusal.badRequest(
                    "message is not modified: specified new message content and reply markup are exactly the same as a"
                            + " current content and reply markup of the message");
        }
        bubble.edit(changed);
        world.changed(phone);
        JsonObject message = TelegramJson.message(
                        Long.parseLong(bubble.id()), call.bot.user(false), phone, bubble.began())
                .put("edit_date", world.now().getEpochSecond())
                .put("text", changed.text());
        if (!entities.isEmpty()) {
            message.put("entities", entities);
        }
        if (keyboard.json() != null) {
            message.put("reply_markup", keyboard.json());
        }
        return message;
    }

    private Object delete(Call call) {
        Phone phone = sending.chat(call);
        ChatMessage bubble = own(call, phone, "message to delete not found", "message can't be deleted");
        bubble.delete();
        world.changed(phone);
        return true;
    }

    /** A bot sets one reaction on a message, or takes it away with an empty list. */
    private Object react(Call call) {
        Phone phone = sending.chat(call);
        OptionalLong id = call.parameters.number("message_id");
        if (id.isEmpty()) {
            throw Refusal.badRequest("message identifier is not specified");
        }
        ChatMessage bubble = phone.bubble(call.bot.key(), Long.toString(id.getAsLong()))
                .filter(kept -> !kept.deleted())
                .orElseThrow(() -> Refusal.badRequest("message to react not found"));
        JsonArray reactions = call.parameters.array("reaction", "reaction").orElseGet(JsonArray::new);
        if (reactions.size() > 1) {
            throw Refusal.badRequest("REACTIONS_TOO_MANY");
        }
        String emoji = "";
        if (!reactions.isEmpty()) {
            boolean known = reactions.getValue(0) instanceof JsonObject given
                    && "emoji".equals(given.getString("type"))
                    && REACTIONS.contains(given.getString("emoji", ""));
            if (!known) {
                throw Refusal.badRequest("REACTION_INVALID");
            }
            emoji = reactions.getJsonObject(0).getString("emoji");
        }
        bubble.toast(emoji);
        world.changed(phone);
        return true;
    }

    private ChatMessage own(Call call, Phone phone, String notFound, String notOwn) {
        OptionalLong id = call.parameters.number("message_id");
        if (id.isEmpty()) {
            throw Refusal.badRequest("message identifier is not specified");
        }
        ChatMessage bubble = phone.bubble(call.bot.key(), Long.toString(id.getAsLong()))
                .filter(kept -> !kept.deleted())
                .orElseThrow(() -> Refusal.badRequest(notFound));
        if (!bubble.received()) {
            throw Refusal.badRequest(notOwn);
        }
        return bubble;
    }

    private Object answerCallback(Call call) {
        String text = call.parameters.text("text");
        if (text.length() > LONGEST_CALLBACK_ANSWER) {
            throw Refusal.badRequest("MESSAGE_TOO_LONG");
        }
        TelegramBot.Query query = call.bot
                .query(call.parameters.text("callback_query_id"))
                .orElseThrow(() ->
                        Refusal.badRequest("query is too old and response timeout expired or query ID is invalid"));
        world.phone(query.phone()).ifPresent(phone -> phone.bubble(call.bot.key(), query.messageId())
                .ifPresent(bubble -> {
                    bubble.toast(text);
                    world.changed(phone);
                }));
        return true;
    }
}
