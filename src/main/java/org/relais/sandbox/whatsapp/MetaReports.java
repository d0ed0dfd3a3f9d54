package org.relais.sandbox.whatsapp;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.World;

/** What Meta reports about people, templates and accounts, as webhooks. */
final class MetaReports {
    private static final long A_DAY = 24 * 60 * 60;

    private final World world;
    private final WhatsAppPlatform platform;
    private final WebhookChanges changes;

    MetaReports(World world, WhatsAppPlatform platform, WebhookChanges changes) {
        this.world = world;
        this.platform = platform;
        this.changes = changes;
    }

    List<JournalEntry> changedNumber(Phone phone, WhatsAppNumber number, JsonObject event) {
        String before = phone.number();
        String after = event.getString("number", "").replaceAll("\\D", "");
        if (before == null || !after.matches("[1-9]\\d{6,14}")) {
            throw new InvalidField("number", "must be the new number in international form, of a phone that has one");
        }
        world.readdress(phone, after, UserIds.of(after));
        JsonObject message = new JsonObject()
                .put("from", before)
                .put("id", platform.newMessageId())
                .put("timestamp", Long.toString(world.now().getEpochSecond()))
                .put("type", "system")
                .put(
                        "system",
                        new JsonObject()
                                .put("body", "User " + phone.name() + " changed from " + before + " to " + after)
                                .put("wa_id", after)
                                .put("new_wa_id", after)
                                .put("user_id", phone.userId())
                                .put("type", "user_changed_number"));
        return system(phone, number, message);
    }

    List<JournalEntry> changedUserId(Phone phone, WhatsAppNumber number) {
        String before = phone.userId();
        world.readdress(phone, phone.number(), newUserId(before));
        JsonObject message = new JsonObject()
                .put("id", platform.newMessageId())
                .put("timestamp", Long.toString(world.now().getEpochSecond()))
                .put("type", "system")
                .put(
                        "system",
                        new JsonObject()
                                .put(
                                        "body",
                                        "User " + phone.name() + " changed from " + before + " to " + phone.userId())
                                .put("user_id", phone.userId())
                                .put("type", "user_changed_user_id"));
        return system(phone, number, message);
    }

    private List<JournalEntry> system(Phone phone, WhatsAppNumber number, JsonObject message) {
        JsonObject value = Envelope.value(number).put("messages", new JsonArray().add(message));
        return changes.send(
                phone, number, "message:system", message.getString("id"), Envelope.change("messages", value));
    }

    List<JournalEntry> userIdUpdate(Phone phone, WhatsAppNumber number) {
        String before = phone.userId();
        world.readdress(phone, phone.number(), newUserId(before));
        JsonObject update = new JsonObject()
                .put("wa_id", phone.number())
                .put("detail", "User id for " + phone.name() + " has been updated.")
                .put("user_id", new JsonObject().put("previous", before).put("current", phone.userId()))
                .put("timestamp", Long.toString(world.now().getEpochSecond()));
        JsonObject value = Envelope.value(number)
                .put("contacts", new JsonArray().add(contact(phone)))
                .put("user_id_update", new JsonArray().add(update));
        return changes.change(phone, number, "user_id_update", value, before);
    }

    List<JournalEntry> preference(Phone phone, WhatsAppNumber number, String wanted) {
        if (!wanted.equals("stop") && !wanted.equals("resume")) {
            throw new InvalidField("value", "must be stop or resume");
        }
        phone.with(number).marketingStopped(wanted.equals("stop"));
        world.changed(phone);
        JsonObject preference = new JsonObject()
                .put(
                        "detail",
                        wanted.equals("stop")
                                ? "User requested to stop marketing messages"
                                : "User requested to resume marketing messages")
                .put("category", "marketing_messages")
                .put("value", wanted)
                .put("timestamp", Long.toString(world.now().getEpochSecond()));
        if (phone.number() != null) {
            preference.put("wa_id", phone.number());
        }
        if (phone.identity() != Phone.Identity.NUMBER_ONLY) {
            preference.put("user_id", phone.userId());
        }
        JsonObject value = Envelope.value(number)
                .put("contacts", new JsonArray().add(contact(phone)))
                .put("user_preferences", new JsonArray().add(preference));
        return changes.change(phone, number, "user_preferences", value, wanted);
    }

    /** One webhook for each language that it concerns. */
    @CanIgnoreReturnValue
    List<JournalEntry> templateStatus(WhatsAppNumber number, JsonObject event) {
        String status = event.getString("event", "PAUSED");
        String reason = event.getString("reason", "NONE");
        return template(number, event, "message_template_status_update", (before, value) -> {
            value.put("event", status).put("reason", reason).put("message_template_category", before.category());
            return before.withStatus(status.equals("REINSTATED") ? "APPROVED" : status, reason);
        });
    }

    List<JournalEntry> templateQuality(WhatsAppNumber number, JsonObject event) {
        String quality = event.getString("quality", "YELLOW");
        return template(number, event, "message_template_quality_update", (before, value) -> {
            value.put("previous_quality_score", before.quality()).put("new_quality_score", quality);
            return before.withQuality(quality);
        });
    }

    /** With {@code "notice": true} it is said a day ahead, and nothing has changed yet. */
    List<JournalEntry> templateCategory(WhatsAppNumber number, JsonObject event) {
        String category = event.getString("category", "MARKETING");
        return template(number, event, "template_category_update", (before, value) -> {
            if (event.getBoolean("notice", false)) {
                value.put("new_category", before.category())
                        .put("correct_category", category)
                        .put("category_update_timestamp", world.now().getEpochSecond() + A_DAY);
                return before;
            }
            value.put("previous_category", before.category()).put("new_category", category);
            return before.withCategory(category);
        });
    }

    private List<JournalEntry> template(
            WhatsAppNumber number,
            JsonObject event,
            String field,
            BiFunction<MessageTemplate, JsonObject, MessageTemplate> change) {
        List<JsonObject> values = new ArrayList<>();
        List<MessageTemplate> changed = platform.change(
                number.line().accountId(), event.getString("name", ""), event.getString("language", ""), before -> {
                    JsonObject value = new JsonObject()
                            .put("message_template_id", Long.parseLong(before.id()))
                            .put("message_template_name", before.name())
                            .put("message_template_language", before.language());
                    values.add(value);
                    return change.apply(before, value);
                });
        if (changed.isEmpty()) {
            throw new InvalidField("name", "no such template");
        }
        return values.stream()
                .flatMap(value ->
                        changes.change(null, number, field, value, value.getString("message_template_name")).stream())
                .toList();
    }

    List<JournalEntry> account(WhatsAppNumber number, String kind, JsonObject event) {
        JsonObject value = event.copy();
        List.of("kind", "sender", "phone", "wait", "timeoutMillis").forEach(value::remove);
        if (kind.equals("phone_number_quality_update") && !value.containsKey("display_phone_number")) {
            value.put("display_phone_number", number.digits());
        }
        return changes.change(null, number, kind, value, kind);
    }

    private static JsonObject contact(Phone phone) {
        JsonObject contact = new JsonObject().put("profile", WhatsAppHandset.profile(phone));
        if (phone.number() != null) {
            contact.put("wa_id", phone.number());
        }
        if (phone.identity() != Phone.Identity.NUMBER_ONLY) {
            contact.put("user_id", phone.userId());
        }
        return contact;
    }

    private String newUserId(String before) {
        return before.substring(0, before.indexOf('.') + 1)
                + Long.toUnsignedString(world.random().nextLong());
    }
}
