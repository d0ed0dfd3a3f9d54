package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.relais.sandbox.telegram.TelegramMethods.Call;
import org.relais.sandbox.world.Content;

/** {@code sendDice}: seen on the phone as its emoji and what it shows. */
final class DiceMethods {
    /** How many values each has. */
    private static final Map<String, Integer> VALUES = Map.of("🎲", 6, "🎯", 6, "🎳", 6, "🏀", 5, "⚽", 5, "🎰", 64);

    private DiceMethods() {}

    static JsonObject send(SendMethods sending, Call call) {
        String emoji = call.parameters().text("emoji").isEmpty()
                ? "🎲"
                : call.parameters().text("emoji");
        Integer values = VALUES.get(emoji);
        if (values == null) {
            throw Refusal.badRequest("wrong emoji specified");
        }
        long value = 1 + call.arrival().sequence() % values;
        return sending.deliver(
                call,
                Content.text("dice", emoji + " " + value),
                SendMethods.Words.NONE,
                new JsonObject()
                        .put("dice", new JsonObject().put("emoji", emoji).put("value", value)));
    }
}
