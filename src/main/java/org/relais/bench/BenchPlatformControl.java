package org.relais.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.util.List;
import org.relais.bench.measure.Observer;

/** The {@link BenchPlatform}'s process, as the bench tells it what to do. Blocks until an order is carried out. */
final class BenchPlatformControl implements AutoCloseable {
    private final ChildProcess process;
    private final WebClient client;
    private final int port;

    private BenchPlatformControl(ChildProcess process, WebClient client, int port) {
        this.process = process;
        this.client = client;
        this.port = port;
    }

    static BenchPlatformControl start(Vertx vertx) throws IOException {
        ChildProcess process = ChildProcess.start(List.of("-Xmx1g", "-XX:+UseSerialGC"), BenchPlatform.class.getName());
        return new BenchPlatformControl(process, WebClient.create(vertx), Integer.parseInt(process.awaitLine("port ")));
    }

    int port() {
        return port;
    }

    /** Forgets everything; from now on there are people 1 to {@code people}, and every answer takes its time. */
    void people(int people, int latencyMillis) {
        order(
                "people",
                new JsonObject()
                        .put("people", people)
                        .put("senders", Bots.COUNT)
                        .put("latencyMillis", latencyMillis));
    }

    /** A broadcast begins, and one person answers STOP after every so many messages; 0 for nobody. */
    void begin(int expected, int stopEvery, int servicePort) {
        order(
                "begin",
                new JsonObject()
                        .put("expected", expected)
                        .put("stopEvery", stopEvery)
                        .put("servicePort", servicePort));
    }

    /** Nobody answers STOP any more. */
    void quiet() {
        order("quiet", new JsonObject());
    }

    /** What came before was for warming up: it counts for the guarantee, not for how long stops take. */
    void warmedUp() {
        order("warmedUp", new JsonObject());
    }

    /** What it has seen, see {@link Observer#report()}. */
    JsonObject report() {
        return order("report", new JsonObject());
    }

    /** So many people who are still subscribed answer STOP; returns how many there were, when all are answered. */
    int stops(int count, int servicePort) {
        return order("stops", new JsonObject().put("count", count).put("servicePort", servicePort))
                .getInteger("answered");
    }

    /** Makes webhooks that are sent next, each with a text. */
    int prepareTexts(int count) {
        return order("prepareTexts", new JsonObject().put("count", count)).getInteger("webhooks");
    }

    /** Makes webhooks that are sent next, with the statuses of deliveries; returns how many it are. */
    int prepareStatuses(long first, int deliveries) {
        return order("prepareStatuses", new JsonObject().put("first", first).put("deliveries", deliveries))
                .getInteger("webhooks");
    }

    /** Sends what was prepared; returns when all of it is answered. */
    void webhooks(int port, int connections) {
        order("webhooks", new JsonObject().put("port", port).put("connections", connections));
    }

    long pid() {
        return process.pid();
    }

    @CanIgnoreReturnValue
    private JsonObject order(String name, JsonObject order) {
        return client.post(port, "127.0.0.1", "/control/" + name)
                .sendJsonObject(order)
                .map(response -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException(
                                "the platform refuses " + name + ": " + response.bodyAsString());
                    }
                    return response.bodyAsJsonObject();
                })
                .await();
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
