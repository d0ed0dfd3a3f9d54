package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.Settings;
import org.relais.sandbox.world.World;

/** The status webhooks of what was sent: sent, delivered, read, or failed with its error. */
final class StatusWebhooks {
    private static final int COMPANY_MILLIS = 20;

    private final World world;
    private final Map<WhatsAppNumber, List<JsonObject>> gathering = new HashMap<>();

    StatusWebhooks(World world) {
        this.world = world;
    }

    /**
     * What the statuses are about.
     *
     * @param category marketing, utility, authentication or service
     * @param byUserId whether it was addressed to a business-scoped user id
     * @param group the group it went to, or null
     */
    record Sent(
            WhatsAppNumber number,
            Phone phone,
            String messageId,
            @Nullable String callbackData,
            String category,
            boolean byUserId,
            @Nullable String group) {}

    /** Reports the life of a message that reached the phone. */
    void follow(Sent sent, ChatMessage bubble) {
        Settings settings = world.settings();
        if (settings.sentStatus()) {
            bubble.status("sent");
            report(sent, "sent", null);
        }
        world.after(settings.deliveredAfterMillis(), () -> {
            if (settings.deliveredStatus()) {
                advance(sent, bubble, "delivered");
            }
            if (settings.readStatus()) {
                world.after(settings.readAfterMillis(), () -> advance(sent, bubble, "read"));
            }
        });
    }

    /** Reports that it failed after it had been accepted. */
    void fail(Sent sent, GraphError error) {
        report(sent, "failed", error.asStatusErrors());
    }

    private void advance(Sent sent, ChatMessage bubble, String status) {
        bubble.status(status);
        if (sent.phone.history().size() < 1000) {
            world.changed(sent.phone);
        }
        report(sent, status, null);
    }

    private void report(Sent sent, String status, @Nullable JsonArray errors) {
        JsonObject json = new JsonObject()
                .put("id", sent.messageId)
                .put("status", status)
                .put("timestamp", Long.toString(world.now().getEpochSecond()));
        String number = sent.phone.number();
        if (sent.group != null) {
            json.put("recipient_id", sent.group).put("recipient_type", "group");
        } else if (number != null && !sent.byUserId) {
            json.put("recipient_id", number);
        }
        if (sent.phone.identity() != Phone.Identity.NUMBER_ONLY && sent.group == null) {
            json.put("recipient_user_id", sent.phone.userId());
        }
        if (sent.callbackData != null) {
            json.put("biz_opaque_callback_data", sent.callbackData);
        }
        if (status.equals("sent") || status.equals("delivered")) {
            json.put(
                    "pricing",
                    new JsonObject()
                            .put("billable", true)
                            .put("pricing_model", "PMP")
                            .put("category", sent.category)
                            .put("type", "regular"));
        }
        if (errors != null) {
            json.put("errors", errors);
        }
        send(sent, status, json);
    }

    private void send(Sent sent, String status, JsonObject json) {
        int most = world.settings().statusBatch();
        if (most <= 1) {
            Envelope.offer(
                    world,
                    sent.number,
                    sent.phone.id(),
                    "status:" + status,
                    sent.messageId,
                    List.of(Envelope.statuses(sent.number, json)));
            return;
        }
        List<JsonObject> batch = gathering.get(sent.number);
        if (batch == null) {
            batch = new ArrayList<>();
            gathering.put(sent.number, batch);
            List<JsonObject> begun = batch;
            world.after(COMPANY_MILLIS, () -> flush(sent.number, begun));
        }
        batch.add(Envelope.statuses(sent.number, json));
        if (batch.size() >= most) {
            flush(sent.number, batch);
        }
    }

    private void flush(WhatsAppNumber number, List<JsonObject> batch) {
        if (gathering.remove(number, batch)) {
            Envelope.offer(world, number, null, "status:batch", "batch of " + batch.size(), batch);
        }
    }
}
