package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.ServiceUnderTest;
import org.relais.testing.ApiClient;
import org.relais.testing.ApiClient.Answer;
import org.relais.testing.NeedsDatabase;

/** Who gets in: tokens, {@code /tokens} and {@code /channels}. */
@NeedsDatabase
class AccessApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static JsonObject token(JsonObject body) {
        return WORLD.owner.ok(WORLD.owner.post("/tokens", body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer relais_wrong", "Basic YTpi", "bearer  x y", "Bearer é"})
    void withoutAValidTokenNothingIsSeen(String header) {
        HttpRequest.Builder request = HttpRequest.newBuilder(WORLD.api.uri("/broadcasts"));
        if (!header.isEmpty()) {
            request.header("Authorization", header);
        }
        Answer answer = WORLD.api.send("GET", "/broadcasts", request);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        assertThat(answer.json().getString("type")).isEqualTo("urn:relais:problem:unauthorized");
    }

    @Test
    void aVeryLongTokenIsRefused() {
        assertThat(WORLD.api.as("x".repeat(5_000)).get("/broadcasts").status()).isEqualTo(401);
    }

    @Test
    void aTokenIsShownOnceUsedAndRevoked() {
        String until = Instant.now()
                .plus(30, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        JsonObject created =
                token(new JsonObject().put("name", "Site").put("role", "viewer").put("expiresAt", until));
        ApiClient.Caller site = WORLD.api.as(created.getString("secret"));
        assertThat(site.get("/broadcasts").status()).isEqualTo(200);
        assertThat(site.post("/tokens", new JsonObject().put("name", "x")).status())
                .isEqualTo(403);

        Answer listed = WORLD.viewer.get("/tokens");
        assertThat(listed.body()).doesNotContain(created.getString("secret"));
        JsonObject one = listed.items().getJsonObject(0);
        assertThat(one.getString("name")).isEqualTo("Site");
        assertThat(one.getString("expiresAt")).isEqualTo(until);
        assertThat(one.getString("lastUsedAt")).isNotBlank();

        assertThat(WORLD.stranger.delete("/tokens/" + created.getLong("id")).status())
                .isEqualTo(404);
        assertThat(WORLD.organiser.delete("/tokens/" + created.getLong("id")).status())
                .isEqualTo(403);
        assertThat(site.get("/broadcasts").status()).isEqualTo(200);
        WORLD.owner.ok(WORLD.owner.delete("/tokens/" + created.getLong("id")));
        assertThat(site.get("/broadcasts").status()).isEqualTo(401);
        assertThat(WORLD.owner.delete("/tokens/" + created.getLong("id")).status())
                .isEqualTo(404);
        assertThat(WORLD.viewer.get("/tokens").items().getJsonObject(0).getString("revokedAt"))
                .isNotBlank();
    }

    @Test
    void anExpiredTokenOpensNothing() {
        JsonObject created = token(new JsonObject().put("name", "Old"));
        ServiceUnderTest.wait(WORLD.service
                .pool()
                .preparedQuery("update api_token set expires_at = $2 where id = $1")
                .execute(Tuple.of(
                        created.getLong("id"),
                        OffsetDateTime.ofInstant(Instant.now().minusSeconds(1), ZoneOffset.UTC))));
        assertThat(WORLD.api.as(created.getString("secret")).get("/broadcasts").status())
                .isEqualTo(401);
    }

    @Test
    void everyFaultOfATokenIsNamed() {
        Answer answer = WORLD.owner.post(
                "/tokens",
                new JsonObject()
                        .put("name", "x".repeat(101))
                        .put("role", "king")
                        .put("expiresAt", "2020-01-01T00:00:00Z")
                        .put("scope", "all"));
        assertThat(answer.fault("name")).contains("at most 100");
        assertThat(answer.fault("role")).contains("owner");
        assertThat(answer.fault("expiresAt")).contains("future");
        assertThat(answer.fault("scope")).contains("not known");
        assertThat(WORLD.owner.post("/tokens", null).fault("name")).contains("required");
        assertThat(WORLD.viewer.get("/tokens?role=owner").fault("role")).contains("not known");
    }

    @Test
    void aSenderIsPausedAndResumed() {
        JsonObject sender = WORLD.viewer.get("/channels").items().getJsonObject(0);
        assertThat(sender.getString("status")).isEqualTo("active");
        assertThat(sender.getBoolean("configured")).isTrue();
        assertThat(sender.getString("handle")).isNotBlank();
        String address = "/channels/" + sender.getLong("id");
        assertThat(WORLD.viewer.post(address + "/pause", null).status()).isEqualTo(403);
        assertThat(WORLD.stranger.post(address + "/pause", null).status()).isEqualTo(404);
        JsonObject paused = WORLD.organiser.ok(WORLD.organiser.post(address + "/pause", null));
        assertThat(paused.getString("status")).isEqualTo("paused");
        assertThat(paused.getString("statusReason")).isEqualTo("organiser");
        assertThat(paused.getString("pausedBy")).contains("token:");
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post(address + "/resume", null))
                        .getString("status"))
                .isEqualTo("active");
        assertThat(ServiceCounts.audited(WORLD.service, "sender:" + sender.getLong("id")))
                .isEqualTo(2);
        assertThat(WORLD.stranger.get("/channels").items()).isEmpty();
    }

    @Test
    void addressesThatAreNotThereAndMethodsThatAreNotTheirs() {
        assertThat(WORLD.owner.get("/nothing").status()).isEqualTo(404);
        assertThat(WORLD.owner.get("/broadcasts/1/nothing").status()).isEqualTo(404);
        for (String method : List.of("PATCH", "PUT", "DELETE")) {
            Answer answer = WORLD.owner.call(method, "/broadcasts", null);
            assertThat(answer.status()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("allow")).hasValue("GET, POST");
        }
        assertThat(WORLD.api.as("relais_wrong").get("/nothing").status()).isEqualTo(401);
    }

    @Test
    void theDocumentIsForEverybody() {
        Answer document =
                WORLD.api.send("GET", "/openapi.json", HttpRequest.newBuilder(WORLD.api.uri("/openapi.json")));
        assertThat(document.json().getString("openapi")).isEqualTo("3.1.0");
    }
}
