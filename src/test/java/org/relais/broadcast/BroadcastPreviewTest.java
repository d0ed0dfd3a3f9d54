package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.broadcast.BroadcastDraftTest.faults;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.delivery.FakeChannel;
import org.relais.input.Fault;
import org.relais.testing.NeedsDatabase;

/** What an organiser sees before anything is sent, and the test they send to people they know. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class BroadcastPreviewTest {
    private static final String FRENCH_MENTION =
            "Les Voisins vous écrivent\u00a0: entraide entre voisins. Pour ne plus rien recevoir, répondez STOP.";

    private BroadcastWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 100);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everyLanguageIsShownWithTheMentionInIt() {
        List<Preview> previews =
                await(world.service.preview(world.organisationId, BroadcastDraft.decode(BroadcastWorld.draft()), null));

        assertThat(previews).extracting(Preview::channel).containsOnly("fake");
        assertThat(previews).extracting(Preview::language).containsExactly("en", "fr");
        assertThat(previews.get(1).text()).isEqualTo("Bonjour à vous, venez samedi !\n\n" + FRENCH_MENTION);
        assertThat(previews.get(0).text())
                .startsWith("Hello there, come on Saturday!\n\n")
                .contains("neighbours helping each other", "STOP");
        assertThat(previews).allSatisfy(preview -> {
            assertThat(preview.refusal()).isNull();
            assertThat(preview.length()).isEqualTo(preview.text().length());
        });
    }

    @Test
    void aChosenPersonsNameAndColumnsAreFilledIn() {
        long person = world.world.person();
        world.world.execute(
                "update contact set name = 'Zoë Ó Briain', variables = '{\"ward\": \"Belleville\"}' where id = "
                        + person);
        JsonObject json = BroadcastWorld.draft();
        json.getJsonObject("message")
                .put("body", new JsonObject().put("fr", "Bonjour {{first_name|à vous}} de {{ward|votre quartier}}"));

        assertThat(await(world.service.preview(world.organisationId, BroadcastDraft.decode(json), person))
                        .get(0)
                        .text())
                .startsWith("Bonjour Zoë de Belleville\n");
    }

    @Test
    void withoutAChoiceTheSampleIsSomebodyWhoWouldGetIt() {
        long stopped = world.world.person("regular", "unsubscribed", "fake");
        long other = world.world.person();
        world.world.execute("update contact set name = 'Nobody' where id = " + stopped);
        world.world.execute("update contact set name = 'Grace Miller' where id = " + other);

        assertThat(await(world.service.preview(
                                world.organisationId, BroadcastDraft.decode(BroadcastWorld.draft()), null))
                        .get(0)
                        .text())
                .startsWith("Hello Grace,");
    }

    @Test
    void onEachChannelTheSampleIsSomebodyOfThatChannel(Vertx vertx) {
        FakeChannel fake = FakeChannel.accepting();
        FakeChannel other = new FakeChannel("other", FakeChannel.FAST, List.of("1"), permit -> Future.failedFuture(""));
        try (BroadcastWorld both = new BroadcastWorld(vertx, fake, List.of(fake, other), 100)) {
            long first = both.world.person("regular", "subscribed", "fake");
            both.world.execute("update contact set name = 'Grace Miller' where id = " + first);
            assertThat(greetings(both)).as("nobody there").containsOnly("Hello Grace");
            long second = both.world.person("regular", "subscribed", "other");
            both.world.execute("update contact set name = 'Omar Benali' where id = " + second);
            assertThat(greetings(both)).containsExactly("Hello Grace", "Hello Omar");
        }
    }

    private static List<String> greetings(BroadcastWorld both) {
        return await(both.service.preview(both.organisationId, BroadcastDraft.decode(BroadcastWorld.draft()), null))
                .stream()
                .filter(preview -> preview.language().equals("en"))
                .map(preview -> preview.text().substring(0, preview.text().indexOf(',')))
                .toList();
    }

    @Test
    void aPersonOfAnotherOrganisationIsNoSample() {
        assertThat(faults(world.service.preview(
                        world.organisationId, BroadcastDraft.decode(BroadcastWorld.draft()), 987_654L)))
                .extracting(Fault::field)
                .containsExactly("contact");
    }

    @Test
    void whatWasPreviewedIsWhatIsSent() {
        long person = world.world.person();
        world.world.execute("update contact set name = 'Zoë Ó Briain', language = 'fr' where id = " + person);
        Preview preview = await(world.service.preview(
                        world.organisationId, BroadcastDraft.decode(BroadcastWorld.draft()), person))
                .stream()
                .filter(each -> each.language().equals("fr"))
                .findFirst()
                .orElseThrow();
        world.running();

        long id = world.send(BroadcastWorld.draft());
        world.awaitState(id, BroadcastState.FINISHED);

        assertThat(world.fake.texts).containsExactly(preview.text());
    }

    @Test
    void aTestGoesToThoseWhoMayBeMessagedAndIsNotPartOfTheBroadcast() {
        world.running();
        long person = world.world.person();
        long stopped = world.world.person("regular", "unsubscribed", "fake");
        long pending = world.world.person("regular", "pending", "fake");
        long elsewhere = world.world.person("regular", "subscribed", "pigeon");
        long id = world.create(BroadcastWorld.draft());

        Map<Long, BroadcastService.TestResult> results = await(world.service.test(
                world.actor(), id, List.of(person, stopped, pending, elsewhere, 987_654L), Variant.A));

        assertThat(results.get(person).deliveryId()).isNotNull();
        assertThat(results.get(person).refusal()).isNull();
        assertThat(results.get(stopped).refusal()).isEqualTo("unsubscribed");
        assertThat(results.get(pending).refusal()).isEqualTo("pending");
        assertThat(results.get(elsewhere).refusal()).isEqualTo("no_address");
        assertThat(results.get(987_654L).refusal()).isEqualTo("unknown_contact");
        eventually("it arrived", () -> world.world.open() == 0);
        assertThat(world.fake.begun.stream().map(FakeChannel.Begun::contactId)).containsExactly(person);
        assertThat(world.rows(id)).isZero();
        assertThat(world.state(id)).isEqualTo(BroadcastState.DRAFT);

        assertThat(await(world.service.send(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(id, BroadcastState.FINISHED);
        assertThat(world.progress(id).sent()).isEqualTo(1);
        assertThat(world.fake.begun).hasSize(2);
    }

    @Test
    void aTestNamesOneToFivePeople() {
        long id = world.create(BroadcastWorld.draft());

        for (List<Long> wrong : List.of(List.<Long>of(), List.of(1L, 2L, 3L, 4L, 5L, 6L))) {
            assertThat(faults(world.service.test(world.actor(), id, wrong, Variant.A)))
                    .extracting(Fault::field)
                    .containsExactly("contacts");
        }
        assertThat(world.world.number("select count(*) from delivery")).isZero();
    }

    /** The links that open apps hold any text: encoded so that every app shows it as it was written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Venez samedi à 18 h, c’est gratuit !",
                "50 % & plus = #1 + \"tout\" / rien ?",
                "ligne une\nligne deux",
                "🎉👨‍👩‍👧 مرحبا"
            })
    void aShareTextTravelsEncodedInTheLinksOfApps(String text) {
        String url = "https://quartier.example/fete?jour=samedi&lieu=place%20du%20march%C3%A9";
        List<String> links = org.relais.channel.ChannelCatalogue.all().stream()
                .flatMap(channel -> channel.share().stream())
                .map(share -> share.toAnybody(text, url))
                .toList();

        assertThat(links.get(0)).startsWith("https://wa.me/?text=").doesNotContain("+", " ");
        assertThat(query(links.get(0))).isEqualTo(Map.of("text", text + "\n" + url));
        assertThat(links.get(1)).startsWith("https://t.me/share/url?").doesNotContain("+", " ");
        assertThat(query(links.get(1))).isEqualTo(Map.of("url", url, "text", text));
    }

    /** As a browser reads it. */
    private static Map<String, String> query(String url) {
        Map<String, String> query = new java.util.TreeMap<>();
        for (String pair : java.net.URI.create(url).getRawQuery().split("&")) {
            int equals = pair.indexOf('=');
            query.put(
                    pair.substring(0, equals),
                    java.net.URLDecoder.decode(pair.substring(equals + 1), java.nio.charset.StandardCharsets.UTF_8));
        }
        return query;
    }
}
