package org.relais.channel.telegram;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.relais.channel.Channel;
import org.relais.channel.Channel.SharedItem;
import org.relais.channel.ChannelContext;
import org.relais.channel.ConnectedSender;
import org.relais.channel.Features;
import org.relais.channel.InboundEvent;
import org.relais.channel.InviteAnswer;
import org.relais.channel.MediaAnswer;
import org.relais.channel.OutboundMessage;
import org.relais.channel.OutboundText.Refusal;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;
import org.relais.channel.SendOutcome;
import org.relais.channel.SenderChecks;
import org.relais.channel.SenderProfile;
import org.relais.channel.WebhookCodec;
import org.relais.channel.telegram.TelegramConfig.Bot;
import org.relais.channel.telegram.TelegramMessages.Call;
import org.relais.consent.SendPermit;
import org.relais.contact.AddressId;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.AnswerCallbackQuery;
import org.telegram.telegrambots.meta.api.methods.updates.SetWebhook;

/**
 * The Telegram Bot API with the bots configured for it. A bot's token is part of every request's path, so paths are
 * never logged and never part of an outcome.
 */
final class TelegramChannel implements Channel {
    static final String KIND = "telegram";
    private static final Logger LOG = LoggerFactory.getLogger(TelegramChannel.class);
    /** 20 messages a minute (Bot API FAQ). */
    private static final Duration GROUP_INTERVAL = Duration.ofSeconds(3);

    private static final Pattern START_PAYLOAD = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /** A webhook waits for the acknowledgement of its button: not longer than a person would. */
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(2);

    private static final Features FEATURES = new Features(
            TelegramMessages.TEXT_LIMIT,
            TelegramMessages.TEXT_LIMIT,
            TelegramMessages.BUTTONS,
            TelegramMessages.BUTTON_LABEL,
            true,
            true,
            0,
            false,
            false,
            true);

    private final TelegramConfig configured;
    private final PlatformClient client;
    private final Duration timeout;
    private final InlineMode inline = new InlineMode();
    private volatile State state;

    /** The senders of a moment. */
    private record State(TelegramConfig config, TelegramCodec codec, List<SenderProfile> profiles) {
        static State of(TelegramConfig config) {
            return new State(
                    config,
                    new TelegramCodec(config.bots()),
                    config.senders().stream().map(Bot::profile).toList());
        }
    }

