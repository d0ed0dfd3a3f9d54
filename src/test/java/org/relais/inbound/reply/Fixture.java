package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.stopword.StopDetector;
import org.relais.conversation.ReplyHandler;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.delivery.Outbox;
import org.relais.delivery.PlatformStopHandler;
import org.relais.delivery.Receipts;
import org.relais.health.SenderActivity;
import org.relais.inbound.intake.ConsentServices;
import org.relais.inbound.intake.FakeEnforcer;
import org.relais.inbound.intake.InboxListener;
import org.relais.inbound.intake.Intake;
import org.relais.inbound.intake.IntakeLoad;
import org.relais.inbound.intake.SenderDirectory;
import org.relais.inbound.intake.WebhookRoutes;
import org.relais.inbox.InboundPersonStore;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.LedgerCheck;
import org.relais.testing.TestDatabase;

/**
 * The intake and the inbox's work of one node, over real HTTP, with real codecs and a real database; the outbox is
 * filled and never sent. Time stands still unless it is moved.
 */
public final class Fixture implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
    private static final StopDetector DETECTOR = StopDetector.load();

    public final Vertx vertx = Vertx.vertx();
    public final AtomicReference<Instant> now = new AtomicReference<>(START);
    public final InstantSource clock = now::get;
    private final DatabaseAddress address = TestDatabase.fresh();
    public final Database database = CopiedDatabase.open(vertx, address, 24);
    public final FakeEnforcer enforcer = new FakeEnforcer();
    public final List<ReplyHandler> handlers = new CopyOnWriteArrayList<>();
    public final SenderStore senderStore = new SenderStore(clock);
    public final long organisationId;
    public final Sender whatsApp;
    public final Sender telegram;
    public final ChannelRegistry channels;
    public final Fingerprints fingerprints;
    public final ConsentService consent;
    public final IdentityService identities;
    public final Intake intake;
    public final InboxWorker worker;

    private final List<HttpServer> servers = new ArrayList<>();
    private final WebClient client;
    private final HttpServer server;

    public Fixture() {
        this(Intake.Settings.DEFAULT, WebhookRoutes.Settings.DEFAULT);
    }

    public Fixture(Intake.Settings intakeSettings, WebhookRoutes.Settings routeSettings) {
        organisationId =
                rows("""
                        insert into organisation (slug, name, kind, purpose, language, contact_from, contact_until,
                                                  contact_days, created_at)
                        values ('asso', 'Asso du quartier', 'association',
                                '{"fr": "la vie du quartier", "en": "life around here"}', 'fr', '00:00', '24:00',
                                '{1,2,3,4,5,6,7}', '2026-01-01T00:00:00Z')
                        returning id
                        """)
                        .get(0)
                        .getLong("id");
        whatsApp = register("whatsapp", PlatformWebhooks.PHONE_NUMBER_ID);
        telegram = register("telegram", PlatformWebhooks.BOT_ID);
        channels = channels(listen(platform()));
        fingerprints = new Fingerprints(List.of(new RelaisConfig.Key("k1", new SecureRandom().generateSeed(32))));
        consent = new ConsentService(pool(), fingerprints, enforcer, clock);
        identities = new IdentityService(fingerprints, List.of(new InboundPersonStore()), clock);
        SenderDirectory directory = new SenderDirectory(senderStore, clock, () -> 0);
        IntakeLoad intakeLoad = new IntakeLoad();
        worker = worker(directory, intakeLoad, InboxWorker.Settings.DEFAULT);
        intake = intake(intakeSettings, intakeLoad, worker);
        Router router = Router.router(vertx);
        new WebhookRoutes(channels, intake, new SenderActivity(pool(), clock, () -> 0), clock, routeSettings)
                .mount(router);
        server = listen(router);
        client = WebClient.create(
                vertx,
                new WebClientOptions().setDefaultPort(server.actualPort()).setDefaultHost("127.0.0.1"),
                new PoolOptions().setHttp1MaxSize(64));
    }

    private InboxWorker worker(SenderDirectory directory, IntakeLoad intakeLoad, InboxWorker.Settings settings) {
        return new InboxWorker(
                vertx,
                database.steps(),
                new InboxWorker.Parts(
                        new ConsentServices(DETECTOR, directory, identities, consent, enforcer),
                        new Outbox(clock),
                        new Receipts(
                                pool(), clock, new Random(1), new PlatformStopHandler(consent, identities, pool())),
                        List.of(new PartsOfTheTest(handlers)),
                        organisation -> {}),
                intakeLoad,
                clock,
                settings);
    }

    /** What the service itself may not do: to count the rows, to vacuum. */
    public void administer(String sql) {
        TestDatabase.execute(address, sql);
    }

    /** Another node's connections to the same database, which have planned nothing yet. */
    public Database anotherNodesDatabase() {
        return Database.open(vertx, address, 2).await();
    }

    /** Another node's worker, which looks at the inbox when it is woken and never by itself. */
    public InboxWorker workerThatIsWoken() {
        Duration never = Duration.ofDays(1);
        return worker(
                new SenderDirectory(new SenderStore(clock), clock, () -> 0),
                new IntakeLoad(),
                new InboxWorker.Settings(4, never, never, never, never));
    }

    /** The intake of another node on the same database. */
    public Intake secondIntake() {
        return intake(Intake.Settings.DEFAULT, new IntakeLoad(), InboxListener.UNHEARD);
    }

    private Intake intake(Intake.Settings settings, IntakeLoad intakeLoad, InboxListener listener) {
        return new Intake(
                database.steps(),
                new ConsentServices(
                        DETECTOR, new SenderDirectory(senderStore, clock, () -> 0), identities, consent, enforcer),
                clock,
                settings,
                intakeLoad,
                listener);
    }

    public Pool pool() {
        return database.pool();
    }

    public int port() {
        return server.actualPort();
    }

    /** Sends a WhatsApp webhook, signed, and waits for the answer. */
    public int whatsApp(JsonObject body) {
        return wait(whatsAppLater(body)).statusCode();
    }

    /** As {@link #whatsApp(JsonObject)}, from an address that a proxy of ours tells. */
    public int whatsApp(JsonObject body, String address) {
        String encoded = body.encode();
        return wait(client.post("/webhook/whatsapp")
                        .putHeader("X-Forwarded-For", address)
                        .putHeader("X-Hub-Signature-256", PlatformWebhooks.signature(encoded))
                        .sendBuffer(Buffer.buffer(encoded)))
                .statusCode();
    }

    public Future<HttpResponse<Buffer>> whatsAppLater(JsonObject body) {
        return whatsAppLater(body.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** Sends these bytes, signed, whatever they are. */
    public Future<HttpResponse<Buffer>> whatsAppLater(byte[] body) {
        return client.post("/webhook/whatsapp")
                .putHeader("X-Hub-Signature-256", PlatformWebhooks.signature(body))
                .sendBuffer(Buffer.buffer(body));
    }

    /** Sends a Telegram update and waits for the answer. */
    public int telegram(JsonObject update) {
        return wait(telegramLater(update)).statusCode();
    }

    public Future<HttpResponse<Buffer>> telegramLater(JsonObject update) {
        return client.post("/webhook/telegram/" + PlatformWebhooks.BOT_ID)
                .putHeader("X-Telegram-Bot-Api-Secret-Token", PlatformWebhooks.BOT_SECRET)
                .sendBuffer(update.toBuffer());
    }

    public HttpResponse<Buffer> request(HttpMethod method, String path) {
        return wait(client.request(method, path).send());
    }

    public HttpResponse<Buffer> post(String path, String header, String value, Buffer body) {
        return wait(client.post(path).putHeader(header, value).sendBuffer(body));
    }

    /** Runs SQL as an onlooker would. */
    /** Runs statements as a database administrator would. */
    public void asAdministrator(String sql) {
        TestDatabase.execute(database.address(), sql);
    }

    public List<Row> rows(String sql) {
        return StreamSupport.stream(wait(pool().query(sql).execute()).spliterator(), false)
                .toList();
    }

    public long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    /** As if the outbox had been sent. */
    public void sent() {
        rows(
                """
                update delivery set state = 'accepted', settled_at = queued_at where state = 'queued' returning id
                """);
    }

    /** Starts the inbox's work and waits until nothing of it is open. */
    public void work() {
        worker.start();
        until(() ->
                count("inbox where processed_at is null and (due_at is null or due_at <= '" + now.get() + "')") == 0);
        wait(worker.stop());
        LedgerCheck.consentsAreAsTheLedgerImplies(pool(), fingerprints);
    }

    public static <T> T wait(Future<T> future) {
        return Await.result(future);
    }

    /** Waits for something to become true that somebody else does. */
    public static void until(BooleanSupplier condition) {
        Await.until("what the test waits for", condition);
    }

    @Override
    public void close() {
        wait(worker.stop());
        client.close();
        servers.forEach(each -> wait(each.close()));
        wait(channels.close());
        wait(database.close());
        wait(vertx.close());
    }

    private Sender register(String channel, String externalId) {
        return wait(senderStore.register(pool(), organisationId, channel, externalId, channel));
    }

    private HttpServer listen(Router router) {
        HttpServer started =
                wait(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        servers.add(started);
        return started;
    }

    /** Answers whatever Telegram's client asks, so that a pressed button can be acknowledged. */
    private Router platform() {
        Router router = Router.router(vertx);
        router.route()
                .handler(
                        context -> context.json(new JsonObject().put("ok", true).put("result", true)));
        return router;
    }

    private ChannelRegistry channels(HttpServer platform) {
        String baseUrl = "http://127.0.0.1:" + platform.actualPort();
        JsonObject section = new JsonObject()
                .put(
                        "whatsapp",
                        ConfigJson.whatsapp(
                                baseUrl,
                                PlatformWebhooks.APP_SECRET,
                                PlatformWebhooks.VERIFY_TOKEN,
                                ConfigJson.number(
                                        "asso", PlatformWebhooks.PHONE_NUMBER_ID, "+33 1 99 00 00 01", "token")))
                .put(
                        "telegram",
                        ConfigJson.telegram(
                                baseUrl,
                                ConfigJson.bot(
                                        "asso",
                                        PlatformWebhooks.BOT_ID + ":AAAA",
                                        "asso_bot",
                                        PlatformWebhooks.BOT_SECRET)));
        return ChannelRegistry.create(
                new ChannelContext(vertx, clock, System::nanoTime, Duration.ofSeconds(5)), section);
    }
}
