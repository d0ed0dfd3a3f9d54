package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.ApiBody.everyone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient.Answer;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** {@code /broadcasts}, and what holds for every address: tokens, roles, organisations and bodies. */
@NeedsDatabase
class BroadcastsApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final JsonObject DRAFT = ApiBody.broadcast("Marché", everyone(), "Bonjour {{first_name|à vous}}");

    private static long created() {
        return WORLD.created("/broadcasts", DRAFT);
    }

    @Test
    void aBroadcastIsComposedLookedAtSentAndFollowedToItsEnd() {
        String telegram = WORLD.onTelegram("Amina Diallo");
        String whatsapp = WORLD.onWhatsApp("Paul Nguyen");
        String stopped = WORLD.onTelegram("Léa Rousseau");
        WORLD.service.sandbox().stopAndWait(stopped, "STOP");

        long id = created();
        JsonObject count = WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id + "/count"));
        assertThat(count.getLong("receiving")).isEqualTo(2);
        assertThat(count.getLong("people")).isEqualTo(3);
        assertThat(count.getJsonObject("refused").getLong("unsubscribed")).isEqualTo(1);

        JsonArray audience = WORLD.viewer.get("/broadcasts/" + id + "/audience").items();
        assertThat(audience).hasSize(3);
        assertThat(audience.stream().map(JsonObject.class::cast).map(person -> person.getString("refusal")))
                .containsExactly(null, null, "unsubscribed");

        JsonArray previews = WORLD.viewer.get("/broadcasts/" + id + "/preview").items();
        assertThat(previews.stream().map(JsonObject.class::cast).map(preview -> preview.getString("text")))
                .anySatisfy(text -> assertThat(text).contains("Bonjour Amina").contains("STOP"));

        long before = WORLD.service.sandbox().now();
        JsonObject sent = WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + id + "/send", null));
        assertThat(sent.getString("state")).isIn("expanding", "sending", "finished");
        JsonObject first = WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id + "/progress"));
        assertThat(first.getString("state")).isIn("expanding", "sending", "finished");
        assertThat(first.getLong("expected")).isEqualTo(3);
        assertThat(WORLD.service.sandbox().next(telegram, before).encode()).contains("Bonjour Amina");
        assertThat(WORLD.service.sandbox().next(whatsapp, before).encode()).contains("Bonjour Paul");

        JsonObject finished = Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get("/broadcasts/" + id).json(),
                broadcast -> broadcast.getString("state").equals("finished"));
        JsonObject progress = WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id + "/progress"));
        assertThat(progress.getLong("recipients")).isEqualTo(3);
        assertThat(progress.getLong("expected")).isEqualTo(3);
        assertThat(progress.getString("state")).isEqualTo("finished");
        assertThat(progress.getJsonObject("reasons").getJsonObject("suppressed").getLong("unsubscribed"))
                .isEqualTo(1);
        assertThat(sumOfStates(progress)).isEqualTo(3);
        assertThat(finished.getJsonObject("message").getJsonObject("body").getString("fr"))
                .isEqualTo("Bonjour {{first_name|à vous}}");

        Answer again = WORLD.organiser.post("/broadcasts/" + id + "/send", null);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().getString("detail")).contains("finished");
        assertThat(WORLD.organiser.delete("/broadcasts/" + id).status()).isEqualTo(409);
    }

    @Test
    void aVariableOfOneBraceIsRefusedBecauseNobodyIsWarnedHere() {
        JsonObject draft = ApiBody.broadcast("Marché", everyone(), "Bonjour {firstName}");
        assertThat(WORLD.organiser.post("/broadcasts", draft).fault("message.body.fr"))
                .contains("write {{first_name|…}}: {firstName} would be read as it stands");
        String path = "/broadcasts/" + WORLD.created("/broadcasts", DRAFT);
        assertThat(WORLD.organiser.put(path, draft.put("version", 1)).fault("message.body.fr"))
                .contains("{{first_name|…}}");
    }

    @Test
    void whatWouldReachNobodyIsRefusedWithTheReasonsUnlessAskedFor() {
        WORLD.service.sandbox().stopAndWait(WORLD.onTelegram("Ugo Nobody"), "STOP");
        JsonObject draft = DRAFT.copy().put("audience", ApiBody.contacts(WORLD.contact("Ugo Nobody")));
        String send = "/broadcasts/" + WORLD.created("/broadcasts", draft) + "/send";

        Answer refused = WORLD.organiser.post(send, null);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getJsonArray("errors").encode())
                .contains("nobody_reachable", "audience", "one person, who would not get it: unsubscribed 1");
        assertThat(WORLD.viewer.get(send.replace("/send", "")).json().getString("state"))
                .isEqualTo("draft");
        String empty = "/broadcasts/"
                + WORLD.created("/broadcasts", draft.copy().put("audience", ApiBody.contacts(999_999))) + "/send";
        assertThat(WORLD.organiser.post(empty, null).body()).contains("nobody in it");
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post(send, ApiBody.evenIfNobody()))
                        .getString("state"))
                .isNotEqualTo("draft");
    }

    private static long sumOfStates(JsonObject progress) {
        return List.of(
                        "queued",
                        "sending",
                        "accepted",
                        "delivered",
                        "read",
                        "unknown",
                        "failed",
                        "suppressed",
                        "cancelled")
                .stream()
                .mapToLong(progress::getLong)
                .sum();
    }

    @Test
    void aTestGoesToThoseWhoMayBeMessagedAndSaysWhyTheOthersGetNone() {
        String phone = WORLD.onTelegram("Fatou Ndiaye");
        long id = created();
        long contact = WORLD.viewer.get("/broadcasts/" + id + "/audience").items().stream()
                .map(JsonObject.class::cast)
                .filter(person -> person.getString("name").equals("Fatou Ndiaye"))
                .findFirst()
                .orElseThrow()
                .getLong("contactId");
        long before = WORLD.service.sandbox().now();

        Answer answer = WORLD.organiser.post("/broadcasts/" + id + "/test", ApiBody.contacts(contact, 999_999));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.items().getJsonObject(0).getLong("deliveryId")).isPositive();
        assertThat(answer.items().getJsonObject(1).getString("refusal")).isEqualTo("unknown_contact");
        assertThat(WORLD.service.sandbox().next(phone, before).encode()).contains("Bonjour Fatou");
    }

    @Test
    void aTestNamesOneToFiveContacts() {
        long id = created();
        String test = "/broadcasts/" + id + "/test";
        assertThat(WORLD.organiser.post(test, new JsonObject()).fault("contacts"))
                .contains("1 to 5");
        assertThat(WORLD.organiser.post(test, ApiBody.contacts("17")).fault("contacts[0]"))
                .contains("id");
        assertThat(WORLD.organiser
                        .post(test, new JsonObject().put("contacts", new JsonArray(List.of(1, 2, 3, 4, 5, 6))))
                        .fault("contacts"))
                .contains("at most 5");
    }

    @Test
    void aDraftIsReplacedOnlyByWhoSawItsNewestVersion() {
        long id = created();
        JsonObject changed = DRAFT.copy().put("title", "Autre").put("version", 1);
        JsonObject updated = WORLD.organiser.ok(WORLD.organiser.put("/broadcasts/" + id, changed));
        assertThat(updated.getString("title")).isEqualTo("Autre");
        assertThat(updated.getInteger("version")).isEqualTo(2);

        Answer late = WORLD.organiser.put("/broadcasts/" + id, changed.put("title", "Tard"));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().getString("detail")).contains("version 2");
        assertThat(WORLD.viewer.get("/broadcasts/" + id).json().getString("title"))
                .isEqualTo("Autre");

        assertThat(WORLD.organiser.put("/broadcasts/" + id, DRAFT).fault("version"))
                .contains("required");
        assertThat(WORLD.organiser
                        .put("/broadcasts/" + id, DRAFT.copy().put("version", "1"))
                        .fault("version"))
                .contains("whole number");
    }

    @Test
    void aDraftIsScheduledPutBackAndDeleted() {
        long id = created();
        String at = Instant.now()
                .plus(2, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        JsonObject scheduled = WORLD.organiser.ok(
                WORLD.organiser.post("/broadcasts/" + id + "/schedule", new JsonObject().put("at", at)));
        assertThat(scheduled.getString("state")).isEqualTo("scheduled");
        assertThat(scheduled.getString("scheduledAt")).isEqualTo(at);
        assertThat(WORLD.organiser.delete("/broadcasts/" + id).status()).isEqualTo(409);
        assertThat(WORLD.organiser.post("/broadcasts/" + id + "/pause", null).status())
                .isEqualTo(409);

        JsonObject draft = WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + id + "/unschedule", null));
        assertThat(draft.getString("state")).isEqualTo("draft");
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.delete("/broadcasts/" + id))
                        .getBoolean("deleted"))
                .isTrue();
        assertThat(WORLD.viewer.get("/broadcasts/" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-01T00:00:00Z, in the future",
        "2999-01-01T00:00:00Z, within a year",
        "tomorrow, must be a time",
        "+999999999-01-01T00:00:00Z, must be a time"
    })
    void aScheduleNamesATimeToCome(String at, String fault) {
        long id = created();
        assertThat(WORLD.organiser
                        .post("/broadcasts/" + id + "/schedule", new JsonObject().put("at", at))
                        .fault("at"))
                .contains(fault);
    }

    @Test
    void pausedThenResumedThenCancelled() {
        WORLD.onTelegram("Omar");
        long id = created();
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post("/broadcasts/" + id + "/cancel", null))
                        .getString("state"))
                .isEqualTo("cancelled");
        Answer resumed = WORLD.organiser.post("/broadcasts/" + id + "/resume", null);
        assertThat(resumed.status()).isEqualTo(409);
        assertThat(resumed.json().getString("detail")).contains("cancelled").contains("resume");
    }

    @Test
    void pagesHoldEverythingOnce() {
        for (int count = 0; count < 5; count++) {
            created();
        }
        List<Long> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = WORLD.viewer.ok(
                    WORLD.viewer.get("/broadcasts?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            page.getJsonArray("items").forEach(item -> all.add(((JsonObject) item).getLong("id")));
            cursor = page.getString("next");
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
        assertThat(all).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(WORLD.stranger.get("/broadcasts").items()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit, 1 to 100",
        "limit=101, limit, 1 to 100",
        "limit=x, limit, whole number",
        "limit=1&limit=2, limit, more than once",
        "cursor=x, cursor, next",
        "cursor=-1, cursor, next",
        "cursor=99999999999999999999, cursor, next",
        "tags=vip, tags, not known"
    })
    void aWrongQueryIsNamed(String query, String field, String fault) {
        assertThat(WORLD.viewer.get("/broadcasts?" + query).fault(field)).contains(fault);
    }

    @Test
    void everyFaultOfADraftIsNamedAtOnceAndNothingIsStored() {
        int before = WORLD.viewer.get("/broadcasts?limit=100").items().size();
        Answer answer = WORLD.organiser.post(
                "/broadcasts",
                new JsonObject()
                        .put("title", "x".repeat(201))
                        .put("audience", new JsonObject().put("tags", "vip"))
                        .put("notAfter", "soon")
                        .put("channel", 7)
                        .put("colour", "red")
                        .put(
                                "message",
                                new JsonObject()
                                        .put("language", "french")
                                        .put("body", new JsonObject().put("fr", "Bonjour {{"))
                                        .put("mention", "yes")));
        assertThat(answer.fault("title")).contains("at most 200");
        assertThat(answer.fault("audience.tags")).contains("object");
        assertThat(answer.fault("notAfter")).contains("must be a time");
        assertThat(answer.fault("channel")).contains("text");
        assertThat(answer.fault("colour")).contains("not known");
        assertThat(answer.fault("message.language")).isNotEmpty();
        assertThat(answer.fault("message.mention")).contains("true or false");
        assertThat(WORLD.viewer.get("/broadcasts?limit=100").items()).hasSize(before);
    }

    @Test
    void everyoneHasToBeSaid() {
        Answer answer = WORLD.organiser.post("/broadcasts", DRAFT.copy().put("audience", new JsonObject()));
        assertThat(answer.fault("audience")).contains("everyone");
    }

    @Test
    void aDraftWithoutItsPartsIsRefused() {
        Answer answer = WORLD.organiser.post("/broadcasts", new JsonObject());
        assertThat(answer.fault("title")).contains("required");
        assertThat(answer.fault("audience")).contains("required");
        assertThat(answer.fault("message")).contains("required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"text\"", "7", "null", "{\"title\": }", "{\"title\": \"a\" \"b\"}"})
    void whatIsNoJsonObjectIsRefused(String body) {
        Answer answer = WORLD.organiser.call("POST", "/broadcasts", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonArray("errors")).isNotEmpty();
    }

    @Test
    void aDeeplyNestedBodyIsRefused() {
        String body = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
        assertThat(WORLD.organiser.call("POST", "/broadcasts", body).status()).isEqualTo(400);
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        for (String type :
                List.of("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")) {
            Answer answer = WORLD.organiser.call("POST", "/broadcasts", DRAFT.encode(), type);
            assertThat(answer.status()).as(type).isEqualTo(415);
        }
    }

    @Test
    void aBodyTooLargeIsRefused() {
        String body = DRAFT.copy().put("title", "x".repeat(1024 * 1024)).encode();
        assertThat(WORLD.organiser.call("POST", "/broadcasts", body).status()).isEqualTo(413);
    }

    @Test
    void aViewerChangesNothing() {
        long id = created();
        for (String step : List.of("send", "schedule", "unschedule", "pause", "resume", "release", "cancel", "test")) {
            assertThat(WORLD.viewer.post("/broadcasts/" + id + "/" + step, null).status())
                    .as(step)
                    .isEqualTo(403);
        }
        assertThat(WORLD.viewer.post("/broadcasts", DRAFT).status()).isEqualTo(403);
        assertThat(WORLD.viewer.put("/broadcasts/" + id, DRAFT).status()).isEqualTo(403);
        assertThat(WORLD.viewer.delete("/broadcasts/" + id).status()).isEqualTo(403);
        assertThat(WORLD.viewer.get("/broadcasts/" + id).json().getString("state"))
                .isEqualTo("draft");
    }

    @Test
    void anotherOrganisationsBroadcastIsNotThere() {
        long id = created();
        for (String look : List.of("", "/preview", "/count", "/audience", "/progress")) {
            assertThat(WORLD.stranger.get("/broadcasts/" + id + look).status())
                    .as(look)
                    .isEqualTo(404);
        }
        for (String step : List.of("send", "unschedule", "pause", "resume", "release", "cancel")) {
            assertThat(WORLD.stranger
                            .post("/broadcasts/" + id + "/" + step, null)
                            .status())
                    .as(step)
                    .isEqualTo(404);
        }
        assertThat(WORLD.stranger
                        .put("/broadcasts/" + id, DRAFT.copy().put("version", 1))
                        .status())
                .isEqualTo(404);
        assertThat(WORLD.stranger.delete("/broadcasts/" + id).status()).isEqualTo(404);
        assertThat(WORLD.viewer.get("/broadcasts/" + id).json().getString("state"))
                .isEqualTo("draft");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0", "-1", "1.5", "99999999999999999999", "1%2F2"})
    void whatIsNoIdIsNotFound(String id) {
        assertThat(WORLD.viewer.get("/broadcasts/" + id).status()).isIn(400, 404);
    }

    @Test
    void everyChangeIsAudited() {
        long id = created();
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + id + "/cancel", null));
        long changes = ServiceCounts.audited(WORLD.service, "broadcast:" + id);
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void nullIsNoValueForWhatIsRequired() {
        JsonObject draft = DRAFT.copy().putNull("title");
        draft.getJsonObject("message").putNull("language").putNull("body");
        Answer answer = WORLD.organiser.post("/broadcasts", draft);
        for (String field : new String[] {"title", "message.language", "message.body"}) {
            assertThat(answer.fault(field)).isEqualTo("is required");
        }
        JsonObject unlabelled = DRAFT.copy();
        unlabelled
                .getJsonObject("message")
                .put(
                        "buttons",
                        new JsonArray().add(new JsonObject().putNull("label").put("payload", "p")))
                .put("share", new JsonObject().putNull("text"));
        Answer refused = WORLD.organiser.post("/broadcasts", unlabelled);
        assertThat(refused.fault("message.buttons[0].label")).isEqualTo("is required");
        assertThat(refused.fault("message.share.text")).isEqualTo("is required");
    }
}
