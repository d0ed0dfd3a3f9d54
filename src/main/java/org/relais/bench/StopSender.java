package org.relais.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.relais.bench.measure.Observer;

/**
 * People who answer STOP while a broadcast goes out, aimed at the head of the queue: each has just been written to or
 * is about to be. One event loop.
 */
final class StopSender {
    /** How far from the one who was written to last: some have their message, some are claimed, most are queued. */
    private static final int AHEAD = 300;

    private static final int BEHIND = 4;

    /**
     * How many wait for their answer at most: who would be one more keeps quiet. A service is then given as many stops as
     * it takes, on whatever machine, and the time of an answer is its own and not that of a queue without end.
     */
    private static final int AT_ONCE = 16;

    private final Observer observer;
    private final HttpClient client;
    private final Random random = new Random(11);
    private int port;
    private int every;
    private int toNext;
    private int last;
    private int unanswered;
    private long updates;

    StopSender(Vertx vertx, Observer observer) {
        this.observer = observer;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(512));
    }

    /**
     * @param every after how many messages somebody answers STOP: by messages, not by time, so that a slow machine is not
     *     measured by its stops; 0 for nobody
     * @param port where the service listens
     */
    void start(int every, int port) {
        this.every = every;
        this.toNext = every;
        this.port = port;
    }

    /** Nobody answers STOP any more. */
    void stop() {
        every = 0;
    }

    /** A message has arrived. */
    void arrived() {
        if (every > 0 && --toNext <= 0) {
            toNext = every;
            int sender = random.nextInt(observer.senders());
            int person = observer.inLine(sender, random.nextInt(reach() + BEHIND) - BEHIND);
            if (person > 0 && unanswered < AT_ONCE) {
                send(sender, person);
            }
        }
    }

    /** The next so many people answer STOP, a few at a time; completes with how many of them were answered. */
    Future<JsonObject> all(int count, int servicePort) {
        port = servicePort;
        List<Future<Integer>> lines = new ArrayList<>();
        int[] left = {count};
        for (int line = 0; line < AT_ONCE; line++) {
            lines.add(next(left, 0));
        }
        return Future.all(lines).map(done -> new JsonObject()
                .put("answered", lines.stream().mapToInt(Future::result).sum()));
    }

    private Future<Integer> next(int[] left, int answered) {
        int person = observer.subscribed(last + 1);
        if (person == 0 || --left[0] < 0) {
            return Future.succeededFuture(answered);
        }
        last = person;
        return send(person % observer.senders(), person).compose(done -> next(left, answered + 1));
    }

    /** Never farther than half of what one sender has to do at all. */
    private int reach() {
        return Math.min(AHEAD, observer.people() / observer.senders() / 2);
    }

    @CanIgnoreReturnValue
    private Future<Void> send(int sender, int person) {
        unanswered++;
        observer.stopSent(person, System.nanoTime());
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/webhook/telegram/" + Bots.id(sender)))
                .compose(request -> request.putHeader("X-Telegram-Bot-Api-Secret-Token", Bots.WEBHOOK_SECRET)
                        .putHeader("Content-Type", "application/json")
                        .send(update(person))
                        .compose(response -> response.end().map(response.statusCode())))
                .otherwise(0)
                .map(status -> {
                    unanswered--;
                    if (status == 200) {
                        observer.stopAnswered(person, System.nanoTime());
                    } else {
                        observer.stopFailed();
                    }
                    return null;
                });
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
