package org.relais.sandbox.control;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.telegram.TelegramHandset;
import org.relais.sandbox.whatsapp.WhatsAppHandset;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Handset;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneButton;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** What people do on phones, asked for by the control API, by the page, or by an automatic reply. */
public final class PhoneActions {
    private final World world;
    private final WhatsAppHandset whatsapp;
    private final TelegramHandset telegram;

    public PhoneActions(World world, WhatsAppHandset whatsapp, TelegramHandset telegram) {
        this.world = world;
        this.whatsapp = whatsapp;
        this.telegram = telegram;
    }

    /** Writes a text: fields {@code text}, {@code sender}, {@code group}, {@code replyTo}. */
    public List<JournalEntry> text(Phone phone, JsonObject fields) {
        String groupId = Fields.text(fields, "group");
        Phone group = groupId.isEmpty()
                ? null
                : world.phone(groupId)
                        .filter(Phone::group)
                        .orElseThrow(() -> new InvalidField("group", "no such group"));
        String replyTo = Fields.text(fields, "replyTo");
        SimulatedSender sender = sender(phone, fields);
        Phone chat = group == null ? phone : group;
        if (!replyTo.isEmpty() && chat.bubble(sender.key(), replyTo).isEmpty()) {
            throw new InvalidField("replyTo", "no such message");
        }
        return handset(phone)
                .text(phone, sender, Fields.text(fields, "text"), group, replyTo.isEmpty() ? null : replyTo);
    }

    /** Presses {@code button} (label or data) of {@code message}, or of the newest message that has it. */
    public List<JournalEntry> press(Phone phone, JsonObject fields) {
        String wanted = Fields.text(fields, "button");
        String messageId = Fields.text(fields, "message");
        String groupId = Fields.text(fields, "group");
        Phone chat = groupId.isEmpty() ? phone : world.phone(groupId).orElse(phone);
        Optional<ChatMessage> bubble = chat.history()
                .newest(kept -> kept.received()
                        && !kept.deleted()
                        && (messageId.isEmpty() || kept.id().equals(messageId))
                        && find(kept.content().buttons(), wanted).isPresent());
        if (bubble.isPresent()) {
            ChatMessage pressed = bubble.get();
            PhoneButton button = find(pressed.content().buttons(), wanted).orElseThrow();
            SimulatedSender sender =
                    world.sender(pressed.sender()).orElseThrow(() -> new InvalidField("message", "its sender is gone"));
            return handset(phone).press(phone, sender, pressed, button);
        }
        SimulatedSender sender = sender(phone, fields);
        PhoneButton key = find(phone.with(sender).keyboard(), wanted)
                .orElseThrow(() -> new InvalidField("button", "no message on this phone has that button"));
        ChatMessage last = phone.history()
                .newest(ChatMessage::received)
                .orElseThrow(() -> new InvalidField("button", "this phone has received nothing"));
        return handset(phone).press(phone, sender, last, key);
    }

    /** Types the sender's name in the chat {@code to}: followed by {@code query}, or by what the button {@code button} says. */
    public List<JournalEntry> inline(Phone phone, JsonObject fields) {
        String wanted = Fields.text(fields, "button");
        String query = wanted.isEmpty()
                ? Fields.text(fields, "query")
                : phone.history()
                        .newest(kept -> sharing(kept, wanted).isPresent())
                        .flatMap(kept -> sharing(kept, wanted))
                        .orElseThrow(() -> new InvalidField("button", "no message on this phone has that button"))
                        .data();
        Phone to = world.phone(Fields.text(fields, "to"))
                .filter(chat -> chat.platform() == phone.platform())
                .orElseThrow(() -> new InvalidField("to", "must be a phone or group of this platform"));
        return handset(phone).inline(phone, sender(phone, fields), query, to);
    }

    /**
     * Fills in the form that {@code message} opens, or the newest one that opens any: {@code values} by name of the field, or
     * fields named {@code f_} and that.
     */
    public List<JournalEntry> fill(Phone phone, JsonObject fields) {
        String messageId = Fields.text(fields, "message");
        ChatMessage opened = phone.history()
                .newest(kept -> kept.received()
                        && kept.content().form() != null
                        && (messageId.isEmpty() || kept.id().equals(messageId)))
                .orElseThrow(() -> new InvalidField("message", "no message on this phone opens a form"));
        SimulatedSender sender =
                world.sender(opened.sender()).orElseThrow(() -> new InvalidField("message", "its sender is gone"));
        JsonObject values = new JsonObject();
        fields.stream()
                .filter(field -> field.getKey().startsWith("f_"))
                .forEach(field -> values.put(field.getKey().substring(2), field.getValue()));
        if (fields.getValue("values") instanceof JsonObject given) {
            values.mergeIn(given);
        }
        return handset(phone).fill(phone, sender, opened, values);
    }

