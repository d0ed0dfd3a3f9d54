package org.relais.sandbox.whatsapp;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.World;

/** What stands around every webhook of a WhatsApp account. */
final class Envelope {
    private Envelope() {}

    /** A change of field {@code messages} with one status. */
    static JsonObject statuses(WhatsAppNumber number, JsonObject status) {
        return change("messages", value(number).put("statuses", new JsonArray().add(status)));
    }

    static JsonObject change(String field, JsonObject value) {
        return new JsonObject().put("value", value).put("field", field);
    }

    /** The beginning of a value that belongs to a number. */
    static JsonObject value(WhatsAppNumber number) {
        return new JsonObject()
                .put("messaging_product", "whatsapp")
                .put(
                        "metadata",
                        new JsonObject()
                                .put("display_phone_number", number.digits())
                                .put("phone_number_id", number.key()));
    }

    /** Journals one webhook with these changes and queues it. */
    @CanIgnoreReturnValue
    static JournalEntry offer(
            World world,
            WhatsAppNumber number,
            @Nullable String phone,
            String kind,
            String eventId,
            List<JsonObject> changes) {
        JsonObject entry = new JsonObject().put("id", number.line().accountId());
        if (changes.stream().anyMatch(change -> !change.getJsonObject("value").containsKey("metadata"))) {
            entry.put("time", world.now().getEpochSecond());
        }
        entry.put("changes", new JsonArray(new ArrayList<>(changes)));
        JsonObject json =
                new JsonObject().put("object", "whatsapp_business_account").put("entry", new JsonArray().add(entry));
        JournalEntry journalled = world.journal(number, phone, kind, eventId, null, MetaJson.write(json));
        if (changes.stream().anyMatch(change -> number.condition().sends(change.getString("field", "")))) {
            number.webhooks().offer(journalled);
        } else {
            journalled.settle(JournalEntry.State.UNSUBSCRIBED);
        }
        return journalled;
    }
}
