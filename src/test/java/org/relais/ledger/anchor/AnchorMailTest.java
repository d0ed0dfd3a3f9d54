package org.relais.ledger.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.consent.ConsentWorld.chat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.config.LedgerSettings;
import org.relais.config.MailSettings;
import org.relais.config.MailSettings.Tls;
import org.relais.consent.ConsentWorld;
import org.relais.ledger.ChainHead;
import org.relais.ledger.LedgerAnchors;
import org.relais.ledger.LedgerSealer;
import org.relais.testing.Await;
import org.relais.testing.Certificates;
import org.relais.testing.LogLines;
import org.relais.testing.MailServer;
import org.relais.testing.NeedsDatabase;

/** Noted heads reach a mailbox over a mail server's encrypted door, or are kept until it opens; its password reaches nothing else. */
@NeedsDatabase
class AnchorMailTest {
    private static final String PASSWORD = "s3cr3t-of-the-mailbox";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path files;

    private final ConsentWorld world = new ConsentWorld();
    private final LedgerAnchors anchors =
            new LedgerAnchors(new LedgerSealer(world.pool(), world.clock), world.pool(), world.clock);

    @RegisterExtension
    private final LogLines log = new LogLines();

    @RegisterExtension
    private final LogLines client = new LogLines("io.vertx.ext.mail");

    @BeforeAll
    static void certificates() throws IOException {
        Certificates.make(files);
    }

