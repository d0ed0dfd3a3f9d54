package org.relais.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.relais.config.RelaisConfig;
import org.relais.task.PeriodicTask;

/**
 * {@code GET /metrics} on a port of its own, in the format of Prometheus: {@link Meters}, {@link QueueFigures}, and what
 * Vert.x, the pools and the JVM tell of themselves.
 */
public final class MetricsServer {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);
    private static final long LAG_EVERY_MILLIS = 500;

    private final Vertx vertx;
    private final SortedMap<Integer, Supplier<Optional<Pool>>> databases;
    private final InstantSource clock;
    private final FiguresStore store = new FiguresStore();
    private final PrometheusMeterRegistry registry;
    private final PeriodicTask looks;
    private final Map<Integer, QueueFigures> figures = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;
    private long lagTimer = -1;

    private MetricsServer(Vertx vertx, SortedMap<Integer, Supplier<Optional<Pool>>> databases, InstantSource clock) {
        this.vertx = vertx;
        this.databases = databases;
        this.clock = clock;
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.looks = new PeriodicTask(vertx, "figures for operators", LOOK_EVERY, this::look);
    }

    /** Has a Vert.x that is made measure HTTP and pools; one that isn't told to does not even count. */
    public static void install(VertxOptions options, VertxBuilder builder) {
        options.setMetricsOptions(new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(
                        Label.HTTP_METHOD, Label.HTTP_ROUTE, Label.HTTP_CODE, Label.POOL_NAME, Label.POOL_TYPE))
                .setDisabledMetricsCategories(Set.of(
                        MetricsDomain.EVENT_BUS.toCategory(),
                        MetricsDomain.NET_SERVER.toCategory(),
                        MetricsDomain.NET_CLIENT.toCategory(),
                        MetricsDomain.VERTICLES.toCategory(),
                        // Every connection tells the same as its pool, under one name for all pools.
                        "sql")));
        var unused = builder.withMetrics(new MicrometerMetricsFactory(Meters.REGISTRY));
    }

    /** Listens; fails with one line when the port is taken. What several databases hold is told apart by their numbers. */
    public static Future<MetricsServer> start(
            Vertx vertx,
            RelaisConfig.Metrics settings,
            SortedMap<Integer, Supplier<Optional<Pool>>> databases,
            InstantSource clock) {
        return new MetricsServer(vertx, databases, clock).open(settings);
    }

    private Future<MetricsServer> open(RelaisConfig.Metrics settings) {
        bind();
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost(settings.host()).setPort(settings.port()))
                .requestHandler(this::answer)
                .listen()
                .recover(fault -> Future.failedFuture(new IllegalStateException(
                        "cannot listen for metrics on " + settings.host() + ":" + settings.port() + ": "
                                + fault.getMessage(),
                        fault)))
                .onSuccess(listening -> {
                    server = listening;
                    looks.start();
                    measureLag();
                })
                .onFailure(fault -> Metrics.globalRegistry.remove(registry))
                .map(this);
    }

    /** The port that it listens on. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    public Future<Void> close() {
        vertx.cancelTimer(lagTimer);
        Metrics.globalRegistry.remove(registry);
        return looks.stop().compose(stopped -> server == null ? Future.succeededFuture() : server.close());
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/metrics")) {
            request.response()
                    .putHeader("Content-Type", CONTENT_TYPE)
                    .end(registry.scrape())
                    .onFailure(gone -> request.connection().close());
        } else {
            request.response().setStatusCode(404).end().onFailure(gone -> request.connection()
                    .close());
        }
    }

    private Future<Void> look() {
        List<Future<?>> looks = new ArrayList<>();
        databases.forEach((number, database) -> database.get()
                .ifPresent(pool ->
                        looks.add(store.read(pool, clock.instant()).onSuccess(read -> figures.put(number, read)))));
        return Future.join(looks).mapEmpty();
    }

    private void bind() {
        Metrics.addRegistry(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gauge("relais.queue.deliveries", "Deliveries of broadcasts that are queued", QueueFigures::queued);
        gauge("relais.queue.oldest.seconds", "How long the next delivery has been due", QueueFigures::oldestDue);
        gauge("relais.inbox.events", "Events that nobody has worked on yet", QueueFigures::inbox);
        gauge("relais.inbox.oldest.seconds", "Since the oldest of them came", QueueFigures::inboxOldest);
        gauge("relais.receipts.behind", "Statuses that are not applied yet", QueueFigures::receipts);
        gauge("relais.stops.owed", "Stops stored and not yet answered for", QueueFigures::stopsOwed);
        gauge("relais.ledger.unsealed", "Consent events that no chain holds yet", QueueFigures::unsealed);
        gauge("relais.senders.paused", "Senders that send nothing", QueueFigures::sendersPaused);
        gauge("relais.tokens.failing", "Senders whose token is not taken", QueueFigures::tokensFailing);
        gauge("relais.senders.silent", "Senders whose webhooks don't come, or not all", QueueFigures::sendersSilent);
        gauge("relais.nodes", "Nodes that send", QueueFigures::nodes);
    }

    private void gauge(String name, String description, ToDoubleFunction<QueueFigures> value) {
        for (Integer number : databases.keySet()) {
            Gauge.builder(
                            name,
                            this,
                            server -> value.applyAsDouble(server.figures.getOrDefault(number, QueueFigures.NONE)))
                    .description(description)
                    .tags(databases.size() == 1 ? Tags.empty() : Tags.of("database", number.toString()))
                    .register(registry);
        }
    }

    /** How late a timer is says how long others wait on this event loop. */
    private void measureLag() {
        Timer lag = Timer.builder("relais.event.loop.lag")
                .description("How late timers are on an event loop")
                .register(registry);
        long from = registry.config().clock().monotonicTime();
        lagTimer = vertx.setTimer(LAG_EVERY_MILLIS, fired -> {
            Duration late = Duration.ofNanos(registry.config().clock().monotonicTime() - from)
                    .minusMillis(LAG_EVERY_MILLIS);
            lag.record(late.isNegative() ? Duration.ZERO : late);
            measureLag();
        });
    }
}
