package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.relais.sandbox.telegram.TelegramMethods.Call;
import org.relais.sandbox.world.Content;

/** {@code sendPoll}: seen on the phone as its question and its options; nobody votes in the sandbox. */
final class PollMethods {
    private static final int LONGEST_QUESTION = 300;
    private static final int LONGEST_OPTION = 100;
    private static final int MOST_OPTIONS = 12;

    private PollMethods() {}

    static JsonObject send(SendMethods sending, Call call) {
        String question = call.parameters().text("question");
        if (question.isBlank()) {
            throw Refusal.badRequest("poll question must be non-empty");
        }
        if (question.length() > LONGEST_QUESTION) {
            throw Refusal.badRequest("poll question length must not exceed " + LONGEST_QUESTION);
        }
        List<String> options = call.parameters().array("options", "options").orElseGet(JsonArray::new).stream()
                .map(option ->
                        option instanceof JsonObject input ? input.getString("text", "") : String.valueOf(option))
                .toList();
        check(options);
        String pollId = Long.toString(call.arrival().sequence() + 5_000_000_000_000_000L);
        JsonArray shown = new JsonArray();
        options.forEach(option -> shown.add(new JsonObject().put("text", option).put("voter_count", 0)));
        String anonymous = call.parameters().text("is_anonymous");
        JsonObject poll = new JsonObject()
                .put("id", pollId)
                .put("question", question)
                .put("options", shown)
                .put("total_voter_count", 0)
                .put("is_closed", false)
                .put("is_anonymous", anonymous.isEmpty() || Boolean.parseBoolean(anonymous))
                .put("type", "regular")
                .put("allows_multiple_answers", call.parameters().flag("allows_multiple_answers"));
        return sending.deliver(
                call,
                Content.text("poll", question + "\n○ " + String.join("\n○ ", options)),
                SendMethods.Words.NONE,
                new JsonObject().put("poll", poll));
    }

    private static void check(List<String> options) {
        if (options.isEmpty()) {
            throw Refusal.badRequest("poll must have at least 1 option");
        }
        if (options.size() > MOST_OPTIONS) {
            throw Refusal.badRequest("poll can't have more than " + MOST_OPTIONS + " options");
        }
        if (options.stream().anyMatch(String::isBlank)) {
            throw Refusal.badRequest("poll options must be non-empty");
        }
        if (options.stream().anyMatch(option -> option.length() > LONGEST_OPTION)) {
            throw Refusal.badRequest("poll options length must not exceed " + LONGEST_OPTION);
        }
    }
}