    TelegramChannel(ChannelContext context, TelegramConfig config) {
        this.configured = config;
        this.state = State.of(config);
        this.client = new PlatformClient(context, KIND, config.baseUrl(), config.connections());
        this.timeout = context.httpTimeout();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<SenderProfile> senders() {
        return state.profiles();
    }

    @Override
    public void connected(List<ConnectedSender> senders) {
        state = State.of(configured.with(senders));
    }

    @Override
    public Features features() {
        return FEATURES;
    }

    @Override
    public boolean hasSigns() {
        return true;
    }

    @Override
    public WebhookCodec codec() {
        return state.codec();
    }

    @Override
    public Future<SendOutcome> send(SendPermit permit, OutboundMessage message) {
        Optional<Bot> bot = state.config().bot(permit.sender().externalId());
        if (bot.isEmpty()) {
            return Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.PAUSE_SENDER, "sender_not_configured"));
        }
        Call call;
        try {
            call = TelegramMessages.call(permit.address(), message, abilities(bot.get()));
        } catch (Refusal refusal) {
            return Future.succeededFuture(refusal.outcome());
        }
        return client.send(permit, path(bot.get(), call.method()), Map.of(), call.body())
                .map(answer -> outcome(answer, message));
    }

    private TelegramMessages.Abilities abilities(Bot bot) {
        return new TelegramMessages.Abilities(bot.paysForBroadcast(), inline.has(bot));
    }

    private static SendOutcome outcome(PlatformAnswer answer, OutboundMessage message) {
        if (!(answer instanceof Response response)) {
            return PlatformAnswer.unanswered(answer);
        }
        SendOutcome outcome = TelegramErrors.outcome(response);
        boolean alreadySo = outcome.kind() == SendOutcome.Kind.ACCEPTED && outcome.externalId() == null;
        return alreadySo && message instanceof OutboundMessage.Edit edit
                ? SendOutcome.accepted(edit.externalId())
                : outcome;
    }

    /** Ends the waiting sign on a pressed button; too late for it is no harm. */
    @Override
    public Future<Void> acknowledge(InboundEvent event) {
        Optional<Bot> bot = state.config().bot(event.senderExternalId());
        if (event.kind() != InboundEvent.Kind.BUTTON || event.externalId() == null || bot.isEmpty()) {
            return Future.succeededFuture();
        }
        Buffer body = TelegramMessages.json(new AnswerCallbackQuery(event.externalId()));
        return client.call(path(bot.get(), "answerCallbackQuery"), Map.of(), body, ACKNOWLEDGED_WITHIN)
                .mapEmpty();
    }

    /** {@code answerInlineQuery}; too late for it is no harm. */
    @Override
    public Future<Void> offer(InboundEvent query, List<SharedItem> items) {
        Optional<Bot> bot = state.config().bot(query.senderExternalId());
        String id = query.externalId();
        return bot.isEmpty() || id == null
                ? Future.succeededFuture()
                : client.call(
                                path(bot.get(), "answerInlineQuery"),
                                Map.of(),
                                TelegramMessages.inlineAnswer(id, items),
                                ACKNOWLEDGED_WITHIN)
                        .mapEmpty();
    }

    @Override
    public Future<MediaAnswer> fetch(String senderExternalId, String fileId, int most) {
        return state.config()
                .bot(senderExternalId)
                .map(bot -> new TelegramFiles(client, bot, timeout).fetch(fileId, most))
                .orElseGet(() -> Future.succeededFuture(MediaAnswer.of(MediaAnswer.Reason.NO_SENDER)));
    }

    @Override
    public Future<MediaAnswer> picture(String senderExternalId, int most) {
        return state.config()
                .bot(senderExternalId)
                .map(bot -> new TelegramFiles(client, bot, timeout).picture(most))
                .orElseGet(() -> Future.succeededFuture(MediaAnswer.of(MediaAnswer.Reason.NO_SENDER)));
    }

    @Override
    public boolean hasGroups() {
        return true;
    }

    @Override
    public Future<InviteAnswer> invite(String senderExternalId, String chat, String name) {
        return groups(senderExternalId, groups -> groups.invite(chat, name));
    }

    @Override
    public Future<InviteAnswer> revoke(String senderExternalId, String chat, String link) {
        return groups(senderExternalId, groups -> groups.revoke(chat, link));
    }

    private Future<InviteAnswer> groups(
            String senderExternalId, Function<TelegramGroups, Future<InviteAnswer>> question) {
        return state.config()
                .bot(senderExternalId)
                .map(bot -> question.apply(new TelegramGroups(client, bot, timeout)))
                .orElseGet(() -> Future.succeededFuture(InviteAnswer.of(InviteAnswer.Outcome.LATER)));
    }

    @Override
    public Optional<SenderChecks> checks(String senderExternalId) {
        return state.config().bot(senderExternalId).map(this::checks);
    }

    @Override
    public Optional<SenderChecks> checks(ConnectedSender candidate) {
        return Optional.of(checks(Bot.of(candidate)));
    }

    private SenderChecks checks(Bot bot) {
        return new TelegramChecks(client, configured, bot, timeout, inline);
    }

    @Override
    public Future<Void> connect(String senderExternalId, String publicUrl) {
        return state.config()
                .bot(senderExternalId)
                .map(bot -> connect(bot, publicUrl))
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> connect(Bot bot, String publicUrl) {
        SetWebhook webhook = SetWebhook.builder()
                .url(publicUrl + "/webhook/" + KIND + "/" + bot.id())
                .secretToken(bot.secretToken().reveal())
                .allowedUpdates(TelegramChecks.UPDATES)
                // A stop may be among what waits.
                .dropPendingUpdates(false)
                .build();
        return register(bot, "setWebhook", TelegramMessages.json(webhook))
                .compose(done -> setCommands(bot))
                .compose(done -> client.get(path(bot, "getMe"), Map.of(), timeout))
                .onSuccess(answer -> inline.learn(bot, answer))
                .mapEmpty();
    }

    private Future<Void> setCommands(Bot bot) {
        return Sequence.each(
                TelegramCommands.calls(), commands -> register(bot, "setMyCommands", TelegramMessages.json(commands)));
    }

    private Future<Void> register(Bot bot, String method, Buffer body) {
        return client.call(path(bot, method), Map.of(), body, timeout)
                .onSuccess(answer -> log(bot, method, answer))
                .mapEmpty();
    }

    private static void log(Bot bot, String method, PlatformAnswer answer) {
        if (answer instanceof Response response && response.status() == 200) {
            LOG.debug("Telegram bot {}: {} done", bot.id(), method);
        } else if (answer instanceof Response response) {
            LOG.warn("Telegram bot {}: {} was refused with HTTP {}", bot.id(), method, response.status());
        } else {
            LOG.warn("Telegram bot {}: {} got no answer", bot.id(), method);
        }
    }

    static String path(Bot bot, String method) {
        return "/bot" + bot.token().reveal() + "/" + method;
    }

    @Override
    public Optional<String> joinLink(String senderExternalId, String payload) {
        return state.config()
                .bot(senderExternalId)
                .filter(bot -> START_PAYLOAD.matcher(payload).matches())
                .map(bot -> state.config().linkBase() + "/" + bot.username() + "?start=" + payload);
    }

    /** Groups have negative chat ids. */
    @Override
    public Optional<Duration> pairInterval(AddressId address) {
        return address.identifier().startsWith("-") ? Optional.of(GROUP_INTERVAL) : Optional.empty();
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    @Override
    public String toString() {
        return "TelegramChannel" + senders();
    }
}
