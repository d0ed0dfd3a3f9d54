package org.relais.sandbox.page;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Stream;
import org.relais.sandbox.telegram.TelegramBot;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.sandbox.whatsapp.WhatsAppPlatform;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** Senders that the page's reader may connect in the console: what its forms ask for, and the dashboard's page of a number. */
public final class Offers {
    private final World world;
    private final WhatsAppPlatform whatsapp;

    Offers(World world, WhatsAppPlatform whatsapp) {
        this.world = world;
        this.whatsapp = whatsapp;
    }

    /**
     * A sender to be connected.
     *
     * @param key of the sender
     * @param link asks which phone writes to it
     */
    public record Offer(String key, boolean telegram, String link, List<Field> fields) {}

    /**
     * Something to be pasted.
     *
     * @param name of its label among the texts
     */
    public record Field(String name, String value) {}

    void mount(Router router) {
        PageForms.form(router, "/ui/offers/:key/webhook", this::enter);
    }

    /** None where there is no console to connect them in. */
    List<Offer> all() {
        return world.console() == null
                ? List.of()
                : world.offered().stream().flatMap(Offers::offer).toList();
    }

    private static Stream<Offer> offer(SimulatedSender sender) {
        if (sender instanceof TelegramBot bot) {
            return Stream.of(new Offer(
                    bot.key(), true, "/t.me/" + bot.username() + "?start=", List.of(new Field("token", bot.token()))));
        }
        if (sender instanceof WhatsAppNumber number) {
            WhatsAppNumber.Line line = number.line();
            return Stream.of(new Offer(
                    number.key(),
                    false,
                    "/wa.me/" + line.displayPhoneNumber().replaceAll("\\D", "") + "?text=START",
                    List.of(
                            new Field("phoneNumberId", line.phoneNumberId()),
                            new Field("businessAccountId", line.accountId()),
                            new Field("accessToken", line.accessToken()),
                            new Field("appSecret", line.appSecret()))));
        }
        return Stream.empty();
    }

    private void enter(RoutingContext context, JsonObject fields) {
        String url = fields.getString("url", "").strip();
        if (!world.settings().takes(url)) {
            throw new InvalidField("url", "must be an https address (or a local one, where those are taken)");
        }
        WhatsAppNumber number = whatsapp.number(String.valueOf(context.pathParam("key")))
                .filter(known -> world.offered().contains(known))
                .orElseThrow(() -> new InvalidField("key", "is of no sender"));
        whatsapp.enter(number, url, fields.getString("verifyToken", "").strip())
                .onSuccess(verified -> context.response()
                        .putHeader("Content-Type", "text/plain; charset=utf-8")
                        .end(PageText.of(context.request()).text(verified ? "offers.verified" : "offers.refused")));
    }
}
