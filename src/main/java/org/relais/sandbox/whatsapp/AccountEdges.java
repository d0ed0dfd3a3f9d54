package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.relais.sandbox.world.PlatformGate;
import org.relais.sandbox.world.ProfilePicture;
import org.relais.sandbox.world.SentFiles.SentFile;

/** What the Graph API tells of a number, its account and its app. */
final class AccountEdges {
    private AccountEdges() {}

    static PlatformGate.Reply describe(WhatsAppNumber number) {
        return CloudApi.ok(described(number)
                .put("status", "CONNECTED")
                .put("platform_type", "CLOUD_API")
                .put("throughput", new JsonObject().put("level", "STANDARD"))
                .put(
                        "whatsapp_business_manager_messaging_limit",
                        number.condition().limit()));
    }

    /** {@code GET /{account}?fields=owner_business_info}. */
    static PlatformGate.Reply account(WhatsAppNumber number) {
        return CloudApi.ok(new JsonObject()
                .put("id", number.line().accountId())
                .put(
                        "owner_business_info",
                        new JsonObject().put("name", number.name()).put("id", number.portfolioId())));
    }

    /** {@code GET /{number}/whatsapp_business_profile}; a number without a picture has no address of one. */
    static PlatformGate.Reply profile(WhatsAppNumber number, String pictureUrl) {
        JsonObject profile = new JsonObject().put("messaging_product", "whatsapp");
        picture(number).ifPresent(picture -> profile.put("profile_picture_url", pictureUrl));
        return data(List.of(profile));
    }

    static Optional<SentFile> picture(WhatsAppNumber number) {
        return ProfilePicture.of(number, number.key(), number.condition().picture());
    }

    static PlatformGate.Reply numbers(List<WhatsAppNumber> numbers) {
        return data(numbers.stream().map(AccountEdges::described).toList());
    }

    /** {@code GET /{account}/subscribed_apps}. */
    static PlatformGate.Reply apps(WhatsAppNumber number) {
        JsonObject app = new JsonObject()
                .put("id", number.appId())
                .put("name", "Relais")
                .put("link", "https://www.facebook.com/games/?app_id=" + number.appId());
        return data(
                number.condition().appSubscribed()
                        ? List.of(new JsonObject().put("whatsapp_business_api_data", app))
                        : List.of());
    }

    /** {@code GET /{app}/subscriptions}; none before an address was entered. */
    static PlatformGate.Reply subscriptions(WhatsAppNumber number) {
        if (number.webhookUrl().isEmpty()) {
            return data(List.of());
        }
        JsonArray fields = new JsonArray();
        number.condition()
                .fields()
                .forEach(field -> fields.add(new JsonObject().put("name", field).put("version", "v25.0")));
        return data(List.of(new JsonObject()
                .put("object", "whatsapp_business_account")
                .put("callback_url", number.webhookUrl())
                .put("active", true)
                .put("fields", fields)));
    }

    private static JsonObject described(WhatsAppNumber number) {
        return new JsonObject()
                .put("verified_name", number.name())
                .put("display_phone_number", number.line().displayPhoneNumber())
                .put("quality_rating", number.condition().quality())
                .put("id", number.key());
    }

    private static PlatformGate.Reply data(List<JsonObject> rows) {
        return CloudApi.ok(new JsonObject().put("data", new JsonArray(List.copyOf(rows))));
    }
}
