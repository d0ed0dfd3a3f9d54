package org.relais.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.delivery.DeliveryWorld;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What a platform publishes counts as long as an owner has set no price; whoever sets one keeps the others as they are. */
@NeedsDatabase
class PublishedRatesTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final String PAGE = "/settings/spending";

    private static List<JsonObject> rates() {
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        return owner.ok(owner.get("/spending/rates")).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static double price(String category) {
        return rates().stream()
                .filter(rate -> rate.getString("country").equals("FR")
                        && rate.getString("category").equals(category))
                .findFirst()
                .orElseThrow()
                .getDouble("price");
    }

    @Test
    void publishedPricesCountUntilAnOwnerSetsOne() {
        assertThat(rates()).isNotEmpty().allMatch(rate -> rate.getBoolean("published"));
        double marketing = price("marketing");
        double utility = price("utility");

        WORLD.onWhatsApp("Ana Ruiz");
        WORLD.onWhatsApp("Bo Hansen");
        long broadcast = WORLD.created(
                "/broadcasts",
                ApiBody.broadcast("Fête", ApiBody.everyone(), "Bonjour").put("channel", "whatsapp"));
        assertThat(WORLD.get("/broadcasts/" + broadcast + "/count")
                        .getJsonObject("cost")
                        .getDouble("most"))
                .isEqualTo(2 * price("service"));
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.OWNER);
        assertThat(console.get("/broadcasts/" + broadcast + "/send").body())
                .contains("id=\"estimate\"", "About", "for 2 billed messages", "Spent this month");
        assertThat(console.get(PAGE).body()).contains("id=\"published\"", "value=\"" + marketing + "\"");

        SpendingService.Estimate mixed = DeliveryWorld.await(
                        new SpendingService(WORLD.service.pool(), InstantSource.system())
                                .estimate(
                                        WORLD.service.organisationId(),
                                        new SpendingService.Recipients(
                                                Map.of("whatsapp", 58L), Map.of("whatsapp", 43L), false)))
                .orElseThrow();
        assertThat(mixed.most().doubleValue()).isCloseTo(58 * marketing, within(1e-9));
        assertThat(mixed.likely().doubleValue())
                .as("who has just written gets it in no template")
                .isCloseTo(43 * marketing + 15 * price("service"), within(1e-9));

        assertThat(console.post(PAGE + "/prices", "currency", "EUR", "price.whatsapp.FR.marketing", "0.5")
                        .statusCode())
                .isEqualTo(303);
        assertThat(rates()).noneMatch(rate -> rate.getBoolean("published"));
        assertThat(price("marketing")).isEqualTo(0.5);
        assertThat(price("utility")).isEqualTo(utility);
        assertThat(console.get(PAGE).body()).doesNotContain("id=\"published\"");

        console.post(PAGE + "/ceiling", "ceiling", "0");
        assertThat(console.get("/broadcasts/" + broadcast + "/send").body()).contains("may exceed the monthly ceiling");
    }
}
