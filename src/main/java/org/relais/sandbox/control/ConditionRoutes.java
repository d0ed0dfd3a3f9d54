package org.relais.sandbox.control;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.sandbox.telegram.TelegramBot;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.sandbox.whatsapp.WhatsAppPlatform;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.Json;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/**
 * How a sender stands at its platform, as its owner changes it in the platform's own dashboard: {@code GET} and {@code PATCH
 * /senders/<key>/condition}, and {@code POST /senders/<key>/webhook} for the address that is entered there.
 */
final class ConditionRoutes {
    private final World world;
    private final WhatsAppPlatform whatsapp;

    ConditionRoutes(World world, WhatsAppPlatform whatsapp) {
        this.world = world;
        this.whatsapp = whatsapp;
    }

    void mount(Router router) {
        ControlApi.answerNow(
                router, HttpMethod.GET, "/senders/:key/condition", (context, body) -> condition(sender(context)));
        ControlApi.answerNow(router, HttpMethod.PATCH, "/senders/:key/condition", (context, body) -> {
            SimulatedSender sender = sender(context);
            change(sender, body);
            return condition(sender);
        });
        ControlApi.answer(
                router,
                HttpMethod.POST,
                "/senders/:key/webhook",
                (context, body) -> enter(sender(context), Fields.text(body, "url"), Fields.text(body, "verifyToken")));
    }

    private SimulatedSender sender(RoutingContext context) {
        return world.sender(context.pathParam("key")).orElseThrow(() -> new InvalidField("key", "is of no sender"));
    }

    static JsonObject condition(SimulatedSender sender) {
        return sender instanceof WhatsAppNumber number
                ? Json.write(number.condition()).put("webhookUrl", number.webhookUrl())
                : sender instanceof TelegramBot bot
                        ? Json.write(bot.condition()).put("webhookUrl", bot.webhookUrl())
                        : new JsonObject();
    }

    static void change(SimulatedSender sender, JsonObject patch) {
        if (sender instanceof WhatsAppNumber number) {
            number.condition(number.condition().with(patch));
        } else if (sender instanceof TelegramBot bot) {
            bot.condition(bot.condition().with(patch));
        }
    }

    /** {@code verified}: whether the service knew the verify token; otherwise nothing changes. A bot takes any address. */
    private Future<JsonObject> enter(SimulatedSender sender, String url, String verifyToken) {
        if (!world.settings().takes(url)) {
            throw new InvalidField("url", "must be an https address (or a local one, where those are taken)");
        }
        if (sender instanceof TelegramBot bot) {
            bot.takeWebhook(url);
            return Future.succeededFuture(new JsonObject().put("verified", true));
        }
        return whatsapp.enter((WhatsAppNumber) sender, url, verifyToken)
                .map(verified -> new JsonObject().put("verified", verified));
    }
}
