package org.relais.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.app.process.ObservedVertx;
import org.relais.config.TracingSettings;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.FreePorts;
import org.relais.testing.Http;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;
import org.relais.tracing.TraceCollector.Span;

/** Traces of a service that works: what is asked for is there, and nobody's secret or name is. */
@NeedsDatabase
class TracingTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    /** Longer than a collector on a busy machine takes for its answer. */
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private static final String NAME = "Zephyrina";
    private static final Set<String> ATTRIBUTES = Set.of(
            "http.request.method",
            "http.response.status_code",
            "http.route",
            "db.system",
            "db.operation.name",
            "db.collection.name",
            "relais.peer",
            "relais.correlation",
            "error.type");

    @RegisterExtension
    private final LogLines log = new LogLines(Tracing.class.getPackageName());

    /** A service that is traced to an address, and is over with its test. */
    private record Traced(Tracing tracing, ServiceFixture world) implements AutoCloseable {
        static Traced to(TracingSettings settings) {
            Tracing tracing = new Tracing(settings);
            return new Traced(tracing, ServiceFixture.of(ServiceUnderTest.start(ObservedVertx.create(null, tracing))));
        }

        @Override
        public void close() {
            world.close();
            tracing.close();
        }

        int status(String path) {
            return status(path, "request-of-the-test");
        }

        int status(String path, String id) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(world.service.address() + path))
                    .header("Accept", "text/html")
                    .header("X-Request-ID", id)
                    // Whoever asks from outside says which trace theirs is; it is nobody's business here.
                    .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .build();
            try {
                return HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode();
            } catch (IOException | InterruptedException fault) {
                throw new IllegalStateException(fault);
            }
        }
    }

    @Test
    void tellsTheWayOfARequestAndNothingOfAPerson() {
        try (TraceCollector collector = new TraceCollector()) {
            TreeSet<String> secrets = new TreeSet<>();
            try (Traced traced = Traced.to(new TracingSettings(collector.endpoint(), PATIENT, 100))) {
                secrets.addAll(workedIn(traced));
            }
            List<Span> spans = collector.spans();
            assertThat(spans)
                    .extracting(Span::name)
                    .contains(
                            "POST /webhook/:channel/:account",
                            "POST /webhook/:channel",
                            "POST telegram",
                            "POST whatsapp",
                            "GET /api/v1/contacts",
                            "GET /sign-in/:link",
                            "reply");
            assertThat(spans).anySatisfy(span -> {
                assertThat(span.name()).startsWith("select ");
                assertThat(span.attributes()).containsEntry("db.system", "postgresql");
                assertThat(span.parent()).isNotEmpty();
            });
            String told = collector.bytes();
            assertThat(secrets).hasSizeGreaterThan(9).allSatisfy(secret -> assertThat(told)
                    .doesNotContain(secret));
            assertThat(spans).allSatisfy(span -> {
                assertThat(ATTRIBUTES).containsAll(span.attributes().keySet());
                assertThat(span.trace()).isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
            });
            assertWaysAreWhole(spans);
        }
    }

    /** Goes in by every door that takes something secret, and returns all that was secret. */
    private static Set<String> workedIn(Traced traced) {
        ServiceFixture world = traced.world();
        String telegram = world.onTelegram(NAME);
        world.onWhatsApp("Ottoline");
        String number = world.rows("select identifier from address where channel = 'whatsapp'")
                .get(0)
                .getString(0);
        String digits = number.replaceAll("\\D", "");
        String token = world.service.token(world.service.organisationId(), Role.OWNER);
        assertThat(world.api.as(token).get("/contacts?search=" + NAME).status()).isEqualTo(200);
        assertThat(world.api.as(token).get("/contacts?search=%2B" + digits).status())
                .isEqualTo(200);
        String code = "code-of-a-sign-in-link-0123456789";
        traced.status("/sign-in/" + code);
        traced.status("/s/linkcode0123");
        traced.status("/u/unsubscribecode0123");
        traced.status("/nowhere/" + NAME + "/" + digits);
        traced.status("/api/v1/nothing-by-this-name?phone=" + digits);
        world.broadcast("Texte pour " + NAME);
        world.idle();
        world.phones.stopAndWait(telegram, "STOP");
        world.idle();
        JsonObject channels = world.service.config().channels();
        JsonObject bot = channels.getJsonObject("telegram").getJsonArray("bots").getJsonObject(0);
        JsonObject line =
                channels.getJsonObject("whatsapp").getJsonArray("numbers").getJsonObject(0);
        return Set.of(
                NAME,
                "Ottoline",
                digits,
                token,
                token.substring(8, 20),
                code,
                "linkcode0123",
                "unsubscribecode0123",
                "nothing-by-this-name",
                "nowhere",
                "Texte pour",
                bot.getString("token"),
                bot.getString("token").split(":")[0],
                bot.getString("secretToken"),
                line.getString("phoneNumberId"),
                line.getString("accessToken"),
                channels.getJsonObject("whatsapp").getString("appSecret"));
    }

    /** One search for the id of a webhook, or for its trace, finds the webhook, the reply and the request to the platform. */
    private static void assertWaysAreWhole(List<Span> spans) {
        for (String channel : List.of("telegram", "whatsapp")) {
            assertThat(spans.stream()
                            .filter(span -> span.name().equals("POST " + channel)
                                    && !span.correlation().isEmpty()))
                    .isNotEmpty()
                    .allSatisfy(sent -> {
                        List<String> way = spans.stream()
                                .filter(span -> span.correlation().equals(sent.correlation()))
                                .filter(span -> span.trace().equals(sent.trace()))
                                .map(Span::name)
                                .toList();
                        assertThat(way).anySatisfy(name -> assertThat(name).startsWith("POST /webhook/:channel"));
                    });
        }
        assertThat(spans.stream().filter(span -> span.name().equals("reply")))
                .allSatisfy(reply -> assertThat(spans).anySatisfy(webhook -> {
                    assertThat(webhook.name()).startsWith("POST /webhook/");
                    assertThat(webhook.trace()).isEqualTo(reply.trace());
                }));
    }

    /** Some ways are left out, and none is told in part: which ones, their ids alone decide, on every node. */
    @Test
    void tracesAShareOfTheWaysEachAsAWhole() {
        try (TraceCollector collector = new TraceCollector()) {
            List<String> ids =
                    IntStream.range(0, 20).mapToObj(way -> "request-" + way).toList();
            try (Traced traced = Traced.to(new TracingSettings(collector.endpoint(), PATIENT, 50))) {
                ids.forEach(id -> traced.status("/health", id));
                ids.forEach(id -> traced.status("/health/live", id));
            }
            Map<String, Long> told = collector.spans().stream()
                    .filter(span -> span.name().startsWith("GET /health"))
                    .collect(Collectors.groupingBy(Span::correlation, Collectors.counting()));
            assertThat(ids).containsAll(told.keySet());
            assertThat(told.values()).hasSizeBetween(5, 15).containsOnly(2L);
        }
    }

    /** As requests of organisations are routed where there are several databases. */
    @Test
    void aRouterWithinAnotherTellsItsRoute() {
        try (TraceCollector collector = new TraceCollector()) {
            try (Tracing tracing = new Tracing(new TracingSettings(collector.endpoint(), PATIENT, 100))) {
                Vertx vertx = ObservedVertx.create(null, tracing);
                Router outer = Router.router(vertx);
                Router inner = Router.router(vertx);
                TracedRequests.mount(vertx, outer);
                TracedRequests.mount(vertx, inner);
                outer.route().handler(request -> inner.handle(request.request()));
                inner.get("/things/:thing").handler(request -> request.end("one"));
                int port = vertx.createHttpServer()
                        .requestHandler(outer)
                        .listen(0)
                        .await()
                        .actualPort();
                new Http().get("http://127.0.0.1:" + port + "/things/of-zephyrina");
                vertx.close().await();
            }
            assertThat(collector.spans()).singleElement().satisfies(span -> assertThat(span.name())
                    .isEqualTo("GET /things/:thing"));
            assertThat(collector.bytes()).doesNotContain("zephyrina");
        }
    }

    /** Nobody takes them: the service works on as ever, and one line says it. */
    @Test
    void aCollectorThatIsAwayHarmsNothing() {
        harmsNothing("http://127.0.0.1:" + FreePorts.find().one());
    }

    @Test
    void aCollectorThatNeverAnswersHarmsNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            harmsNothing("http://127.0.0.1:" + silent.getLocalPort());
        }
    }

    private void harmsNothing(String nowhere) {
        try (Traced traced = Traced.to(new TracingSettings(nowhere, SHORT, 100))) {
            String phone = traced.world().onTelegram("Cy");
            Await.until("it is told", () -> !log.all().isEmpty());
            traced.world().phones.stopAndWait(phone, "STOP");
            assertThat(traced.status("/health")).isEqualTo(200);
            traced.world().idle();
        }
        assertThat(log.all()).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                .isEqualTo("traces are lost: " + nowhere + " does not take them"));
    }

    @Test
    void nothingIsTracedUnlessAskedFor() {
        Vertx vertx = ObservedVertx.create(null, null);
        assertThat(((VertxInternal) vertx).tracer()).isNull();
        vertx.close().await();
    }
}
