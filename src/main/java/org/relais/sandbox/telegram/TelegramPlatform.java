package org.relais.sandbox.telegram;

import io.vertx.core.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.World;

/** The bots of the sandbox. */
public final class TelegramPlatform {
    private final World world;
    private final HttpClient client;
    private final Map<String, TelegramBot> bots = new LinkedHashMap<>();

    public TelegramPlatform(World world, HttpClient client) {
        this.world = world;
        this.client = client;
    }

    /**
     * Adds a bot, or returns the one with that token.
     *
     * @throws InvalidField when the token is not digits, a colon and a secret, or the name is no username
     */
    public TelegramBot addBot(String token, String username, String name) {
        TelegramBot known = bots.get(token);
        if (known != null) {
            return known;
        }
        if (!token.matches("\\d{1,16}:[A-Za-z0-9_-]{1,100}")) {
            throw new InvalidField("token", "must be digits, a colon and letters, digits, _ or -");
        }
        if (!username.matches("[A-Za-z][A-Za-z0-9_]{2,31}")) {
            throw new InvalidField("username", "must be 3 to 32 letters, digits or _");
        }
        if (world.sender(username).isPresent()) {
            throw new InvalidField("username", "is taken");
        }
        TelegramBot bot = new TelegramBot(world, client, token, username, name);
        bots.put(token, bot);
        world.add(bot);
        return bot;
    }

    public Optional<TelegramBot> bot(String token) {
        return Optional.ofNullable(bots.get(token));
    }
}
