package org.relais.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Bot API in a process of its own, which takes every message and notes when it began. {@code GET /log} lists lines of
 * chat id and {@link System#nanoTime()}, which all processes of a machine share; {@code GET /count} how many there are.
 * {@code GET /answer?most=n} lets only the first n requests be answered: the others wait, so that a test that is slow to
 * look still finds the sending under way.
 */
public final class PlatformProcess {
    private record Begun(long chatId, long nanos) {}

    private record Waiting(long place, Runnable answer) {}

    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<Begun> log = new ConcurrentLinkedQueue<>();
    private final AtomicLong count = new AtomicLong();
    private final long latencyMillis;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long most = Long.MAX_VALUE;

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
        } else if (request.path().equals("/answer")) {
            most = Long.parseLong(request.getParam("most"));
            answerWaiting();
            request.response().end();
        } else {
            request.body().onSuccess(body -> {
                log.add(new Begun(Long.parseLong(new JsonObject(body).getString("chat_id")), began));
                long place = count.incrementAndGet();
                waiting.add(new Waiting(place, () -> answer(request, place)));
                answerWaiting();
            });
        }
    }

    /** One server on one event loop: requests wait in the order of their places. */
    private void answerWaiting() {
        while (!waiting.isEmpty() && waiting.peek().place() <= most) {
            waiting.remove().answer().run();
        }
    }

    private void answer(HttpServerRequest request, long id) {
        if (latencyMillis == 0) {
            end(request, id);
        } else {
            vertx.setTimer(latencyMillis, timer -> end(request, id));
        }
    }

    private static void end(HttpServerRequest request, long id) {
        // Whoever asked may have been killed meanwhile.
        if (!request.response().closed()) {
            request.response().end("{\"ok\":true,\"result\":{\"message_id\":" + id + "}}");
        }
    }
}
