package org.relais.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import org.relais.bench.measure.Observer;

/**
 * The ceiling of sending: the same requests to the same platform over as many connections, by a bare HTTP client with
 * nothing behind it, in a process of its own.
 */
public final class BareClient {
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;
    private int toSend;
    private int open;
    private Promise<Void> done = Promise.promise();

    private BareClient(HttpClient client, int port, Buffer body) {
        this.client = client;
        this.options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/bot" + Bots.id(0) + ":bench/sendMessage");
        this.body = body;
    }

    /** Arguments: port, connections, text. Reads a number a line, sends so many requests, and says when all are
     * answered. Ends with its input. */
    public static void main(String[] arguments) {
        int connections = Integer.parseInt(arguments[1]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true).setPipelining(false),
                new PoolOptions().setHttp1MaxSize(connections));
        Buffer body = Buffer.buffer(
                "{\"chat_id\":\"%d\",\"text\":\"%s\",\"allow_paid_broadcast\":true,\"method\":\"sendmessage\"}"
                        .formatted(Observer.FIRST_CHAT, arguments[2]));
        BareClient bare = new BareClient(client, Integer.parseInt(arguments[0]), body);
        try (Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (lines.hasNextInt()) {
                int requests = lines.nextInt();
                Promise<Void> sent = Promise.promise();
                vertx.runOnContext(start -> bare.send(requests, connections).onComplete(sent));
                sent.future().await();
                System.out.println("sent");
            }
        }
        System.exit(0);
    }

    private Future<Void> send(int requests, int connections) {
        done = Promise.promise();
        toSend = requests;
        for (int connection = 0; connection < connections && toSend > 0; connection++) {
            post();
        }
        return done.future();
    }

    private void post() {
        toSend--;
        open++;
        client.request(options)
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .send(body)
                        .compose(response -> response.body()))
                .onComplete(answer -> {
                    open--;
                    if (answer.failed()) {
                        done.tryFail(answer.cause());
                    } else if (toSend > 0) {
                        post();
                    } else if (open == 0) {
                        done.complete();
                    }
                });
    }
}
