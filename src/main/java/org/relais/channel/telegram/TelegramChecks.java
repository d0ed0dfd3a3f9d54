package org.relais.channel.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.JsonPayload;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;
import org.relais.channel.PlatformWords;
import org.relais.channel.SenderChecks;
import org.relais.channel.telegram.TelegramConfig.Bot;
import org.telegram.telegrambots.meta.api.methods.updates.SetWebhook;

/** A bot looked at through {@code getMe}, {@code setWebhook} and {@code getWebhookInfo} (Bot API 10.1). */
final class TelegramChecks implements SenderChecks {
    static final List<String> UPDATES = List.of(
            "message",
            "edited_message",
            "callback_query",
            "inline_query",
            "chosen_inline_result",
            "my_chat_member",
            "chat_member");
    private static final String WEBHOOK = "webhook";
    private static final String ARRIVALS = "arrivals";

    private final PlatformClient client;
    private final TelegramConfig config;
    private final Bot bot;
    private final Duration timeout;
    private final InlineMode inline;

    /** An answer of the Bot API: its result, or what is wrong. */
    private record Answer(JsonNode result, @Nullable CheckResult fault, String words) {}

    TelegramChecks(PlatformClient client, TelegramConfig config, Bot bot, Duration timeout, InlineMode inline) {
        this.client = client;
        this.config = config;
        this.bot = bot;
        this.timeout = timeout;
        this.inline = inline;
    }

    @Override
    public List<String> names() {
        return List.of(IDENTITY, WEBHOOK, ARRIVALS);
    }

    @Override
    public List<String> looks() {
        return List.of(IDENTITY, ARRIVALS);
    }

    @Override
    public boolean enteredByHand() {
        return false;
    }

    @Override
    public boolean securely() {
        return config.baseUrl().startsWith("https:");
    }

    @Override
    public boolean tellsWhatWaits() {
        return true;
    }

    @Override
    public String webhookUrl(String publicUrl) {
        return publicUrl + "/webhook/" + TelegramChannel.KIND + "/" + bot.id();
    }

    @Override
    public Future<List<CheckResult>> check(String name, String webhookUrl) {
        return switch (name) {
            case IDENTITY -> ask("getMe").map(answer -> read(answer, this::identity));
            case WEBHOOK -> webhook(webhookUrl);
            case ARRIVALS -> ask("getWebhookInfo").map(answer -> read(answer, info -> arrivals(info, webhookUrl)));
            default -> Future.succeededFuture(List.of());
        };
    }

    private List<CheckResult> identity(JsonNode me) {
        String id = String.valueOf(JsonPayload.text(me, "id"));
        String username = String.valueOf(JsonPayload.text(me, "username"));
        String name = String.valueOf(JsonPayload.text(me, "first_name"));
        inline.learn(bot, me);
        boolean asked = !bot.username().isEmpty();
        if (!id.equals(bot.id()) || asked && !username.equalsIgnoreCase(bot.username())) {
            return List.of(CheckResult.failed(
                    "token.other", "found", "@" + username, "expected", "@" + bot.username(), FIELD, "username"));
        }
        return List.of(
                CheckResult.ok("identity.known", "name", name, "handle", "@" + username, FIELD, "username"),
                me.path("supports_inline_queries").asBoolean()
                        ? CheckResult.ok("inline.on")
                        : CheckResult.note("inline.off", "handle", "@" + username));
    }

    private Future<List<CheckResult>> webhook(String webhookUrl) {
        if (securely() && !webhookUrl.startsWith("https:")) {
            return Future.succeededFuture(List.of(CheckResult.failed("url.insecure", "url", webhookUrl)));
        }
        SetWebhook webhook = SetWebhook.builder()
                .url(webhookUrl)
                .secretToken(bot.secretToken().reveal())
                .allowedUpdates(UPDATES)
                // A stop may be among what waits.
                .dropPendingUpdates(false)
                .build();
        return post("setWebhook", TelegramMessages.json(webhook))
                .compose(set -> set.fault() == null
                        ? ask("getWebhookInfo").map(answer -> read(answer, info -> registered(info, webhookUrl)))
                        : Future.succeededFuture(List.of(refused(set, webhookUrl))));
    }

