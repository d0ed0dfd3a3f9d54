package org.relais;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.relais.app.Service;
import org.relais.attack.JudgePlatform;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.database.EmbeddedDatabase;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.organisation.Role;
import org.relais.share.UnsubscribeLinks;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.ServiceNode;

/**
 * One service over three PostgreSQL servers of its own, on each an organisation with a bot and a number, and a platform that
 * judges what is sent.
 */
final class ShardWorld implements AutoCloseable {
    static final String CAMPAIGN = "Samedi";
    static final int SHARDS = 3;

    /** Of every connected number. */
    private static final String ACCOUNT = "1";

    private static final String SECRET = "webhook-secret";
    private static final String APP_SECRET = "app-secret";
    private static final Map<String, String> SETTINGS =
            Map.of("fsync", "off", "shared_buffers", "16MB", "max_connections", "100");

    final Vertx vertx = Vertx.vertx();
    final JudgePlatform judge;
    final List<Path> data = new ArrayList<>();
    final List<EmbeddedDatabase> servers = new ArrayList<>();
    final List<Database> databases = new ArrayList<>();
    final List<Long> organisations = new ArrayList<>();
    final RelaisConfig config;
    final Service service;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ShardWorld(Path files) throws EmbeddedDatabase.StartException {
        judge = new JudgePlatform(vertx, CAMPAIGN);
        Map<Integer, Future<Database>> opened = new TreeMap<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            Path directory = files.resolve("shard" + shard);
            EmbeddedDatabase server = EmbeddedDatabase.start(directory, SETTINGS);
            Database database =
                    Await.result(Database.open(vertx, server.access().ofShard(shard), 8));
            data.add(directory.resolve("data"));
            servers.add(server);
            databases.add(database);
            organisations.add(ServiceNode.organisation(database.pool(), "asso" + shard));
            opened.put(shard, Future.succeededFuture(database));
        }
        config = ConfigJson.read(json(files));
        service = Await.result(Service.start(vertx, config, opened));
    }

    private JsonObject json(Path files) {
        JsonArray shards = new JsonArray();
        IntStream.range(1, SHARDS)
                .forEach(shard -> shards.add(new JsonObject()
                        .put("number", shard)
                        .put(
                                "url",
                                "postgresql://localhost:"
                                        + servers.get(shard).address().port() + "/postgres")));
        return new JsonObject()
                .put("http", new JsonObject().put("port", 0).put("publicUrl", "http://localhost:1"))
                .put("database", new JsonObject().put("shards", shards))
                .put(
                        "imports",
                        new JsonObject()
                                .put("directory", files.resolve("uploads").toString()))
                .put("security", ConfigJson.security().put("senderKeys", new JsonArray().add(ConfigJson.key("s1"))))
                .put(
                        "channels",
                        new JsonObject()
                                .put("telegram", ConfigJson.telegram(judge.address(), each(ShardWorld::botOf)))
                                .put(
                                        "whatsapp",
                                        ConfigJson.whatsapp(
                                                judge.address(), APP_SECRET, "verify", each(ShardWorld::numberOf))));
    }

    private static JsonObject[] each(IntFunction<JsonObject> ofShard) {
        return IntStream.range(0, SHARDS).mapToObj(ofShard).toArray(JsonObject[]::new);
    }

    private static JsonObject botOf(int shard) {
        return ConfigJson.bot("asso" + shard, bot(shard) + ":AAAA", JudgePlatform.username(bot(shard)), SECRET)
                .put("chatIntervalMillis", 0);
    }

    private static JsonObject numberOf(int shard) {
        return ConfigJson.number("asso" + shard, number(shard), "+33 1 99 00 12 3" + shard, "token");
    }

    static String bot(int shard) {
        return "70000000" + shard;
    }

    private static String number(int shard) {
        return "80000000" + shard;
    }

    /** Different on each. */
    static long chat(int shard, int person) {
        return 5_000_000L + 100_000L * shard + person;
    }

    /** An answer's status, and whether it says when to come again. */
    record Answer(int status, boolean again, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** The platform tells what somebody wrote; tells the judge of an answered stop. */
    CompletableFuture<Answer> write(int shard, int person, int update, String text) {
        JsonObject from = new JsonObject()
                .put("id", chat(shard, person))
                .put("is_bot", false)
                .put("first_name", "P" + person)
                .put("language_code", "fr");
        JsonObject message = new JsonObject()
                .put("message_id", update)
                .put("date", System.currentTimeMillis() / 1000)
                .put("chat", new JsonObject().put("id", chat(shard, person)).put("type", "private"))
                .put("from", from)
                .put("text", text);
        return send(request("/webhook/telegram/" + bot(shard))
                        .header("X-Telegram-Bot-Api-Secret-Token", SECRET)
                        .POST(body(new JsonObject().put("update_id", update).put("message", message))))
                .thenApply(answer -> {
                    if (text.equals("STOP") && answer.status() == 200) {
                        judge.answered(chat(shard, person));
                    }
                    return answer;
                });
    }

    /** One webhook of the app that all numbers belong to, with what one person each wrote to these organisations. */
    Answer writeTogether(String text, int... shards) {
        JsonArray entries = new JsonArray();
        for (int shard : shards) {
            entries.add(new JsonObject(
                    """
                            {"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"%s"},
                             "messages":[{"id":"wamid.%s%d","from":"3361200000%d","timestamp":"%d","type":"text",
                                          "text":{"body":"%s"}}]}}]}"""
                            .formatted(number(shard), text, shard, shard, System.currentTimeMillis() / 1000, text)));
        }
        String body = new JsonObject().put("entry", entries).encode();
        return send(request("/webhook/whatsapp")
                        .header("X-Hub-Signature-256", PlatformWebhooks.signature(body, APP_SECRET))
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .join();
    }

    /** An owner connects a number of an app that signs with this secret. */
    Answer connect(String token, String number, String appSecret) {
        return api(
                "POST",
                token,
                "/channels",
                new JsonObject()
                        .put("channel", "whatsapp")
                        .put("name", "Number " + number)
                        .put(
                                "fields",
                                new JsonObject()
                                        .put("phoneNumberId", number)
                                        .put("displayPhoneNumber", JudgePlatform.shown(number))
                                        .put("accessToken", "token")
                                        .put("businessAccountId", ACCOUNT)
                                        .put("appSecret", appSecret)
                                        .put("verifyToken", "a-word-of-ours")));
    }

    /** What one person wrote to each of these numbers, in one webhook to the address of the first, signed by their app. */
    Answer writeToNumbers(String text, String appSecret, String... numbers) {
        JsonArray entries = new JsonArray();
        for (String number : numbers) {
            entries.add(new JsonObject(
                    """
                            {"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"%s"},
                             "messages":[{"id":"wamid.%s%s","from":"33612%s","timestamp":"%d","type":"text",
                                          "text":{"body":"%s"}}]}}]}"""
                            .formatted(
                                    number,
                                    text,
                                    number,
                                    number.substring(number.length() - 6),
                                    System.currentTimeMillis() / 1000,
                                    text)));
        }
        return report(numbers[0], appSecret, entries);
    }

    /** What Meta tells of the account of these numbers as a whole, to the address of one. */
    Answer tellOfAccount(String field, JsonObject value, String appSecret, String number) {
        return report(
                number,
                appSecret,
                new JsonArray()
                        .add(new JsonObject()
                                .put("id", ACCOUNT)
                                .put("time", System.currentTimeMillis() / 1000)
                                .put(
                                        "changes",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("field", field)
                                                        .put("value", value)))));
    }

    private Answer report(String number, String appSecret, JsonArray entries) {
        String body = new JsonObject().put("entry", entries).encode();
        return send(request("/webhook/whatsapp/" + number)
                        .header("X-Hub-Signature-256", PlatformWebhooks.signature(body, appSecret))
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .join();
    }

    /** So many people write for the first time, and are subscribed when it returns. */
    void join(int shard, int people) {
        List<Integer> waiting =
                new ArrayList<>(IntStream.range(0, people).boxed().toList());
        // As a platform does, what was refused is delivered again: a service that has just started may be slow.
        Await.until("everybody is heard", () -> {
            List<CompletableFuture<Answer>> answers = waiting.stream()
                    .map(person -> write(shard, person, 1 + person, "/start"))
                    .toList();
            for (int at = answers.size() - 1; at >= 0; at--) {
                if (answers.get(at).join().status() == 200) {
                    waiting.remove(at);
                }
            }
            return waiting.isEmpty();
        });
        Await.until("everybody is in", () -> count(shard, "consent where state = 'subscribed'") == people);
    }

    String token(int shard) {
        return ServiceNode.token(databases.get(shard).pool(), organisations.get(shard), Role.OWNER);
    }

    /** Begins a broadcast to everybody of an organisation; each with words of its own. */
    void broadcast(int shard, String token, String words) {
        JsonObject draft = ApiBody.broadcast(CAMPAIGN, ApiBody.everyone(), CAMPAIGN + " " + words);
        long id = taken("POST", token, "/broadcasts", draft).json().getLong("id");
        taken("POST", token, "/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
    }

    Answer api(String method, String token, String path, JsonObject body) {
        return send(request("/api/v1" + path)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, method.equals("GET") ? HttpRequest.BodyPublishers.noBody() : body(body)))
                .join();
    }

    /** Once a node that was slow to ask its databases no longer answers that it can't tell whose this is. */
    private Answer taken(String method, String token, String path, JsonObject body) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        Await.until(path + " is taken", () -> {
            answer.set(api(method, token, path, body));
            return !answer.get().again();
        });
        return answer.get();
    }

    Answer get(String path) {
        return send(request(path).GET()).join();
    }

    /** One tap on somebody's own page to stop. */
    Answer stopPage(long contactId) {
        String path =
                new UnsubscribeLinks(Objects.requireNonNull(config.security().linkKey()), "").link(0, contactId);
        return send(request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click")))
                .join();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Await.BOUND);
    }

    private static HttpRequest.BodyPublisher body(JsonObject json) {
        return HttpRequest.BodyPublishers.ofString(json.encode());
    }

    private CompletableFuture<Answer> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Answer(
                        answer.statusCode(),
                        answer.headers().firstValue("Retry-After").isPresent(),
                        answer.body()));
    }

    List<Row> rows(int shard, String sql) {
        Pool pool = databases.get(shard).pool();
        return StreamSupport.stream(Await.result(pool.query(sql).execute()).spliterator(), false)
                .toList();
    }

    long count(int shard, String fromWhere) {
        return rows(shard, "select count(*) from " + fromWhere).get(0).getLong(0);
    }

    /** Waits until nothing of a broadcast is queued or on its way. */
    void sent(int shard) {
        Await.until(
                "all is sent on " + shard,
                () -> count(shard, "broadcast where state in ('expanding', 'sending')") == 0
                        && count(shard, "delivery where state in ('queued', 'sending')") == 0);
    }

    @Override
    public void close() throws Exception {
        Await.result(service.close());
        databases.forEach(database -> Await.result(database.close()));
        judge.close();
        Await.result(vertx.close());
        for (EmbeddedDatabase server : servers) {
            server.close();
        }
    }
}
