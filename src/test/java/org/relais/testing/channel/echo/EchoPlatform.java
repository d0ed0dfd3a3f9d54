package org.relais.testing.channel.echo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.relais.ServiceUnderTest;
import org.relais.testing.Await;

/** The platform behind the channel, in this process: takes every message and keeps it. */
final class EchoPlatform implements AutoCloseable {
    static final String VOICE = "voisins";
    private static final String SECRET = "echo-secret-77";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<JsonObject> said = new LinkedBlockingQueue<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final HttpServer server;

    EchoPlatform() {
        this.server = ServiceUnderTest.wait(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    said.add(body.toJsonObject());
                    request.response()
                            .end(new JsonObject()
                                    .put("id", "e" + ids.incrementAndGet())
                                    .encode());
                }))
                .listen(0, "127.0.0.1"));
    }

    /** Section {@code channels.echo} with one sender of the organisation. */
    JsonObject section(String organisation) {
        return new JsonObject()
                .put("baseUrl", "http://127.0.0.1:" + server.actualPort())
                .put(
                        "voices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", organisation)
                                        .put("id", VOICE)
                                        .put("secret", SECRET)));
    }

    /** The next message that came, in the order in which they began. */
    JsonObject next() throws InterruptedException {
        JsonObject next = said.poll(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message came");
        }
        return next;
    }

    /** Whether nothing has come that was not asked for. */
    boolean quiet() {
        return said.isEmpty();
    }

    static String secret() {
        return SECRET;
    }

    @Override
    public void close() {
        ServiceUnderTest.wait(server.close());
        ServiceUnderTest.wait(vertx.close());
    }
}
