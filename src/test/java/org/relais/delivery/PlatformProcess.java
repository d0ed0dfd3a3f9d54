package org.relais.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Bot API in a process of its own, which takes every message and notes when it began. {@code GET /log} lists lines of
 * chat id and {@link System#nanoTime()}, which all processes of a machine share; {@code GET /count} how many there are.
 */
public final class PlatformProcess {
    private record Begun(long chatId, long nanos) {}

    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<Begun> log = new ConcurrentLinkedQueue<>();
    private final AtomicLong count = new AtomicLong();
    private final long latencyMillis;

    private PlatformProcess(long latencyMillis) {
        this.latencyMillis = latencyMillis;
    }

    /** @param arguments milliseconds before each answer */
    public static void main(String[] arguments) {
        new PlatformProcess(Long.parseLong(arguments[0])).listen();
    }

    private void listen() {
        vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println("listening " + server.actualPort()))
                .onFailure(fault -> System.exit(1));
    }

    private void handle(HttpServerRequest request) {
        long began = System.nanoTime();
        if (request.path().equals("/count")) {
            request.response().end(Long.toString(count.get()));
        } else if (request.path().equals("/log")) {
            StringBuilder lines = new StringBuilder();
            log.forEach(begun ->
                    lines.append(begun.chatId).append(' ').append(begun.nanos).append('\n'));
            request.response().end(lines.toString());
        } else {
            request.body().onSuccess(body -> {
                log.add(new Begun(Long.parseLong(new JsonObject(body).getString("chat_id")), began));
                long id = count.incrementAndGet();
                Runnable answer = () -> request.response().end("{\"ok\":true,\"result\":{\"message_id\":" + id + "}}");
                if (latencyMillis == 0) {
                    answer.run();
                } else {
                    vertx.setTimer(latencyMillis, timer -> answer.run());
                }
            });
        }
    }
}
