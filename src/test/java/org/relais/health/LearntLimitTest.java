package org.relais.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.demo.DemoConfig;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** A number's limit is learnt from its platform, by a look and by a webhook. */
@NeedsDatabase
class LearntLimitTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static JsonObject sender() {
        return WORLD.organiser.get("/channels").items().stream()
                .map(JsonObject.class::cast)
                .filter(sender -> sender.getString("channel").equals("whatsapp"))
                .findFirst()
                .orElseThrow();
    }

    private static long number() {
        return sender().getLong("id");
    }

    private static void capability(Object limit) {
        WORLD.phones.waited(
                "/events",
                new JsonObject()
                        .put("sender", sender().getString("externalId"))
                        .put("kind", "business_capability_update")
                        .put("max_daily_conversations_per_business", limit)
                        .put("max_phone_numbers_per_waba", 25));
    }

    private static JsonObject recipients() {
        return WORLD.get("/channels/" + number() + "/health").getJsonObject("recipients");
    }

    @Test
    void aLookAndAWebhookTellTheLimit() {
        // What the service's own first look has asked before must not be kept behind what is asked here.
        WORLD.eventually(() -> WORLD.count("sender where channel = 'whatsapp' and picture is not null") == 1);
        String condition = "/senders/" + sender().getString("externalId") + "/condition";
        WORLD.phones.patch(condition, new JsonObject().put("limit", "TIER_2K"));
        WORLD.organiser.ok(WORLD.organiser.post("/channels/" + number() + "/checks/identity", null));
        assertThat(recipients().getLong("most")).isEqualTo(2_000);
        assertThat(recipients().getString("portfolio"))
                .as("the portfolio that owns the account")
                .isEqualTo("5" + DemoConfig.BUSINESS_ACCOUNT_ID);

        capability(10_000);
        Await.until(
                "the webhook's limit counts", () -> Objects.equals(recipients().getLong("most"), 10_000L));

        capability("TIER_UNLIMITED");
        Await.until("there is none any more", () -> recipients().getLong("most") == null);
        assertThat(WORLD.caller(Role.VIEWER)
                        .get("/channels/" + number() + "/health")
                        .status())
                .isEqualTo(200);
    }
}
