package org.relais.inbound.book;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Questions of a conversation, as it has them or four that do for most. */
final class BookedQuestions {
    private static final List<Map<String, Object>> USUAL = List.of(
            Map.of("ask", "Viendrez-vous samedi ? / Will you come on Saturday?", "choices", List.of("Oui", "Non")),
            Map.of("ask", "À combien ? / How many of you?", "number", "1-50"),
            Map.of("ask", "D’où venez-vous ? / Where from?", "place", true),
            Map.of("ask", "Un mot pour nous ? / A word for us?", "words", true));

    private BookedQuestions() {}

    /**
     * The form.
     *
     * @param own {@code ask} and one of {@code choices}, {@code number} (with bounds), {@code place} and {@code words}, of
     *     which the last can be skipped; a choice {@code "Non > end"} leads to the end; null for the usual ones
     */
    @SuppressWarnings("unchecked")
    static JsonObject form(Object own) {
        JsonArray steps = new JsonArray();
        for (Map<String, Object> question : own == null ? USUAL : (List<Map<String, Object>>) own) {
            steps.add(step("q" + (steps.size() + 1), question));
        }
        return new JsonObject().put("language", "fr").put("steps", steps);
    }

    private static JsonObject step(String id, Map<String, Object> question) {
        JsonObject step = new JsonObject()
                .put("id", id)
                .put("text", new JsonObject().put("fr", question.get("ask")))
                .put("answer", "text")
                .put("required", !question.containsKey("words"));
        if (question.get("choices") instanceof List<?> choices) {
            JsonArray options = new JsonArray();
            choices.forEach(each -> options.add(option("a" + (options.size() + 1), each.toString())));
            step.put("answer", "choice").put("options", options);
        }
        if (question.get("number") instanceof String bounds) {
            step.put("answer", "number")
                    .put("least", Long.valueOf(bounds.split("-")[0]))
                    .put("most", Long.valueOf(bounds.split("-")[1]));
        }
        return question.containsKey("place") ? step.put("answer", "place") : step;
    }

    private static JsonObject option(String id, String written) {
        String[] parts = written.split(" > ");
        JsonObject option = new JsonObject().put("id", id).put("label", new JsonObject().put("fr", parts[0]));
        return parts.length > 1 ? option.put("next", parts[1]) : option;
    }
}
