package org.relais.inbound;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Card;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Status;
import org.relais.channel.SendOutcome;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;

/**
 * An event as column {@code inbox.event} holds it: what has a column of its own (channel, sender, kind, key, time) is
 * not repeated, and what is absent is left out.
 */
final class EventJson {
    private EventJson() {}

    static JsonObject encode(InboundEvent event) {
        JsonObject json = new JsonObject();
        putList(json, "from", event.from(), EventJson::encodeAddress);
        putList(json, "previous", event.previous(), EventJson::encodeAddress);
        if (event.group()) {
            json.put("group", true);
        }
        put(json, "text", event.text());
        put(json, "button", event.buttonPayload());
        put(json, "context", event.contextExternalId());
        put(json, "externalId", event.externalId());
        put(json, "status", event.status() == null ? null : event.status().name());
        put(json, "delivery", event.deliveryId());
        put(json, "error", event.errorCode());
        put(json, "start", event.startPayload());
        putList(json, "cards", event.cards(), EventJson::encodeCard);
        put(json, "name", event.displayName());
        put(json, "language", event.language());
        if (event.forwarded()) {
            json.put("forwarded", true);
        }
        put(json, "failure", event.failure() == null ? null : encodeOutcome(event.failure()));
        return json;
    }

    static InboundEvent decode(
            String channel, String sender, String kind, String key, Instant platformTime, JsonObject json) {
        String status = json.getString("status");
        JsonObject failure = json.getJsonObject("failure");
        return new InboundEvent(
                channel,
                sender,
                Kind.valueOf(kind),
                key,
                platformTime,
                list(json, "from", EventJson::decodeAddress, channel),
                list(json, "previous", EventJson::decodeAddress, channel),
                json.getBoolean("group", false),
                json.getString("text"),
                json.getString("button"),
                json.getString("context"),
                json.getString("externalId"),
                status == null ? null : Status.valueOf(status),
                json.getLong("delivery"),
                json.getString("error"),
                json.getString("start"),
                list(json, "cards", (ignored, card) -> decodeCard(card), channel),
                json.getString("name"),
                json.getString("language"),
                json.getBoolean("forwarded", false),
                failure == null ? null : decodeOutcome(channel, failure));
    }

    private interface Decoder<T> {
        T decode(String channel, JsonObject json);
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static <T> void putList(JsonObject json, String name, List<T> values, Function<T, JsonObject> encode) {
        if (!values.isEmpty()) {
            JsonArray array = new JsonArray();
            values.forEach(value -> array.add(encode.apply(value)));
            json.put(name, array);
        }
    }

    private static <T> List<T> list(JsonObject json, String name, Decoder<T> decoder, String channel) {
        JsonArray array = json.getJsonArray(name);
        if (array == null) {
            return List.of();
        }
        List<T> values = new ArrayList<>(array.size());
        for (int index = 0; index < array.size(); index++) {
            values.add(decoder.decode(channel, array.getJsonObject(index)));
        }
        return values;
    }

    private static JsonObject encodeAddress(AddressId address) {
        return new JsonObject()
                .put("kind", address.kind().sqlName())
                .put("id", address.identifier())
                .put("channel", address.channel());
    }

    private static AddressId decodeAddress(String channel, JsonObject json) {
        return new AddressId(
                Objects.requireNonNullElse(json.getString("channel"), channel),
                AddressKind.of(Objects.requireNonNull(json.getString("kind"))),
                Objects.requireNonNull(json.getString("id")));
    }

    private static JsonObject encodeOutcome(SendOutcome outcome) {
        JsonObject json = new JsonObject().put("kind", outcome.kind().name()).put("code", outcome.code());
        put(json, "externalId", outcome.externalId());
        put(
                json,
                "retryAfterMillis",
                outcome.retryAfter() == null ? null : outcome.retryAfter().toMillis());
        put(json, "movedTo", outcome.movedTo() == null ? null : encodeAddress(outcome.movedTo()));
        return json;
    }

    private static SendOutcome decodeOutcome(String channel, JsonObject json) {
        Long retryAfterMillis = json.getLong("retryAfterMillis");
        JsonObject movedTo = json.getJsonObject("movedTo");
        return new SendOutcome(
                SendOutcome.Kind.valueOf(json.getString("kind")),
                Objects.requireNonNull(json.getString("code")),
                json.getString("externalId"),
                retryAfterMillis == null ? null : Duration.ofMillis(retryAfterMillis),
                movedTo == null ? null : decodeAddress(channel, movedTo));
    }

    private static JsonObject encodeCard(Card card) {
        return new JsonObject().put("name", card.name()).put("numbers", new JsonArray(card.numbers()));
    }

    private static Card decodeCard(JsonObject json) {
        List<String> numbers = new ArrayList<>();
        json.getJsonArray("numbers").forEach(number -> numbers.add((String) number));
        return new Card(Objects.requireNonNullElse(json.getString("name"), ""), numbers);
    }
}
