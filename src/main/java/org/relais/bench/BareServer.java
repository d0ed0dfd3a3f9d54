package org.relais.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * The ceiling of webhook intake: a server that reads the body and answers 200, with as many event loops as the service
 * has, in a process of its own.
 */
public final class BareServer extends VerticleBase {
    private final int port;

    private BareServer(int port) {
        this.port = port;
    }

    /** Listens on the given port of the loopback interface, says so, and runs until it is ended. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        Vertx.vertx()
                .deployVerticle(
                        () -> new BareServer(port),
                        new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
                .await();
        System.out.println("port " + port);
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(BareServer::serve)
                .listen();
    }

    private static void serve(HttpServerRequest request) {
        request.body().compose(body -> request.response().end()).onFailure(gone -> {});
    }
}
