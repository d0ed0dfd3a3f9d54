package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.stopword.StopDetector;
import org.relais.database.Database;
import org.relais.database.EmbeddedDatabase;
import org.relais.health.SenderActivity;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.organisation.SenderStore;
import org.relais.testing.ConfigJson;

/** The server process of {@link IntakeThroughput}; prints its port and serves until it is ended. */
public final class IntakeServer {
    private IntakeServer() {}

    public static void main(String[] arguments) throws Exception {
        IntakeThroughput.Mode mode = IntakeThroughput.Mode.valueOf(arguments[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Router router = Router.router(vertx);
        switch (mode) {
            case BARE -> router.post("/webhook/whatsapp").handler(IntakeServer::bare);
            case NO_DATABASE -> withoutDatabase(vertx, router);
            case INTAKE -> product(vertx, router, Intake.Settings.DEFAULT);
            case COMMIT_PER_WEBHOOK -> product(vertx, router, new Intake.Settings(20_000, 1, 8, Duration.ofSeconds(8)));
        }
        int port = Fixture.wait(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                .actualPort();
        System.out.println("port " + port);
    }

    private static void bare(RoutingContext context) {
        HttpServerRequest request = context.request();
        Future<Void> answered =
                request.body().compose(body -> context.response().end());
        answered.onFailure(Throwable::printStackTrace);
    }

    private static void withoutDatabase(Vertx vertx, Router router) {
        Channel channel = channels(vertx).find("whatsapp").orElseThrow();
        router.post("/webhook/whatsapp")
                .handler(context -> context.request().body().onSuccess(body -> {
                    boolean authentic =
                            channel.codec().authentic("", context.request().headers(), body);
                    try {
                        int events = channel.codec()
                                .decode("", body, InstantSource.system().instant())
                                .size();
                        context.response()
                                .setStatusCode(authentic && events == 1 ? 200 : 401)
                                .end()
                                .onFailure(Throwable::printStackTrace);
                    } catch (org.relais.channel.MalformedPayloadException malformed) {
                        context.fail(malformed);
                    }
                }));
    }

    private static void product(Vertx vertx, Router router, Intake.Settings settings) throws Exception {
        Path directory = Files.createTempDirectory("relais-throughput-");
        EmbeddedDatabase server = EmbeddedDatabase.start(directory);
        Database database = Fixture.wait(Database.open(vertx, server.access(), 16));
        InstantSource clock = InstantSource.system();
        Fingerprints fingerprints = new Fingerprints(List.of(new RelaisConfig.Key("k1", new byte[32])));
        FakeEnforcer enforcer = new FakeEnforcer();
        Intake intake = new Intake(
                database.pool(),
                new ConsentServices(
                        StopDetector.load(),
                        new SenderDirectory(new SenderStore(clock), clock, () -> 0),
                        new IdentityService(fingerprints, List.of(), clock),
                        new ConsentService(database.pool(), fingerprints, enforcer, clock),
                        enforcer),
                clock,
                settings,
                new IntakeLoad(),
                InboxListener.UNHEARD);
        new WebhookRoutes(
                        channels(vertx),
                        intake,
                        new SenderActivity(database.pool(), clock, () -> 0),
                        clock,
                        WebhookRoutes.Settings.DEFAULT)
                .mount(router);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
    }

    private static void stop(EmbeddedDatabase server) {
        try {
            server.close();
        } catch (java.io.IOException gone) {
            System.err.println(gone.getMessage());
        }
    }

    private static ChannelRegistry channels(Vertx vertx) {
        JsonObject section = new JsonObject()
                .put(
                        "whatsapp",
                        ConfigJson.whatsapp(
                                "http://127.0.0.1:1",
                                PlatformWebhooks.APP_SECRET,
                                PlatformWebhooks.VERIFY_TOKEN,
                                ConfigJson.number(
                                        "asso", PlatformWebhooks.PHONE_NUMBER_ID, "+33 1 99 00 00 01", "token")));
        return ChannelRegistry.create(
                new ChannelContext(vertx, InstantSource.system(), System::nanoTime, Duration.ofSeconds(5)), section);
    }
}
