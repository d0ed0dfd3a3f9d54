package org.relais.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.relais.testing.ApiBody;
import org.relais.testing.ServiceFixture;

/** The whole service, and broadcasts with questions. */
public final class AnswerWorld extends ServiceFixture {
    private static final JsonArray BUTTONS = new JsonArray()
            .add(button("Je viens", "yes")
                    .put("acknowledgement", new JsonObject().put("fr", "À samedi, devant la mairie !")))
            .add(button("Je ne peux pas", "no"))
            .add(button("Une autre date ?", "other"));

    static JsonObject button(String label, String payload) {
        return new JsonObject().put("label", new JsonObject().put("fr", label)).put("payload", payload);
    }

    /** A message that asks who comes. */
    public static JsonObject message(String text) {
        return ApiBody.message(text).put("buttons", BUTTONS.copy());
    }

    /** Sends a question to these people, and returns the broadcast when they have it. */
    public long ask(String text, List<Long> contacts) {
        return send(message(text), new JsonObject().put("contacts", new JsonArray(contacts)));
    }

    public long send(JsonObject message, JsonObject audience) {
        long id = post(
                        "/broadcasts",
                        new JsonObject()
                                .put("title", "Fête de samedi")
                                .put("message", message)
                                .put("audience", audience))
                .getLong("id");
        post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
        organiser.until("/broadcasts/" + id, shown -> shown.getString("state").equals("finished"));
        return id;
    }

    /** Keeps a message open by this rule. */
    long open(String text, JsonObject rule) {
        long id = post("/broadcasts", ApiBody.broadcast(text, ApiBody.everyone(), text))
                .getLong("id");
        post("/broadcasts/" + id + "/open", rule);
        return id;
    }

    /** Everything that a phone has received, in one text. */
    String read(String phone) {
        return phones.received(phone, 0, 1).toString();
    }

    /** Labels under the newest message on a phone that has buttons. */
    List<String> buttonsOn(String phone) {
        return phones.received(phone, 0, 1).stream()
                .map(JsonObject.class::cast)
                .filter(message -> !labels(message).isEmpty())
                .reduce((first, second) -> second)
                .map(ServiceFixture::labels)
                .orElse(List.of());
    }

    /** Goes by the link of the newest message that can be passed on to an app, as its reader does on a telephone. */
    void passOn(String phone, String app) {
        String link = phones.received(phone, 0, 1).stream()
                .flatMap(message -> links((JsonObject) message).stream())
                .filter(each -> each.contains("/s/"))
                .reduce((first, second) -> second)
                .orElseThrow();
        int status = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(link + "/" + app))
                                .timeout(Duration.ofSeconds(20))
                                .header("User-Agent", "Mozilla/5.0 (Linux; Android 14; SM-A546B) Mobile Safari/537.36")
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .join()
                .statusCode();
        if (status != 303) {
            throw new AssertionError("the link answers " + status);
        }
    }

    /** The answers of a broadcast that count, as {@code name: label (manner)}. */
    List<String> answers(long broadcastId) {
        return rows("select c.name, a.label, a.manner from broadcast_answer a join contact c on c.id = a.contact_id"
                        + " where a.replaced_at is null and a.broadcast_id = " + broadcastId + " order by c.id")
                .stream()
                .map(row ->
                        row.getString("name") + ": " + row.getString("label") + " (" + row.getString("manner") + ")")
                .toList();
    }

    /** Answers by payload as the progress counts them. */
    JsonObject counted(long broadcastId) {
        return get("/broadcasts/" + broadcastId + "/progress").getJsonObject("answers");
    }
}
