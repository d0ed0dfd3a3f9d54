package org.relais.channel;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Card;
import org.relais.contact.AddressId;

/**
 * An event as JSON, with field names that stay: what {@code replay} prints. Absent values are
 * left out; {@code kind}, {@code channel}, {@code sender}, {@code from}, {@code group}, {@code time} and
 * {@code eventKey} always stand.
 */
public final class EventJson {
    private EventJson() {}

    public static JsonObject encode(InboundEvent event) {
        JsonObject json = new JsonObject()
                .put("kind", event.kind().name())
                .put("channel", event.channel())
                .put("sender", event.senderExternalId())
                .put("from", addresses(event.from()));
        if (!event.previous().isEmpty()) {
            json.put("previous", addresses(event.previous()));
        }
        json.put("group", event.group());
        put(json, "text", event.text());
        put(json, "button", event.buttonPayload());
        put(json, "context", event.contextExternalId());
        put(json, "externalId", event.externalId());
        put(json, "status", event.status() == null ? null : event.status().name());
        put(json, "deliveryId", event.deliveryId());
        put(json, "error", event.errorCode());
        put(json, "failure", event.failure() == null ? null : failure(event.failure()));
        put(json, "start", event.startPayload());
        if (!event.cards().isEmpty()) {
            json.put("cards", cards(event.cards()));
        }
        put(json, "name", event.displayName());
        put(json, "language", event.language());
        put(json, "forwarded", event.forwarded() ? Boolean.TRUE : null);
        return json.put("time", event.platformTime().toString()).put("eventKey", event.eventKey());
    }

    private static void put(JsonObject json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private static JsonObject failure(SendOutcome failure) {
        JsonObject json = new JsonObject().put("kind", failure.kind().name()).put("code", failure.code());
        Duration retryAfter = failure.retryAfter();
        put(json, "retryAfterSeconds", retryAfter == null ? null : retryAfter.toSeconds());
        AddressId movedTo = failure.movedTo();
        put(json, "movedTo", movedTo == null ? null : address(movedTo));
        return json;
    }

    private static JsonArray addresses(List<AddressId> addresses) {
        JsonArray json = new JsonArray();
        addresses.forEach(address -> json.add(address(address)));
        return json;
    }

    private static JsonObject address(AddressId address) {
        return new JsonObject().put("kind", address.kind().sqlName()).put("identifier", address.identifier());
    }

    private static JsonArray cards(List<Card> cards) {
        JsonArray json = new JsonArray();
        cards.forEach(card ->
                json.add(new JsonObject().put("name", card.name()).put("numbers", new JsonArray(card.numbers()))));
        return json;
    }
}
