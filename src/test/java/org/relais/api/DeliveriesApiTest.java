package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.ApiBody.everyone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** {@code /deliveries}, of a broadcast to two who get it and one who has stopped. */
@NeedsDatabase
class DeliveriesApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static long broadcast;

    @BeforeAll
    static void send() {
        WORLD.onTelegram("Amina");
        WORLD.onWhatsApp("Paul");
        WORLD.service.sandbox().stopAndWait(WORLD.onTelegram("Léa"), "STOP");
        broadcast = WORLD.created("/broadcasts", ApiBody.broadcast("Marché", everyone(), "Bonjour"));
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + broadcast + "/send", ApiBody.evenIfNobody()));
        JsonObject end = Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get("/broadcasts/" + broadcast).json(),
                found -> found.getString("state").equals("finished"));
        assertThat(end.getJsonObject("progress").getLong("recipients")).isEqualTo(3);
    }

    private static JsonArray list(String query) {
        return WORLD.viewer.ok(WORLD.viewer.get("/deliveries?" + query)).getJsonArray("items");
    }

    @Test
    void everyPersonOfABroadcastHasOneDeliveryWithItsReasonAndTimes() {
        JsonArray all = list("broadcast=" + broadcast);
        assertThat(all).hasSize(3);
        JsonObject suppressed =
                list("broadcast=" + broadcast + "&state=suppressed").getJsonObject(0);
        assertThat(suppressed.getString("reason")).isEqualTo("unsubscribed");
        assertThat(suppressed.getValue("externalId")).isNull();

        JsonObject sent = all.getJsonObject(0);
        assertThat(sent.getString("channel")).isEqualTo("telegram");
        assertThat(sent.getLong("basisEventId")).isPositive();
        assertThat(sent.getString("settledAt")).isNotBlank();
        assertThat(WORLD.viewer
                        .ok(WORLD.viewer.get("/deliveries/" + sent.getLong("id")))
                        .getLong("contactId"))
                .isEqualTo(sent.getLong("contactId"));
    }

    @Test
    void aReceiptOfThePlatformIsSeen() {
        long contact = list("broadcast=" + broadcast).getJsonObject(1).getLong("contactId");
        JsonObject delivered = Await.found(
                "what the test waits for",
                () -> list("broadcast=" + broadcast + "&contact=" + contact).getJsonObject(0),
                delivery -> delivery.getString("deliveredAt") != null);
        assertThat(delivered.getString("channel")).isEqualTo("whatsapp");
        assertThat(delivered.getString("state")).isIn("delivered", "read");
    }

    @Test
    void aPersonsDeliveriesComeNewestFirst() {
        long contact = list("broadcast=" + broadcast).getJsonObject(0).getLong("contactId");
        JsonArray all = list("contact=" + contact);
        assertThat(all.stream().map(JsonObject.class::cast).map(each -> each.getString("purpose")))
                .first()
                .isEqualTo("broadcast");
        assertThat(all).hasSizeGreaterThan(1);
        assertThat(list("contact=" + contact + "&broadcast=" + broadcast)).hasSize(1);
        assertThat(list("contact=" + contact + "&broadcast=" + broadcast + "&state=failed"))
                .isEmpty();
    }

    @Test
    void pagesHoldEverythingOnce() {
        List<Long> ids = new ArrayList<>();
        String next = "0";
        while (next != null) {
            JsonObject page =
                    WORLD.viewer.ok(WORLD.viewer.get("/deliveries?limit=1&broadcast=" + broadcast + "&cursor=" + next));
            page.getJsonArray("items").forEach(item -> ids.add(((JsonObject) item).getLong("id")));
            next = page.getString("next");
        }
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "state=sent, state, queued",
        "broadcast=x, broadcast, id",
        "broadcast=0, broadcast, id",
        "contact=, contact, id",
        "status=queued, status, not known"
    })
    void aWrongQueryIsNamed(String query, String field, String fault) {
        assertThat(WORLD.viewer.get("/deliveries?" + query).fault(field)).contains(fault);
    }

    @Test
    void oneOfTheTwoIsRequired() {
        assertThat(WORLD.viewer.get("/deliveries").fault("")).contains("broadcast or a contact");
    }

    @Test
    void anotherOrganisationsAreNotThere() {
        JsonObject one = list("broadcast=" + broadcast).getJsonObject(0);
        assertThat(WORLD.stranger.get("/deliveries/" + one.getLong("id")).status())
                .isEqualTo(404);
        assertThat(WORLD.stranger.get("/deliveries?broadcast=" + broadcast).status())
                .isEqualTo(404);
        assertThat(WORLD.viewer.get("/deliveries?broadcast=999999").status()).isEqualTo(404);
        assertThat(WORLD.viewer.get("/deliveries?broadcast=999999&contact=1").status())
                .isEqualTo(404);
        assertThat(WORLD.stranger
                        .get("/deliveries?contact=" + one.getLong("contactId"))
                        .items())
                .isEmpty();
        assertThat(WORLD.viewer.get("/deliveries/999999").status()).isEqualTo(404);
        assertThat(WORLD.viewer.get("/deliveries/x").status()).isEqualTo(404);
    }

    @Test
    void nobodyWritesThem() {
        assertThat(WORLD.organiser.post("/deliveries", new JsonObject()).status())
                .isEqualTo(405);
    }
}
