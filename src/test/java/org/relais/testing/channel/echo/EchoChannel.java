package org.relais.testing.channel.echo;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.Features;
import org.relais.channel.InboundEvent;
import org.relais.channel.JsonPayload;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.OutboundMessage;
import org.relais.channel.OutboundText;
import org.relais.channel.OutboundText.Refusal;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;
import org.relais.channel.SendOutcome;
import org.relais.channel.SenderProfile;
import org.relais.channel.WebhookCodec;
import org.relais.consent.SendPermit;
import org.relais.contact.AddressId;
import org.relais.testing.channel.echo.EchoConfig.Voice;

/** Plain texts to handles: {@code POST /say} with {@code {to, text}}, answered with {@code {id}}. */
final class EchoChannel implements Channel {
    static final String KIND = "echo";
    static final String SECRET_HEADER = "Echo-Secret";
    private static final int TEXT_LIMIT = 2_000;
    private static final Features FEATURES =
            new Features(TEXT_LIMIT, TEXT_LIMIT, 0, 20, false, false, 0, false, false, false);

    private final EchoConfig config;
    private final EchoCodec codec;
    private final PlatformClient client;

    EchoChannel(ChannelContext context, EchoConfig config) {
        this.config = config;
        this.codec = new EchoCodec(config.voices());
        this.client = new PlatformClient(context, "echo", config.baseUrl(), config.connections());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<SenderProfile> senders() {
        return config.voices().stream().map(Voice::profile).toList();
    }

    @Override
    public Features features() {
        return FEATURES;
    }

    @Override
    public WebhookCodec codec() {
        return codec;
    }

    @Override
    public Future<SendOutcome> send(SendPermit permit, OutboundMessage message) {
        Optional<Voice> voice = config.voice(permit.sender().externalId());
        if (voice.isEmpty()) {
            return Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.PAUSE_SENDER, "sender_not_configured"));
        }
        JsonObject body;
        try {
            body = body(permit.address(), message);
        } catch (Refusal refusal) {
            return Future.succeededFuture(refusal.outcome());
        }
        Map<String, String> headers = Map.of(SECRET_HEADER, voice.get().secret().reveal());
        return client.send(permit, "/say", headers, body.toBuffer())
                .map(answer ->
                        answer instanceof Response response ? outcome(response) : PlatformAnswer.unanswered(answer));
    }

    private static JsonObject body(AddressId to, OutboundMessage message) throws Refusal {
        if (!to.kind().equals(EchoProvider.HANDLE)) {
            throw new Refusal("address_kind");
        }
        if (!(message instanceof OutboundMessage.Text text)) {
            throw new Refusal("template_not_possible");
        }
        OutboundText plan = OutboundText.of(text.text(), text.buttons());
        String whole = OutboundText.withLinks(
                OutboundText.withLinks(OutboundText.withNumbers(plan.text(), plan.replies()), plan.links()),
                plan.lines());
        if (whole.length() > TEXT_LIMIT) {
            throw new Refusal("text_too_long");
        }
        return new JsonObject().put("to", to.identifier()).put("text", whole);
    }

    private static SendOutcome outcome(Response answer) {
        if (answer.status() == 410) {
            return SendOutcome.of(SendOutcome.Kind.SUPPRESS, "stopped");
        }
        if (answer.status() != 200) {
            return PlatformAnswer.byStatus(answer.status(), answer.retryAfter());
        }
        try {
            String id = JsonPayload.text(JsonPayload.parse(answer.body()), "id");
            return id == null
                    ? SendOutcome.of(SendOutcome.Kind.UNKNOWN, "unreadable_answer")
                    : SendOutcome.accepted(id);
        } catch (MalformedPayloadException unreadable) {
            return SendOutcome.of(SendOutcome.Kind.UNKNOWN, "unreadable_answer");
        }
    }

    @Override
    public Future<Void> acknowledge(InboundEvent event) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> connect(String senderExternalId, String publicUrl) {
        return Future.succeededFuture();
    }

    @Override
    public Optional<String> joinLink(String senderExternalId, String payload) {
        return config.voice(senderExternalId)
                .filter(voice -> payload.matches("[A-Za-z0-9_-]{1,64}"))
                .map(voice -> "https://echo.example/" + voice.id() + "/" + payload);
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    @Override
    public String toString() {
        return "EchoChannel" + senders();
    }
}
