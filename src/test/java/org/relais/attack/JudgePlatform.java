package org.relais.attack;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.relais.testing.Await;

/**
 * A Bot API that takes every message, and judges: what is not a confirmation must not come for a chat whose stop has been
 * answered. It knows nothing of the service but its requests. Of a Graph API it plays what numbers are connected by: every
 * one is of every account, and no app of theirs has subscribed yet.
 */
public final class JudgePlatform implements AutoCloseable {
    private final String campaign;
    private final HttpServer server;
    private final AtomicLong messageIds = new AtomicLong();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final Set<String> numbers = ConcurrentHashMap.newKeySet();
    private final Map<String, JsonObject> webhooks = new ConcurrentHashMap<>();
    private final Map<String, Boolean> stopped = new ConcurrentHashMap<>();
    private final Map<String, Integer> sentTo = new ConcurrentHashMap<>();
    private final Map<String, Integer> others = new ConcurrentHashMap<>();

    /** @param campaign words that stand in every message of the broadcast and in no other */
    public JudgePlatform(Vertx vertx, String campaign) {
        this.campaign = campaign;
        this.server =
                Await.result(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    public String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** The stop of a chat was answered with 200: from now on nothing of the campaign may begin. */
    public void answered(long chat) {
        stopped.put(Long.toString(chat), true);
    }

    /** Messages of the campaign. */
    public int sent() {
        return sent.get();
    }

    /** Those among them that came after an answered stop. */
    public int late() {
        return late.get();
    }

    /** Messages of the campaign that a chat got more than once. */
    public long twice() {
        return sentTo.values().stream().filter(times -> times > 1).count();
    }

    /** Chats that were told something else more often than {@code times}. */
    public long toldMoreThan(int times) {
        return others.values().stream().filter(told -> told > times).count();
    }

    private void take(HttpServerRequest request) {
        // The head is where a request begins: what was answered before it must hold.
        Map<String, Boolean> stoppedBefore = Map.copyOf(stopped);
        request.body().onSuccess(body -> {
            if (request.path().endsWith("/sendMessage")) {
                JsonObject message = body.toJsonObject();
                judge(String.valueOf(message.getValue("chat_id")), message.getString("text", ""), stoppedBefore);
                answer(request, message(message));
            } else if (request.path().startsWith("/bot")) {
                answer(request, ofBot(request.path(), body));
            } else {
                send(request, ofNumber(request.path()));
            }
        });
    }

    /** The username under which it knows a bot. */
    public static String username(String bot) {
        return "Judged" + bot + "Bot";
    }

    /** What a bot's webhook is, as it was set: a sender that seems deaf is held back after a minute. */
    private Object ofBot(String path, Buffer body) {
        String bot = path.replaceFirst("^/bot([0-9]+):.*$", "$1");
        if (path.endsWith("/getMe")) {
            return new JsonObject()
                    .put("id", Long.valueOf(bot))
                    .put("is_bot", true)
                    .put("first_name", "Bot")
                    .put("username", username(bot));
        }
        if (path.endsWith("/setWebhook")) {
            webhooks.put(bot, body.toJsonObject().put("pending_update_count", 0));
        }
        return path.endsWith("/getWebhookInfo") ? webhooks.getOrDefault(bot, new JsonObject()) : true;
    }

    /** How a number is shown, which ends as its id does. */
    public static String shown(String number) {
        return "+33 1 99 00 " + number.substring(number.length() - 4);
    }

    private JsonObject ofNumber(String path) {
        String asked = path.substring(path.lastIndexOf('/') + 1);
        if (asked.equals("phone_numbers")) {
            return new JsonObject()
                    .put(
                            "data",
                            new JsonArray(numbers.stream()
                                    .map(id -> new JsonObject().put("id", id))
                                    .toList()));
        }
        if (asked.length() < 4 || !asked.matches("[0-9]+")) {
            return new JsonObject().put("data", new JsonArray());
        }
        numbers.add(asked);
        return new JsonObject().put("verified_name", "Number").put("display_phone_number", shown(asked));
    }

    private JsonObject message(JsonObject message) {
        return new JsonObject()
                .put("message_id", messageIds.incrementAndGet())
                .put("date", 1_764_064_800)
                .put(
                        "chat",
                        new JsonObject().put("id", message.getValue("chat_id")).put("type", "private"));
    }

    private void judge(String chat, String text, Map<String, Boolean> stoppedBefore) {
        if (text.contains(campaign)) {
            sent.incrementAndGet();
            sentTo.merge(chat + " " + text, 1, Integer::sum);
            if (stoppedBefore.containsKey(chat)) {
                late.incrementAndGet();
            }
        } else {
            others.merge(chat, 1, Integer::sum);
        }
    }

    private static void answer(HttpServerRequest request, Object result) {
        send(request, new JsonObject().put("ok", true).put("result", result));
    }

    private static void send(HttpServerRequest request, JsonObject body) {
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer())
                .onFailure(gone -> {});
    }

    @Override
    public void close() {
        Await.result(server.close());
    }
}
