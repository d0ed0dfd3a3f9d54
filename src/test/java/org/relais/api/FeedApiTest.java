package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.feed.FeedSequencer;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** {@code /events}: everything that happens is in it once, in one order, and nothing comes in front of what was read. */
@NeedsDatabase
class FeedApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static String now() {
        String after = "0";
        ApiClient.Answer page = WORLD.viewer.get("/events?after=0&limit=100");
        while (!page.items().isEmpty()) {
            after = page.json().getString("next");
            page = WORLD.viewer.get("/events?limit=100&after=" + after);
        }
        return page.json().getString("next");
    }

    /** Every event behind that place, page after page. */
    private static List<JsonObject> behind(String after, String filter) {
        List<JsonObject> all = new ArrayList<>();
        JsonObject page = WORLD.viewer.read("/events?limit=3&after=" + after + filter);
        while (!page.getJsonArray("items").isEmpty()) {
            page.getJsonArray("items").forEach(item -> all.add((JsonObject) item));
            page = WORLD.viewer.read("/events?limit=3&after=" + page.getString("next") + filter);
        }
        return all;
    }

    private static List<String> kinds(List<JsonObject> events, long contactId) {
        return events.stream()
                .filter(event -> Long.valueOf(contactId).equals(event.getLong("contactId")))
                .map(event -> event.getString("kind"))
                .toList();
    }

    @Test
    void tellsWhatHappensToAPersonInOrder() {
        String before = now();
        String phone = WORLD.onTelegram("Flora");
        long flora = WORLD.contact("Flora");
        WORLD.organiser.ok(WORLD.organiser.patch("/contacts/" + flora, new JsonObject().put("area", "Est")));
        WORLD.phones.stopAndWait(phone, "STOP");
        WORLD.said(phone, "START");
        List<JsonObject> events = behind(before, "");
        assertThat(kinds(events, flora))
                .containsExactly("contact_created", "opt_in", "contact_changed", "stop", "opt_in");
        assertThat(events).extracting(event -> event.getLong("position")).isSorted();
        JsonObject stop = behind(before, "&kind=stop,hold").get(0);
        assertThat(stop.getLong("contactId")).isEqualTo(flora);
        assertThat(stop.getJsonObject("detail").getString("state")).isEqualTo("unsubscribed");
        assertThat(stop.getJsonObject("detail").getString("channel")).isEqualTo("telegram");
        assertThat(WORLD.viewer.read("/contacts/" + flora + "/ledger").encode())
                .contains("\"id\":" + stop.getJsonObject("detail").getLong("ledgerEventId"));
        assertThat(events.toString()).doesNotContain("Flora");
    }

    @Test
    void tellsWhatBecameOfABroadcastAndWhatWasAnswered() {
        String phone = WORLD.onWhatsApp("Gaby");
        long gaby = WORLD.contact("Gaby");
        String before = now();
        JsonObject draft = ApiBody.broadcast("Samedi", ApiBody.contacts(gaby), "Venez-vous ?");
        draft.getJsonObject("message")
                .put(
                        "buttons",
                        new io.vertx.core.json.JsonArray()
                                .add(new JsonObject()
                                        .put("label", new JsonObject().put("fr", "Je viens"))
                                        .put("payload", "yes")));
        long broadcast = WORLD.created("/broadcasts", draft);
        long moment = WORLD.phones.now();
        WORLD.post("/broadcasts/" + broadcast + "/send", ApiBody.evenIfNobody());
        WORLD.received(phone, moment, 1);
        WORLD.phones.pressAndWait(phone, "Je viens");
        List<JsonObject> events = Await.found(
                "the delivery is told", () -> behind(before, "&kind=delivery,answer"), found -> kinds(found, gaby)
                        .containsAll(List.of("delivery", "answer")));
        assertThat(events)
                .filteredOn(event -> event.getString("kind").equals("answer"))
                .singleElement()
                .satisfies(answer -> assertThat(answer.getJsonObject("detail"))
                        .isEqualTo(
                                new JsonObject().put("broadcastId", broadcast).put("payload", "yes")));
        assertThat(events)
                .filteredOn(event -> event.getString("kind").equals("delivery"))
                .allSatisfy(
                        delivery -> assertThat(delivery.getJsonObject("detail").getLong("broadcastId"))
                                .isEqualTo(broadcast));
        WORLD.erase(gaby);
        assertThat(kinds(behind(before, ""), gaby)).containsExactly("stop", "contact_erased");
    }

    @Test
    void aTransactionThatCommitsLateComesBehindWhatWasRead() {
        String before = now();
        SqlConnection connection = Await.result(WORLD.service.pool().getConnection());
        Transaction open = Await.result(connection.begin());
        Await.result(connection.query(event("late")).execute());
        Await.result(WORLD.service.pool().query(event("early")).execute());
        List<JsonObject> first = behind(before, "&kind=share");
        assertThat(first)
                .extracting(event -> event.getJsonObject("detail").getString("app"))
                .containsExactly("early");
        String next = WORLD.viewer.read("/events?limit=100&after=" + before).getString("next");
        Await.result(open.commit());
        Await.result(connection.close());
        assertThat(behind(next, "&kind=share"))
                .extracting(event -> event.getJsonObject("detail").getString("app"))
                .containsExactly("late");
    }

    private static String event(String app) {
        return "insert into feed_event (organisation_id, kind, at, detail) values (" + WORLD.service.organisationId()
                + ", 'share', now(), '{\"app\": \"" + app + "\"}')";
    }

    @Test
    void whoReadsWhileManyWriteMissesNothing() {
        String before = now();
        Random random = new Random(7);
        List<Future<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int number = writer;
            Future<Void> all = Future.succeededFuture();
            for (int event = 0; event < 25; event++) {
                String insert = event(number + "-" + event);
                double nap = random.nextInt(8) / 1000.0;
                all = all.compose(done -> WORLD.service
                        .pool()
                        .withTransaction(transaction -> transaction
                                .query(insert)
                                .execute()
                                .compose(written -> transaction
                                        .query("select pg_sleep(" + nap + ")")
                                        .execute()))
                        .mapEmpty());
            }
            writers.add(all);
        }
        Future<Void> everybody = Future.join(writers).mapEmpty();
        List<String> heard = new ArrayList<>();
        String after = before;
        while (heard.size() < 200) {
            JsonObject page = WORLD.viewer.read("/events?kind=share&wait=5&limit=7&after=" + after);
            page.getJsonArray("items")
                    .forEach(item -> heard.add(
                            ((JsonObject) item).getJsonObject("detail").getString("app")));
            after = page.getString("next");
        }
        Await.result(everybody);
        assertThat(behind(after, "&kind=share")).isEmpty();
        assertThat(new HashSet<>(heard)).hasSize(200);
        assertThat(heard).hasSize(200);
    }

    @Test
    void whoWaitsIsAnsweredWhenSomethingComes() {
        String phone = WORLD.onTelegram("Hugo");
        String before = now();
        CompletableFuture<JsonObject> waiting =
                CompletableFuture.supplyAsync(() -> WORLD.viewer.read("/events?wait=30&kind=stop&after=" + before));
        WORLD.phones.stopAndWait(phone, "STOP");
        assertThat(waiting.join().getJsonArray("items")).hasSize(1);
    }

    @Test
    void tellsWhoWasAwayForTooLong() {
        WORLD.onTelegram("Ines");
        String after = WORLD.viewer.read("/events?limit=1").getString("next");
        Instant later = Instant.now().plus(FeedSequencer.KEPT).plus(Duration.ofHours(1));
        Await.result(new FeedSequencer(WORLD.service.pool(), InstantSource.fixed(later)).prune());
        assertThat(WORLD.viewer.get("/events?after=" + after).status()).isEqualTo(410);
        assertThat(WORLD.viewer.get("/events").items()).isEmpty();
        String next = WORLD.viewer.read("/events").getString("next");
        assertThat(WORLD.viewer.get("/events?after=" + next).status()).isEqualTo(200);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(WORLD.viewer.get("/events?kind=stop,arrival").fault("kind")).contains("stop");
        assertThat(WORLD.viewer.get("/events?wait=31").fault("wait")).contains("30");
        assertThat(WORLD.viewer.get("/events?after=x").fault("after")).isNotBlank();
        assertThat(WORLD.stranger.get("/events").items()).isEmpty();
    }
}
