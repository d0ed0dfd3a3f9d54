package org.relais.sandbox.telegram;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.RateLimit;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.Traffic;
import org.relais.sandbox.world.WebhookQueue;
import org.relais.sandbox.world.World;

/** One bot: its token, its webhook, its updates that wait, its limits. */
public final class TelegramBot implements SimulatedSender, WebhookQueue.Behaviour {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final Set<String> NOT_BY_DEFAULT =
            Set.of("chat_member", "message_reaction", "message_reaction_count");
    private static final int KEPT_UPDATES = 100_000;
    private static final int KEPT_QUERIES = 100_000;

    private final World world;
    private final String token;
    private final long id;
    private final String username;
    private final String name;
    private final Traffic traffic = new Traffic();
    private final WebhookQueue webhooks;
    private final ArrayDeque<JournalEntry> pending = new ArrayDeque<>();
    private final RateLimit.Gate rate = new RateLimit.Gate();
    private final Map<String, Query> queries = new LinkedHashMap<>();
    private final Map<String, JsonArray> commands = new LinkedHashMap<>();
    private String url = "";
    private @Nullable String secret;
    private int maxConnections = 40;
    private @Nullable List<String> allowedUpdates;
    private long nextUpdateId;
    private @Nullable String lastError;
    private long lastErrorAt;
    private @Nullable LongPoll poll;
    private final BotGroups groups;
    private BotCondition condition = BotCondition.GOOD;

    public TelegramBot(World world, HttpClient client, String token, String username, String name) {
        this.world = world;
        this.token = token;
        this.id = Long.parseLong(token.substring(0, token.indexOf(':')));
        this.username = username;
        this.name = name;
        this.nextUpdateId = 100_000_000L + world.random().nextInt(800_000_000);
        this.webhooks = new WebhookQueue(world, client, this);
        this.groups = new BotGroups(world, this);
    }

    /** A press of a button that can still be answered. */
    record Query(String phone, String messageId, long bornNanos) {}

    public String token() {
        return token;
    }

    long id() {
        return id;
    }

    public String username() {
        return username;
    }

    public BotCondition condition() {
        return condition;
    }

    public void condition(BotCondition changed) {
        condition = changed;
    }

    /** Where updates go; empty = nowhere. */
    public String webhookUrl() {
        return url;
    }

    /** Somebody else who has the token sets the webhook. */
    public void takeWebhook(String address) {
        setWebhook(address, null, maxConnections, allowedUpdates, false);
    }

    BotGroups groups() {
        return groups;
    }

    /** Whether this is the end of a link into a group that the bot has made. */
    public boolean invitesBy(String hash) {
        return groups.has(hash);
    }

    RateLimit.Gate rate() {
        return rate;
    }

    Map<String, JsonArray> commands() {
        return commands;
    }

    @Override
    public String key() {
        return username;
    }

