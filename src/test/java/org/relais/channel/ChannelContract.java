package org.relais.channel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.ScriptedPlatform.Seen;
import org.relais.channel.SendOutcome.Kind;
import org.relais.consent.Claim;
import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;
import org.relais.consent.Purpose;
import org.relais.consent.SendPermit;
import org.relais.contact.AddressId;
import org.relais.organisation.Sender;
import org.relais.testing.Await;
import org.relais.testing.LogLines;

/**
 * What delivery relies on, the same for every channel, over real HTTP against a platform that does what it is told. A
 * further channel extends this and says only how its platform words things.
 */
public abstract class ChannelContract {
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final Duration IMPATIENT = Duration.ofMillis(200);
    private static final long NEVER = Long.MAX_VALUE / 2;

    protected final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanoTime = new AtomicLong(1_000);
    private final AtomicLong wallAhead = new AtomicLong();
    private final LeaseClock clock = new LeaseClock(() -> Instant.now().plusMillis(wallAhead.get()), nanoTime::get);
    private final List<Channel> channels = new ArrayList<>();
    private final ScriptedPlatform platform = new ScriptedPlatform(vertx);

    @RegisterExtension
    final LogLines log = new LogLines();

    protected abstract ChannelProvider provider();

    /** A faultless section with one sender, at most {@code connections} connections. */
    protected abstract JsonObject section(String baseUrl, int connections);

    protected abstract String senderExternalId();

    protected abstract AddressId person();

    /** Body of a platform's yes, carrying {@code id}. */
    protected abstract String accepted(String id);

    /** Status and body of "too fast", asking for {@code seconds} of rest where the platform can ask. */
    protected abstract Answer tooFast(int seconds);

    /** Status and body of "this person has stopped you". */
    protected abstract Answer stopped();

    /** Everything of {@link #section} that nobody may see. */
    protected abstract List<String> secrets();

    /** The text that a request would show to the person. */
    protected abstract String textOf(JsonObject request);

    /** An answer in the platform's words. */
    public record Answer(int status, String body, Map<String, String> headers) {}

    @BeforeEach
    void acceptAll() {
        platform.does(ScriptedPlatform.answer(200, accepted("777")));
    }

    @AfterEach
    void close() {
        channels.forEach(channel -> Await.result(channel.close()));
        platform.close();
        Await.result(vertx.close());
    }

    @Test
    void aTakenMessageIsAcceptedUnderThePlatformsId() {
        SendOutcome outcome = send(channel(PATIENT), "Bonjour à toutes et à tous");

        assertThat(outcome).isEqualTo(SendOutcome.accepted("777"));
        assertThat(platform.seen()).singleElement().satisfies(request -> {
            assertThat(textOf(request.json())).isEqualTo("Bonjour à toutes et à tous");
            assertThat(request.headers()).containsEntry("Content-Type", "application/json");
        });
    }

