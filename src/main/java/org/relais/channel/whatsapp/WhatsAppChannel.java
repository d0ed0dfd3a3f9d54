package org.relais.channel.whatsapp;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ConnectedSender;
import org.relais.channel.Features;
import org.relais.channel.FormCatalogue;
import org.relais.channel.InboundEvent;
import org.relais.channel.MediaAnswer;
import org.relais.channel.OutboundMessage;
import org.relais.channel.OutboundText.Refusal;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;
import org.relais.channel.SendOutcome;
import org.relais.channel.SenderChecks;
import org.relais.channel.SenderProfile;
import org.relais.channel.TemplateCatalogue;
import org.relais.channel.TemplateName;
import org.relais.channel.WebhookCodec;
import org.relais.channel.whatsapp.WhatsAppConfig.Number;
import org.relais.consent.SendPermit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WhatsApp Cloud API with the numbers configured for it. */
final class WhatsAppChannel implements Channel {
    static final String KIND = "whatsapp";
    private static final Logger LOG = LoggerFactory.getLogger(WhatsAppChannel.class);
    private static final Features FEATURES = new Features(
            WhatsAppMessages.TEXT_LIMIT,
            WhatsAppMessages.BODY_LIMIT,
            WhatsAppMessages.LIST_ROWS,
            WhatsAppMessages.BUTTON_LABEL,
            true,
            false,
            24,
            true,
            true,
            false);

    private final WhatsAppConfig configured;
    private final PlatformClient client;
    private final Duration timeout;
    private volatile State state;

    /** The senders of a moment. */
    private record State(WhatsAppConfig config, WhatsAppCodec codec, List<SenderProfile> profiles) {
        static State of(WhatsAppConfig config) {
            return new State(
                    config,
                    new WhatsAppCodec(config),
                    config.senders().stream().map(Number::profile).toList());
        }
    }

    WhatsAppChannel(ChannelContext context, WhatsAppConfig config) {
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
        Optional<Number> number = state.config().number(permit.sender().externalId());
        if (number.isEmpty()) {
            return Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.PAUSE_SENDER, "sender_not_configured"));
        }
        JsonObject body;
        try {
            body = WhatsAppMessages.body(
                    permit.address(),
                    new EchoedDelivery(permit.deliveryId(), permit.claim().attempt()),
                    message);
        } catch (Refusal refusal) {
            return Future.succeededFuture(refusal.outcome());
        }
        boolean template = message instanceof OutboundMessage.Template;
        // Marketing templates only: anything else is refused there.
        boolean marketing = number.get().marketingMessages()
                && message instanceof OutboundMessage.Template sent
                && sent.marketing();
        String edge = marketing ? "marketing_messages" : "messages";
        JsonObject request = marketing ? WhatsAppMessages.marketing(body) : body;
        return client.send(permit, path(number.get(), edge), headers(number.get()), request.toBuffer())
                .map(answer -> outcome(answer, template));
    }

    private String path(Number number, String edge) {
        return "/" + configured.graphVersion() + "/" + number.phoneNumberId() + "/" + edge;
    }

    private static Map<String, String> headers(Number number) {
        return Map.of("Authorization", "Bearer " + number.accessToken().reveal());
    }

    private static SendOutcome outcome(PlatformAnswer answer, boolean template) {
        return answer instanceof Response response
                ? WhatsAppErrors.outcome(response, template)
                : PlatformAnswer.unanswered(answer);
    }

    /** WhatsApp wants nothing told back. */
    @Override
    public Future<Void> acknowledge(InboundEvent event) {
        return Future.succeededFuture();
    }

    @Override
    public Future<MediaAnswer> fetch(String senderExternalId, String fileId, int most) {
        return state.config()
                .number(senderExternalId)
                .map(number -> new WhatsAppFiles(client, state.config(), headers(number), timeout).fetch(fileId, most))
                .orElseGet(() -> Future.succeededFuture(MediaAnswer.of(MediaAnswer.Reason.NO_SENDER)));
    }

    @Override
    public Future<MediaAnswer> picture(String senderExternalId, int most) {
        return state.config()
                .number(senderExternalId)
                .map(number -> new WhatsAppFiles(client, state.config(), headers(number), timeout)
                        .picture(number.phoneNumberId(), most))
                .orElseGet(() -> Future.succeededFuture(MediaAnswer.of(MediaAnswer.Reason.NO_SENDER)));
    }

    @Override
    public Optional<SenderChecks> checks(String senderExternalId) {
        return state.config().number(senderExternalId).map(this::checks);
    }

    @Override
    public Optional<SenderChecks> checks(ConnectedSender candidate) {
        return Optional.of(checks(Number.of(candidate)));
    }

    private SenderChecks checks(Number number) {
        return new WhatsAppChecks(graph(number), state.config(), number);
    }

    private GraphApi graph(Number number) {
        return new GraphApi(client, configured.graphVersion(), number, timeout);
    }

    @Override
    public Optional<TemplateCatalogue> templates(String senderExternalId) {
        return state.config()
                .number(senderExternalId)
                .filter(number -> number.businessAccountId() != null)
                .map(number -> new WhatsAppTemplates(graph(number), String.valueOf(number.businessAccountId())));
    }

    @Override
    public Optional<FormCatalogue> forms(String senderExternalId) {
        return state.config()
                .number(senderExternalId)
                .filter(number -> number.businessAccountId() != null)
                .map(number -> new WhatsAppForms(graph(number), String.valueOf(number.businessAccountId())));
    }

    /** Meta takes a webhook's address in the app's dashboard only, so this says what to enter there. */
    @Override
    public Future<Void> connect(String senderExternalId, String publicUrl) {
        boolean ofFile = configured.number(senderExternalId).isPresent();
        LOG.info(
                "WhatsApp: the callback URL to enter at Meta is {}/webhook/{}{}",
                publicUrl,
                KIND,
                ofFile ? "" : "/" + senderExternalId);
        return Future.succeededFuture();
    }

    /** The draft that the link opens says {@code JOIN} and the payload; nothing is sent until the person sends it. */
    @Override
    public OutboundMessage.Text shown(OutboundMessage.Text message) {
        return WhatsAppMessages.shown(message);
    }

    @Override
    public Optional<String> joinLink(String senderExternalId, String payload) {
        return state.config()
                .number(senderExternalId)
                .filter(number -> WhatsAppCodec.isJoinPayload(payload))
                .map(number -> WhatsAppLink.link(state.config().linkBase(), number.digits(), "JOIN " + payload));
    }

    @Override
    public Optional<TemplateName> carrierTemplate(String senderExternalId) {
        return state.config().number(senderExternalId).flatMap(number -> Optional.ofNullable(number.marketingTemplate())
                .or(() -> Optional.ofNullable(configured.marketingTemplate())));
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    @Override
    public String toString() {
        return "WhatsAppChannel" + senders();
    }
}
