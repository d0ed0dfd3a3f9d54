package org.relais;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.app.Application;
import org.relais.app.ConsentModule;
import org.relais.app.Service;
import org.relais.app.process.SandboxSenders;
import org.relais.config.AddressRange;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentEvent;
import org.relais.consent.Fingerprints;
import org.relais.consent.identity.IdentityService;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.database.DatabaseAccess;
import org.relais.database.DatabaseAddress;
import org.relais.demo.DemoConfig;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.sandbox.Sandbox;
import org.relais.share.ShareCodes;
import org.relais.share.UnsubscribeLinks;
import org.relais.testing.Await;
import org.relais.testing.FreePorts;
import org.relais.testing.MemoryDirectory;
import org.relais.testing.SandboxControl;
import org.relais.testing.ServiceNode;
import org.relais.testing.TestDatabase;

/** The whole service as {@code Main} builds it, on a database of its own, sending to a sandbox of its own. */
public final class ServiceUnderTest implements AutoCloseable {
    private static final int CHAT_INTERVAL_MILLIS = 20;
    private static final int POOL = 8;

    private final Vertx vertx;
    private final RelaisConfig config;
    private final Path files;
    private final Database database;
    private final Sandbox sandbox;
    private final Service service;

    private ServiceUnderTest(Vertx vertx, Database database, boolean requireStandby, JsonObject moreChannels) {
        this.vertx = vertx;
        this.database = database;
        files = MemoryDirectory.create("relais-service-");
        // The platforms are told the address of the service before it listens, so its port must be known.
        FreePorts ports = FreePorts.find();
        RelaisConfig demo = DemoConfig.create(ports.one(), ports.other(), files);
        config = new RelaisConfig(
                demo.http(),
                demo.database(),
                new RelaisConfig.Security(
                        demo.security().suppressionKeys(),
                        demo.security().senderKeys(),
                        demo.security().linkKey(),
                        requireStandby,
                        List.of(AddressRange.parse("127.0.0.0/8").orElseThrow())),
                demo.delivery(),
                new RelaisConfig.Imports(files.resolve("uploads")),
                demo.ledger(),
                demo.mail(),
                demo.openId(),
                // How fast platforms take messages has tests of its own.
                new RelaisConfig.Sandbox(true, ports.other(), false, true),
                null,
                null,
                hurried(demo.channels().mergeIn(moreChannels, true)));
        bots(config.channels())
                .map(bot -> bot.getString("organisation"))
                .distinct()
                .forEach(this::createOrganisation);
        sandbox = wait(SandboxSenders.start(vertx, config));
        service = wait(Service.start(vertx, config, database));
    }

    /** A second between two messages to one chat is most of the time of a test with a dialogue; the pace has its own. */
    private static JsonObject hurried(JsonObject channels) {
        JsonObject hurried = channels.copy();
        bots(hurried).forEach(bot -> bot.put("chatIntervalMillis", CHAT_INTERVAL_MILLIS));
        return hurried;
    }

    private static Stream<JsonObject> bots(JsonObject channels) {
        return channels.getJsonObject("telegram").getJsonArray("bots").stream().map(JsonObject.class::cast);
    }

    public static ServiceUnderTest start() {
        return start(new JsonObject());
    }

    /** With further channels beside the demonstration's: sections by their kinds. */
    public static ServiceUnderTest start(JsonObject moreChannels) {
        return start(Vertx.vertx(), moreChannels);
    }

    /** Of these organisations in place of the one, each with a bot that is called by its name and {@code Bot}. */
    public static ServiceUnderTest startWithBots(List<String> organisations) {
        JsonArray bots = new JsonArray();
        for (String organisation : organisations) {
            bots.add(new JsonObject()
                    .put("organisation", organisation)
                    .put("name", organisation)
                    .put("username", organisation + "Bot")
                    .put("token", 700_800_901 + bots.size() + ":token-of-a-bot")
                    .put("secretToken", "secret-of-" + organisation));
        }
        return start(new JsonObject().put("telegram", new JsonObject().put("bots", bots)));
    }

    /** On the given Vert.x, which is closed with the service. */
    public static ServiceUnderTest start(Vertx vertx) {
        return start(vertx, new JsonObject());
    }

    private static ServiceUnderTest start(Vertx vertx, JsonObject moreChannels) {
        return new ServiceUnderTest(vertx, CopiedDatabase.open(vertx, TestDatabase.fresh(), POOL), false, moreChannels);
    }

    /** On a database that is empty or was one of Relais. */
    public static ServiceUnderTest start(DatabaseAddress address) {
        return start(address, false);
    }

    /** As {@link #start(DatabaseAddress)}, answering for no stop that could be lost with the primary. */
    public static ServiceUnderTest startWithStandby(DatabaseAddress address) {
        return start(address, true);
    }

    private static ServiceUnderTest start(DatabaseAddress address, boolean requireStandby) {
        Vertx vertx = Vertx.vertx();
        return new ServiceUnderTest(vertx, wait(Database.open(vertx, address, POOL)), requireStandby, new JsonObject());
    }

    /** Another node on the same database, with the same senders and keys; to be closed before this one. */
    public Node secondNode() {
        return new Node(config, List.of(new DatabaseAccess(database.address(), null)));
    }

