package org.relais.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.relais.testing.Await;

/** Stands where the service stands: takes webhooks, keeps the exact bytes, answers as told. */
final class RecordingService {
    private final BlockingQueue<Hook> hooks = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    /** A webhook as it arrived. */
    record Hook(Map<String, String> headers, Buffer body) {
        io.vertx.core.json.JsonObject json() {
            return new io.vertx.core.json.JsonObject(body);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    RecordingService(Vertx vertx) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    if (request.method().equals(HttpMethod.GET)) {
                        boolean known = "hello".equals(request.getParam("hub.verify_token"));
                        request.response()
                                .setStatusCode(known ? 200 : 403)
                                .end(known ? request.getParam("hub.challenge") : "");
                        return;
                    }
                    Map<String, String> headers = new java.util.HashMap<>();
                    request.headers()
                            .forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
                    request.body().onSuccess(body -> {
                        hooks.add(new Hook(headers, body));
                        Integer status = answers.poll();
                        request.response()
                                .setStatusCode(status == null ? 200 : status)
                                .end();
                    });
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/hook";
    }

    /** The next webhooks are answered with these statuses, later ones with 200. */
    void answer(Integer... statuses) {
        answers.addAll(java.util.List.of(statuses));
    }

    Hook next() throws InterruptedException {
        Hook hook = hooks.poll(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        if (hook == null) {
            throw new AssertionError("no webhook came");
        }
        return hook;
    }

    int waiting() {
        return hooks.size();
    }

    void forget() {
        hooks.clear();
        answers.clear();
    }

    void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    }
}
