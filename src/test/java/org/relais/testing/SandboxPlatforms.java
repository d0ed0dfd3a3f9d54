package org.relais.testing;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.sandbox.whatsapp.WhatsAppNumber;

/** A sandbox with one number and one bot, and the configuration of the channels that send to it. */
public final class SandboxPlatforms implements AutoCloseable {
    public static final String NUMBER_ID = "106540352242922";
    public static final String BOT_ID = "123456789";
    public static final String BOT = "relais_demo_bot";

    private static final String TOKEN = BOT_ID + ":AAHtoken-of-the-sandbox";

    private final Sandbox sandbox;
    private final String organisation;

    /**
     * @param organisation whose senders they are
     * @param receiver where webhooks of the number go
     */
    public SandboxPlatforms(Vertx vertx, String organisation, String receiver) {
        this.organisation = organisation;
        this.sandbox = Await.result(Sandbox.start(
                vertx,
                SandboxOptions.defaults()
                        .withPort(0)
                        .withNumber(new WhatsAppNumber.Line(
                                NUMBER_ID,
                                "+33 1 55 50 78 38",
                                "Relais",
                                "102290129340398",
                                "EAAsandbox",
                                "app-secret",
                                "verify",
                                receiver))
                        .withBot(new SandboxOptions.Bot(TOKEN, BOT, "Relais"))));
    }

    /** As above, for a test that needs no webhooks. */
    public SandboxPlatforms(Vertx vertx, String organisation) {
        this(vertx, organisation, "http://127.0.0.1:9/");
    }

    public SandboxControl control() {
        return new SandboxControl(sandbox.address());
    }

    /** The section {@code channels.whatsapp}, the number with further settings. */
    public JsonObject whatsapp(JsonObject more) {
        return ConfigJson.whatsapp(
                sandbox.whatsappAddress(),
                "app-secret",
                "verify",
                ConfigJson.number(organisation, NUMBER_ID, "+33155507838", "EAAsandbox")
                        .mergeIn(more));
    }

    /** The section {@code channels.telegram}, the bot with further settings. */
    public JsonObject telegram(JsonObject more) {
        return ConfigJson.telegram(
                sandbox.telegramAddress(),
                ConfigJson.bot(organisation, TOKEN, BOT, "secret-token").mergeIn(more));
    }

    @Override
    public void close() {
        Await.result(sandbox.close());
    }
}
