package org.relais.channel.telegram;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.relais.channel.ConnectedSender;
import org.relais.channel.Limits;
import org.relais.channel.PlatformClient;
import org.relais.channel.Secret;
import org.relais.channel.SenderProfile;
import org.relais.config.Section;

/**
 * Section {@code channels.telegram}.
 *
 * @param baseUrl address of the Bot API server, without trailing slash
 * @param linkBase where links open the app, without trailing slash
 * @param connections most connections open to it at once
 */
record TelegramConfig(String baseUrl, String linkBase, int connections, List<Bot> bots) {
    /** Above this rate every message is paid for (paid broadcast). */
    static final int FREE_PER_SECOND = 30;

    private static final int CHAT_INTERVAL_MILLIS = 1_000;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    static final Pattern TOKEN = Pattern.compile("[0-9]{1,20}:[A-Za-z0-9_-]{1,128}");
    static final Pattern USERNAME = Pattern.compile("@?[A-Za-z][A-Za-z0-9_]{2,31}");
    static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    /**
     * One sender.
     *
     * @param id what stands before the colon of the token: the sender's external id and the webhook's last segment
     * @param username without the at sign
     * @param secretToken comes back in a header of every webhook
     * @param chatIntervalMillis least time between two messages to one chat: a second by Telegram's rules, which are said
     *     to change without notice; less only where a server of one's own, or the sandbox, has no such rule
     */
    record Bot(
            String organisation,
            String name,
            String id,
            Secret token,
            String username,
            Secret secretToken,
            int messagesPerSecond,
            int chatIntervalMillis) {

        SenderProfile profile() {
            Limits limits = new Limits(messagesPerSecond, Duration.ofMillis(chatIntervalMillis), 1, Long.MAX_VALUE);
            return new SenderProfile(id, organisation, name, username, limits);
        }

        /** A sender that was connected; a removed one has no token, and is only listened to. */
        static Bot of(ConnectedSender sender) {
            return new Bot(
                    sender.organisation(),
                    sender.name(),
                    sender.externalId(),
                    sender.secret("token"),
                    sender.field("username").replace("@", ""),
                    sender.secret("secretToken"),
                    sender.number("messagesPerSecond", FREE_PER_SECOND),
                    CHAT_INTERVAL_MILLIS);
        }

        boolean paysForBroadcast() {
            return messagesPerSecond > FREE_PER_SECOND;
        }
    }

    /** Reads the section and notes every fault; without faults the result is whole. */
    static TelegramConfig read(JsonObject json, List<String> faults) {
        Section section = new Section("channels.telegram", json, faults);
        String baseUrl = section.text("baseUrl", "https://api.telegram.org");
        if (!PlatformClient.isBaseUrl(baseUrl)) {
            section.fault("baseUrl", "must be an http or https address without trailing slash");
        }
        String linkBase = section.text("linkBase", "https://t.me");
        if (!PlatformClient.isBaseUrl(linkBase)) {
            section.fault("linkBase", "must be an http or https address without trailing slash");
        }
        TelegramConfig config = new TelegramConfig(
                baseUrl,
                linkBase,
                section.integer("connections", 64, 1, 4096),
                section.sections("bots", TelegramConfig::bot));
        distinct(section, config.bots());
        section.finish();
        return config;
    }

    /** With bots that were connected since, after its own. */
    TelegramConfig with(List<ConnectedSender> connected) {
        List<Bot> all = new ArrayList<>(bots);
        connected.stream()
                .filter(sender -> bot(sender.externalId()).isEmpty())
                .forEach(sender -> all.add(Bot.of(sender)));
        return new TelegramConfig(baseUrl, linkBase, connections, List.copyOf(all));
    }

    /** The bots that messages are sent with. */
    List<Bot> senders() {
        return bots.stream().filter(bot -> !bot.token().isMissing()).toList();
    }

    /** The bot with this id, if messages are sent with it. */
    Optional<Bot> bot(String id) {
        return bots.stream()
                .filter(bot -> bot.id().equals(id) && !bot.token().isMissing())
                .findFirst();
    }

    /** A token begins with the bot's id. */
    static String id(String token) {
        return token.split(":", 2)[0];
    }

    private static Bot bot(Section entry) {
        String token = entry.requiredText("token", TOKEN, "a bot token as BotFather gives it");
        String username =
                entry.requiredText("username", USERNAME, "the bot's name: 3 to 32 letters, digits and underscores");
        return new Bot(
                entry.requiredText("organisation", SLUG, "an organisation's slug: a-z, 0-9 and -"),
                entry.requiredText("name"),
                id(token),
                new Secret(token),
                username.startsWith("@") ? username.substring(1) : username,
                new Secret(entry.requiredText("secretToken", SECRET, "1 to 256 letters, digits, _ and -")),
                entry.integer("messagesPerSecond", FREE_PER_SECOND, 1, 1000),
                entry.integer("chatIntervalMillis", CHAT_INTERVAL_MILLIS, 0, 60_000));
    }

    private static void distinct(Section section, List<Bot> bots) {
        Set<String> seen = new HashSet<>();
        for (int index = 0; index < bots.size(); index++) {
            String id = bots.get(index).id();
            if (!id.isEmpty() && !seen.add(id)) {
                section.fault("bots[" + index + "].token", "is of a bot given before");
            }
        }
    }
}
