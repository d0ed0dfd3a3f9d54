package org.relais.channel;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.relais.testing.Await;

/** A platform that does to each request what the test says, and remembers what it saw. */
final class ScriptedPlatform implements AutoCloseable {

    /** A whole request as it arrived. */
    record Seen(String path, Map<String, String> headers, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private volatile BiConsumer<HttpServerRequest, Buffer> behaviour = answer(200, "{}");

    ScriptedPlatform(Vertx vertx) {
        this.server = vertx.createHttpServer()
                .connectionHandler(connection -> {
                    opened.incrementAndGet();
                    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                    connection.closeHandler(closed -> open.decrementAndGet());
                })
                .requestHandler(request -> request.body().onSuccess(body -> {
                    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                    request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
                    seen.add(new Seen(request.path(), headers, body.toString()));
                    behaviour.accept(request, body);
                }));
        Await.result(server.listen(0, "127.0.0.1"));
    }

    String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    void does(BiConsumer<HttpServerRequest, Buffer> behaviour) {
        this.behaviour = behaviour;
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    int connectionsOpened() {
        return opened.get();
    }

    int connectionsOpen() {
        return open.get();
    }

    int mostConnectionsOpen() {
        return mostOpen.get();
    }

    static BiConsumer<HttpServerRequest, Buffer> answer(int status, String body) {
        return answer(status, body, Map.of());
    }

    static BiConsumer<HttpServerRequest, Buffer> answer(int status, String body, Map<String, String> headers) {
        return (request, received) -> {
            headers.forEach(request.response()::putHeader);
            request.response().setStatusCode(status).end(body);
        };
    }

    /** Never answers. */
    static BiConsumer<HttpServerRequest, Buffer> silence() {
        return (request, received) -> {};
    }

    /** Takes the request and drops the connection. */
    static BiConsumer<HttpServerRequest, Buffer> reset() {
        return (request, received) -> request.connection().close();
    }

    /** Begins an answer and drops the connection. */
    static BiConsumer<HttpServerRequest, Buffer> halfAnAnswer(int status) {
        return (request, received) -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Length", "1000")
                .write("{\"messages\":")
                .onComplete(written -> request.connection().close());
    }

    @Override
    public void close() {
        Await.result(server.close());
    }
}
