package org.relais.app.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.relais.config.RelaisConfig;
import org.relais.input.TrustedProxies;
import org.relais.tracing.TracedRequests;

/** HTTP server on one event loop; deployed once per core, all on the same port. */
public final class HttpVerticle extends VerticleBase {
    private static final int IDLE_SECONDS = 120;

    /** Live pages and waiting readers of the feed would stay open for ever. */
    private static final int DRAIN_SECONDS = 3;

    private final RelaisConfig.Http settings;
    private final AtomicInteger port;
    private final Consumer<Router> routes;
    private final Limits limits;
    private final LongSupplier random;
    private @Nullable HttpServer server;

    /** For Vert.x, the instances of a deployment that ask for this port share any one that is free. */
    private static final int ANY_SHARED_PORT = -1;

    /** @param connections shared by the instances */
    public record Limits(ConnectionLimit connections, RequestPace.Limits pace) {
        /** Limits as configured: an address may hold an eighth of the connections. */
        public static Limits of(RelaisConfig.Http settings) {
            return new Limits(
                    new ConnectionLimit(
                            settings.connections(),
                            Math.max(1, settings.connections() / 8),
                            new TrustedProxies(settings.trustedProxies())),
                    RequestPace.Limits.DEFAULT);
        }
    }

    /**
     * @param port the port to listen on, 0 for any; holds the real one once the instances listen
     * @param random makes ids of requests; from any event loop
     */
    public HttpVerticle(
            RelaisConfig.Http settings,
            AtomicInteger port,
            Consumer<Router> routes,
            Limits limits,
            LongSupplier random) {
        this.settings = settings;
        this.port = port;
        this.routes = routes;
        this.limits = limits;
        this.random = random;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        TracedRequests.mount(vertx, router);
        router.route().handler(new HandlerFaults()).handler(SecurityHeaders.INSTANCE);
        routes.accept(router);
        TrustedProxies proxies = new TrustedProxies(settings.trustedProxies());
        RequestIds ids = new RequestIds(proxies, random);
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? ANY_SHARED_PORT : settings.port())
                .setCompressionSupported(true)
                .setDecompressionSupported(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(4096)
                .setMaxHeaderSize(16 * 1024)
                // Nobody needs it behind a proxy, and it would come past the decoder.
                .setHttp2ClearTextEnabled(false);
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    limits.connections().opened(connection);
                    RequestDecoder.install(connection, options, limits.pace());
                })
                .requestHandler(request -> {
                    limits.connections().used(request.connection());
                    proxies.settle(request);
                    ids.give(request);
                    router.handle(request);
                });
        return server.listen().onSuccess(listening -> port.set(listening.actualPort()));
    }

    /** Takes no further connection, and lets those that are being answered end, for as long as {@link #DRAIN_SECONDS}. */
    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }
}
