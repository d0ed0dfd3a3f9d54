package org.relais.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Status;
import org.relais.consent.Claim;
import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;
import org.relais.consent.Purpose;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.organisation.Sender;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;
import org.relais.testing.SandboxPlatforms;
import org.relais.testing.Unit;

/** Both channels against the simulated platforms: messages out, signed webhooks in, and every switch that fails. */
@Unit
class SandboxChannelTest {
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    private static final int ATTEMPT = 2;

    private final Vertx vertx = Vertx.vertx();
    private final List<Channel> channels = new ArrayList<>();
    private final BlockingQueue<Hook> hooks = new LinkedBlockingQueue<>();
    private final AtomicLong deliveries = new AtomicLong(4700);
    private final HttpServer service = vertx.createHttpServer().requestHandler(request -> {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        request.body().onSuccess(body -> {
            hooks.add(new Hook(headers, body));
            request.response().end();
        });
    });
    private SandboxPlatforms platforms;
    private SandboxControl control;

    /** A webhook as it arrived. */
    private record Hook(MultiMap headers, Buffer body) {}

    @BeforeEach
    void start() {
        Await.result(service.listen(0, "127.0.0.1"));
        platforms = new SandboxPlatforms(vertx, "demo", publicUrl() + "/webhook/whatsapp");
        control = platforms.control();
    }

