package org.relais.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Pool;
import java.util.concurrent.atomic.AtomicLong;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;

/**
 * What the service's intake is compared with: a server that stores each webhook in a commit of its own, looks at nothing
 * and answers 200, in a process of its own.
 */
public final class CommitServer extends VerticleBase {
    /** As many as a service of its size would have. */
    private static final int CONNECTIONS = 16;

    private final int port;
    private final Pool pool;
    private final AtomicLong keys;
    private final BenchStore store = new BenchStore();

    private CommitServer(int port, Pool pool, AtomicLong keys) {
        this.port = port;
        this.pool = pool;
        this.keys = keys;
    }

    /**
     * Arguments: a port of the loopback interface to listen on; host, port, name, user and password of the bench's own
     * database. Says when it listens, and runs until it is ended.
     */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        DatabaseAddress database = new DatabaseAddress(
                arguments[1], Integer.parseInt(arguments[2]), arguments[3], arguments[4], arguments[5]);
        Vertx vertx = Vertx.vertx();
        Pool pool = Database.pool(vertx, database, CONNECTIONS);
        AtomicLong keys = new AtomicLong();
        vertx.deployVerticle(
                        () -> new CommitServer(port, pool, keys),
                        new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
                .await();
        System.out.println("port " + port);
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(this::serve)
                .listen();
    }

    private void serve(HttpServerRequest request) {
        request.body()
                .compose(this::store)
                .onSuccess(stored -> answer(request, 200))
                .onFailure(fault -> answer(request, 503));
    }

    private static void answer(HttpServerRequest request, int status) {
        if (!request.response().closed()) {
            request.response().setStatusCode(status).end().onFailure(gone -> {});
        }
    }

    private Future<Void> store(Buffer body) {
        return store.webhook(pool, "bench-" + keys.incrementAndGet(), body.toString());
    }
}
