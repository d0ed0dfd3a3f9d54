package org.relais.channel.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.telegram.TelegramConfig.Bot;

/**
 * Which bots have inline mode ({@code getMe}, {@code supports_inline_queries}), as far as Telegram has told: it is switched
 * on at BotFather ({@code /setinline}), at any time, and no update says so. Safe for several threads.
 */
final class InlineMode {
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    /** False until it is known. */
    boolean has(Bot bot) {
        return known.getOrDefault(bot.id(), false);
    }

    /** Takes in a bot's answer to {@code getMe}; what can't be read says that it has none. */
    void learn(Bot bot, PlatformAnswer answer) {
        if (answer instanceof Response response && response.status() == 200) {
            learn(bot, response.json().path("result"));
        }
    }

    /** The same of its result. */
    void learn(Bot bot, JsonNode me) {
        known.put(bot.id(), me.path("supports_inline_queries").asBoolean());
    }
}