    /** Its trace is looked through, not shown. */
    @BeforeEach
    void listen() {
        client.at(Level.TRACE);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void everyHeadArrivesOnceAsAFile(Tls tls) throws Exception {
        try (MailServer server = MailServer.start(files, tls, PASSWORD)) {
            AnchorMail mail = mail(server.port(), tls, "ca.crt", PASSWORD);
            List<ChainHead> noted = new ArrayList<>(note());
            assertThat(Await.result(mail.send())).isEqualTo(1);
            noted.addAll(note());
            noted.addAll(note());
            // Another node goes on where the first one stopped.
            assertThat(Await.result(mail(server.port(), tls, "ca.crt", PASSWORD).send()))
                    .isEqualTo(2);
            assertThat(Await.result(mail.send())).isZero();
            List<ChainHead> arrived = new ArrayList<>();
            for (byte[] message : server.messages()) {
                arrived.addAll(heads(message));
            }
            assertThat(arrived).isEqualTo(noted);
            assertThat(server.logins()).allMatch(tls == Tls.NONE ? "none"::equals : "right"::equals);
        }
        assertNothingSaysThePassword();
    }

    /** The server's door is another's, or it does not say that it can encrypt: neither password nor heads go there. */
    @ParameterizedTest
    @ValueSource(strings = {"unknown authority", "another host's certificate", "no STARTTLS"})
    void nothingGoesToAServerThatCantBeTrusted(String why) throws Exception {
        Tls offered = why.equals("no STARTTLS") ? Tls.NONE : Tls.STARTTLS;
        for (Tls asked : offered == Tls.NONE ? List.of(Tls.STARTTLS) : List.of(Tls.IMPLICIT, offered)) {
            try (MailServer server = MailServer.start(files, offered == Tls.NONE ? offered : asked, PASSWORD)) {
                String host = why.equals("another host's certificate") ? "127.0.0.1" : "localhost";
                AnchorMail mail = mail(
                        new Target(
                                host, server.port(), asked, why.equals("unknown authority") ? "other.crt" : "ca.crt"),
                        PASSWORD,
                        Duration.ofSeconds(10));
                note();
                assertNotTaken(new AnchorSender(List.of(mail), world.clock));
                assertThat(server.messages()).isEmpty();
                assertThat(server.logins()).isEmpty();
            }
        }
        assertNothingSaysThePassword();
    }

    @Test
    void whatIsRefusedIsTriedAgainAndSaidMeanwhile() throws Exception {
        try (MailServer server = MailServer.start(files, Tls.IMPLICIT, PASSWORD)) {
            AnchorSender sender =
                    new AnchorSender(List.of(mail(server.port(), Tls.IMPLICIT, "ca.crt", PASSWORD)), world.clock);
            server.answer(451);
            note();
            assertNotTaken(sender);
            assertThat(said()).anyMatch(line -> line.contains("can't go out by mail") && line.contains("answered 451"));
            note();
            assertNotTaken(sender);
            server.answer(250);
            Await.result(sender.send());
            assertThat(sender.health()).isEqualTo(new JsonObject().put("mail", "sent"));
            assertThat(server.messages()).hasSize(1);
            assertThat(heads(server.messages().get(0))).hasSize(2);
        }
    }

    @Test
    void aWrongPasswordIsSaidByTheCodeAlone() throws Exception {
        try (MailServer server = MailServer.start(files, Tls.IMPLICIT, "another")) {
            note();
            assertNotTaken(
                    new AnchorSender(List.of(mail(server.port(), Tls.IMPLICIT, "ca.crt", PASSWORD)), world.clock));
            assertThat(server.logins()).isNotEmpty().allMatch("wrong"::equals);
            assertThat(server.messages()).isEmpty();
        }
        assertThat(said()).anyMatch(line -> line.endsWith("answered 535"));
        assertNothingSaysThePassword();
    }

    /** What a server answers may hold what it was told, and the client logs it. */
    @Test
    void aServerThatRepeatsThePasswordGetsItIntoNoLog() {
        client.asConfigured();
        NetServer server = Await.result(world.vertx
                .createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(files.resolve("server.crt").toString())
                                .setKeyPath(files.resolve("server.key").toString())))
                .connectHandler(socket -> {
                    socket.write("220 here\r\n");
                    socket.handler(said -> socket.write(
                            said.toString(StandardCharsets.US_ASCII).startsWith("EHLO")
                                    ? "250-here\r\n250 AUTH PLAIN\r\n"
                                    : "535 what is " + said));
                })
                .listen(0, "localhost"));
        note();
        assertNotTaken(
                new AnchorSender(List.of(mail(server.actualPort(), Tls.IMPLICIT, "ca.crt", PASSWORD)), world.clock));
        assertThat(warnings()).hasSize(1).allMatch(line -> line.endsWith("answered 535"));
        assertNothingSaysThePassword();
    }

    @Test
    void aServerThatIsGoneIsSaidToo() throws Exception {
        int port;
        try (MailServer server = MailServer.start(files, Tls.IMPLICIT, PASSWORD)) {
            port = server.port();
        }
        note();
        assertNotTaken(new AnchorSender(List.of(mail(port, Tls.IMPLICIT, "ca.crt", PASSWORD)), world.clock));
        assertThat(warnings()).anyMatch(line -> line.contains("can't go out by mail"));
    }

    /** It takes the connection and says nothing, or falls silent in the middle, or says a letter now and then. */
    @ParameterizedTest
    @ValueSource(strings = {"silent", "in the middle", "letter by letter"})
    void aServerThatHangsIsLeft(String how) {
        AtomicInteger open = new AtomicInteger();
        NetServer server = Await.result(world.vertx
                .createNetServer()
                .connectHandler(socket -> {
                    open.incrementAndGet();
                    socket.closeHandler(closed -> open.decrementAndGet());
                    hanging(how).accept(socket);
                })
                .listen(0, "localhost"));
        AnchorMail mail = mail(
                new Target("localhost", server.actualPort(), Tls.NONE, "ca.crt"), PASSWORD, Duration.ofMillis(500));
        AnchorSender sender = new AnchorSender(List.of(mail), world.clock);
        note();
        assertNotTaken(sender);
        if (!how.equals("letter by letter")) {
            Await.until("the connection is given up", () -> open.get() == 0);
        }
        assertNotTaken(sender);
    }

    private Consumer<NetSocket> hanging(String how) {
        return switch (how) {
            case "silent" -> socket -> {};
            case "in the middle" ->
                socket -> {
                    socket.write("220 here\r\n");
                    socket.handler(said -> {
                        if (said.toString(StandardCharsets.US_ASCII).startsWith("EHLO")) {
                            socket.write("250 here\r\n");
                        }
                    });
                };
            default ->
                socket -> {
                    long dripping = world.vertx.setPeriodic(100, tick -> socket.write("2"));
                    socket.closeHandler(closed -> world.vertx.cancelTimer(dripping));
                };
        };
    }

    private void assertNotTaken(AnchorSender sender) {
        Await.result(sender.send());
        assertThat(sender.health()).isEqualTo(new JsonObject().put("mail", "not taken since " + ConsentWorld.START));
    }

    private Stream<ILoggingEvent> lines() {
        return Stream.concat(log.all().stream(), client.all().stream());
    }

    private List<String> said() {
        return lines().map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .toList();
    }

    private List<String> warnings() {
        return lines().filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Not even where the client's own trace is on. */
    private void assertNothingSaysThePassword() {
        assertThat(said()).isNotEmpty().noneMatch(this::holdsThePassword);
    }

    private boolean holdsThePassword(String line) {
        String plain = "\0ledger\0" + PASSWORD;
        return line.contains(PASSWORD) || line.contains(base64(PASSWORD)) || line.contains(base64(plain));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private record Target(String host, int port, Tls tls, String root) {}

    private AnchorMail mail(int port, Tls tls, String root, String password) {
        return mail(new Target("localhost", port, tls, root), password, Duration.ofSeconds(10));
    }

    private AnchorMail mail(Target target, String password, Duration silence) {
        boolean encrypted = target.tls() != Tls.NONE;
        return new AnchorMail(
                world.vertx,
                world.pool(),
                new LedgerSettings.Mail(
                        new MailSettings(
                                target.host(),
                                target.port(),
                                target.tls(),
                                files.resolve(target.root()),
                                encrypted ? "ledger" : null,
                                encrypted ? password : null,
                                "ledger@example.org"),
                        "anchors@example.net"),
                world.clock,
                silence);
    }

    /** Somebody joins and stops, and the chain's head is noted. */
    private List<ChainHead> note() {
        long contact = world.subscriber(chat("p" + world.count("select count(*) from contact")));
        world.stop(contact, world.ago(Duration.ofMinutes(1)));
        return Await.result(anchors.note());
    }

    private static List<ChainHead> heads(byte[] message) throws MessagingException, IOException {
        MimeMessage read = new MimeMessage(null, new ByteArrayInputStream(message));
        assertThat(read.getSubject()).startsWith("Relais: ");
        Multipart parts = (Multipart) read.getContent();
        BodyPart file = parts.getBodyPart(parts.getCount() - 1);
        assertThat(file.getFileName()).isEqualTo("anchors.jsonl");
        return new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> LedgerAnchors.decode(new JsonObject(line)))
                .toList();
    }
}
