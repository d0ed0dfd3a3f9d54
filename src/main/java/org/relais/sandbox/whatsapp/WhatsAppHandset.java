package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Arrival;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.Handset;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneButton;
import org.relais.sandbox.world.SentFiles;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** What a person does in the WhatsApp app, and what Meta reports about people and accounts, as webhooks. */
public final class WhatsAppHandset implements Handset {
    private final World world;
    private final WhatsAppPlatform platform;
    private final WebhookChanges changes;
    private final MetaReports reports;

    public WhatsAppHandset(World world, WhatsAppPlatform platform) {
        this.world = world;
        this.platform = platform;
        this.changes = new WebhookChanges(world);
        this.reports = new MetaReports(world, platform, changes);
    }

    /** What the actions cause goes out in one webhook with several changes. */
    public List<JournalEntry> together(SimulatedSender sender, Runnable actions) {
        return changes.together((WhatsAppNumber) sender, actions);
    }

    @Override
    public List<JournalEntry> text(
            Phone phone, SimulatedSender sender, String text, @Nullable Phone group, @Nullable String replyTo) {
        if (text.isBlank() || text.length() > 4096) {
            throw new InvalidField("text", "must be 1 to 4096 characters");
        }
        JsonObject message = new JsonObject().put("type", "text").put("text", new JsonObject().put("body", text));
        if (replyTo != null) {
            message.put("context", context((WhatsAppNumber) sender, replyTo));
        }
        return said(phone, (WhatsAppNumber) sender, message, Content.text("text", text), group);
    }

    @Override
    public List<JournalEntry> press(Phone phone, SimulatedSender sender, ChatMessage pressed, PhoneButton button) {
        WhatsAppNumber number = (WhatsAppNumber) sender;
        JsonObject message = new JsonObject().put("context", context(number, pressed.id()));
        switch (button.kind()) {
            case REPLY ->
                message.put("type", "interactive")
                        .put(
                                "interactive",
                                new JsonObject()
                                        .put("type", "button_reply")
                                        .put(
                                                "button_reply",
                                                new JsonObject()
                                                        .put("id", button.data())
                                                        .put("title", button.label())));
            case ROW -> {
                JsonObject reply = new JsonObject().put("id", button.data()).put("title", button.label());
                if (button.description() != null) {
                    reply.put("description", button.description());
                }
                message.put("type", "interactive")
                        .put(
                                "interactive",
                                new JsonObject().put("type", "list_reply").put("list_reply", reply));
            }
            case QUICK_REPLY ->
                message.put("type", "button")
                        .put(
                                "button",
                                new JsonObject().put("payload", button.data()).put("text", button.label()));
            case CONTACT -> {
                return card(phone, number, new Card(phone.name(), "+" + phone.ownNumber(), null), "contact_request");
            }
            case CALLBACK, TEXT, LINK, COPY, CALL, SHARE, FORM -> {
                return List.of();
            }
        }
        return said(phone, number, message, Content.text("press", button.label()), null);
    }

    @Override
    public List<JournalEntry> fill(Phone phone, SimulatedSender sender, ChatMessage opened, JsonObject values) {
        WhatsAppNumber number = (WhatsAppNumber) sender;
        Content content = opened.content();
        Content.Form form = content.form();
        if (form == null) {
            throw new InvalidField("message", "opens no form");
        }
        JsonObject message = new JsonObject()
                .put("context", context(number, opened.id()))
                .put("type", "interactive")
                .put("interactive", platform.flows().filledIn(content.buttons().get(0), form, values));
        return said(phone, number, message, Content.text("form", form.title()), null);
    }

    @Override
    public List<JournalEntry> contact(Phone phone, SimulatedSender sender, Card card) {
        return card(phone, (WhatsAppNumber) sender, card, "other");
    }