    @Override
    public SimulatedPlatform platform() {
        return SimulatedPlatform.TELEGRAM;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public WebhookQueue webhooks() {
        return webhooks;
    }

    /** The bot as a User object; {@code full} adds what only getMe tells. */
    JsonObject user(boolean full) {
        JsonObject user = new JsonObject()
                .put("id", id)
                .put("is_bot", true)
                .put("first_name", name)
                .put("username", username);
        if (full) {
            user.put("can_join_groups", true)
                    .put("can_read_all_group_messages", false)
                    .put("supports_inline_queries", condition.inline())
                    .put("can_connect_to_business", false)
                    .put("has_main_web_app", false);
        }
        return user;
    }

    // Updates out

    /** Queues an update of that kind unless the bot does not want it; empty then. */
    Optional<JournalEntry> update(String kind, String chain, @Nullable String phone, JsonObject payload) {
        if (allowedUpdates == null ? NOT_BY_DEFAULT.contains(kind) : !allowedUpdates.contains(kind)) {
            return Optional.empty();
        }
        long updateId = nextUpdateId++;
        Buffer body =
                new JsonObject().put("update_id", updateId).put(kind, payload).toBuffer();
        JournalEntry entry = world.journal(this, phone, kind, Long.toString(updateId), chain, body);
        if (url.isEmpty()) {
            keep(entry);
        } else {
            webhooks.offer(entry);
        }
        return Optional.of(entry);
    }

    private void keep(JournalEntry entry) {
        if (pending.size() >= KEPT_UPDATES) {
            pending.removeFirst().settle(JournalEntry.State.DROPPED);
        }
        pending.add(entry);
        if (poll != null) {
            poll.finish();
        }
    }

    // Webhook

    void setWebhook(
            String address,
            @Nullable String secretToken,
            int connections,
            @Nullable List<String> allowed,
            boolean drop) {
        url = address;
        secret = secretToken;
        maxConnections = connections;
        if (allowed != null) {
            allowedUpdates = allowed.isEmpty() ? null : allowed;
        }
        lastError = null;
        if (drop) {
            dropPending();
        }
        List<JournalEntry> waiting = List.copyOf(pending);
        pending.clear();
        waiting.forEach(webhooks::offer);
        webhooks.pump();
    }

    void deleteWebhook(boolean drop) {
        url = "";
        secret = null;
        pending.addAll(webhooks.withdraw());
        if (drop) {
            dropPending();
        }
    }

    private void dropPending() {
        webhooks.clear();
        pending.forEach(entry -> entry.settle(JournalEntry.State.DROPPED));
        pending.clear();
    }

    boolean hasWebhook() {
        return !url.isEmpty();
    }

    JsonObject webhookInfo() {
        JsonObject info = new JsonObject()
                .put("url", url)
                .put("has_custom_certificate", false)
                .put("pending_update_count", pending.size() + webhooks.waiting());
        if (hasWebhook()) {
            info.put("max_connections", maxConnections);
            if (lastError != null) {
                info.put("last_error_date", lastErrorAt).put("last_error_message", lastError);
            }
        }
        if (allowedUpdates != null) {
            info.put("allowed_updates", new JsonArray(List.copyOf(allowedUpdates)));
        }
        return info;
    }

    @Override
    public Optional<WebhookQueue.Target> target(JournalEntry entry, Buffer body) {
        if (url.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new WebhookQueue.Target(
                url,
                secret == null
                        ? Map.of("Content-Type", "application/json")
                        : Map.of("Content-Type", "application/json", "X-Telegram-Bot-Api-Secret-Token", secret)));
    }

    @Override
    public int connections() {
        return maxConnections;
    }

    /** At once the first time, then two seconds doubling up to a minute, or what the service asked for. */
    @Override
    public long retryMillis(int attempts, @Nullable String retryAfter) {
        if (retryAfter != null && retryAfter.matches("\\d{1,4}")) {
            return Math.min(3600, Long.parseLong(retryAfter)) * 1000;
        }
        if (attempts <= 1) {
            return 0;
        }
        return Math.min(60_000L, (long) world.settings().telegramRetryMillis() << Math.min(attempts - 2, 16));
    }

    @Override
    public Duration life() {
        return LIFE;
    }

    @Override
    public void failed(int status, @Nullable String error) {
        lastErrorAt = world.now().getEpochSecond();
        lastError = status == 0 ? "Connection failed: " + error : "Wrong response from the webhook: " + status;
    }

    @Override
    public boolean keepUnsubscribed(JournalEntry entry) {
        keep(entry);
        return true;
    }

    // getUpdates

    /** Forgets what the caller has confirmed, and returns the next ones. */
    JsonArray fetch(long offset, int limit) {
        if (offset < 0) {
            while (pending.size() > -offset) {
                pending.removeFirst().settle(JournalEntry.State.FETCHED);
            }
        } else {
            while (!pending.isEmpty() && Long.parseLong(pending.getFirst().eventId()) < offset) {
                pending.removeFirst().settle(JournalEntry.State.FETCHED);
            }
        }
        JsonArray updates = new JsonArray();
        for (JournalEntry entry : pending) {
            if (updates.size() >= limit) {
                break;
            }
            updates.add(new JsonObject(entry.body()));
        }
        return updates;
    }

    /** Whoever polled before is told that another does. */
    void endPolling() {
        if (poll != null) {
            poll.end();
        }
    }

    void poll(LongPoll waiting) {
        poll = waiting;
    }

    void polled(LongPoll over) {
        if (over.equals(poll)) {
            poll = null;
        }
    }

    // Callback queries

    String newQuery(String phone, String messageId) {
        String queryId = Long.toUnsignedString(world.random().nextLong() >>> 1);
        if (queries.size() >= KEPT_QUERIES) {
            queries.remove(queries.keySet().iterator().next());
        }
        queries.put(queryId, new Query(phone, messageId, world.nanos()));
        return queryId;
    }

    /** The query, unless it is unknown or too old to be answered. */
    Optional<Query> query(String queryId) {
        Query query = queries.get(queryId);
        if (query == null
                || world.nanos() - query.bornNanos() > world.settings().callbackLifeMillis() * 1_000_000L) {
            return Optional.empty();
        }
        return Optional.of(query);
    }
}
