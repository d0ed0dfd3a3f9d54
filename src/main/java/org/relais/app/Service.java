package org.relais.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.app.http.HttpVerticle;
import org.relais.app.http.UnavailableAnswers;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;
import org.relais.inbound.intake.WebhookRoutes;
import org.relais.metrics.MetricsServer;
import org.relais.shard.ShardDirectory;
import org.relais.shard.ShardKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service: opens what it is made of in order, and closes them in the opposite one. */
public final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    /** How long the start waits for those of several databases that do not answer; they are opened later. */
    private static final Duration TOGETHER = Duration.ofSeconds(10);

    /** How long requests may take to be answered at the end; the listeners cut them after three seconds. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(4);

    /** Beyond the longest request to a platform: for what came of it to be written down, and leases to be given back. */
    private static final Duration TO_SETTLE = Duration.ofSeconds(6);

    /** How long it may take to give back what was opened. */
    static final Duration TO_CLOSE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final RelaisConfig config;
    private final List<Shard> shards;
    private final AtomicInteger port;
    private final HttpVerticle.Limits limits;
    private final @Nullable Front front;
    private @Nullable MetricsServer metrics;
    private @Nullable String deployment;

    /** What finds the database of a request, where there are several. */
    private record Front(ShardDirectory directory, ShardKeys keys, WebhookRoutes webhooks) {
        static Front of(Vertx vertx, RelaisConfig config, List<Shard> shards) {
            ShardDirectory directory = new ShardDirectory(vertx, databases(shards), System::nanoTime);
            return new Front(
                    directory,
                    new ShardKeys(config.security().linkKey()),
                    new WebhookRoutes(
                            new ShardReceivers(shards, directory),
                            InstantSource.system(),
                            WebhookRoutes.Settings.DEFAULT));
        }
    }

    private Service(Vertx vertx, RelaisConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.shards = config.database().numbers().stream()
                .map(number -> new Shard(vertx, config, number))
                .toList();
        this.port = new AtomicInteger(config.http().port());
        this.limits = HttpVerticle.Limits.of(config.http());
        this.front = shards.size() == 1 ? null : Front.of(vertx, config, shards);
    }

    private static SortedMap<Integer, Supplier<Optional<Database>>> databases(List<Shard> shards) {
        SortedMap<Integer, Supplier<Optional<Database>>> databases = new TreeMap<>();
        shards.forEach(shard -> databases.put(shard.number(), shard::database));
        return databases;
    }

    private static SortedMap<Integer, Supplier<Optional<Pool>>> pools(List<Shard> shards) {
        SortedMap<Integer, Supplier<Optional<Pool>>> pools = new TreeMap<>();
        shards.forEach(shard -> pools.put(shard.number(), () -> shard.database().map(Database::pool)));
        return pools;
    }

    /**
     * Starts on an open port; what was opened here is closed again when a later step fails.
     *
     * @param database stays the caller's, to be closed after the service
     * @return fails with one clear line: a port in use, a sender of an unknown organisation, a suppression key
     *     that is missing
     */
    public static Future<Service> start(Vertx vertx, RelaisConfig config, Database database) {
        Service service = new Service(vertx, config);
        Shard only = service.shards.get(0);
        return only.open(database).compose(opened -> service.serve(only::start));
    }

    /**
     * As {@link #start(Vertx, RelaisConfig, Database)}, over several databases. Those that do not answer keep nobody else
     * from being served: what belongs to them is answered 503 until they are open.
     *
     * @param databases by the numbers of the configuration
     */
    public static Future<Service> start(Vertx vertx, RelaisConfig config, Map<Integer, Future<Database>> databases) {
        Service service = new Service(vertx, config);
        Map<Shard, Future<Void>> opening = new LinkedHashMap<>();
        service.shards.forEach(shard -> opening.put(
                shard,
                Objects.requireNonNull(databases.get(shard.number()), "every number has a database")
                        .compose(shard::open)
                        .onFailure(fault -> LOG.error(
                                "the database number {} can't be used: {}", shard.number(), fault.getMessage()))));
        return Future.all(List.copyOf(opening.values()))
                .timeout(TOGETHER.toMillis(), TimeUnit.MILLISECONDS)
                .recover(fault ->
                        fault instanceof TimeoutException ? Future.succeededFuture() : Future.failedFuture(fault))
                .compose(together -> service.serve(() -> begin(opening)));
    }

    /** Those that are open begin before the service has started, the others by themselves. */
    private static Future<Void> begin(Map<Shard, Future<Void>> opening) {
        List<Future<Void>> begun = new ArrayList<>();
        opening.forEach((shard, open) -> {
            Future<Void> beginning = open.compose(opened -> shard.start());
            begun.add(open.isComplete() ? beginning : Future.succeededFuture());
        });
        return Future.all(begun).mapEmpty();
    }

    private Future<Service> serve(Supplier<Future<Void>> begin) {
        if (front != null) {
            front.directory().start();
        }
        return listen().compose(listening -> measure())
                .compose(measuring -> begin.get())
                .recover(fault -> Future.join(shards.stream().map(Shard::close).toList())
                        .compose(closed -> stopMeasuring())
                        .transform(closed -> Future.failedFuture(fault)))
                .map(this);
    }

    /** One listener per event loop; they share the port. */
    private Future<Void> listen() {
        DeploymentOptions instances = new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        return vertx.deployVerticle(() -> verticle(), instances)
                .recover(fault -> Future.failedFuture(new IllegalStateException(
                        "cannot listen on " + config.http().host() + ":" + port.get() + ": " + fault.getMessage(),
                        fault)))
                .onSuccess(deployed -> deployment = deployed)
                .mapEmpty();
    }

    /** Before anything else stops: what has been asked is answered by a whole service. */
    private Future<Void> stopListening() {
        String deployed = deployment;
        deployment = null;
        return deployed == null ? Future.succeededFuture() : vertx.undeploy(deployed);
    }

    private Future<Void> measure() {
        RelaisConfig.Metrics settings = config.metrics();
        return settings == null
                ? Future.succeededFuture()
                : MetricsServer.start(vertx, settings, pools(shards), InstantSource.system())
                        .onSuccess(listening -> metrics = listening)
                        .mapEmpty();
    }

    private Future<Void> stopMeasuring() {
        return metrics == null ? Future.succeededFuture() : metrics.close();
    }

    private HttpVerticle verticle() {
        return new HttpVerticle(config.http(), port, this::mount, limits, () -> ThreadLocalRandom.current()
                .nextLong());
    }

    private void mount(Router router) {
        router.route().handler(new UnavailableAnswers());
        Health.mount(router, this::health);
        if (front == null) {
            shards.get(0).mount(router);
        } else {
            front.webhooks().mount(router);
            router.route().handler(new ShardRoutes(shards, front.directory(), front.keys()));
        }
    }

    /** Of several, one that is away makes it {@code degraded}: the others' organisations are served all the same. */
    private Future<JsonObject> health() {
        if (front == null) {
            return shards.get(0).health();
        }
        List<Future<JsonObject>> each = shards.stream()
                .map(shard -> shard.health().map(state -> state.put("number", shard.number())))
                .toList();
        return Future.join(each).map(all -> {
            List<JsonObject> states = each.stream().map(Future::result).toList();
            long up = states.stream()
                    .filter(state -> "up".equals(state.getString("status")))
                    .count();
            return new JsonObject()
                    .put("status", up == 0 ? "down" : up < states.size() ? "degraded" : "up")
                    .put("databases", new JsonArray(states));
        });
    }

    /** The port the service listens on. */
    public int port() {
        return port.get();
    }

    /** How long each part may take to stop that may have a request open. */
    static Duration toStop(RelaisConfig config) {
        return config.delivery().httpTimeout().plus(TO_SETTLE);
    }

    /** How long {@link #close} takes at most, whatever does not end. */
    public static Duration longestClose(RelaisConfig config) {
        return TO_ANSWER.plus(toStop(config)).plus(TO_CLOSE);
    }

    /**
     * Answers what has been asked, stops claiming, settles what is open, and closes what it opened; never fails. Which part
     * does not end within its bound is logged.
     */
    public Future<Void> close() {
        return Lifecycle.within(TO_ANSWER, "stop listening", stopListening())
                .recover(fault -> logged("requests did not end cleanly", fault))
                .compose(answered -> stop());
    }

    private Future<Void> stop() {
        List<Future<Void>> stopping =
                new ArrayList<>(shards.stream().map(Shard::stop).toList());
        stopping.add(Lifecycle.within(toStop(config), "stop measuring", stopMeasuring()));
        if (front != null) {
            stopping.add(Lifecycle.within(
                    toStop(config), "stop directory", front.directory().stop()));
        }
        return Future.join(stopping)
                .<Void>mapEmpty()
                .recover(fault -> logged("the service did not stop cleanly", fault))
                .compose(stopped ->
                        Future.join(shards.stream().map(Shard::close).toList()).<Void>mapEmpty())
                .recover(fault -> logged("a channel did not close", fault));
    }

    private static Future<Void> logged(String what, Throwable fault) {
        LOG.warn("{}: {}", what, fault.toString());
        return Future.succeededFuture();
    }
}
