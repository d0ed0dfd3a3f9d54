package org.relais.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Bodies of requests to the API that tests of many features send. */
public final class ApiBody {
    private ApiBody() {}

    /** A broadcast of a French text. */
    public static JsonObject broadcast(String title, JsonObject audience, String text) {
        return new JsonObject().put("title", title).put("audience", audience).put("message", message(text));
    }

    /** A message in French alone. */
    public static JsonObject message(String text) {
        return new JsonObject().put("language", "fr").put("body", new JsonObject().put("fr", text));
    }

    /** A message in French and English, for others in French. */
    public static JsonObject message(String french, String english) {
        return new JsonObject()
                .put("language", "fr")
                .put("body", new JsonObject().put("fr", french).put("en", english));
    }

    /** What sends a broadcast that may reach nobody, as those do that show who gets none. */
    public static JsonObject evenIfNobody() {
        return new JsonObject().put("evenIfNobody", true);
    }

    /** The audience of everybody. */
    public static JsonObject everyone() {
        return new JsonObject().put("everyone", true);
    }

    /** The audience of these contacts. */
    public static JsonObject contacts(Object... ids) {
        return new JsonObject().put("contacts", new JsonArray(List.of(ids)));
    }

    /** The addresses of somebody who has this number on WhatsApp alone. */
    public static JsonArray number(String number) {
        return new JsonArray()
                .add(new JsonObject()
                        .put("channel", "whatsapp")
                        .put("kind", "phone")
                        .put("identifier", number));
    }

    /** An approved template with its wording in French. */
    public static JsonObject template(String name, String text, String... parameters) {
        JsonObject wording = new JsonObject()
                .put("language", "fr")
                .put("text", text)
                .put("parameters", new JsonArray(List.of((Object[]) parameters)));
        return new JsonObject().put("name", name).put("wordings", new JsonObject().put("fr", wording));
    }
}
