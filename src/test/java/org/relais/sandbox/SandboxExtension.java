package org.relais.sandbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;

/** A sandbox with one number and one bot, and a service that takes their webhooks; emptied before each test. */
final class SandboxExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    static final String TOKEN = "123456:AAtestToken_-1";
    static final String NUMBER_ID = "100200300";
    static final String ACCOUNT = "900800700";
    static final String ACCESS = "EAAsandbox";
    static final String SECRET = "app-secret";

    private final AtomicReference<Instant> moment = new AtomicReference<>(Instant.parse("2026-11-25T10:00:00Z"));

    @SuppressWarnings("NullAway.Init") // set before all tests
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private Sandbox sandbox;

    @SuppressWarnings("NullAway.Init")
    private RecordingService service;

    @SuppressWarnings("NullAway.Init")
    private SandboxControl control;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        service = new RecordingService(vertx);
        SandboxOptions options = SandboxOptions.defaults()
                .withPort(0)
                .withClock((InstantSource) moment::get)
                .withRandom(RandomGeneratorFactory.of("L64X128MixRandom").create(7))
                .withNumber(new WhatsAppNumber.Line(
                        NUMBER_ID, "+33 1 99 00 12 34", "Relais", ACCOUNT, ACCESS, SECRET, "hello", service.url()))
                .withBot(new SandboxOptions.Bot(TOKEN, "relais_bot", "Relais"));
        sandbox = Sandbox.start(vertx, options)
                .toCompletionStage()
                .toCompletableFuture()
                .get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        control = new SandboxControl(sandbox.address());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        control.post("/reset", new JsonObject().put("phones", true));
        bot("deleteWebhook", new JsonObject().put("drop_pending_updates", true));
        // A webhook of the test before may still be under way: it must not be taken for one of the next.
        control.get("/idle?timeoutMillis=120000");
        service.forget();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        sandbox.close().toCompletionStage().toCompletableFuture().get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        service.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    Sandbox sandbox() {
        return sandbox;
    }

    RecordingService service() {
        return service;
    }

    SandboxControl control() {
        return control;
    }

    /** Lets the wall clock of the sandbox move on. */
    void pass(java.time.Duration time) {
        moment.updateAndGet(now -> now.plus(time));
    }

    /** Calls the Bot API. */
    @CanIgnoreReturnValue
    SandboxControl.Answer bot(String method, JsonObject body) {
        return control.call("POST", "/telegram/bot" + TOKEN + "/" + method, body, "Content-Type", "application/json");
    }

    /** Sends by the Cloud API; {@code messaging_product} is added. */
    @CanIgnoreReturnValue
    SandboxControl.Answer graph(JsonObject message) {
        return graph("messages", message);
    }

    /** The same by another edge of the number. */
    SandboxControl.Answer graph(String edge, JsonObject message) {
        return control.call(
                "POST",
                "/whatsapp/v25.0/" + NUMBER_ID + "/" + edge,
                new JsonObject().put("messaging_product", "whatsapp").mergeIn(message),
                "Authorization",
                "Bearer " + ACCESS,
                "Content-Type",
                "application/json");
    }

    /** A phone with an open window. */
    @CanIgnoreReturnValue
    String openPhone(String number) {
        return control.post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "whatsapp")
                                .put("number", number)
                                .put("name", "Amélie Poulain")
                                .put("windowOpen", true))
                .getString("id");
    }

    /** A phone that has pressed Start. */
    @CanIgnoreReturnValue
    String startedPhone(long userId) {
        return control.post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("userId", Long.toString(userId))
                                .put("name", "Zoé Martin")
                                .put("started", true))
                .getString("id");
    }
}
