package org.relais.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.config.RelaisConfig;
import org.relais.consent.Fingerprints;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.SuppressionKeys;
import org.relais.database.Database;
import org.relais.database.SqlFaults;
import org.relais.metrics.MetricsServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service: opens what it is made of in order, and closes them in the opposite one. */
public final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Vertx vertx;
    private final RelaisConfig config;
    private final Database database;
    private final Application application;
    private final AtomicInteger port;
    private final HttpVerticle.Limits limits;
    private final DurabilityWatch durability;
    private final ScheduledTasks durabilityLooks;
    private @Nullable MetricsServer metrics;

    private Service(Vertx vertx, RelaisConfig config, Database database, Application application) {
        this.vertx = vertx;
        this.config = config;
        this.database = database;
        this.application = application;
        this.port = new AtomicInteger(config.http().port());
        this.limits = HttpVerticle.Limits.of(config.http());
        this.durability = new DurabilityWatch(database.pool());
        this.durabilityLooks =
                new ScheduledTasks(vertx).every(DurabilityWatch.EVERY, "look at standbys", durability::look);
    }

    /**
     * Starts on an open port; what was opened here is closed again when a later step fails.
     *
     * @param database stays the caller's, to be closed after the service
     * @return fails with one clear line: a port in use, a sender of an unknown organisation, a suppression key
     *     that is missing
     */
    public static Future<Service> start(Vertx vertx, RelaisConfig config, Database database) {
        Fingerprints fingerprints = new Fingerprints(config.security().suppressionKeys());
        return whenAvailable(vertx, () -> new SuppressionKeys(fingerprints, InstantSource.system())
                        .check(database.pool())
                        .compose(known -> barred(database))
                        .compose(barred -> Application.build(vertx, config, database)))
                .compose(application -> new Service(vertx, config, database, application).open());
    }

    /** Tries again for as long as it is only that the database is away: it may blink while we start. */
    private static Future<Application> whenAvailable(Vertx vertx, Supplier<Future<Application>> work) {
        return work.get().recover(fault -> {
            if (!SqlFaults.isUnavailable(fault)) {
                return Future.failedFuture(fault);
            }
            LOG.warn(
                    "the database went away during the start, which goes on when it is back: {}",
                    SqlFaults.describe(fault));
            return vertx.timer(1, TimeUnit.SECONDS).compose(later -> whenAvailable(vertx, work));
        });
    }

    /** What the platforms' own terms exclude must be known before anything is sent. */
    private static Future<Void> barred(Database database) {
        PolicyOverrides policies = new PolicyOverrides(database.pool(), InstantSource.system());
        Future<Void> all = Future.succeededFuture();
        for (ChannelDescriptor channel : ChannelCatalogue.all()) {
            all = all.compose(done -> policies.bar(channel.kind(), channel.barred()));
        }
        return all;
    }

    private Future<Service> open() {
        durabilityLooks.start();
        return listen().compose(listening -> measure())
                .compose(measuring -> application.start())
                .compose(started -> application.connectChannels())
                .recover(fault -> application
                        .close()
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
                .mapEmpty();
    }

    private Future<Void> measure() {
        RelaisConfig.Metrics settings = config.metrics();
        return settings == null
                ? Future.succeededFuture()
                : MetricsServer.start(vertx, settings, database.pool(), InstantSource.system())
                        .onSuccess(listening -> metrics = listening)
                        .mapEmpty();
    }

    private Future<Void> stopMeasuring() {
        return metrics == null ? Future.succeededFuture() : metrics.close();
    }

    /** The port that figures are read at; 0 when none are kept. */
    public int metricsPort() {
        return metrics == null ? 0 : metrics.port();
    }

    private HttpVerticle verticle() {
        return new HttpVerticle(config.http(), port, this::mount, limits);
    }

    private void mount(Router router) {
        router.route().handler(new UnavailableAnswers());
        new Health(database, application.storage(), durability, application.anchors(), application.engine())
                .mount(router);
        if (config.security().requireSynchronousStandby()) {
            router.post("/u/*").handler(durability::refuseUnlessSurviving);
        }
        application.mount(router);
    }

    /** The port the service listens on. */
    public int port() {
        return port.get();
    }

    /** Stops claiming, settles what is open, and closes what it opened; never fails. */
    public Future<Void> close() {
        return Future.join(application.stop(), durabilityLooks.stop(), stopMeasuring())
                .<Void>mapEmpty()
                .recover(fault -> logged("the service did not stop cleanly", fault))
                .compose(stopped -> application.close())
                .recover(fault -> logged("a channel did not close", fault));
    }

    private static Future<Void> logged(String what, Throwable fault) {
        LOG.warn("{}: {}", what, fault.toString());
        return Future.succeededFuture();
    }
}