    /** @param origin {@code contact_request} for an answer to the request for one's own number, {@code other} for any card */
    private List<JournalEntry> card(Phone phone, WhatsAppNumber sender, Card card, String origin) {
        String[] names = card.name().strip().split("\\s+", 2);
        JsonObject name = new JsonObject().put("formatted_name", card.name()).put("first_name", names[0]);
        if (names.length > 1) {
            name.put("last_name", names[1]);
        }
        JsonObject written = new JsonObject()
                .put("phone", card.number())
                .put("wa_id", card.number().replaceAll("\\D", ""))
                .put("type", "CELL");
        JsonObject message = new JsonObject()
                .put("type", "contacts")
                .put(
                        "contacts",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("origin", origin)
                                        .put("name", name)
                                        .put("phones", new JsonArray().add(written))));
        return said(phone, sender, message, Content.text("contacts", card.name() + " " + card.number()), null);
    }

    /** A wa.me link only fills the box; the person sends what stands in it. */
    @Override
    public List<JournalEntry> open(Phone phone, SimulatedSender sender, String payload) {
        return text(phone, sender, payload, null, null);
    }

    /** The business is told nothing. */
    @Override
    public List<JournalEntry> block(Phone phone, SimulatedSender sender) {
        phone.with(sender).blocked(true);
        world.changed(phone);
        return List.of();
    }

    @Override
    public List<JournalEntry> unblock(Phone phone, SimulatedSender sender) {
        phone.with(sender).blocked(false);
        world.changed(phone);
        return List.of();
    }

    @Override
    public List<JournalEntry> edit(Phone phone, SimulatedSender sender, ChatMessage message, String text) {
        throw new InvalidField("text", "an edit is not reported to a business on WhatsApp");
    }

    @Override
    public List<JournalEntry> event(@Nullable Phone phone, SimulatedSender sender, String kind, JsonObject event) {
        WhatsAppNumber number = (WhatsAppNumber) sender;
        return switch (kind) {
            case "image", "audio", "video", "document", "sticker" -> media(person(phone), number, kind, event);
            case "location" -> location(person(phone), number, event);
            case "reaction" ->
                said(
                        person(phone),
                        number,
                        new JsonObject()
                                .put("type", "reaction")
                                .put(
                                        "reaction",
                                        new JsonObject()
                                                .put("message_id", event.getString("messageId", ""))
                                                .put("emoji", event.getString("emoji", "👍"))),
                        Content.text("reaction", event.getString("emoji", "👍")),
                        null);
            case "unsupported" ->
                said(
                        person(phone),
                        number,
                        new JsonObject()
                                .put("type", "unsupported")
                                .put("errors", GraphError.of(131051).asStatusErrors()),
                        Content.text("unsupported", "?"),
                        null);
            case "smb_message_echoes" -> handwritten(person(phone), number, event);
            case "user_changed_number" -> reports.changedNumber(person(phone), number, event);
            case "user_changed_user_id" -> reports.changedUserId(person(phone), number);
            case "user_id_update" -> reports.userIdUpdate(person(phone), number);
            case "user_preferences" -> reports.preference(person(phone), number, event.getString("value", "stop"));
            case "message_template_status_update" -> reports.templateStatus(number, event);
            case "message_template_quality_update" -> reports.templateQuality(number, event);
            case "template_category_update" -> reports.templateCategory(number, event);
            case "account_update",
                    "phone_number_quality_update",
                    "account_alerts",
                    "account_review_update",
                    "business_capability_update" -> reports.account(number, kind, event);
            case "change" ->
                changes.change(
                        phone,
                        number,
                        event.getString("field", "messages"),
                        event.getJsonObject("value", new JsonObject()),
                        "change");
            default -> throw new InvalidField("kind", "is not known on WhatsApp");
        };
    }

    /** The business writes from its own telephone, and its service is told afterwards. */
    private List<JournalEntry> handwritten(Phone phone, WhatsAppNumber number, JsonObject event) {
        String text = event.getString("body", "").strip();
        if (text.isEmpty()) {
            throw new InvalidField("body", "must not be empty");
        }
        Arrival arrival = world.arrive();
        String id = platform.newMessageId();
        JsonObject echo = new JsonObject().put("from", number.digits());
        if (phone.number() == null) {
            echo.put("to_user_id", phone.userId());
        } else {
            echo.put("to", phone.number());
        }
        echo.put("id", id)
                .put("timestamp", Long.toString(arrival.at().getEpochSecond()))
                .put("type", "text")
                .put("text", new JsonObject().put("body", text));
        world.handwritten(
                phone,
                ChatMessage.received(
                        id,
                        phone,
                        number,
                        arrival,
                        Content.text("text", text),
                        new ChatMessage.Acceptance(arrival.sequence(), arrival.at(), null, null)));
        JsonObject value = Envelope.value(number).put("message_echoes", new JsonArray().add(echo));
        return changes.change(phone, number, "smb_message_echoes", value, id);
    }

    private List<JournalEntry> media(Phone phone, WhatsAppNumber number, String kind, JsonObject event) {
        SentFiles.SentFile file = world.files().keep(kind, number, event);
        JsonObject media = new JsonObject()
                .put("mime_type", file.type())
                .put("sha256", file.sha256())
                .put("id", file.id());
        if (kind.equals("document")) {
            media.put("filename", file.name());
        } else if (kind.equals("audio")) {
            media.put("voice", true);
        } else if (kind.equals("sticker")) {
            media.put("animated", false);
        }
        String caption = event.getString("caption", "");
        if (!caption.isEmpty()) {
            media.put("caption", caption);
        }
        return said(
                phone,
                number,
                new JsonObject().put("type", kind).put(kind, media),
                Content.text(kind, caption).withMedia("/ui/files/" + file.id()),
                null);
    }

    private List<JournalEntry> location(Phone phone, WhatsAppNumber number, JsonObject event) {
        JsonObject location = new JsonObject()
                .put("latitude", event.getDouble("latitude", 48.8566))
                .put("longitude", event.getDouble("longitude", 2.3522))
                .put("name", event.getString("name", ""));
        return said(
                phone,
                number,
                new JsonObject().put("type", "location").put("location", location),
                Content.text("location", location.getValue("latitude") + ", " + location.getValue("longitude")),
                null);
    }

    private List<JournalEntry> said(
            Phone phone, WhatsAppNumber number, JsonObject payload, Content content, @Nullable Phone group) {
        Arrival arrival = world.arrive();
        String id = platform.newMessageId();
        JsonObject message = new JsonObject();
        JsonObject contact = new JsonObject().put("profile", profile(phone));
        identify(phone, message, contact);
        if (group != null) {
            message.put("group_id", group.userId());
        } else {
            phone.with(number).wrote(arrival.at());
        }
        message.put("id", id)
                .put("timestamp", Long.toString(arrival.at().getEpochSecond()))
                .mergeIn(payload);
        Phone chat = group == null ? phone : group;
        ChatMessage bubble = ChatMessage.written(id, chat, number.key(), arrival, content);
        if (group != null) {
            bubble.author(phone.name());
        }
        world.written(chat, bubble);
        JsonObject value = Envelope.value(number)
                .put("contacts", new JsonArray().add(contact))
                .put("messages", new JsonArray().add(message));
        return changes.send(
                phone, number, "message:" + message.getString("type"), id, Envelope.change("messages", value));
    }

    static JsonObject profile(Phone phone) {
        JsonObject profile = new JsonObject().put("name", phone.name());
        if (phone.username() != null) {
            profile.put("username", phone.username());
        }
        return profile;
    }

    private static void identify(Phone phone, JsonObject message, JsonObject contact) {
        String number = phone.number();
        switch (phone.number() == null
                        && phone.identity() != Phone.Identity.MISSING
                        && phone.identity() != Phone.Identity.USER_ID_IN_FROM
                ? Phone.Identity.USER_ID
                : phone.identity()) {
            case NUMBER -> {
                contact.put("wa_id", number).put("user_id", phone.userId());
                message.put("from", number).put("from_user_id", phone.userId());
            }
            case NUMBER_ONLY -> {
                contact.put("wa_id", number);
                message.put("from", number);
            }
            case USER_ID -> {
                contact.put("user_id", phone.userId());
                message.put("from_user_id", phone.userId());
            }
            case USER_ID_IN_FROM -> {
                contact.put("wa_id", phone.userId()).put("user_id", phone.userId());
                message.put("from", phone.userId()).put("from_user_id", phone.userId());
            }
            case MISSING -> {
                // Neither says who wrote.
            }
        }
    }

    private static JsonObject context(WhatsAppNumber number, String messageId) {
        return new JsonObject().put("from", number.digits()).put("id", messageId);
    }

    private static Phone person(@Nullable Phone phone) {
        if (phone == null) {
            throw new InvalidField("phone", "is required for this kind");
        }
        return phone;
    }
}
