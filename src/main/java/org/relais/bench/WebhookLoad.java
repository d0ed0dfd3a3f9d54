package org.relais.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Queue;
import org.relais.bench.WebhookBodies.Signed;

/**
 * Calls a server as WhatsApp does, each connection as soon as the last call is answered. Bodies are made and signed
 * beforehand. One event loop.
 */
final class WebhookLoad {
    private final Vertx vertx;
    private final WebhookBodies source = new WebhookBodies();
    private final Queue<Signed> bodies = new ArrayDeque<>();

    WebhookLoad(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<JsonObject> prepareTexts(JsonObject order) {
        bodies.addAll(source.texts(order.getInteger("count")));
        return prepared();
    }

    Future<JsonObject> prepareStatuses(JsonObject order) {
        bodies.addAll(source.statuses(order.getLong("first"), order.getInteger("deliveries")));
        return prepared();
    }

    private Future<JsonObject> prepared() {
        return Future.succeededFuture(new JsonObject().put("webhooks", bodies.size()));
    }

    /** Sends what is prepared, completes when all of it was answered with 200, and fails when one was not. */
    Future<JsonObject> send(JsonObject order) {
        int connections = order.getInteger("connections");
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(connections));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(order.getInteger("port"))
                .setURI("/webhook/whatsapp");
        Run run = new Run(client, options);
        for (int connection = 0; connection < connections; connection++) {
            run.next();
        }
        return run.done.future().map(new JsonObject()).eventually(client::close);
    }

    private final class Run {
        private final HttpClient client;
        private final RequestOptions options;
        private final Promise<Void> done = Promise.promise();
        private int open;

        Run(HttpClient client, RequestOptions options) {
            this.client = client;
            this.options = options;
        }

        void next() {
            Signed signed = bodies.poll();
            if (signed != null) {
                open++;
                post(signed);
            } else if (open == 0) {
                done.tryComplete();
            }
        }

        private void post(Signed signed) {
            client.request(options)
                    .compose(request -> request.putHeader("X-Hub-Signature-256", signed.signature())
                            .send(signed.body())
                            .compose(response -> response.end().map(response.statusCode())))
                    .onComplete(answer -> {
                        open--;
                        if (answer.failed()) {
                            done.tryFail(answer.cause());
                        } else if (answer.result() != 200) {
                            done.tryFail("status " + answer.result());
                        } else {
                            next();
                        }
                    });
        }
    }
}