    private static CheckResult refused(Answer set, String webhookUrl) {
        String words = set.words().toLowerCase(Locale.ROOT);
        if (words.contains("https url must be provided")) {
            return CheckResult.failed("url.insecure", "url", webhookUrl);
        }
        return words.contains("bad webhook")
                ? CheckResult.failed("url.refused", "url", webhookUrl, "words", set.words())
                : java.util.Objects.requireNonNull(set.fault());
    }

    private static List<CheckResult> registered(JsonNode info, String webhookUrl) {
        List<CheckResult> results = new ArrayList<>();
        address(info, webhookUrl, results);
        List<String> allowed = JsonPayload.list(info, "allowed_updates").stream()
                .map(JsonNode::asText)
                .toList();
        List<String> missing =
                UPDATES.stream().filter(kind -> !allowed.contains(kind)).toList();
        results.add(
                missing.isEmpty()
                        ? CheckResult.ok("updates.complete", "fields", String.join(", ", allowed))
                        : CheckResult.failed("updates.missing", "fields", String.join(", ", missing)));
        return results;
    }

    private static void address(JsonNode info, String webhookUrl, List<CheckResult> results) {
        String url = JsonPayload.text(info, "url");
        if (url == null) {
            results.add(CheckResult.failed("webhook.none"));
        } else if (url.equals(webhookUrl)) {
            results.add(CheckResult.ok("webhook.ours", "url", url));
        } else {
            results.add(CheckResult.failed("webhook.elsewhere", "url", url, "expected", webhookUrl));
        }
    }

    /** Whether what people write comes through: what waits at the platform, and what it last ran into. */
    private static List<CheckResult> arrivals(JsonNode info, String webhookUrl) {
        List<CheckResult> results = new ArrayList<>();
        address(info, webhookUrl, results);
        long pending = info.path("pending_update_count").asLong(0);
        String words = JsonPayload.text(info, "last_error_message");
        if (words == null) {
            results.add(CheckResult.ok("error.none"));
        } else if (pending == 0) {
            results.add(CheckResult.note("error.past", "words", PlatformWords.of(words, List.of()), "at", at(info)));
        } else {
            results.add(CheckResult.failed("error.last", "words", PlatformWords.of(words, List.of()), "at", at(info)));
        }
        results.add(
                pending == 0
                        ? CheckResult.ok("pending.none")
                        : words == null
                                ? CheckResult.note("pending.some", "count", pending)
                                : CheckResult.failed("pending.stuck", "count", pending));
        return results;
    }

    /** Seconds since 1970 as the platform has them. */
    private static long at(JsonNode info) {
        return info.path("last_error_date").asLong(0);
    }

    private static List<CheckResult> read(Answer answer, Function<JsonNode, List<CheckResult>> reader) {
        CheckResult fault = answer.fault();
        return fault == null ? reader.apply(answer.result()) : List.of(fault);
    }

    private Future<Answer> ask(String method) {
        return client.get(TelegramChannel.path(bot, method), Map.of(), timeout).map(this::read);
    }

    private Future<Answer> post(String method, Buffer body) {
        return client.call(TelegramChannel.path(bot, method), Map.of(), body, timeout)
                .map(this::read);
    }

    private Answer read(PlatformAnswer answer) {
        if (!(answer instanceof Response response)) {
            return new Answer(MissingNode.getInstance(), PlatformWords.unanswered(answer), "");
        }
        JsonNode body = response.json();
        if (body.isMissingNode()) {
            return new Answer(body, CheckResult.failed("platform.odd", "status", response.status()), "");
        }
        if (body.path("ok").asBoolean()) {
            return new Answer(body.path("result"), null, "");
        }
        int code = body.path("error_code").asInt(response.status());
        String words = PlatformWords.of(JsonPayload.text(body, "description"), List.of(bot.token(), bot.secretToken()));
        boolean ofToken = code == 401 || code == 404;
        // What stands before the colon is the bot's number, which is no secret.
        String account = bot.token().reveal().split(":", 2)[0];
        return new Answer(
                MissingNode.getInstance(),
                ofToken
                        ? CheckResult.failed("token.refused", "account", account, "words", words, FIELD, "token")
                        : CheckResult.failed("platform.refused", "words", words, "status", code),
                words);
    }
}
