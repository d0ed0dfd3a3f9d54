package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/** The sandbox's phones, as their owners use them. */
final class Phones {
    private final JsonHttp sandbox;

    Phones(JsonHttp sandbox) {
        this.sandbox = sandbox;
    }

    /** A message as it stands on a phone. */
    record Message(String text, List<Tap> taps, List<String> links) {
        static Message of(JsonObject json) {
            List<JsonObject> buttons = objects(json.getJsonArray("buttons", new JsonArray()));
            return new Message(
                    json.getString("text", ""),
                    buttons.stream()
                            .filter(button -> !button.getString("kind").equals("link"))
                            .map(button -> new Tap(button.getString("data", "")))
                            .toList(),
                    buttons.stream()
                            .filter(button -> button.getString("kind").equals("link"))
                            .map(button -> button.getString("data", ""))
                            .toList());
        }
    }

    /** A button that the service hears of. */
    record Tap(String data) {}

    /** Makes a phone with a number on WhatsApp, or with a user id on Telegram; its id. */
    Future<String> make(JsonObject phone) {
        return sandbox.post("/phones", phone).map(made -> made.getString("id"));
    }

    /** Writes, and waits until the service has answered the webhook. */
    Future<Void> write(String phone, String text) {
        return act(phone, "messages", new JsonObject().put("text", text));
    }

    /** As {@link #write}; whatever begins after the answer counts as late. */
    Future<Void> stop(String phone, String text) {
        return act(phone, "messages", new JsonObject().put("text", text).put("stop", true));
    }

    /** Presses the newest button with this payload. */
    Future<Void> press(String phone, String payload) {
        return act(phone, "press", new JsonObject().put("button", payload));
    }

    /** Follows a deep link to the service's bot. */
    Future<Void> open(String phone, String payload) {
        return act(phone, "open", new JsonObject().put("payload", payload));
    }

    private Future<Void> act(String phone, String what, JsonObject fields) {
        return sandbox.post("/phones/" + phone + "/" + what, fields.put("wait", true))
                .mapEmpty();
    }

    /**
     * What a phone has heard since.
     *
     * @param cursor for the next question
     */
    record ReceivedMessages(List<Message> messages, long cursor) {}

    /** What has come to a phone since; waits a while for the first. Without messages when nothing does. */
    Future<ReceivedMessages> next(String phone, long after, int waitMillis) {
        return sandbox.get("/messages?phone=" + phone + "&after=" + after + "&atLeast=1&timeoutMillis=" + waitMillis)
                .compose(found -> {
                    List<JsonObject> all = objects(found.getJsonArray("messages"));
                    List<Message> received = all.stream()
                            .filter(message -> message.getBoolean("received"))
                            .map(Message::of)
                            .toList();
                    // What was written on the phone itself stands there too.
                    return received.isEmpty() && !all.isEmpty()
                            ? next(phone, found.getLong("cursor"), waitMillis)
                            : Future.succeededFuture(
                                    new ReceivedMessages(received, all.isEmpty() ? after : found.getLong("cursor")));
                });
    }

    /** Place in the order of everything that happened so far. */
    Future<Long> now() {
        return sandbox.get("/counters").map(counters -> counters.getLong("sequence"));
    }

    /** How many phones that stopped received none, one or more messages afterwards. */
    Future<JsonObject> stops() {
        return sandbox.get("/stops");
    }

    static List<JsonObject> objects(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
    }
}