    @Test
    void tooFastSlowsTheWholeSender() {
        Answer tooFast = tooFast(7);
        platform.does(ScriptedPlatform.answer(tooFast.status(), tooFast.body(), tooFast.headers()));

        SendOutcome outcome = send(channel(PATIENT), "Bonjour");

        assertThat(outcome.kind()).isEqualTo(Kind.THROTTLE_SENDER);
        assertThat(outcome.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void tooFastWithoutAReadableBodyIsStillTooFast() {
        platform.does(ScriptedPlatform.answer(429, "<html>slow down</html>", Map.of("Retry-After", "3")));

        SendOutcome outcome = send(channel(PATIENT), "Bonjour");

        assertThat(outcome.kind()).isEqualTo(Kind.THROTTLE_SENDER);
        assertThat(outcome.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aPersonWhoStoppedUsOnThePlatformIsSuppressed() {
        platform.does(ScriptedPlatform.answer(stopped().status(), stopped().body()));

        assertThat(send(channel(PATIENT), "Bonjour").kind()).isEqualTo(Kind.SUPPRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void aFailingPlatformIsTriedAgain(int status) {
        platform.does(ScriptedPlatform.answer(status, "<html>oops</html>"));

        assertThat(send(channel(PATIENT), "Bonjour")).isEqualTo(SendOutcome.of(Kind.RETRY, "http_" + status));
    }

    @Test
    void aProxyThatGotNoAnswerInTimeTellsNothing() {
        platform.does(ScriptedPlatform.answer(504, ""));

        assertThat(send(channel(PATIENT), "Bonjour").kind()).isEqualTo(Kind.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404})
    void aWrongAddressOrTokenPausesTheSender(int status) {
        platform.does(ScriptedPlatform.answer(status, "no"));

        assertThat(send(channel(PATIENT), "Bonjour").kind()).isEqualTo(Kind.PAUSE_SENDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"ok\":true}", "{\"messages\":[]}", "{\"messages\":", "\u0000"})
    void aYesThatCantBeReadIsUnknownAndNotSentAgain(String body) {
        platform.does(ScriptedPlatform.answer(200, body));

        assertThat(send(channel(PATIENT), "Bonjour").kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        platform.does(ScriptedPlatform.answer(400, "x".repeat(PlatformClient.MAX_BODY * 4)));
        assertThat(send(channel(PATIENT), "Bonjour").kind()).isEqualTo(Kind.REJECTED);

        platform.does(ScriptedPlatform.answer(200, "x".repeat(PlatformClient.MAX_BODY * 4)));
        assertThat(send(channel(PATIENT), "Bonjour").kind()).isEqualTo(Kind.UNKNOWN);
        Await.until("connections closed", () -> platform.connectionsOpen() == 0);
    }

    @Test
    void aTimedOutMessageIsUnknownAndItsConnectionIsClosed() {
        platform.does(ScriptedPlatform.silence());

        SendOutcome outcome = send(channel(IMPATIENT), "Bonjour");

        assertThat(outcome).isEqualTo(SendOutcome.of(Kind.UNKNOWN, "timeout"));
        Await.until("the connection closed", () -> platform.connectionsOpen() == 0);
        assertThat(platform.seen()).hasSize(1);
    }

    @Test
    void anAnswerThatStopsHalfwayIsUnknown() {
        platform.does(ScriptedPlatform.halfAnAnswer(200));
        assertThat(send(channel(PATIENT), "Bonjour")).isEqualTo(SendOutcome.of(Kind.UNKNOWN, "connection_lost"));
    }

    @Test
    void aConnectionResetAfterTheRequestIsUnknown() {
        platform.does(ScriptedPlatform.reset());

        assertThat(send(channel(PATIENT), "Bonjour")).isEqualTo(SendOutcome.of(Kind.UNKNOWN, "connection_lost"));
        assertThat(platform.seen()).hasSize(1);
    }

    @Test
    void aRefusedConnectionIsTriedAgainAndLeavesThePermitUnspent() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        Channel channel = channel(section("http://127.0.0.1:" + port, 4), PATIENT);
        SendPermit permit = permit(1, NEVER);

        SendOutcome outcome = Await.result(channel.send(permit, OutboundMessage.Text.of("Bonjour")));

        assertThat(outcome).isEqualTo(SendOutcome.of(Kind.NOT_BEGUN, "connection_refused"));
        assertThat(permit.spend(clock.read())).isTrue();
    }

    @Test
    void aNameThatDoesNotResolveIsTriedAgain() {
        Channel channel = channel(section("http://nowhere.invalid", 4), Duration.ofSeconds(2));

        assertThat(send(channel, "Bonjour").kind()).isEqualTo(Kind.NOT_BEGUN);
    }

    @Test
    void aPermitThatIsTooOldWritesNothing() {
        Channel channel = channel(PATIENT);
        SendPermit permit = permit(1, nanoTime.get());

        SendOutcome outcome = Await.result(channel.send(permit, OutboundMessage.Text.of("too late")));

        assertThat(outcome.kind()).isEqualTo(Kind.EXPIRED);
        assertThat(send(channel, "in time").kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(texts()).containsExactly("in time");
    }

    @Test
    void aPermitIsGoodForOneMessage() {
        Channel channel = channel(PATIENT);
        SendPermit permit = permit(1, NEVER);

        SendOutcome first = Await.result(channel.send(permit, OutboundMessage.Text.of("once")));
        SendOutcome second = Await.result(channel.send(permit, OutboundMessage.Text.of("twice")));

        assertThat(first.kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(second.kind()).isEqualTo(Kind.EXPIRED);
        assertThat(send(channel, "another").kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(texts()).containsExactly("once", "another");
    }

    @Test
    void aPermitThatRunsOutWhileTheMessageWaitsForAConnectionWritesNothing() {
        Channel channel = channel(section(platform.address(), 1), PATIENT);
        List<Runnable> held = new CopyOnWriteArrayList<>();
        platform.does((request, body) -> held.add(() -> request.response().end(accepted("1"))));
        Future<SendOutcome> first = channel.send(permit(1, NEVER), OutboundMessage.Text.of("first"));
        Await.until("the first message is held", () -> held.size() == 1);
        Future<SendOutcome> waiting = channel.send(permit(2, nanoTime.get() + 10), OutboundMessage.Text.of("waiting"));
        nanoTime.addAndGet(10);
        platform.does(ScriptedPlatform.answer(200, accepted("2")));
        held.forEach(Runnable::run);

        assertThat(Await.result(first).kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(Await.result(waiting).kind()).isEqualTo(Kind.EXPIRED);
        assertThat(send(channel, "last").kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(texts()).containsExactly("first", "last");
        assertThat(platform.connectionsOpened()).isEqualTo(1);
    }

    /** A file, or what a person's app asks: by then nobody waits for it. */
    @Test
    void whatIsAskedOfThePlatformBeginsInTimeOrNotAtAll() {
        Channel channel = channel(section(platform.address(), 1), PATIENT);
        List<Runnable> held = new CopyOnWriteArrayList<>();
        platform.does((request, body) -> held.add(() -> request.response().end(accepted("1"))));
        Future<SendOutcome> message = channel.send(permit(1, NEVER), OutboundMessage.Text.of("first"));
        Await.until("the message is held", () -> held.size() == 1);
        Future<MediaAnswer> asked = channel.fetch(senderExternalId(), "file", 1_000);
        nanoTime.addAndGet(PATIENT.toNanos());
        platform.does(ScriptedPlatform.answer(200, accepted("2")));
        held.forEach(Runnable::run);

        assertThat(Await.result(message).kind()).isEqualTo(Kind.ACCEPTED);
        Await.result(asked);
        assertThat(platform.seen()).hasSize(1);
    }

    /** Most of what was claimed waits for one of few connections; then the machine is suspended, and its monotonic clock with it. */
    @Test
    void whatWaitedForAConnectionWhileTheMachineSleptWritesNothing() {
        wakesUp(() -> wallAhead.addAndGet(60_000));
    }

    /** What a clock that was set back hides of the time that passed, nobody knows. */
    @Test
    void whatWaitedForAConnectionWhileTheClockWasSetBackWritesNothing() {
        wakesUp(() -> wallAhead.addAndGet(-5_000));
    }

    private void wakesUp(Runnable sleep) {
        Channel channel = channel(section(platform.address(), 2), PATIENT);
        List<Runnable> held = new CopyOnWriteArrayList<>();
        platform.does((request, body) -> held.add(() -> request.response().end(accepted("1"))));
        long inThirtySeconds = nanoTime.get() + 30_000_000_000L;
        List<Future<SendOutcome>> sent = IntStream.range(0, 40)
                .mapToObj(number ->
                        channel.send(permit(number, inThirtySeconds), OutboundMessage.Text.of("n° " + number)))
                .toList();
        Await.until("two are under way", () -> held.size() == 2);

        sleep.run();
        platform.does(ScriptedPlatform.answer(200, accepted("2")));
        held.forEach(Runnable::run);

        assertThat(sent.stream().map(outcome -> Await.result(outcome).kind()))
                .filteredOn(kind -> kind == Kind.EXPIRED)
                .hasSize(38);
        assertThat(platform.seen()).hasSize(2);
        assertThat(send(channel, "awake").kind()).isEqualTo(Kind.ACCEPTED);
    }

    @Test
    void connectionsAreReusedOneMessageAtATime() {
        Channel channel = channel(section(platform.address(), 1), PATIENT);

        for (int message = 0; message < 5; message++) {
            assertThat(send(channel, "Bonjour " + message).kind()).isEqualTo(Kind.ACCEPTED);
        }

        assertThat(platform.seen()).hasSize(5);
        assertThat(platform.connectionsOpened()).isEqualTo(1);
    }

    @Test
    void twoHundredAtOnceShareTheConnectionsAndAllArriveOnce() {
        Channel channel = channel(section(platform.address(), 16), PATIENT);

        List<Future<SendOutcome>> sent = IntStream.range(0, 200)
                .mapToObj(number -> channel.send(permit(number, NEVER), OutboundMessage.Text.of("n° " + number)))
                .toList();

        sent.forEach(outcome -> assertThat(Await.result(outcome).kind()).isEqualTo(Kind.ACCEPTED));
        assertThat(texts()).hasSize(200).doesNotHaveDuplicates();
        assertThat(platform.mostConnectionsOpen()).isLessThanOrEqualTo(16);
    }

    @Test
    void anOversizedTextIsRejectedAndWritesNothing() {
        Channel channel = channel(PATIENT);
        int limit = channel.features().textLimit();

        assertThat(send(channel, "x".repeat(limit + 1))).isEqualTo(SendOutcome.of(Kind.REJECTED, "text_too_long"));
        assertThat(send(channel, " \n ")).isEqualTo(SendOutcome.of(Kind.REJECTED, "empty_text"));
        assertThat(platform.seen()).isEmpty();
        assertThat(send(channel, "x".repeat(limit)).kind()).isEqualTo(Kind.ACCEPTED);
    }

    @Test
    void aPayloadThatIsTooLongIsRejectedAndWritesNothing() {
        OutboundMessage message =
                new OutboundMessage.Text("Bonjour", List.of(new Button.Reply("Oui", "é".repeat(33))), null);

        SendOutcome outcome = Await.result(channel(PATIENT).send(permit(1, NEVER), message));

        assertThat(outcome).isEqualTo(SendOutcome.of(Kind.REJECTED, "button_payload_size"));
        assertThat(platform.seen()).isEmpty();
    }

    @Test
    void textThatNoJsonCanCarryIsCleaned() {
        assertThat(send(channel(PATIENT), "a\u0000b\ud83dc\ude00 😀").kind()).isEqualTo(Kind.ACCEPTED);

        assertThat(texts()).containsExactly("ab\uFFFDc\uFFFD 😀");
    }

    @Test
    void aSenderThatIsNotConfiguredPausesAndWritesNothing() {
        Sender stranger = new Sender(1, 1, provider().kind(), "404", "stranger");
        SendPermit permit = permit(new Claim(1, 1, stranger, 1, person(), Purpose.BROADCAST, until(NEVER), null));

        SendOutcome outcome = Await.result(channel(PATIENT).send(permit, OutboundMessage.Text.of("Bonjour")));

        assertThat(outcome).isEqualTo(SendOutcome.of(Kind.PAUSE_SENDER, "sender_not_configured"));
        assertThat(platform.seen()).isEmpty();
    }

    @Test
    void secretsAreNeitherLoggedNorPrintedNorPartOfAnOutcome() {
        log.at(Level.DEBUG);
        List<Object> shown = new ArrayList<>();
        Channel channel = channel(IMPATIENT);
        platform.does(ScriptedPlatform.answer(404, "{\"ok\":false,\"error_code\":404}"));
        connect(channel, "https://relais.example");
        shown.add(send(channel, "refused"));
        platform.does(ScriptedPlatform.reset());
        connect(channel, "https://relais.example");
        shown.add(send(channel, "reset"));
        platform.does(ScriptedPlatform.silence());
        shown.add(send(channel, "timeout"));
        shown.add(channel);
        shown.add(channel.senders());
        shown.add(channel.codec());
        shown.addAll(provider().faults(section("ftp://wrong", 0).put("unknown", "key")));
        List<String> lines =
                log.all().stream().map(ILoggingEvent::getFormattedMessage).toList();
        String everything = shown + "\n" + String.join("\n", lines);

        assertThat(secrets()).allSatisfy(secret -> assertThat(everything).doesNotContain(secret));
    }

    @Test
    void acknowledgingAndConnectingNeverFail() {
        Channel channel = channel(IMPATIENT);
        InboundEvent press = new EventBuilder(channel.kind(), senderExternalId(), "1", Instant.EPOCH)
                .kind(InboundEvent.Kind.BUTTON)
                .from(List.of(person()))
                .externalId("4382bfdwdsb323b2d9")
                .build();
        platform.does(ScriptedPlatform.silence());

        acknowledge(channel, press);
        connect(channel, "https://relais.example");
    }

    @Test
    void everyFaultIsListedUnderItsFullPath() {
        String prefix = "channels." + provider().kind();

        assertThat(provider().faults(section("https://platform.example", 8))).isEmpty();
        // Without a section a channel has no sender to begin with.
        assertThat(provider().faults(new JsonObject())).isEmpty();
        assertThat(provider().faults(section("ftp://wrong", 0).put("conections", 5)))
                .anyMatch(fault -> fault.startsWith(prefix + ".baseUrl: "))
                .anyMatch(fault -> fault.startsWith(prefix + ".connections: "))
                .anyMatch(fault -> fault.startsWith(prefix + ".conections: unknown key"))
                .hasSize(3);
    }

    @Test
    void theSenderIsListedWithItsLimits() {
        SenderProfile profile = channel(PATIENT).senders().get(0);

        assertThat(profile.externalId()).isEqualTo(senderExternalId());
        assertThat(profile.limits().perSecond()).isPositive();
        assertThat(ChannelRegistry.providers()).containsKey(provider().kind());
    }

    @Test
    void aJoinLinkCarriesWhatFitsAndNothingElse() {
        Channel channel = channel(PATIENT);

        assertThat(channel.joinLink(senderExternalId(), "abc_DEF-123"))
                .hasValueSatisfying(
                        link -> assertThat(link).startsWith("https://").endsWith("abc_DEF-123"));
        assertThat(channel.joinLink(senderExternalId(), "a b")).isEmpty();
        assertThat(channel.joinLink(senderExternalId(), "x".repeat(65))).isEmpty();
        assertThat(channel.joinLink("404", "abc")).isEmpty();
    }

    protected final String lastRequestPath() {
        return last().path();
    }

    protected final String lastRequestHeader(String name) {
        return last().headers().get(name);
    }

    /** What the platform answers from now on. */
    protected final void answer(int status, String body) {
        platform.does(ScriptedPlatform.answer(status, body));
    }

    protected final String baseUrl() {
        return platform.address();
    }

    protected final void acknowledge(Channel channel, InboundEvent event) {
        assertThat(Await.result(channel.acknowledge(event))).isNull();
    }

    protected final void connect(Channel channel, String publicUrl) {
        assertThat(Await.result(channel.connect(senderExternalId(), publicUrl))).isNull();
    }

    /** The bodies, of requests that have one. */
    protected final List<JsonObject> requests() {
        return platform.seen().stream()
                .filter(seen -> !seen.body().isEmpty())
                .map(Seen::json)
                .toList();
    }

    protected final Channel channel(Duration httpTimeout) {
        return channel(section(platform.address(), 8), httpTimeout);
    }

    protected final Channel channel(JsonObject section, Duration httpTimeout) {
        ChannelContext context = new ChannelContext(vertx, clock.wall(), clock.nanoTime(), httpTimeout);
        Channel channel = provider().create(context, section);
        channels.add(channel);
        return channel;
    }

    protected final SendOutcome send(Channel channel, String text) {
        return send(channel, OutboundMessage.Text.of(text));
    }

    protected final SendOutcome send(Channel channel, OutboundMessage message) {
        return Await.result(channel.send(permit(1, NEVER), message));
    }

    /** Sends and returns the request that the platform saw. */
    protected final JsonObject requestOf(OutboundMessage message) {
        assertThat(send(channel(PATIENT), message).kind()).isEqualTo(Kind.ACCEPTED);
        return last().json();
    }

    private Seen last() {
        List<Seen> seen = platform.seen();
        return seen.get(seen.size() - 1);
    }

    private List<String> texts() {
        return platform.seen().stream().map(request -> textOf(request.json())).toList();
    }

    private SendPermit permit(long deliveryId, long startBefore) {
        Sender sender = new Sender(1, 1, provider().kind(), senderExternalId(), "sender");
        return permit(
                new Claim(deliveryId, 1, sender, 1, person(), Purpose.BROADCAST, until(startBefore), Instant.EPOCH));
    }

    /** @param nanos reading of the monotonic clock at which it ends */
    private LeaseTerm until(long nanos) {
        LeaseClock.Reading now = clock.read();
        return new LeaseTerm(now, Duration.ofNanos(nanos - now.nanos()));
    }

    private static SendPermit permit(Claim claim) {
        return org.relais.testing.Keys.gate().permit(claim);
    }
}
