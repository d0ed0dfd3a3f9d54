package org.relais.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ceiling of webhook intake: a server that reads the body and answers 200, with as many event loops as the service
 * has, in a process of its own.
 */
public final class BareServer extends VerticleBase {
    private final AtomicInteger port;

    private BareServer(AtomicInteger port) {
        this.port = port;
    }

    /** Listens on a free port of the loopback interface, prints it, and runs until it is ended. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        AtomicInteger port = new AtomicInteger();
        vertx.deployVerticle(() -> new BareServer(port), new DeploymentOptions())
                .await();
        vertx.deployVerticle(
                        () -> new BareServer(port),
                        new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE - 1))
                .await();
        System.out.println("port " + port.get());
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port.get()))
                .requestHandler(BareServer::serve)
                .listen()
                .onSuccess(server -> port.set(server.actualPort()));
    }

    private static void serve(HttpServerRequest request) {
        request.body().compose(body -> request.response().end()).onFailure(gone -> {});
    }
}
