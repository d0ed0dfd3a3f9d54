package org.relais.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/**
 * Two nodes send to several hundred people while sockets without credentials hold bodies and heads open, chop bodies into
 * single bytes, send what is no clear request and guess codes. Meanwhile people stop, by webhook on both channels and by
 * page, some under update ids that are known: each stop is taken at the first try, and nothing follows it.
 * {@code -Drelais.attack.people} and {@code -Drelais.attack.sockets} make it larger.
 */
@NeedsDatabase
@Tag("attack")
class AttackTest {
    private static final int PEOPLE = Integer.getInteger("relais.attack.people", 200);
    private static final int SOCKETS = Integer.getInteger("relais.attack.sockets", 1_000);
    private static final int AT_ONCE = 8;
    private static final String CAMPAIGN = "Fête de quartier";
    private static final String ONE_ADDRESS = "198.51.100.9";
    private static final long FIRST_CHAT = 5_000_000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Semaphore atOnce = new Semaphore(AT_ONCE);
    private final List<CompletableFuture<Integer>> stops = new ArrayList<>();

    @TempDir
    Path files;

    @Test
    void everyStopIsTakenAndNothingFollowsItWhileAThousandSocketsTry() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (JudgePlatform judge = new JudgePlatform(vertx, CAMPAIGN);
                TwoNodes nodes = new TwoNodes(judge.address(), files);
                Attacker attacker = new Attacker()) {
            join(nodes);
            attack(attacker, nodes);
            send(nodes);
            Await.until("messages go", () -> judge.sent() > 0);
            stop(judge, nodes);
            assertThat(answers()).as("stops refused").containsOnly(200);
            assertThat(nodes.count("consent where state = 'unsubscribed'")).isEqualTo(stops.size());
            assertThat(health(nodes, 0) + health(nodes, 1)).isEqualTo(400);
            attacker.stop();
            Await.until(
                    "all is sent",
                    () -> nodes.count("delivery where state in ('queued', 'sending') and broadcast_id is not null")
                            == 0);
            assertThat(judge.late()).as("messages after an answered stop").isZero();
            assertThat(judge.twice()).as("people who got it twice").isZero();
            assertThat(judge.toldMoreThan(2))
                    .as("people who were told more than a welcome and one confirmation")
                    .isZero();
            assertThat(judge.sent()).isBetween(PEOPLE / 4, PEOPLE);
            assertThat(attacker.begun()).isGreaterThan(SOCKETS);
        } finally {
            Await.result(vertx.close());
        }
    }

    private void join(TwoNodes nodes) {
        List<Integer> joined = IntStream.range(0, PEOPLE)
                .mapToObj(person -> update(nodes, person % 2, 1 + person, person, "/start"))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(joined).containsOnly(200);
        Await.until("everybody is in", () -> nodes.count("consent where state = 'subscribed'") == PEOPLE);
        Await.until("the inbox is worked", () -> nodes.count("inbox where processed_at is null") == 0);
    }

    private static void attack(Attacker attacker, TwoNodes nodes) {
        for (int node = 0; node < 2; node++) {
            int port = nodes.port(node);
            attacker.holdBodies(port, SOCKETS / 2);
            attacker.holdHeads(port, SOCKETS / 10);
            attacker.chop(port, 3, 20_000);
            attacker.confuse(port);
            attacker.guess(port, ONE_ADDRESS);
        }
        Await.until("the attack is under way", () -> attacker.begun() > SOCKETS);
    }

    private void send(TwoNodes nodes) throws Exception {
        String token = nodes.token();
        JsonObject draft = ApiBody.broadcast(CAMPAIGN, ApiBody.everyone(), CAMPAIGN + " samedi");
        long id = api(nodes, token, "/broadcasts", draft).getLong("id");
        api(nodes, token, "/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
    }

    private JsonObject api(TwoNodes nodes, String token, String path, JsonObject body) throws Exception {
        HttpResponse<String> answer = client.send(
                request(nodes, 0, "/api/v1" + path)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return new JsonObject(answer.body());
    }

    /** A third of the people each: a webhook under an id of its own or a known one, a page, and strangers on WhatsApp. */
    private void stop(JudgePlatform judge, TwoNodes nodes) {
        for (int person = 0; person < PEOPLE; person++) {
            int node = person % 2;
            if (person % 3 == 0) {
                int update = person % 2 == 0 ? 10_000 + person : 1 + (person + 1) % PEOPLE;
                stops.add(judged(judge, person, update(nodes, node, update, person, "STOP")));
            } else if (person % 3 == 1) {
                stops.add(judged(judge, person, page(nodes, node, person)));
            } else if (person % 2 == 0) {
                stops.add(whatsApp(nodes, node, person));
            }
        }
    }

    private List<Integer> answers() {
        return stops.stream().map(CompletableFuture::join).toList();
    }

    private static CompletableFuture<Integer> judged(
            JudgePlatform judge, int person, CompletableFuture<Integer> answer) {
        return answer.thenApply(status -> {
            if (status == 200) {
                judge.answered(FIRST_CHAT + person);
            }
            return status;
        });
    }

    private CompletableFuture<Integer> update(TwoNodes nodes, int node, int id, int person, String text) {
        JsonObject chat = new JsonObject().put("id", FIRST_CHAT + person).put("type", "private");
        JsonObject update = new JsonObject()
                .put("update_id", id)
                .put(
                        "message",
                        new JsonObject()
                                .put("message_id", id)
                                .put("date", System.currentTimeMillis() / 1000)
                                .put("chat", chat)
                                .put(
                                        "from",
                                        new JsonObject()
                                                .put("id", FIRST_CHAT + person)
                                                .put("is_bot", false)
                                                .put("first_name", "P" + person)
                                                .put("language_code", "fr"))
                                .put("text", text));
        return later(request(nodes, node, "/webhook/telegram/" + TwoNodes.BOT)
                .header("X-Telegram-Bot-Api-Secret-Token", TwoNodes.SECRET)
                .POST(HttpRequest.BodyPublishers.ofString(update.encode())));
    }

    private CompletableFuture<Integer> page(TwoNodes nodes, int node, int person) {
        long contact = nodes.rows("select contact_id from address where identifier = '" + (FIRST_CHAT + person) + "'")
                .get(0)
                .getLong("contact_id");
        return later(request(nodes, node, nodes.stopPath(contact))
                .header("X-Forwarded-For", ONE_ADDRESS)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click")));
    }

    private CompletableFuture<Integer> whatsApp(TwoNodes nodes, int node, int person) {
        String body =
                """
                {"entry":[{"id":"1","changes":[{"field":"messages","value":{
                 "metadata":{"phone_number_id":"%s"},
                 "messages":[{"id":"wamid.%d","from":"336%08d","timestamp":"%d","type":"text",
                              "text":{"body":"STOP"}}]}}]}]}"""
                        .formatted(TwoNodes.NUMBER, person, 12_000_000 + person, System.currentTimeMillis() / 1000);
        return later(request(nodes, node, "/webhook/whatsapp")
                .header("X-Forwarded-For", "203.0.113." + person % 250)
                .header("X-Hub-Signature-256", PlatformWebhooks.signature(body, TwoNodes.APP_SECRET))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private int health(TwoNodes nodes, int node) throws Exception {
        return client.send(request(nodes, node, "/health").build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder request(TwoNodes nodes, int node, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nodes.port(node) + path))
                .timeout(Await.BOUND);
    }

    /** Its status, or 0 when there was no answer. */
    private CompletableFuture<Integer> later(HttpRequest.Builder request) {
        atOnce.acquireUninterruptibly();
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .handle((answer, fault) -> {
                    atOnce.release();
                    return fault == null ? answer.statusCode() : 0;
                });
    }
}
