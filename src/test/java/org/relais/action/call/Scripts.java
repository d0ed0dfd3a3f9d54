package org.relais.action.call;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Scripts of the tests. */
final class Scripts {
    private Scripts() {}

    /** Asks whether somebody goes voting, why not, and thanks. */
    static JsonObject vote() {
        return of(
                step("vote", "Irez-vous voter dimanche ?")
                        .put(
                                "options",
                                new JsonArray()
                                        .add(option("yes", "Oui").put("next", "thanks"))
                                        .add(option("no", "Non"))),
                step("why", "Qu’est-ce qui vous retient ?").put("answer", "text"),
                step("thanks", "Merci de votre temps, bonne journée !"));
    }

    static JsonObject oneStep(JsonObject texts) {
        return of(new JsonObject().put("id", "hello").put("text", texts));
    }

    static JsonObject of(JsonObject... steps) {
        return new JsonObject().put("language", "fr").put("steps", new JsonArray(List.of((Object[]) steps)));
    }

    static JsonObject step(String id, String text) {
        return new JsonObject().put("id", id).put("text", new JsonObject().put("fr", text));
    }

    static JsonObject option(String id, String label) {
        return new JsonObject().put("id", id).put("label", new JsonObject().put("fr", label));
    }
}
