package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.feed.webhook.WebhookReceiver;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;

/** {@code /webhooks} and the console's page of them: from a stop on a phone to somebody's program. */
@NeedsDatabase
class WebhooksApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static JsonObject webhook(String url, String... kinds) {
        JsonArray all = new JsonArray();
        for (String kind : kinds) {
            all.add(kind);
        }
        return new JsonObject().put("url", url).put("kinds", all);
    }

    @Test
    void aStopOnAPhoneIsToldToTheProgram() {
        try (WebhookReceiver program = new WebhookReceiver()) {
            JsonObject made = WORLD.owner.ok(WORLD.owner.post("/webhooks", webhook(program.address(), "stop")));
            assertThat(made.getString("secret")).matches("whsec_[0-9a-f]{64}");
            String phone = WORLD.onTelegram("Klara");
            long klara = WORLD.contact("Klara");
            WORLD.phones.stopAndWait(phone, "STOP");
            Await.until("the program hears of it", () -> !program.events().isEmpty());
            assertThat(program.events()).singleElement().satisfies(event -> {
                assertThat(event.getString("kind")).isEqualTo("stop");
                assertThat(event.getLong("contactId")).isEqualTo(klara);
            });
            assertThat(program.posts().get(0).signature()).matches("t=[0-9]{10},v1=[0-9a-f]{64}");
            JsonObject listed = Await.found(
                    "it is noted",
                    () -> WORLD.owner.read("/webhooks").getJsonArray("items").getJsonObject(0),
                    one -> one.getLong("position") >= program.events().get(0).getLong("position"));
            assertThat(listed.getValue("failingSince")).isNull();
            String page = console().get("/settings/webhooks").body();
            assertThat(page).contains(program.address(), "stop").doesNotContain(made.getString("secret"));
            WORLD.owner.ok(WORLD.owner.delete("/webhooks/" + made.getLong("id")));
        }
    }

    private static ConsoleClient console() {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.OWNER);
    }

    @Test
    void whatIsNoAddressOrNoKindIsRefused() {
        for (String url :
                new String[] {"", "crm.example.org", "ftp://crm.example.org/", "https://a:b@crm.example.org/"}) {
            assertThat(WORLD.owner.post("/webhooks", webhook(url)).fault("url")).isNotBlank();
        }
        assertThat(WORLD.owner
                        .post("/webhooks", webhook("https://crm.example.org/", "arrival"))
                        .fault("kinds"))
                .contains("stop");
        assertThat(WORLD.organiser.get("/webhooks").status()).isEqualTo(403);
        assertThat(WORLD.organiser
                        .post("/webhooks", webhook("https://crm.example.org/"))
                        .status())
                .isEqualTo(403);
        assertThat(WORLD.owner.post("/webhooks/999/secret", null).status()).isEqualTo(404);
    }
}
