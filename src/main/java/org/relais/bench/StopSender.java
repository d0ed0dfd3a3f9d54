package org.relais.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Random;

/**
 * People who answer STOP while a broadcast goes out, aimed at the head of the queue: each has just been written to or
 * is about to be. One event loop.
 */
final class StopSender {
    private static final long TICK_MILLIS = 5;
    /** How far from the one who was written to last: some have their message, some are claimed, most are queued. */
    private static final int AHEAD = 300;

    private static final int BEHIND = 20;

    private final Vertx vertx;
    private final Observer observer;
    private final HttpClient client;
    private final Random random = new Random(11);
    private long timer = -1;
    private double due;
    private long updates;

    StopSender(Vertx vertx, Observer observer) {
        this.vertx = vertx;
        this.observer = observer;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(512));
    }

    /**
     * @param perSecond stops per second; 0 for none
     * @param port where the service listens
     */
    void start(double perSecond, int port) {
        stop();
        if (perSecond > 0) {
            timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick(perSecond, port));
        }
    }

    void stop() {
        vertx.cancelTimer(timer);
        due = 0;
    }

    private void tick(double perSecond, int port) {
        due += perSecond * TICK_MILLIS / 1_000;
        while (due >= 1) {
            due--;
            int sender = random.nextInt(observer.senders());
            int person = observer.inLine(sender, random.nextInt(AHEAD + BEHIND) - BEHIND);
            if (person > 0) {
                send(sender, person, port);
            }
        }
    }

    private void send(int sender, int person, int port) {
        observer.stopSent(person, System.nanoTime());
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/webhook/telegram/" + Bots.id(sender)))
                .compose(request -> request.putHeader("X-Telegram-Bot-Api-Secret-Token", Bots.WEBHOOK_SECRET)
                        .putHeader("Content-Type", "application/json")
                        .send(update(person))
                        .compose(response -> response.end().map(response.statusCode())))
                .onSuccess(status -> {
                    if (status == 200) {
                        observer.stopAnswered(person, System.nanoTime());
                    } else {
                        observer.stopFailed();
                    }
                })
                .onFailure(fault -> observer.stopFailed());
    }

    private Buffer update(int person) {
        long id = ++updates;
        long chat = Observer.FIRST_CHAT + person;
        return Buffer.buffer(
                """
                {"update_id":%d,"message":{"message_id":%d,"date":%d,"text":"STOP",\
                "from":{"id":%d,"is_bot":false,"first_name":"Ada","language_code":"fr"},\
                "chat":{"id":%d,"type":"private","first_name":"Ada"}}}"""
                        .formatted(id, id, System.currentTimeMillis() / 1_000, chat, chat));
    }
}
