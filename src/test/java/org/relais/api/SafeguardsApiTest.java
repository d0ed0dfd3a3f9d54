package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** {@code /channel-policies}, {@code /wordings} and {@code /retention}. */
@NeedsDatabase
class SafeguardsApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final JsonObject STATEMENT =
            new JsonObject().put("statement", "I, Ada Martin, have read the terms and take the responsibility.");

    private static void kind(String kind) {
        ServiceUnderTest.wait(WORLD.service
                .pool()
                .query("update organisation set kind = '" + kind + "' where id = " + WORLD.service.organisationId())
                .execute());
    }

    @Test
    void anOwnerOverridesInWritingAndTakesItBack() {
        String path = "/channel-policies/whatsapp/override";
        assertThat(WORLD.viewer.get("/channel-policies").items()).isEmpty();
        assertThat(WORLD.owner.put(path, STATEMENT).status()).isEqualTo(404);
        kind("party");
        try {
            JsonObject barred = WORLD.viewer.get("/channel-policies").items().getJsonObject(0);
            assertThat(barred.getString("channel")).isEqualTo("whatsapp");
            assertThat(barred.getBoolean("barred")).isTrue();
            assertThat(barred.getValue("override")).isNull();
            assertThat(WORLD.organiser.put(path, STATEMENT).status()).isEqualTo(403);
            assertThat(WORLD.owner
                            .put(path, new JsonObject().put("statement", "too short"))
                            .status())
                    .isEqualTo(400);
            assertThat(WORLD.owner.put(path, STATEMENT.copy().put("sure", true)).status())
                    .isEqualTo(400);
            assertThat(WORLD.owner
                            .put("/channel-policies/telegram/override", STATEMENT)
                            .status())
                    .isEqualTo(404);
            JsonObject granted = WORLD.owner.ok(WORLD.owner.put(path, STATEMENT));
            assertThat(granted.getBoolean("barred")).isFalse();
            assertThat(granted.getJsonObject("override").getString("statement"))
                    .isEqualTo(STATEMENT.getString("statement"));
            assertThat(WORLD.stranger.get("/channel-policies").items()).isEmpty();
            JsonObject withdrawn = WORLD.owner.ok(WORLD.owner.delete(path));
            assertThat(withdrawn.getBoolean("barred")).isTrue();
            JsonObject event = WORLD.viewer.get("/ledger").items().stream()
                    .map(JsonObject.class::cast)
                    .filter(one -> one.getString("kind").equals("policy_override"))
                    .reduce((newer, older) -> older)
                    .orElseThrow();
            assertThat(event.getString("source")).isEqualTo("api");
            assertThat(event.getString("wordingText")).isEqualTo(STATEMENT.getString("statement"));
        } finally {
            kind("association");
        }
    }

    @Test
    void importedWordingsHaveVersionsThatTheLedgerNames() {
        String csv =
                """
                phone,class,source,date,wording
                +33612340001,regular,form,2026-11-03,J’accepte de recevoir les nouvelles
                +33612340002,regular,form,2026-11-03,J’accepte de recevoir les nouvelles
                """;
        long id = WORLD.organiser
                .ok(WORLD.organiser.call("POST", "/imports?fileName=a.csv", csv, "text/csv"))
                .getLong("id");
        Await.found(
                "what the test waits for",
                () -> WORLD.organiser.get("/imports/" + id).json(),
                job -> job.getString("state").equals("checked"));
        WORLD.organiser.ok(WORLD.organiser.post("/imports/" + id + "/commit", null));
        Await.found(
                "what the test waits for",
                () -> WORLD.organiser.get("/imports/" + id).json(),
                job -> job.getString("state").equals("finished"));
        JsonObject wording = WORLD.viewer.get("/wordings").items().stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("text").equals("J’accepte de recevoir les nouvelles"))
                .findFirst()
                .orElseThrow();
        assertThat(wording.getString("reference")).matches("import@\\d+/fr");
        assertThat(WORLD.viewer.get("/ledger").items().stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> wording.getString("reference").equals(event.getString("wording")))
                        .map(event -> event.getString("wordingText")))
                .hasSize(2)
                .containsOnly("J’accepte de recevoir les nouvelles");
    }

    @Test
    void aPaperConsentIsWrittenDownAndEndsNoStop() {
        WORLD.onTelegram("Paule");
        long id = WORLD.organiser
                .get("/contacts?search=Paule")
                .items()
                .getJsonObject(0)
                .getLong("id");
        JsonObject paper = new JsonObject()
                .put("class", "member")
                .put("source", "Form no. 12")
                .put("at", "2026-05-03T10:00:00Z")
                .put("wording", "I agree to receive news");
        assertThat(WORLD.organiser
                        .post("/contacts/" + id + "/opt-in", new JsonObject().put("class", "vip"))
                        .status())
                .isEqualTo(400);
        assertThat(WORLD.viewer.post("/contacts/" + id + "/opt-in", paper).status())
                .isEqualTo(403);
        assertThat(WORLD.stranger.post("/contacts/" + id + "/opt-in", paper).status())
                .isEqualTo(404);
        JsonObject member = WORLD.organiser.ok(WORLD.organiser.post("/contacts/" + id + "/opt-in", paper));
        assertThat(member.encode()).contains("\"member\"", "\"subscribed\"");
        WORLD.organiser.ok(WORLD.organiser.post("/contacts/" + id + "/stop", new JsonObject()));
        assertThat(WORLD.organiser.post("/contacts/" + id + "/opt-in", paper).status())
                .isEqualTo(409);
        assertThat(WORLD.organiser.get("/contacts/" + id).body()).contains("unsubscribed");
    }

    @Test
    void runsOfTheRetentionAreListed() {
        JsonObject run = Await.found(
                        "what the test waits for",
                        () -> WORLD.viewer.get("/retention?limit=1").json(),
                        page -> !page.getJsonArray("items").isEmpty())
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(run.getLong("occasional")).isZero();
        assertThat(run.getInstant("at")).isNotNull();
    }
}
