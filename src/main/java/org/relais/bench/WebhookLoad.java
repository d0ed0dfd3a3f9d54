package org.relais.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Calls a server as WhatsApp does, each connection as soon as the last call is answered, and counts the answers. Bodies
 * are made and signed beforehand, and every one is another message. One event loop.
 */
final class WebhookLoad {
    static final String APP_SECRET = "bench-app-secret";
    static final String PHONE_NUMBER_ID = "1055";

    private final Vertx vertx;
    private final List<Signed> bodies = new ArrayList<>();
    private int next;

    private record Signed(Buffer body, String signature) {}

    WebhookLoad(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What a run asks for. */
    record Order(int port, int connections, long warmMillis, long measuredMillis, int bodies) {
        static Order of(JsonObject json) {
            return new Order(
                    json.getInteger("port"),
                    json.getInteger("connections"),
                    json.getLong("warmMillis"),
                    json.getLong("measuredMillis"),
                    json.getInteger("bodies"));
        }

        JsonObject json() {
            return new JsonObject()
                    .put("port", port)
                    .put("connections", connections)
                    .put("warmMillis", warmMillis)
                    .put("measuredMillis", measuredMillis)
                    .put("bodies", bodies);
        }
    }

    /**
     * What came of a run.
     *
     * @param answered over all of it, warming up as well
     * @param cpuNanos of the calling process, over all of it
     */
    record Measured(double perSecond, long answered, long cpuNanos) {}

    private static final class Count {
        private boolean over;
        private long answered;
        private long refused;
        private String fault = "";
    }

    /** Answers with 200 per second. */
    Future<JsonObject> run(Order order) {
        return vertx.executeBlocking(() -> prepare(order.bodies())).compose(ready -> call(order));
    }

    private Future<JsonObject> call(Order order) {
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(order.connections()));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(order.port())
                .setURI("/webhook/whatsapp");
        Count count = new Count();
        long cpu = Processor.own();
        for (int connection = 0; connection < order.connections(); connection++) {
            post(client, options, count);
        }
        return measure(order, count)
                .map(result -> result.put("answered", count.answered).put("cpuNanos", Processor.own() - cpu))
                .onComplete(done -> count.over = true)
                .eventually(client::close);
    }

    private Future<JsonObject> measure(Order order, Count count) {
        Promise<JsonObject> result = Promise.promise();
        vertx.setTimer(order.warmMillis(), warm -> {
            long before = count.answered;
            long from = System.nanoTime();
            vertx.setTimer(order.measuredMillis(), end -> {
                double seconds = (System.nanoTime() - from) / 1e9;
                result.complete(new JsonObject()
                        .put("perSecond", (count.answered - before) / seconds)
                        .put("refused", count.refused)
                        .put("fault", count.fault));
            });
        });
        return result.future();
    }

    private void post(HttpClient client, RequestOptions options, Count count) {
        if (count.over) {
            return;
        }
        // When all have been sent they come again: a redelivery is taken in, and stored no second time.
        Signed signed = bodies.get(next++ % bodies.size());
        client.request(options)
                .compose(request -> request.putHeader("X-Hub-Signature-256", signed.signature())
                        .send(signed.body())
                        .compose(response -> response.end().map(response.statusCode())))
                .onComplete(answer -> {
                    if (answer.failed() || answer.result() != 200) {
                        count.refused++;
                        count.fault = answer.failed() ? String.valueOf(answer.cause()) : "status " + answer.result();
                        if (answer.failed()) {
                            return;
                        }
                    } else {
                        count.answered++;
                    }
                    post(client, options, count);
                });
    }

    private int prepare(int wanted) {
        for (int index = bodies.size(); index < wanted; index++) {
            String body = body(index);
            bodies.add(new Signed(Buffer.buffer(body), signature(body)));
        }
        return bodies.size();
    }

    private static String body(int index) {
        String phone = "336" + (10_000_000 + index);
        return """
                {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":\
                {"messaging_product":"whatsapp","metadata":{"display_phone_number":"33199000001","phone_number_id":"%s"},\
                "contacts":[{"profile":{"name":"Camille"},"wa_id":"%s"}],\
                "messages":[{"from":"%s","id":"wamid.bench%d","timestamp":"%d","type":"text","text":{"body":"Bonjour à tous"}}]}}]}]}"""
                .formatted(PHONE_NUMBER_ID, phone, phone, index, System.currentTimeMillis() / 1_000);
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(APP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
