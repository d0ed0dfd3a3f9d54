package org.relais.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/**
 * The ceiling of sending: the same requests to the same platform over as many connections, by a bare HTTP client with
 * nothing behind it, in a process of its own.
 */
public final class BareClient {
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;
    private long answered;

    private BareClient(HttpClient client, int port, Buffer body) {
        this.client = client;
        this.options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/bot" + Bots.id(0) + ":bench/sendMessage");
        this.body = body;
    }

    /** Arguments: port, connections, milliseconds to warm up, milliseconds to measure, text. Prints the rate and
     * the processor time per request in microseconds, and ends. */
    public static void main(String[] arguments) throws InterruptedException {
        int connections = Integer.parseInt(arguments[1]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true).setPipelining(false),
                new PoolOptions().setHttp1MaxSize(connections));
        Buffer body = Buffer.buffer(
                "{\"chat_id\":\"%d\",\"text\":\"%s\",\"allow_paid_broadcast\":true,\"method\":\"sendmessage\"}"
                        .formatted(Observer.FIRST_CHAT, arguments[4]));
        BareClient bare = new BareClient(client, Integer.parseInt(arguments[0]), body);
        vertx.runOnContext(start -> {
            for (int connection = 0; connection < connections; connection++) {
                bare.post();
            }
        });
        vertx.setTimer(Long.parseLong(arguments[2]), warm -> {
            long before = bare.answered;
            long from = System.nanoTime();
            long cpu = Processor.own();
            vertx.setTimer(Long.parseLong(arguments[3]), end -> {
                long answers = Math.max(1, bare.answered - before);
                System.out.println("rate " + answers * 1e9 / (System.nanoTime() - from));
                System.out.println("cpu " + (Processor.own() - cpu) / 1e3 / answers);
                System.exit(0);
            });
        });
    }

    private void post() {
        client.request(options)
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .send(body)
                        .compose(response -> response.body()))
                .onComplete(answer -> {
                    if (answer.succeeded()) {
                        answered++;
                        post();
                    }
                });
    }
}