    @AfterEach
    void close() {
        channels.forEach(channel -> Await.result(channel.close()));
        platforms.close();
        Await.result(service.close());
        Await.result(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void aButtonGoesOutAndItsPressComesBack(String kind) {
        Channel channel = channel(kind, PATIENT);
        String phone = greetingPhone(kind, channel);

        SendOutcome outcome = send(
                channel,
                new OutboundMessage.Text(
                        "On y va ?",
                        List.of(new Button.Reply("Oui", "a:12:yes"), new Button.Reply("Non", "a:12:no")),
                        null));
        control.pressAndWait(phone, "Oui");
        InboundEvent press = next(channel, Kind.BUTTON);

        assertThat(outcome.kind()).isEqualTo(SendOutcome.Kind.ACCEPTED);
        assertThat(press.buttonPayload()).isEqualTo("a:12:yes");
        assertThat(press.text()).isEqualTo("Oui");
        assertThat(press.contextExternalId()).isEqualTo(outcome.externalId());
        assertThat(press.from()).contains(person(kind));
        assertThat(press.group()).isFalse();
        assertThat(Await.result(channel.acknowledge(press))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void everySwitchThatFailsHasItsOutcome(String kind) {
        Channel channel = channel(kind, PATIENT);
        assertThat(greetingPhone(kind, channel)).isNotEmpty();

        assertThat(sendUnder(new JsonObject().put("tooManyRequests", 5), channel)
                        .kind())
                .isEqualTo(SendOutcome.Kind.THROTTLE_SENDER);
        assertThat(sendUnder(new JsonObject().put("serverError", 503), channel).kind())
                .isEqualTo(SendOutcome.Kind.RETRY);
        assertThat(sendUnder(new JsonObject().put("reset", "before"), channel).kind())
                .isEqualTo(SendOutcome.Kind.UNKNOWN);
        assertThat(sendUnder(new JsonObject().put("reset", "after"), channel).kind())
                .isEqualTo(SendOutcome.Kind.UNKNOWN);
        assertThat(sendUnder(new JsonObject(), channel).kind()).isEqualTo(SendOutcome.Kind.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void aHeldMessageTimesOutAsUnknown(String kind) {
        assertThat(greetingPhone(kind, channel(kind, PATIENT))).isNotEmpty();

        assertThat(sendUnder(new JsonObject().put("hold", "before"), channel(kind, IMPATIENT)))
                .isEqualTo(SendOutcome.of(SendOutcome.Kind.UNKNOWN, "timeout"));
    }

    @Test
    void whatsAppTellsHowFarAMessageHasCome() {
        Channel channel = channel("whatsapp", PATIENT);
        assertThat(greetingPhone("whatsapp", channel)).isNotEmpty();

        SendOutcome outcome = send(channel, OutboundMessage.Text.of("Bonjour"));
        InboundEvent status = next(channel, Kind.STATUS);

        assertThat(status.externalId()).isEqualTo(outcome.externalId());
        assertThat(status.deliveryId()).isEqualTo(deliveries.get());
        assertThat(status.attempt()).isEqualTo(ATTEMPT);
        assertThat(status.status()).isIn(Status.SENT, Status.DELIVERED, Status.READ);
    }

    @Test
    void whatsAppsStopOfMarketingSuppressesAndItsBlockDoesNot() {
        Channel channel = channel("whatsapp", PATIENT);
        assertThat(greetingPhone("whatsapp", channel)).isNotEmpty();

        assertThat(sendUnder(new JsonObject().put("errorCode", 131050), channel).kind())
                .isEqualTo(SendOutcome.Kind.SUPPRESS);
        assertThat(sendUnder(new JsonObject().put("errorCode", 131026), channel).kind())
                .isEqualTo(SendOutcome.Kind.UNREACHABLE);
    }

    @Test
    void aStopByStatusWebhookIsAStop() {
        Channel channel = channel("whatsapp", PATIENT);
        assertThat(greetingPhone("whatsapp", channel)).isNotEmpty();

        sendUnder(new JsonObject().put("errorCode", 131050).put("errorBy", "status"), channel);

        assertThat(next(channel, Kind.PLATFORM_STOP).from()).contains(person("whatsapp"));
    }

    @Test
    void aBlockOnTelegramIsAStopAndRefusesMessages() {
        Channel channel = channel("telegram", PATIENT);
        String phone = greetingPhone("telegram", channel);

        control.waited("/phones/" + phone + "/block", new JsonObject());

        assertThat(next(channel, Kind.PLATFORM_STOP).from()).containsExactly(person("telegram"));
        assertThat(send(channel, OutboundMessage.Text.of("Bonjour")))
                .isEqualTo(SendOutcome.of(SendOutcome.Kind.SUPPRESS, "blocked"));
    }

    @Test
    void aTextOnTelegramIsReplacedInPlace() {
        Channel channel = channel("telegram", PATIENT);
        String phone = greetingPhone("telegram", channel);
        SendOutcome sent = send(channel, OutboundMessage.Text.of("+33 6 98 76 54 32"));

        SendOutcome edited =
                send(channel, new OutboundMessage.Edit(String.valueOf(sent.externalId()), "Merci !", List.of()));

        assertThat(edited).isEqualTo(sent);
        List<String> shown = control.get("/phones/" + phone).getJsonArray("history").stream()
                .map(bubble -> ((JsonObject) bubble).getString("text"))
                .toList();
        assertThat(shown).contains("Merci !").doesNotContain("+33 6 98 76 54 32");
    }

    /** A phone that has written, so that free-form text may be sent to it and a bot may answer. */
    private String greetingPhone(String kind, Channel channel) {
        boolean whatsapp = "whatsapp".equals(kind);
        String phone = whatsapp ? control.whatsappPhone("+33612345678", "Aïcha") : control.telegramPhone(7001, "Aïcha");
        if (whatsapp) {
            control.writeAndWait(phone, "Bonjour");
        } else {
            assertThat(Await.result(channel.connect(channel.senders().get(0).externalId(), publicUrl())))
                    .isNull();
            control.waited("/phones/" + phone + "/open", new JsonObject().put("payload", "k7Q_x-9"));
        }
        InboundEvent greeting = next(channel, Kind.TEXT);
        assertThat(greeting.from()).contains(person(kind));
        assertThat(greeting.startPayload()).isEqualTo(whatsapp ? null : "k7Q_x-9");
        return phone;
    }

    private SendOutcome sendUnder(JsonObject switches, Channel channel) {
        control.put("/switches", switches);
        try {
            return send(channel, OutboundMessage.Text.of("Bonjour"));
        } finally {
            control.put("/switches", new JsonObject());
        }
    }

    private SendOutcome send(Channel channel, OutboundMessage message) {
        String external = channel.senders().get(0).externalId();
        Claim claim = new Claim(
                deliveries.incrementAndGet(),
                ATTEMPT,
                new Sender(1, 1, channel.kind(), external, "Relais"),
                1,
                person(channel.kind()),
                Purpose.REPLY,
                new LeaseTerm(LeaseClock.system().read(), Duration.ofDays(1)),
                null);
        return Await.result(channel.send(org.relais.testing.Keys.gate().permit(claim), message));
    }

    /** The next event of a kind; every webhook on the way to it must be authentic. */
    private InboundEvent next(Channel channel, Kind kind) {
        String account = "telegram".equals(channel.kind()) ? SandboxPlatforms.BOT_ID : "";
        try {
            while (true) {
                Hook hook = hooks.poll(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
                assertThat(hook).as("a webhook with " + kind).isNotNull();
                assertThat(channel.codec().authentic(account, hook.headers(), hook.body()))
                        .isTrue();
                for (InboundEvent event : channel.codec()
                        .decode(account, hook.body(), InstantSource.system().instant())) {
                    if (event.kind() == kind) {
                        return event;
                    }
                }
            }
        } catch (InterruptedException | MalformedPayloadException cause) {
            throw new AssertionError(cause);
        }
    }

    private static AddressId person(String kind) {
        return "whatsapp".equals(kind)
                ? new AddressId(kind, AddressKind.PHONE, "+33612345678")
                : new AddressId(kind, AddressKind.of("chat"), "7001");
    }

    private String publicUrl() {
        return "http://127.0.0.1:" + service.actualPort();
    }

    private Channel channel(String kind, Duration httpTimeout) {
        JsonObject section =
                "whatsapp".equals(kind) ? platforms.whatsapp(new JsonObject()) : platforms.telegram(new JsonObject());
        ChannelContext context = new ChannelContext(vertx, InstantSource.system(), System::nanoTime, httpTimeout);
        Channel channel = ChannelRegistry.providers().get(kind).create(context, section);
        channels.add(channel);
        return channel;
    }
}
