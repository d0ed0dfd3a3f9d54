package org.relais.sandbox.control;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.telegram.TelegramBot;
import org.relais.sandbox.telegram.TelegramPlatform;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.sandbox.whatsapp.WhatsAppPlatform;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.Json;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.Switches;
import org.relais.sandbox.world.World;

/** Senders, templates, settings, global switches, reset. */
public final class SetupRoutes {
    private final World world;
    private final WhatsAppPlatform whatsapp;
    private final TelegramPlatform telegram;

    public SetupRoutes(World world, WhatsAppPlatform whatsapp, TelegramPlatform telegram) {
        this.world = world;
        this.whatsapp = whatsapp;
        this.telegram = telegram;
    }

    public void mount(Router router) {
        ControlApi.answerNow(
                router, HttpMethod.GET, "/senders", (context, body) -> ControlApi.array(world.senders(), this::sender));
        ControlApi.answerNow(router, HttpMethod.POST, "/senders/telegram", (context, body) -> bot(body));
        ControlApi.answer(router, HttpMethod.POST, "/senders/whatsapp", (context, body) -> number(body));
        new ConditionRoutes(world, whatsapp).mount(router);
        ControlApi.answerNow(
                router,
                HttpMethod.GET,
                "/templates",
                (context, body) -> new JsonArray(java.util.List.copyOf(
                        whatsapp.templateList(String.valueOf(context.request().getParam("account"))))));
        ControlApi.answerNow(router, HttpMethod.POST, "/templates", (context, body) -> {
            String account = Fields.text(body, "account");
            if (!account.matches("\\d{1,20}")) {
                throw new InvalidField("account", "must be the id of a WhatsApp Business Account");
            }
            return whatsapp.putTemplate(account, body);
        });
        ControlApi.answerNow(router, HttpMethod.GET, "/settings", (context, body) -> Json.write(world.settings()));
        ControlApi.answerNow(router, HttpMethod.PATCH, "/settings", (context, body) -> {
            world.settings(world.settings().with(body));
            return Json.write(world.settings());
        });
        ControlApi.answerNow(router, HttpMethod.PUT, "/console", (context, body) -> {
            world.console(new World.ConsoleAddress(address(body, "url"), address(body, "signIn"), zone(body)));
            return body;
        });
        ControlApi.answerNow(router, HttpMethod.PUT, "/playing", (context, body) -> {
            world.playing(Fields.flag(body, "playing"));
            return body;
        });
        ControlApi.answerNow(
                router,
                HttpMethod.GET,
                "/switches",
                (context, body) -> Json.write(world.switches().all()));
        ControlApi.answerNow(router, HttpMethod.PUT, "/switches", (context, body) -> switches(Switches.OFF, body));
        ControlApi.answerNow(
                router,
                HttpMethod.PATCH,
                "/switches",
                (context, body) -> switches(world.switches().all(), body));
        ControlApi.answerNow(router, HttpMethod.POST, "/reset", (context, body) -> {
            world.reset(Fields.flag(body, "phones"));
            return new JsonObject().put("sequence", world.sequence());
        });
    }

    private static @Nullable ZoneId zone(JsonObject body) {
        if (!body.containsKey("timeZone")) {
            return null;
        }
        try {
            return ZoneId.of(Fields.text(body, "timeZone"));
        } catch (DateTimeException unknown) {
            throw new InvalidField("timeZone", "must be a time zone such as Europe/Paris");
        }
    }

    private static String address(JsonObject body, String field) {
        String address = Fields.text(body, field);
        if (!address.matches("https?://[^\\s\"<>]+")) {
            throw new InvalidField(field, "must be an address of http or https");
        }
        return address;
    }

    private JsonObject switches(Switches base, JsonObject patch) {
        world.switches().all(base.with(patch));
        return Json.write(world.switches().all());
    }

    private JsonObject bot(JsonObject body) {
        String username = Fields.text(body, "username");
        String name = Fields.text(body, "name");
        TelegramBot bot = telegram.addBot(Fields.text(body, "token"), username, name.isEmpty() ? username : name);
        offer(bot, body);
        return sender(bot);
    }

    private void offer(SimulatedSender sender, JsonObject body) {
        if (Fields.flag(body, "offered")) {
            world.offer(sender);
        }
    }

    /** With {@code "verify": true} the handshake is made, and {@code verified} tells how it went. */
    private Future<JsonObject> number(JsonObject body) {
        String phoneNumberId = Fields.text(body, "phoneNumberId");
        String display = Fields.text(body, "displayPhoneNumber");
        String account = Fields.text(body, "accountId");
        String name = Fields.text(body, "name");
        WhatsAppNumber number = whatsapp.addNumber(new WhatsAppNumber.Line(
                phoneNumberId,
                display,
                name.isEmpty() ? display : name,
                account.isEmpty() ? "9" + phoneNumberId : account,
                Fields.text(body, "accessToken"),
                Fields.text(body, "appSecret"),
                Fields.text(body, "verifyToken"),
                Fields.text(body, "webhookUrl")));
        offer(number, body);
        if (!Fields.flag(body, "verify")) {
            return Future.succeededFuture(sender(number));
        }
        return whatsapp.verify(number).map(verified -> sender(number).put("verified", verified));
    }

    /** What may be told: no token and no secret. */
    private JsonObject sender(SimulatedSender sender) {
        JsonObject json = new JsonObject()
                .put("key", sender.key())
                .put("channel", sender.platform().key())
                .put("name", sender.name());
        if (sender instanceof WhatsAppNumber number) {
            json.put("displayPhoneNumber", number.line().displayPhoneNumber())
                    .put("accountId", number.line().accountId())
                    .put("webhookUrl", number.webhookUrl());
        } else if (sender instanceof TelegramBot bot) {
            json.put("username", bot.username());
        }
        return json;
    }
}
