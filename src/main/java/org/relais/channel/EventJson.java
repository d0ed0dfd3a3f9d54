package org.relais.channel;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Card;
import org.relais.channel.InboundEvent.Coordinates;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Media;
import org.relais.channel.InboundEvent.MediaKind;
import org.relais.channel.InboundEvent.Pricing;
import org.relais.channel.InboundEvent.Status;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;

/**
 * An event as JSON, with field names that stay: what {@code replay} prints and what the inbox keeps. Absent values are
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
        put(json, "attempt", event.attempt() == 1 ? null : event.attempt());
        put(json, "error", event.errorCode());
        put(json, "failure", event.failure() == null ? null : failure(event.failure()));
        put(json, "start", event.startPayload());
        if (!event.cards().isEmpty()) {
            json.put("cards", cards(event.cards()));
        }
        put(json, "name", event.displayName());
        put(json, "language", event.language());
        put(json, "forwarded", event.forwarded() ? Boolean.TRUE : null);
        put(json, "media", event.media() == null ? null : media(event.media()));
        put(json, "recipientsPerDay", event.recipientsPerDay());
        put(json, "pricing", event.pricing() == null ? null : pricing(event.pricing()));
        if (event.isForm()) {
            json.put("fields", new JsonObject(new TreeMap<>(event.fields())));
        }
        put(json, "template", event.template() == null ? null : template(event.template()));
        put(json, "groupChange", event.groupChange() == null ? null : group(event.groupChange()));
        put(
                json,
                "notBefore",
                event.notBefore() == null ? null : event.notBefore().toString());
        return json.put("time", event.platformTime().toString()).put("eventKey", event.eventKey());
    }

    /** The event that {@link #encode} wrote; throws {@link RuntimeException} for anything else. */
    public static InboundEvent decode(JsonObject json) {
        String channel = json.getString("channel");
        JsonObject failure = json.getJsonObject("failure");
        return new EventBuilder(
                        channel,
                        json.getString("sender"),
                        json.getString("eventKey"),
                        Instant.parse(json.getString("time")))
                .notBefore(json.containsKey("notBefore") ? Instant.parse(json.getString("notBefore")) : null)
                .kind(Kind.valueOf(json.getString("kind")))
                .from(addresses(channel, json.getJsonArray("from")))
                .previous(addresses(channel, json.getJsonArray("previous")))
                .group(json.getBoolean("group"))
                .text(json.getString("text"))
                .button(json.getString("button"))
                .context(json.getString("context"))
                .externalId(json.getString("externalId"))
                .status(json.containsKey("status") ? Status.valueOf(json.getString("status")) : null)
                .deliveryId(json.getLong("deliveryId"))
                .attempt(json.getInteger("attempt", 1))
                .error(json.getString("error"))
                .failure(failure == null ? null : failure(channel, failure))
                .start(json.getString("start"))
                .cards(cards(json.getJsonArray("cards")))
                .name(json.getString("name"))
                .language(json.getString("language"))
                .forwarded(json.getBoolean("forwarded", false))
                .media(json.containsKey("media") ? media(json.getJsonObject("media")) : null)
                .recipientsPerDay(json.getLong("recipientsPerDay"))
                .pricing(json.containsKey("pricing") ? pricing(json.getJsonObject("pricing")) : null)
                .fields(fields(json.getJsonObject("fields")))
                .template(json.containsKey("template") ? template(json.getJsonObject("template")) : null)
                .groupChange(json.containsKey("groupChange") ? group(json.getJsonObject("groupChange")) : null)
                .build();
    }

    private static Map<String, String> fields(@Nullable JsonObject json) {
        Map<String, String> fields = new HashMap<>();
        if (json != null) {
            json.forEach(field -> fields.put(field.getKey(), String.valueOf(field.getValue())));
        }
        return fields;
    }

    private static JsonObject template(TemplateChange change) {
        JsonObject json = new JsonObject()
                .put("id", change.externalId())
                .put("name", change.name().name())
                .put("language", change.name().language());
        put(json, "status", change.status());
        put(json, "quality", change.quality());
        put(json, "category", change.category());
        put(json, "reason", change.reason());
        put(json, "coming", change.coming());
        Instant comingAt = change.comingAt();
        put(json, "comingAt", comingAt == null ? null : comingAt.toString());
        return json;
    }

    private static TemplateChange template(JsonObject json) {
        String comingAt = json.getString("comingAt");
        return new TemplateChange(
                json.getString("id"),
                new TemplateName(json.getString("name"), json.getString("language")),
                json.getString("status"),
                json.getString("quality"),
                json.getString("category"),
                json.getString("reason"),
                json.getString("coming"),
                comingAt == null ? null : Instant.parse(comingAt));
    }

    private static JsonObject group(GroupChange change) {
        JsonObject json = new JsonObject()
                .put("chat", change.chat())
                .put("title", change.title())
                .put("channel", change.channel());
        put(json, "ability", change.ability() == null ? null : change.ability().name());
        put(json, "link", change.link());
        return json;
    }

    private static GroupChange group(JsonObject json) {
        String ability = json.getString("ability");
        return new GroupChange(
                json.getString("chat"),
                json.getString("title"),
                json.getBoolean("channel"),
                ability == null ? null : GroupChange.Ability.valueOf(ability),
                json.getString("link"));
    }

    private static void put(JsonObject json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private static JsonObject media(Media media) {
        JsonObject json = new JsonObject().put("kind", media.kind().name());
        put(json, "file", media.fileId());
        put(json, "name", media.fileName());
        Coordinates coordinates = media.coordinates();
        if (coordinates != null) {
            json.put("latitude", coordinates.latitude()).put("longitude", coordinates.longitude());
        }
        return json;
    }

    private static Media media(JsonObject json) {
        Double latitude = json.getDouble("latitude");
        Double longitude = json.getDouble("longitude");
        return new Media(
                MediaKind.valueOf(json.getString("kind")),
                json.getString("file"),
                json.getString("name"),
                latitude == null || longitude == null ? null : new Coordinates(latitude, longitude));
    }

    private static JsonObject pricing(Pricing pricing) {
        return new JsonObject()
                .put("billable", pricing.billable())
                .put("category", pricing.category())
                .put("country", pricing.country());
    }

    private static Pricing pricing(JsonObject json) {
        return new Pricing(json.getBoolean("billable"), json.getString("category"), json.getString("country"));
    }

    private static JsonObject failure(SendOutcome failure) {
        JsonObject json = new JsonObject().put("kind", failure.kind().name()).put("code", failure.code());
        Duration retryAfter = failure.retryAfter();
        put(json, "retryAfterSeconds", retryAfter == null ? null : retryAfter.toSeconds());
        AddressId movedTo = failure.movedTo();
        put(json, "movedTo", movedTo == null ? null : address(movedTo));
        return json;
    }

    private static SendOutcome failure(String channel, JsonObject json) {
        Long seconds = json.getLong("retryAfterSeconds");
        JsonObject movedTo = json.getJsonObject("movedTo");
        return new SendOutcome(
                SendOutcome.Kind.valueOf(json.getString("kind")),
                json.getString("code"),
                null,
                seconds == null ? null : Duration.ofSeconds(seconds),
                movedTo == null ? null : address(channel, movedTo));
    }

    private static JsonArray addresses(List<AddressId> addresses) {
        JsonArray json = new JsonArray();
        addresses.forEach(address -> json.add(address(address)));
        return json;
    }

    private static List<AddressId> addresses(String channel, @Nullable JsonArray json) {
        return json == null
                ? List.of()
                : json.stream()
                        .map(entry -> address(channel, (JsonObject) entry))
                        .toList();
    }

    private static JsonObject address(AddressId address) {
        return new JsonObject().put("kind", address.kind().sqlName()).put("identifier", address.identifier());
    }

    private static AddressId address(String channel, JsonObject json) {
        return new AddressId(channel, AddressKind.of(json.getString("kind")), json.getString("identifier"));
    }

    private static JsonArray cards(List<Card> cards) {
        JsonArray json = new JsonArray();
        for (Card card : cards) {
            JsonObject one = new JsonObject().put("name", card.name()).put("numbers", new JsonArray(card.numbers()));
            put(one, "own", card.own() ? Boolean.TRUE : null);
            json.add(one);
        }
        return json;
    }

    private static List<Card> cards(@Nullable JsonArray json) {
        return json == null
                ? List.of()
                : json.stream()
                        .map(JsonObject.class::cast)
                        .map(card -> new Card(
                                card.getString("name"),
                                card.getJsonArray("numbers").stream()
                                        .map(String.class::cast)
                                        .toList(),
                                card.getBoolean("own", false)))
                        .toList();
    }
}