    private static Optional<PhoneButton> sharing(ChatMessage kept, String wanted) {
        return find(kept.content().buttons(), wanted).filter(button -> button.kind() == PhoneButton.Kind.SHARE);
    }

    /** Sends {@code item} of what the sender offers in the chat where its name was typed. */
    public List<JournalEntry> choose(Phone phone, JsonObject fields) {
        return handset(phone).choose(phone, sender(phone, fields), Fields.text(fields, "item"));
    }

    /** Sends a contact card: {@code name}, {@code number}, {@code userId}. */
    public List<JournalEntry> contact(Phone phone, JsonObject fields) {
        String name = Fields.text(fields, "name");
        String number = Fields.text(fields, "number");
        if (name.isBlank()) {
            throw new InvalidField("name", "must not be empty");
        }
        if (!number.matches("\\+?[0-9 ().-]{3,25}")) {
            throw new InvalidField("number", "must be a telephone number");
        }
        Long userId = fields.getLong("userId");
        return handset(phone).contact(phone, sender(phone, fields), new Handset.Card(name, number, userId));
    }

    /** Opens the sender's deep link with {@code payload}. */
    public List<JournalEntry> open(Phone phone, JsonObject fields) {
        return handset(phone).open(phone, sender(phone, fields), Fields.text(fields, "payload"));
    }

    public List<JournalEntry> block(Phone phone, JsonObject fields) {
        return handset(phone).block(phone, sender(phone, fields));
    }

    public List<JournalEntry> unblock(Phone phone, JsonObject fields) {
        return handset(phone).unblock(phone, sender(phone, fields));
    }

    /** Changes the written {@code message}, or the last one, to {@code text}. */
    public List<JournalEntry> edit(Phone phone, JsonObject fields) {
        String messageId = Fields.text(fields, "message");
        ChatMessage bubble = phone.history()
                .newest(kept ->
                        !kept.received() && (messageId.isEmpty() || kept.id().equals(messageId)))
                .orElseThrow(() -> new InvalidField("message", "no such message was written on this phone"));
        return handset(phone).edit(phone, sender(phone, fields), bubble, Fields.text(fields, "text"));
    }

    /** Anything else: {@code kind} and its fields. */
    public List<JournalEntry> event(@Nullable Phone phone, JsonObject fields) {
        SimulatedSender sender = phone == null ? namedSender(fields) : sender(phone, fields);
        return (sender.platform() == SimulatedPlatform.WHATSAPP ? whatsapp : telegram)
                .event(phone, sender, Fields.text(fields, "kind"), fields);
    }

    /** Several texts, presses and events in one WhatsApp webhook. */
    public List<JournalEntry> batch(JsonObject fields) {
        SimulatedSender sender = namedSender(fields);
        if (sender.platform() != SimulatedPlatform.WHATSAPP) {
            throw new InvalidField("sender", "only WhatsApp puts several changes into one webhook");
        }
        List<Runnable> steps = new ArrayList<>();
        for (Object each : Fields.list(fields, "actions")) {
            if (!(each instanceof JsonObject action)) {
                throw new InvalidField("actions", "must be objects");
            }
            action.put("sender", sender.key());
            steps.add(() -> act(action));
        }
        return whatsapp.together(sender, () -> steps.forEach(Runnable::run));
    }

    private void act(JsonObject action) {
        Phone phone = world.phone(Fields.text(action, "phone")).orElse(null);
        List<JournalEntry> gathered;
        if (phone == null || action.containsKey("kind")) {
            gathered = event(phone, action);
        } else if (action.containsKey("button")) {
            gathered = press(phone, action);
        } else {
            gathered = text(phone, action);
        }
        assert gathered.isEmpty();
    }

    /** The button with that label or data; {@code *} is the first whose press the service hears of. */
    public static Optional<PhoneButton> find(List<PhoneButton> buttons, String wanted) {
        return buttons.stream()
                .filter(button -> wanted.equals("*")
                        ? button.kind().answers()
                        : button.label().equals(wanted) || button.data().equals(wanted))
                .findFirst();
    }

    /** The sender that is named, or the one this phone talks to. */
    public SimulatedSender sender(Phone phone, JsonObject fields) {
        if (!Fields.text(fields, "sender").isEmpty()) {
            SimulatedSender sender = namedSender(fields);
            if (sender.platform() != phone.platform()) {
                throw new InvalidField("sender", "is on the other platform");
            }
            return sender;
        }
        return world.usualSender(phone)
                .orElseThrow(() -> new InvalidField("sender", "there is none on this platform yet"));
    }

    private SimulatedSender namedSender(JsonObject fields) {
        return world.sender(Fields.text(fields, "sender"))
                .orElseThrow(() -> new InvalidField("sender", "must be a bot's username or a phone number id"));
    }

    private Handset handset(Phone phone) {
        return phone.platform() == SimulatedPlatform.WHATSAPP ? whatsapp : telegram;
    }
}
