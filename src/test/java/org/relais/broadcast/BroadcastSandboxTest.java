package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.delivery.FakeChannel;
import org.relais.input.FaultTexts;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;
import org.relais.testing.SandboxPlatforms;

/** A broadcast over both simulated platforms, over HTTP: what the phones show is what was composed. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class BroadcastSandboxTest {

    private SandboxPlatforms platforms;
    private SandboxControl control;
    private final List<Channel> channels = new ArrayList<>();
    private BroadcastWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        platforms = new SandboxPlatforms(vertx, "voisins");
        control = platforms.control();
        ChannelContext context =
                new ChannelContext(vertx, InstantSource.system(), System::nanoTime, Duration.ofSeconds(20));
        channels.add(ChannelRegistry.providers().get("whatsapp").create(context, platforms.whatsapp(new JsonObject())));
        channels.add(ChannelRegistry.providers().get("telegram").create(context, platforms.telegram(new JsonObject())));
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), channels, 100);
        world.running();
    }

    @AfterEach
    void close() {
        world.close();
        channels.forEach(channel -> await(channel.close()));
        platforms.close();
    }

    @Test
    void everyPhoneShowsItsOwnTextWithMentionAndShareLinks() {
        long amina = person("Amina Diallo", "fr", "whatsapp", "+33639980100", true);
        long grace = person("Grace Miller", "en", "telegram", "7001", true);
        long both = person("Chloé Martin", "fr", "telegram", "7002", true);
        address(both, "whatsapp", "+33639980102");
        long silent = person("Paul Nguyen", "fr", "whatsapp", "+33639980103", false);
        JsonObject draft = BroadcastWorld.draft();
        draft.getJsonObject("message")
                .put(
                        "share",
                        new JsonObject()
                                .put(
                                        "text",
                                        new JsonObject()
                                                .put("fr", "Fête samedi & dimanche")
                                                .put("en", "Party!"))
                                .put("url", "https://quartier.example/fête".replace("ê", "%C3%AA")));
        long created = world.create(draft);
        Forecast forecast = await(world.service.forecast(
                world.organisationId,
                await(world.service.draft(world.organisationId, created)).orElseThrow()));

        assertThat(await(world.service.send(world.actor(), created))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(created, BroadcastState.FINISHED);

        assertThat(forecast.reach().messageable()).isEqualTo(4);
        assertThat(forecast.outsideWindow()).isEqualTo(1);
        Progress end = world.progress(created);
        world.sumsMatch(created, 4);
        assertThat(end.sent()).isEqualTo(forecast.reach().messageable() - forecast.outsideWindow());
        assertThat(end.suppressed()).isEqualTo(Map.of("window_closed", 1L));
        assertThat(world.world.number("select contact_id from delivery where state = 'suppressed'"))
                .isEqualTo(silent);
        assertThat(world.world.numbers("select count(*) from delivery where contact_id = " + both))
                .containsExactly(1L);

        String whatsapp = text("wa-33639980100");
        assertThat(whatsapp)
                .startsWith("Bonjour Amina, venez samedi !\n\n")
                .contains("Pour ne plus rien recevoir, répondez STOP.");
        assertThat(control.get("/phones/wa-33639980100").encode())
                .contains(
                        "https://wa.me/?text=F%C3%AAte%20samedi%20%26%20dimanche%0Ahttps%3A%2F%2Fquartier.example%2Ff%25C3%25AAte");
        assertThat(text("tg-7001"))
                .startsWith("Hello Grace, come on Saturday!\n\n")
                .contains("STOP");
        assertThat(control.get("/phones/tg-7001").encode()).contains("https://wa.me/?text=Party%21");
        assertThat(amina).isNotEqualTo(grace);
        assertThat(await(world.service.preview(world.organisationId, BroadcastDraft.decode(draft), amina)).stream()
                        .filter(preview -> preview.channel().equals("whatsapp")
                                && preview.language().equals("fr")
                                && preview.windowOpen())
                        .map(Preview::text))
                .as("what was previewed is what the phone shows")
                .containsExactly(whatsapp);
    }

    @Test
    void theLinksThatWhatsAppWritesOutCountAsWell() {
        JsonObject draft = BroadcastWorld.draft();
        JsonObject message = draft.getJsonObject("message");
        JsonObject link = new JsonObject()
                .put("label", new JsonObject().put("fr", "Le plan"))
                .put("url", "https://quartier.example/" + "x".repeat(600));
        message.put("body", new JsonObject().put("fr", "x".repeat(3_000)))
                .put("buttons", new JsonArray().add(link).add(link.copy()));

        assertThat(BroadcastDraftTest.faults(world.created(draft))).anySatisfy(fault -> {
            assertThat(fault.field()).isEqualTo("message.body.fr");
            assertThat(FaultTexts.english(fault)).contains("whatsapp", "4096");
        });
    }

    @Test
    void whatThePlatformRefusesEndsWithItsReason() {
        person("Amina Diallo", "fr", "whatsapp", "+33639980100", true);
        person("Grace Miller", "en", "telegram", "7001", true);
        long blocked = person("Omar", "fr", "telegram", "7003", true);
        control.post("/phones/tg-7003/block", new JsonObject());

        long id = world.send(BroadcastWorld.draft());
        world.awaitState(id, BroadcastState.FINISHED);

        world.sumsMatch(id, 3);
        assertThat(world.progress(id).sent()).isEqualTo(2);
        assertThat(world.world.text("select state || ' ' || reason from delivery where contact_id = " + blocked))
                .isNotBlank()
                .doesNotStartWith("accepted");
    }

    @Test
    void aFewSecondsOfTooManyRequestsLoseNobody() {
        person("Amina Diallo", "fr", "whatsapp", "+33639980100", true);
        person("Grace Miller", "en", "telegram", "7001", true);
        control.put("/switches", new JsonObject().put("tooManyRequests", 1));
        long id = world.send(BroadcastWorld.draft());
        control.put("/switches", new JsonObject());

        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 2);
        assertThat(world.progress(id).sent()).isEqualTo(2);
        assertThat(control.get("/phones/tg-7001").getJsonArray("history")).hasSize(1);
        assertThat(control.get("/phones/wa-33639980100").getJsonArray("history"))
                .hasSize(1);
    }

    /** The one message of a phone. */
    private String text(String phone) {
        JsonArray history = control.received(phone, 0, 1);
        assertThat(history).hasSize(1);
        return history.getJsonObject(0).getString("text");
    }

    /** A subscribed person with a phone; {@code wrote}: inside the window that WhatsApp asks for. */
    private long person(String name, String language, String channel, String identifier, boolean wrote) {
        control.post(
                "/phones",
                new JsonObject()
                        .put("channel", channel)
                        .put("name", name)
                        .put("started", true)
                        .put("windowOpen", wrote)
                        .put("whatsapp".equals(channel) ? "number" : "userId", identifier));
        long contact = world.world.person("regular", "subscribed", channel);
        world.world.execute("update contact set name = '%s', language = '%s', last_seen_at = %s where id = %d"
                .formatted(name, language, wrote ? "now()" : "null", contact));
        world.world.execute(
                "update address set identifier = '%s', kind = '%s', last_inbound_at = %s where contact_id = %d"
                        .formatted(
                                identifier,
                                "whatsapp".equals(channel) ? "phone" : "chat",
                                wrote ? "now()" : "null",
                                contact));
        return contact;
    }

    private void address(long contact, String channel, String identifier) {
        long address = world.world.address(contact, channel);
        world.world.execute(
                "update address set identifier = '%s', kind = 'phone' where id = %d".formatted(identifier, address));
    }
}
