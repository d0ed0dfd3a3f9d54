package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.channel.JsonMutation;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.Seeds;

/** Webhooks that are the platform's by their signature and damaged all the same, over HTTP, among others that are whole. */
@NeedsDatabase
class WebhookFuzzTest {
    private static final String ANA = "33612345678";
    private static final String OMAR = "33612345679";

    @RegisterExtension
    final LogLines log = new LogLines("org.relais");

    private final Fixture fixture = new Fixture();
    private final List<String> whole = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aDamagedMessageLosesNoneOfItsNeighboursInTheSameWebhook() {
        Seeds.each(80, seed -> {
            JsonObject damaged = new JsonObject(
                    new JsonMutation(seed).damaged(said("damaged." + seed, ANA).encode()));
            assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(
                            wholly("before." + seed, OMAR), damaged, wholly("after." + seed, ANA))))
                    .isEqualTo(200);
        });
        everyWholeOneIsStoredAndNothingIsQuoted();
    }

    @Test
    void whatCannotBeReadIsRefusedAndTheWebhooksOfTheSameMomentAreStored() {
        Seeds.each(40, seed -> {
            JsonMutation mutation = new JsonMutation(seed);
            String update = PlatformWebhooks.telegramText(2 * seed, 900, JsonMutation.SAID, Fixture.START)
                    .encode();
            String batch =
                    PlatformWebhooks.whatsApp(said("scratched." + seed, ANA)).encode();
            List<Future<HttpResponse<Buffer>>> damaged = List.of(
                    fixture.telegramLater(new JsonObject(mutation.damaged(update))),
                    fixture.whatsAppLater(mutation.scratched(batch).getBytes(StandardCharsets.UTF_8)),
                    fixture.whatsAppLater(mutation.garbled(batch)));
            whole.add("wamid.beside." + seed);
            Future<HttpResponse<Buffer>> beside = fixture.whatsAppLater(PlatformWebhooks.whatsApp(
                    PlatformWebhooks.text("wamid.beside." + seed, OMAR, "Bonjour", Fixture.START)));
            Fixture.wait(Future.all(damaged));
            assertThat(damaged)
                    .allSatisfy(
                            answer -> assertThat(answer.result().statusCode()).isIn(200, 400))
                    .allSatisfy(answer -> assertThat(answer.result().body()).isNull());
            assertThat(Fixture.wait(beside).statusCode()).isEqualTo(200);
        });
        everyWholeOneIsStoredAndNothingIsQuoted();
    }

    private static JsonObject said(String id, String from) {
        return PlatformWebhooks.text("wamid." + id, from, JsonMutation.SAID, Fixture.START);
    }

    private JsonObject wholly(String id, String from) {
        whole.add("wamid." + id);
        return PlatformWebhooks.text("wamid." + id, from, "Bonjour", Fixture.START);
    }

    private void everyWholeOneIsStoredAndNothingIsQuoted() {
        assertThat(fixture.rows("select event->>'externalId' as id, event->>'text' as text from inbox"))
                .filteredOn(row -> "Bonjour".equals(row.getString("text")))
                .extracting(row -> row.getString("id"))
                .containsAll(whole);
        assertThat(log.all()).extracting(ILoggingEvent::getFormattedMessage).allSatisfy(line -> assertThat(line)
                .doesNotContain(JsonMutation.SAID, ANA));
    }
}
