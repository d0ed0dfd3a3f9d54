package org.relais.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.relais.app.process.ObservedVertx;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.testing.ApiBody;
import org.relais.testing.FreePorts;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What operators read, told by a service that works, and the rules and the dashboard that are made of it. */
@NeedsDatabase
class MetricsServerTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final RelaisConfig.Metrics ANY_PORT = new RelaisConfig.Metrics("127.0.0.1", 0);
    private static final Path RULES = Path.of("conf", "alerts.yaml");
    private static final Path DASHBOARD = Path.of("conf", "dashboard.json");
    private static final Pattern NAME = Pattern.compile("\\b((?:relais|vertx|jvm|process|system)_[a-z_]+)");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    private final LogLines micrometer = new LogLines("io.micrometer");

    private static Vertx vertx;
    private static MetricsServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        vertx = ObservedVertx.create(ANY_PORT, null);
        server = MetricsServer.start(
                        vertx,
                        ANY_PORT,
                        new TreeMap<>(Map.of(0, () -> Optional.of(WORLD.service.pool()))),
                        InstantSource.system())
                .await();
    }

    @AfterAll
    static void stop() {
        server.close().await();
        vertx.close().await();
    }

    private static HttpResponse<String> get(int port, String path) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static String scrape() {
        HttpResponse<String> answer = get(server.port(), "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        return answer.body();
    }

    private static double value(String line) {
        Matcher found = Pattern.compile("^" + Pattern.quote(line) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(scrape());
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    @Test
    void countsWhatIsSentAndHowLongAStopTakes() {
        String accepted = "relais_deliveries_settled_total{state=\"accepted\"}";
        double before = value(accepted);
        double stops = value("relais_stop_answer_seconds_count");
        String phone = WORLD.onTelegram("Ada");
        WORLD.phones.stopAndWait(phone, "STOP");
        assertThat(value("relais_stop_answer_seconds_count")).isEqualTo(stops + 1);
        WORLD.eventually(() -> value(accepted) > before);
        assertThat(scrape()).contains("relais_stop_answer_seconds_bucket{le=\"0.1\"}", "relais_drain_bound_hit_total");
    }

    /** The figures of the database are those of its tables. */
    @Test
    void readsWhatWaits() {
        String phone = WORLD.onTelegram("Bo");
        WORLD.idle();
        WORLD.rows("update sender set status = 'paused', status_reason = 'test' where channel = 'telegram'");
        try {
            long id = WORLD.sent("Attente", ApiBody.contacts(WORLD.contact("Bo")), "Bonjour");
            WORLD.organiser.until(
                    "/broadcasts/" + id,
                    broadcast -> broadcast.getJsonObject("progress").getLong("queued") == 1);
            QueueFigures figures = figures();
            assertThat(figures.queued()).isEqualTo(1);
            assertThat(figures.oldestDue()).isZero();
            assertThat(figures.sendersPaused()).isEqualTo(1);
            assertThat(figures.nodes()).isEqualTo(1);
            QueueFigures later = new FiguresStore()
                    .read(WORLD.service.pool(), Instant.now().plusSeconds(60))
                    .await();
            assertThat(later.nodes()).isZero();
        } finally {
            WORLD.rows("update sender set status = 'active', status_reason = null");
        }
        assertThat(WORLD.received(phone, 0, 1)).isNotEmpty();
    }

    /** Whoever is called at night has to know whether to look for a token or for an address. */
    @Test
    void tokensThatFailAndWebhooksThatDoNotComeAreToldApart() {
        QueueFigures before = figures();
        alarm("telegram", "token.expired");
        assertThat(figures().tokensFailing()).isEqualTo(before.tokensFailing() + 1);
        assertThat(figures().sendersSilent()).isEqualTo(before.sendersSilent());
        alarm("whatsapp", "silent.long");
        alarm("telegram", "webhook.elsewhere");
        assertThat(figures().tokensFailing()).isEqualTo(before.tokensFailing());
        assertThat(figures().sendersSilent()).isEqualTo(before.sendersSilent() + 2);
        WORLD.rows("insert into sender (organisation_id, channel, external_id, name, created_at, removed_at)"
                + " values (" + WORLD.service.organisationId() + ", 'gone', '1', 'Removed', now(), now())");
        alarm("gone", "token.refused");
        assertThat(figures().tokensFailing()).isEqualTo(before.tokensFailing());
        WORLD.rows("update sender_health set alarm = null, suspected_since = null, alarmed_since = null");
    }

    private static QueueFigures figures() {
        return new FiguresStore().read(WORLD.service.pool(), Instant.now()).await();
    }

    /** As after two looks at the sender of a channel, until the next one in a day. */
    private static void alarm(String channel, String code) {
        WORLD.rows(
                """
                insert into sender_health (sender_id, looked_at, alarm, suspected_since, alarmed_since)
                select id, now() + interval '1 day', '{"code": "%s", "state": "FAILED", "arguments": {}}', now(), now()
                from sender where channel = '%s'
                on conflict (sender_id) do update
                set looked_at = excluded.looked_at, alarm = excluded.alarm, suspected_since = now(), alarmed_since = now()
                """
                        .formatted(code, channel));
    }

    @Test
    void vertxCountsRequestsByRouteAndAnswer() {
        Router router = Router.router(vertx);
        router.get("/webhook/:channel").handler(request -> request.end("ok"));
        int port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0)
                .await()
                .actualPort();
        get(port, "/webhook/telegram");
        get(port, "/webhook/other");
        // A request is counted behind its answer, by another thread than tells the figures.
        WORLD.eventually(() -> scrape().lines()
                .anyMatch(line -> line.startsWith("vertx_http_server_requests_total{")
                        && line.contains("code=\"200\"")
                        && line.contains("route=\"/webhook/:channel\"")
                        && line.endsWith(" 2.0")));
    }

    /** Both platforms are on one host in a trial, and each client has connections of its own. */
    @Test
    void connectionsToOneHostAreToldTogether() {
        micrometer.at(Level.DEBUG);
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        HttpServer platforms = vertx.createHttpServer()
                .requestHandler(held::add)
                .listen(0, "127.0.0.1")
                .await();
        List<HttpClientAgent> clients = List.of(vertx.createHttpClient(), vertx.createHttpClient());
        List<Future<Buffer>> answers = clients.stream()
                .map(client -> client.request(HttpMethod.GET, platforms.actualPort(), "127.0.0.1", "/")
                        .compose(request -> request.send().compose(HttpClientResponse::body)))
                .toList();
        WORLD.eventually(() -> held.size() == 2);
        String told = scrape();
        String pool = "pool_name=\"127.0.0.1:" + platforms.actualPort() + "\",pool_type=\"http\"";
        assertThat(told)
                .contains("vertx_pool_queue_time_seconds_count{" + pool + "} 2\n")
                .doesNotContainPattern("vertx_pool_(?!queue_time)[a-z_]+\\{" + pool);
        held.forEach(request -> request.response().end("ok"));
        answers.forEach(answer -> answer.await());
        clients.forEach(client -> client.close().await());
        platforms.close().await();
        assertThat(micrometer.all())
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }

    @Test
    void thereIsNothingElseAtThatPort() {
        assertThat(get(server.port(), "/").statusCode()).isEqualTo(404);
        assertThat(get(server.port(), "/health").statusCode()).isEqualTo(404);
    }

    /** A rule or a picture over a figure that nobody tells would be silent for ever. */
    @Test
    void rulesAndDashboardNameFiguresThatAreTold() throws IOException {
        WORLD.phones.stopAndWait(WORLD.onTelegram("Cy"), "STOP");
        WORLD.eventually(() -> value("relais_deliveries_settled_total{state=\"accepted\"}") > 0);
        Meters.settled("failed", "blocked");
        vertx.createHttpClient()
                .request(HttpMethod.GET, server.port(), "127.0.0.1", "/metrics")
                .compose(request -> request.send().compose(answer -> answer.body()))
                .await();
        String told = scrape();
        for (Path file : List.of(RULES, DASHBOARD)) {
            TreeSet<String> named = NAME.matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(named).as(file.toString()).hasSizeGreaterThan(8);
            assertThat(named).as(file.toString()).allSatisfy(name -> assertThat(told)
                    .containsPattern("(?m)^" + name + "[{ ]"));
        }
    }

    /** Prometheus sees no increase in a series that is born with its first burst. */
    @Test
    void everyOutcomeIsCountedFromTheStart() {
        assertThat(Stream.of("accepted", "withheld", "queued", "failed", "suppressed", "unknown"))
                .allSatisfy(state ->
                        assertThat(scrape()).contains("relais_deliveries_settled_total{state=\"" + state + "\"}"));
    }

    /** Meters of one name with other tags would be refused, with a warning, and never told. */
    @Test
    void poolsAreToldByTypeAndName() {
        Database database = Database.open(vertx, WORLD.service.database(), 2).await();
        database.close().await();
        String told = scrape();
        assertThat(told)
                .containsPattern("(?m)^vertx_pool_completed_total\\{pool_name=\"[^\"]+\",pool_type=\"worker\"")
                .containsPattern("(?m)^vertx_pool_queue_time_seconds_count\\{pool_name=\"[^\"]+\",pool_type=\"sql\"")
                .doesNotContainPattern("(?m)^vertx_pool_(in_use|ratio|queue_pending)\\{.*pool_type=\"sql\"")
                .doesNotContain("vertx_sql_", "_active_");
    }

    /** A real Prometheus loads the rules, raises no alarm, and has a figure for every line of the dashboard. */
    @Test
    void prometheusLoadsTheRulesAndHasFiguresForEveryPanel() throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "prometheus"))),
                "prometheus is not installed");
        int port = FreePorts.find().one();
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: relais
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """
                        .formatted(RULES.toAbsolutePath(), server.port()));
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            WORLD.eventually(() -> !asked(port, "query?query=relais_nodes")
                    .getJsonArray("result")
                    .isEmpty());
            WORLD.eventually(() -> rules(port).stream()
                            .filter(rule -> rule.getString("health").equals("ok"))
                            .filter(rule -> !rule.getString("state").equals("firing"))
                            .count()
                    == 13);
            Map<String, String> lines = linesOfTheDashboard();
            assertThat(lines).hasSizeGreaterThan(18);
            List<String> empty = new ArrayList<>();
            WORLD.eventually(() -> {
                somethingHappens();
                empty.clear();
                lines.forEach((line, query) -> {
                    if (!hasFigure(port, query)) {
                        empty.add(line);
                    }
                });
                return empty.isEmpty();
            });
        } finally {
            prometheus.destroy();
            prometheus.waitFor();
        }
    }

    /** What each line of each panel asks, by the panel's title and the line. */
    private static Map<String, String> linesOfTheDashboard() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        for (Object each : new JsonObject(Files.readString(DASHBOARD)).getJsonArray("panels")) {
            JsonObject panel = (JsonObject) each;
            panel.getJsonArray("targets").stream()
                    .map(JsonObject.class::cast)
                    .forEach(target -> lines.put(
                            panel.getString("title") + " " + target.getString("refId"), target.getString("expr")));
        }
        return lines;
    }

    /** A stop, a message, a refusal, a webhook and a request to a platform: rates are of what happens between two looks. */
    private void somethingHappens() {
        WORLD.phones.stopAndWait(WORLD.onTelegram("Di " + System.nanoTime()), "STOP");
        Meters.settled("failed", "blocked");
        Router router = Router.router(vertx);
        router.get("/webhook/panel/:channel").handler(request -> request.end("ok"));
        HttpServer webhooks = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        vertx.createHttpClient()
                .request(HttpMethod.GET, webhooks.actualPort(), "127.0.0.1", "/webhook/panel/telegram")
                .compose(request -> request.send().compose(answer -> answer.body()))
                .await();
        webhooks.close().await();
    }

    /** Whether the answer has a number in it. */
    private static boolean hasFigure(int port, String query) {
        return asked(port, "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .getJsonArray("result", new JsonArray())
                .stream()
                .map(series -> ((JsonObject) series).getJsonArray("value").getString(1))
                .anyMatch(value -> !value.equals("NaN"));
    }

    private static List<JsonObject> rules(int port) {
        return asked(port, "rules").getJsonArray("groups", new JsonArray()).stream()
                .flatMap(group -> ((JsonObject) group).getJsonArray("rules").stream())
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject asked(int port, String question) {
        try {
            return new JsonObject(get(port, "/api/v1/" + question).body())
                    .getJsonObject("data", new JsonObject().put("result", new JsonArray()));
        } catch (IllegalStateException | DecodeException starting) {
            return new JsonObject().put("result", new JsonArray());
        }
    }
}