    /** A node with the same senders and keys on another database, such as one that was restored. */
    public Node nodeOn(DatabaseAddress other) {
        return new Node(config, List.of(new DatabaseAccess(other, null)));
    }

    /** Another node on this database and one more. */
    public Node nodeWith(DatabaseAccess other) {
        return new Node(config, List.of(new DatabaseAccess(database.address(), null), other));
    }

    /** One more node. */
    public static final class Node implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final Map<Integer, Future<Database>> databases = new TreeMap<>();
        private final Service service;

        private Node(RelaisConfig config, List<DatabaseAccess> accesses) {
            RelaisConfig.DatabaseSettings own = config.database();
            RelaisConfig elsewhere = new RelaisConfig(
                    new RelaisConfig.Http(
                            config.http().host(),
                            0,
                            config.http().publicUrl(),
                            config.http().connections()),
                    new RelaisConfig.DatabaseSettings(
                            own.url(),
                            own.user(),
                            own.password(),
                            own.poolSize(),
                            own.directory(),
                            own.owner(),
                            accesses.stream()
                                    .filter(access -> access.shard() > 0)
                                    .map(access -> new RelaisConfig.Shard(access.shard(), own))
                                    .toList()),
                    config.security(),
                    config.delivery(),
                    config.imports(),
                    config.ledger(),
                    config.mail(),
                    config.openId(),
                    config.sandbox(),
                    null,
                    null,
                    config.channels());
            accesses.forEach(access -> databases.put(
                    access.shard(), Future.succeededFuture(ServiceUnderTest.wait(Database.open(vertx, access, POOL)))));
            service = ServiceUnderTest.wait(
                    databases.size() == 1
                            ? Service.start(vertx, elsewhere, database(0))
                            : Service.start(vertx, elsewhere, databases));
        }

        /** One of its databases, by its number. */
        public Database database(int number) {
            return ServiceUnderTest.wait(Objects.requireNonNull(databases.get(number)));
        }

        /** Where it listens. */
        public String address() {
            return "http://localhost:" + service.port();
        }

        @Override
        public void close() {
            ServiceUnderTest.wait(service.close());
            databases
                    .values()
                    .forEach(database -> ServiceUnderTest.wait(database.result().close()));
            ServiceUnderTest.wait(vertx.close());
        }
    }

    /** Where the service listens. */
    public String address() {
        return "http://localhost:" + service.port();
    }

    public SandboxControl sandbox() {
        return new SandboxControl(sandbox.address());
    }

    public Pool pool() {
        return database.pool();
    }

    public DatabaseAddress database() {
        return database.address();
    }

    /** Runs statements as a database administrator would. */
    public void asAdministrator(String sql) {
        TestDatabase.execute(database.address(), sql);
    }

    /** The organisation that has the senders. */
    public long organisationId() {
        return wait(new OrganisationStore(InstantSource.system()).findBySlug(pool(), DemoConfig.ORGANISATION))
                .orElseThrow()
                .id();
    }

    /** An organisation that may send at any hour; it has no senders. */
    public long createOrganisation(String slug) {
        return ServiceNode.organisation(database.pool(), slug);
    }

    /** The secret of a new token. */
    public String token(long organisationId, Role role) {
        return ServiceNode.token(pool(), organisationId, role);
    }

    /** What the service keeps its suppression list under. */
    public RelaisConfig config() {
        return config;
    }

    public Fingerprints fingerprints() {
        return new Fingerprints(config.security().suppressionKeys());
    }

    /** What the service signs its links with. */
    public byte[] linkKey() {
        return Objects.requireNonNull(config.security().linkKey());
    }

    /** Makes and reads the codes of share links as the service does. */
    public ShareCodes shareCodes() {
        return new ShareCodes(Objects.requireNonNull(config.security().linkKey()));
    }

    /** Somebody's own page to stop, as a message links to it. */
    public String unsubscribePage(long contactId) {
        return new UnsubscribeLinks(Objects.requireNonNull(config.security().linkKey()), address()).link(0, contactId);
    }

    /** What finds out that two contacts are one, with everything that follows such a merge. */
    public IdentityService identities() {
        return new ConsentModule(vertx, database, config, InstantSource.system()).identities();
    }

    /** Lets something happen to somebody's consent, with the ledger's entry of it. */
    public void apply(ConsentEvent event) {
        wait(new ConsentModule(vertx, database, config, InstantSource.system())
                .consent()
                .apply(event));
    }

    /** Every route that the service's parts mount. */
    public List<Route> routes() {
        Router router = Router.router(vertx);
        wired(application -> {
            application.mount(router);
            return application;
        });
        return router.getRoutes();
    }

    /** What a second service is made of, which does not start. */
    public <T> T wired(Function<Application, T> read) {
        Application application = wait(Application.build(vertx, config, database));
        T seen = read.apply(application);
        wait(application.close());
        return seen;
    }

    /** What a future comes to, waited for on the test's own thread. */
    public static <T extends @Nullable Object> T wait(Future<T> future) {
        return Await.result(future);
    }

    @Override
    public void close() {
        wait(service.close());
        wait(sandbox.close());
        wait(database.close());
        wait(vertx.close());
        try (Stream<Path> all = Files.walk(files)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
