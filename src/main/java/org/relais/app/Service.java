package org.relais.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.config.RelaisConfig;
import org.relais.consent.Fingerprints;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.SuppressionKeys;
import org.relais.database.Database;
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

    private Service(Vertx vertx, RelaisConfig config, Database database, Application application) {
        this.vertx = vertx;
        this.config = config;
        this.database = database;
        this.application = application;
        this.port = new AtomicInteger(config.http().port());
        this.limits = HttpVerticle.Limits.of(config.http());
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
        return new SuppressionKeys(fingerprints, InstantSource.system())
                .check(database.pool())
                .compose(known -> barred(database))
                .compose(barred -> Application.build(vertx, config, database))
                .compose(application -> new Service(vertx, config, database, application).open());
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
        return listen().compose(listening -> application.start())
                .compose(started -> application.connectChannels())
                .recover(fault -> application.close().transform(closed -> Future.failedFuture(fault)))
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

    private HttpVerticle verticle() {
        return new HttpVerticle(config.http(), port, this::mount, limits);
    }

    private void mount(Router router) {
        new Health(database, application.storage()).mount(router);
        application.mount(router);
    }

    /** The port the service listens on. */
    public int port() {
        return port.get();
    }

    /** Stops claiming, settles what is open, and closes what it opened; never fails. */
    public Future<Void> close() {
        return application
                .stop()
                .recover(fault -> logged("the service did not stop cleanly", fault))
                .compose(stopped -> application.close())
                .recover(fault -> logged("a channel did not close", fault));
    }

    private static Future<Void> logged(String what, Throwable fault) {
        LOG.warn("{}: {}", what, fault.toString());
        return Future.succeededFuture();
    }
}
