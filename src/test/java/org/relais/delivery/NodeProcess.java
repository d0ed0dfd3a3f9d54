package org.relais.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.relais.broadcast.BroadcastRunner;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.identity.IdentityService;
import org.relais.database.Connections;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.template.OrganisationProfiles;
import org.relais.template.PersonalVariables;
import org.relais.testing.ConfigJson;

/** One node in a process of its own, with the real Telegram channel; it sends until it is killed. */
public final class NodeProcess {
    private static final int CONNECTIONS = 256;
    private static final Duration DRAIN_BOUND = Duration.ofSeconds(5);

    private NodeProcess() {}

    /**
     * @param arguments one JSON object: database (host, port, name, user, password), platform (address), node, bots (how
     *     many, with ids 1 …), perSecond, httpTimeoutMillis, leaseMillis, connections (256 unless said), broadcasts (whether it expands and closes them
     *     too, and renders messages as the service does)
     */
    public static void main(String[] arguments) {
        JsonObject settings = new JsonObject(arguments[0]);
        Vertx vertx = Vertx.vertx();
        DatabaseAddress address = new DatabaseAddress(
                settings.getString("host"),
                settings.getInteger("port"),
                settings.getString("database"),
                settings.getString("user"),
                settings.getString("password"));
        Duration timeout = Duration.ofMillis(settings.getLong("httpTimeoutMillis"));
        InstantSource clock = InstantSource.system();
        Pool pool = Database.pool(vertx, address, 4);
        Drain drain = new Drain(vertx, Database.walkingPool(vertx, address, 2), clock, DRAIN_BOUND);
        Fingerprints none = new Fingerprints(List.of());
        ChannelRegistry channels = telegram(vertx, timeout, settings);
        boolean broadcasts = settings.getBoolean("broadcasts", false);
        DeliveryEngine engine = new DeliveryEngine(
                vertx,
                new EngineParts(
                        new Connections(vertx, address),
                        channels,
                        new EngineParts.Consent(
                                org.relais.testing.Keys.gate(),
                                new PlatformStopHandler(
                                        new ConsentService(pool, none, drain, clock),
                                        new IdentityService(none, List.of(), clock),
                                        pool),
                                drain),
                        broadcasts
                                ? new TemplateRenderer(
                                        new OrganisationProfiles(pool, clock, Duration.ofSeconds(5), () -> 0),
                                        PersonalVariables.NONE,
                                        clock)
                                : new PlainRenderer(),
                        new EngineSettings(
                                settings.getString("node"),
                                timeout,
                                Duration.ofMillis(settings.getLong("leaseMillis")),
                                DRAIN_BOUND,
                                settings.getInteger("connections", CONNECTIONS)),
                        new EngineParts.Environment(clock, System::nanoTime, new Random())));
        engine.start()
                .onSuccess(started -> {
                    if (broadcasts) {
                        new BroadcastRunner(vertx, pool, channels, new Outbox(clock), engine::wake, clock).start();
                    }
                    System.out.println("started");
                })
                .onFailure(fault -> {
                    fault.printStackTrace();
                    System.exit(1);
                });
    }

    /** Bots with the ids 1 … of a platform that asks no questions. */
    static ChannelRegistry telegram(Vertx vertx, Duration timeout, JsonObject settings) {
        return telegram(
                new ChannelContext(vertx, InstantSource.system(), System::nanoTime, timeout),
                settings.copy().put("connections", settings.getInteger("connections", CONNECTIONS)));
    }

    /** @param settings as of {@link #main}, and connections: how many the channel may open */
    static ChannelRegistry telegram(ChannelContext context, JsonObject settings) {
        JsonObject[] bots = IntStream.rangeClosed(1, settings.getInteger("bots"))
                .mapToObj(id -> ConfigJson.bot("voisins", id + ":AAAA", "bot_" + id, "secret")
                        .put("messagesPerSecond", settings.getInteger("perSecond")))
                .toArray(JsonObject[]::new);
        return ChannelRegistry.create(
                context,
                new JsonObject()
                        .put(
                                "telegram",
                                ConfigJson.telegram(settings.getString("platform"), bots)
                                        .put("connections", settings.getInteger("connections"))));
    }
}
