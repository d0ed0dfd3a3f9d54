package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.World;

/** Changes on their way out: each in a webhook of its own, or several gathered into one. */
final class WebhookChanges {
    private final World world;
    private @Nullable List<JsonObject> gathering;

    WebhookChanges(World world) {
        this.world = world;
    }

    /** What the actions cause goes out in one webhook with several changes. */
    List<JournalEntry> together(WhatsAppNumber number, Runnable actions) {
        List<JsonObject> changes = new ArrayList<>();
        gathering = changes;
        try {
            actions.run();
        } finally {
            gathering = null;
        }
        return changes.isEmpty()
                ? List.of()
                : List.of(Envelope.offer(world, number, null, "batch", "batch of " + changes.size(), changes));
    }

    List<JournalEntry> change(@Nullable Phone phone, WhatsAppNumber number, String field, JsonObject value, String id) {
        return send(phone, number, field, id, Envelope.change(field, value));
    }

    List<JournalEntry> send(@Nullable Phone phone, WhatsAppNumber number, String kind, String id, JsonObject change) {
        if (gathering != null) {
            gathering.add(change);
            return List.of();
        }
        return List.of(Envelope.offer(world, number, phone == null ? null : phone.id(), kind, id, List.of(change)));
    }
}
