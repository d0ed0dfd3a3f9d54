package org.relais.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.relais.bench.measure.Observer;

/**
 * A platform in a process of its own that takes every message, answers after a given time, lets people answer STOP, and
 * calls webhooks. It is told what to do under {@code /control}. One event loop, so nothing here needs a lock and all
 * times are of one clock.
 */
public final class BenchPlatform {
    private static final byte[] CHAT = "\"chat_id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final String CONTROL = "/control/";
    private static final Buffer DONE = Buffer.buffer("{\"ok\":true,\"result\":true}");

    private final Vertx vertx;
    private final WebhookLoad webhooks;
    private final BotAccounts bots = new BotAccounts();
    private Observer observer = new Observer(0, 1);
    private StopSender stops;
    private long latencyMillis;
    private int messageId;

    private BenchPlatform(Vertx vertx) {
        this.vertx = vertx;
        this.webhooks = new WebhookLoad(vertx);
        this.stops = new StopSender(vertx, observer);
    }

    /** Listens on a free port of the loopback interface, prints it, and runs until it is ended. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        BenchPlatform platform = new BenchPlatform(vertx);
        int port = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(platform::serve)
                .listen()
                .await()
                .actualPort();
        System.out.println("port " + port);
    }

    private void serve(HttpServerRequest request) {
        request.bodyHandler(body -> {
            String path = request.path();
            if (path.startsWith(CONTROL)) {
                control(request, path.substring(CONTROL.length()), body);
            } else if (path.endsWith("/sendMessage")) {
                observer.arrived(person(body), body, System.nanoTime());
                stops.arrived();
                answer(request, taken());
            } else if (path.endsWith("/messages")) {
                answer(request, takenByWhatsApp());
            } else if (BotAccounts.isAsked(path)) {
                end(request, bots.answer(path, body));
            } else {
                end(request, DONE);
            }
        });
    }

    private void answer(HttpServerRequest request, Buffer body) {
        if (latencyMillis == 0) {
            end(request, body);
        } else {
            vertx.setTimer(latencyMillis, later -> end(request, body));
        }
    }

    private Buffer taken() {
        return Buffer.buffer("{\"ok\":true,\"result\":{\"message_id\":" + ++messageId + "}}");
    }

    private Buffer takenByWhatsApp() {
        return Buffer.buffer("{\"messaging_product\":\"whatsapp\",\"messages\":[{\"id\":\"wamid.bench-answer"
                + ++messageId + "\"}]}");
    }

    private static void end(HttpServerRequest request, Buffer body) {
        request.response().end(body).onFailure(gone -> {});
    }

    /** The person that a message is for; -1 when it is nobody of ours. */
    static int person(Buffer body) {
        byte[] bytes = body.getBytes();
        int at = 0;
        int match = 0;
        while (at < bytes.length && match < CHAT.length) {
            match = bytes[at] == CHAT[match] ? match + 1 : bytes[at] == CHAT[0] ? 1 : 0;
            at++;
        }
        long chat = 0;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            chat = chat * 10 + bytes[at++] - '0';
        }
        long person = chat - Observer.FIRST_CHAT;
        return person < 0 || person > Integer.MAX_VALUE ? -1 : (int) person;
    }

    private void control(HttpServerRequest request, String order, Buffer body) {
        JsonObject json = body.length() == 0 ? new JsonObject() : body.toJsonObject();
        Future<JsonObject> done =
                switch (order) {
                    case "people" -> people(json);
                    case "begin" -> begin(json);
                    case "quiet" -> quiet();
                    case "warmedUp" -> warmedUp();
                    case "report" -> Future.succeededFuture(observer.report());
                    case "stops" -> stops.all(json.getInteger("count"), json.getInteger("servicePort"));
                    case "prepareTexts" -> webhooks.prepareTexts(json);
                    case "prepareStatuses" -> webhooks.prepareStatuses(json);
                    case "webhooks" -> webhooks.send(json);
                    default -> Future.failedFuture("no such order: " + order);
                };
        done.onSuccess(result -> end(request, result.toBuffer())).onFailure(fault -> request.response()
                .setStatusCode(400)
                .end(String.valueOf(fault.getMessage()))
                .onFailure(gone -> {}));
    }

    private Future<JsonObject> people(JsonObject json) {
        stops.stop();
        observer = new Observer(json.getInteger("people"), json.getInteger("senders"));
        stops = new StopSender(vertx, observer);
        latencyMillis = json.getLong("latencyMillis");
        return Future.succeededFuture(new JsonObject());
    }

    private Future<JsonObject> quiet() {
        stops.stop();
        return Future.succeededFuture(new JsonObject());
    }

    private Future<JsonObject> warmedUp() {
        observer.warmedUp(System.nanoTime());
        return Future.succeededFuture(new JsonObject());
    }

    private Future<JsonObject> begin(JsonObject json) {
        observer.begin(json.getInteger("expected"));
        stops.start(json.getInteger("stopEvery"), json.getInteger("servicePort"));
        return Future.succeededFuture(new JsonObject());
    }
}
