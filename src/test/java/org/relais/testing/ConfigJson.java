package org.relais.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.relais.config.RelaisConfig;
import org.relais.database.DatabaseAddress;

/** Sections of a service's configuration, as its file would say them, that tests of many features need. */
public final class ConfigJson {
    private ConfigJson() {}

    /** The configuration that this is; whatever is wrong in it fails the test. */
    public static RelaisConfig read(JsonObject config) {
        RelaisConfig.Read read = RelaisConfig.read(config, Map.of());
        return Objects.requireNonNull(read.config(), () -> String.join("; ", read.faults()));
    }

    /** The section {@code security}: a new key for links, and the list of the only key of the suppression list. */
    public static JsonObject security() {
        return security(key("k1")).put("linkKey", secret());
    }

    /** The section {@code security} with this key of the suppression list and nothing else. */
    public static JsonObject security(JsonObject suppressionKey) {
        return new JsonObject().put("suppressionKeys", new JsonArray().add(suppressionKey));
    }

    /** A new key of that name. */
    public static JsonObject key(String id) {
        return new JsonObject().put("id", id).put("secret", secret());
    }

    /** A known key. */
    public static JsonObject key(RelaisConfig.Key key) {
        return new JsonObject()
                .put("id", key.id())
                .put("secret", Base64.getEncoder().encodeToString(key.secret()));
    }

    private static String secret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    /** The section {@code channels.telegram}. */
    public static JsonObject telegram(String baseUrl, JsonObject... bots) {
        return new JsonObject().put("baseUrl", baseUrl).put("bots", new JsonArray(List.of((Object[]) bots)));
    }

    /** A bot with what each must have. */
    public static JsonObject bot(String organisation, String token, String username, String secretToken) {
        return new JsonObject()
                .put("organisation", organisation)
                .put("name", "Bot")
                .put("token", token)
                .put("username", username)
                .put("secretToken", secretToken);
    }

    /** The section {@code database}. */
    public static JsonObject database(DatabaseAddress address) {
        return new JsonObject()
                .put("url", "postgresql://" + address.host() + ":" + address.port() + "/" + address.database())
                .put("user", address.user())
                .put("password", address.password());
    }

    /** The section {@code channels.whatsapp}. */
    public static JsonObject whatsapp(String baseUrl, String appSecret, String verifyToken, JsonObject... numbers) {
        return new JsonObject()
                .put("baseUrl", baseUrl)
                .put("appSecret", appSecret)
                .put("verifyToken", verifyToken)
                .put("numbers", new JsonArray(List.of((Object[]) numbers)));
    }

    /** A number with what each must have. */
    public static JsonObject number(String organisation, String id, String display, String accessToken) {
        return new JsonObject()
                .put("organisation", organisation)
                .put("name", "Number")
                .put("phoneNumberId", id)
                .put("displayPhoneNumber", display)
                .put("accessToken", accessToken);
    }
}
