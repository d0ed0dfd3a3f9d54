package org.relais.app.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.relais.config.RelaisConfig;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.sandbox.whatsapp.WhatsAppNumber;

/** Sandbox started with the senders of the configuration, as the platforms would know them. */
public final class SandboxSenders {
    private SandboxSenders() {}

    /** Fails with one clear line when the sandbox's port is in use. */
    public static Future<Sandbox> start(Vertx vertx, RelaisConfig config) {
        SandboxOptions options = with(
                SandboxOptions.defaults()
                        .withPort(config.sandbox().port())
                        .withLimits(config.sandbox().limits())
                        .withLocalAddresses(config.sandbox().localAddresses()),
                config);
        return Sandbox.start(vertx, options)
                .recover(fault -> Future.failedFuture(new IllegalStateException(
                        "the sandbox cannot start on port " + config.sandbox().port() + ": " + fault.getMessage(),
                        fault)));
    }

    /** The same with the senders of the configuration. */
    public static SandboxOptions with(SandboxOptions base, RelaisConfig config) {
        SandboxOptions options = base;
        JsonObject whatsapp = config.channels().getJsonObject("whatsapp", new JsonObject());
        for (Object entry : whatsapp.getJsonArray("numbers", new JsonArray())) {
            JsonObject number = (JsonObject) entry;
            options = options.withNumber(new WhatsAppNumber.Line(
                    number.getString("phoneNumberId"),
                    number.getString("displayPhoneNumber"),
                    number.getString("name"),
                    number.getString("businessAccountId", "1"),
                    number.getString("accessToken"),
                    whatsapp.getString("appSecret"),
                    whatsapp.getString("verifyToken"),
                    config.http().publicUrl() + "/webhook/whatsapp"));
        }
        JsonObject telegram = config.channels().getJsonObject("telegram", new JsonObject());
        for (Object entry : telegram.getJsonArray("bots", new JsonArray())) {
            JsonObject bot = (JsonObject) entry;
            options = options.withBot(
                    new SandboxOptions.Bot(bot.getString("token"), bot.getString("username"), bot.getString("name")));
        }
        return options;
    }
}
