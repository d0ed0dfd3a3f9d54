package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.client.HttpResponse;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.Await;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;

@NeedsDatabase
class WebhookRoutesTest {
    private static final String SECRET_NUMBER = "33612345678";
    private static final String META = "X-Hub-Signature-256";
    private static final String TELEGRAM = "X-Telegram-Bot-Api-Secret-Token";
    /** A signature that is one by its form: only the whole body can tell that it is wrong. */
    private static final String CREDIBLE =
            "POST /webhook/whatsapp HTTP/1.1\r\nHost: a\r\n" + META + ": sha256=" + "0".repeat(64) + "\r\n";

    @RegisterExtension
    final LogLines log = new LogLines(WebhookRoutes.class.getName());

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aSignedPayloadIsStoredOnce() {
        JsonObject body =
                PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.1", SECRET_NUMBER, "Bonjour", Fixture.START));
        assertThat(fixture.whatsApp(body)).isEqualTo(200);
        assertThat(fixture.whatsApp(body)).isEqualTo(200);
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(5, 900, "Salut", Fixture.START)))
                .isEqualTo(200);
        assertThat(fixture.rows("select channel, kind from inbox order by id"))
                .extracting(row -> row.getString("channel") + " " + row.getString("kind"))
                .containsExactly("whatsapp TEXT", "telegram TEXT");
        assertThat(log.all()).isEmpty();
    }

    @Test
    void answersTheHandshakeOfWhoKnowsTheToken() {
        HttpResponse<Buffer> right = fixture.request(
                HttpMethod.GET,
                "/webhook/whatsapp?hub.mode=subscribe&hub.verify_token=" + PlatformWebhooks.VERIFY_TOKEN
                        + "&hub.challenge=1158201444");
        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.bodyAsString()).isEqualTo("1158201444");
        assertThat(right.getHeader("content-type")).isEqualTo("text/plain");
        refused(
                403,
                fixture.request(
                        HttpMethod.GET, "/webhook/whatsapp?hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1"));
    }

    @Test
    void aWrongSignatureOrSecretIsRefused() {
        Buffer body = PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.1", SECRET_NUMBER, "STOP", Fixture.START))
                .toBuffer();
        refused(401, fixture.post("/webhook/whatsapp", META, "sha256=" + "0".repeat(64), body));
        refused(401, fixture.post("/webhook/whatsapp", META, "nonsense", body));
        refused(401, fixture.post("/webhook/whatsapp", "X-Other", "", body));
        Buffer update = PlatformWebhooks.telegramText(1, 612345678, "STOP", Fixture.START)
                .toBuffer();
        refused(401, fixture.post("/webhook/telegram/" + PlatformWebhooks.BOT_ID, TELEGRAM, "guess", update));
        refused(401, fixture.post("/webhook/telegram", TELEGRAM, PlatformWebhooks.BOT_SECRET, update));
    }

    @Test
    void whoIsRefusedWithoutEndDoesNotFillTheLog() {
        for (int time = 0; time < RefusalLog.LINES_A_SECOND + 20; time++) {
            assertThat(fixture.request(HttpMethod.POST, "/webhook/signal").statusCode())
                    .isEqualTo(404);
        }
        assertThat(log.all()).hasSize(RefusalLog.LINES_A_SECOND);
        fixture.now.set(Fixture.START.plusSeconds(1));
        assertThat(fixture.request(HttpMethod.POST, "/webhook/signal").statusCode())
                .isEqualTo(404);
        assertThat(log.all())
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(RefusalLog.LINES_A_SECOND + 2)
                .contains("20 more webhooks were refused");
    }

    @Test
    void anAlteredBodyIsRefused() {
        String body = PlatformWebhooks.whatsApp(
                        PlatformWebhooks.text("wamid.1", SECRET_NUMBER, "Bonjour", Fixture.START))
                .encode();
        refused(
                401,
                fixture.post(
                        "/webhook/whatsapp",
                        META,
                        PlatformWebhooks.signature(body),
                        Buffer.buffer(body.replace("Bonjour", "STOP"))));
    }

    @Test
    void aMalformedBodyIsRefused() {
        for (String body : List.of("", "{", "[]", "null", "{\"entry\": 3}", "\u0000", "{\"object\":\"page\"}")) {
            refused(
                    400,
                    fixture.post("/webhook/whatsapp", META, PlatformWebhooks.signature(body), Buffer.buffer(body)));
            refused(
                    400,
                    fixture.post(
                            "/webhook/telegram/" + PlatformWebhooks.BOT_ID,
                            TELEGRAM,
                            PlatformWebhooks.BOT_SECRET,
                            Buffer.buffer(body)));
        }
    }

    @Test
    void unknownPlacesAreNotThere() {
        refused(404, fixture.request(HttpMethod.POST, "/webhook/signal"));
        refused(404, fixture.request(HttpMethod.POST, "/webhook/telegram/999"));
        refused(404, fixture.request(HttpMethod.GET, "/webhook/telegram/" + SECRET_NUMBER));
    }

    @Test
    void otherMethodsAreNotAllowed() {
        HttpResponse<Buffer> answer = fixture.request(HttpMethod.PUT, "/webhook/whatsapp");
        refused(405, answer);
        assertThat(answer.getHeader("allow")).isEqualTo("GET, POST");
        refused(405, fixture.request(HttpMethod.DELETE, "/webhook/telegram/" + PlatformWebhooks.BOT_ID));
    }

    @Test
    void aBodyOverThreeMegabytesIsRefusedWhateverItAnnounces() throws Exception {
        assertThat(raw(CREDIBLE + "Content-Length: 3145729\r\n\r\n", 0)).startsWith("HTTP/1.1 413 ");
        assertThat(raw(CREDIBLE + "Transfer-Encoding: chunked\r\n\r\n", 3 * 1024 * 1024 + 1))
                .startsWith("HTTP/1.1 413 ");
        assertThat(fixture.count("inbox")).isZero();
        assertThat(log.all()).hasSize(2);
    }

    @Test
    void whoHasNoCredentialsIsRefusedBeforeAnyByteOfABody() throws Exception {
        for (String path : List.of("/webhook/whatsapp", "/webhook/telegram/" + PlatformWebhooks.BOT_ID)) {
            assertThat(raw("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", 0))
                    .startsWith("HTTP/1.1 401 ");
        }
        assertThat(raw(
                        "POST /webhook/telegram/" + PlatformWebhooks.BOT_ID + " HTTP/1.1\r\nHost: a\r\n" + TELEGRAM
                                + ": guess\r\nTransfer-Encoding: chunked\r\n\r\n",
                        0))
                .startsWith("HTTP/1.1 401 ");
        assertThat(log.all()).hasSize(3);
    }

    @Test
    void aBodyOfSingleBytesCostsNoMoreThanItsLength() throws Exception {
        int bytes = 100_000;
        long before = allocatedByEventLoops();
        assertThat(raw(CREDIBLE + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(bytes) + "0\r\n\r\n", 0))
                .startsWith("HTTP/1.1 401 ");
        // To copy all for each chunk would be bytes * bytes / 2, five thousand million.
        assertThat(allocatedByEventLoops() - before).isLessThan(1_000_000_000L);
    }

    @Test
    void aLargeBodyIsReadBesideTheEventLoops() {
        String padding = "[" + "{},".repeat(900_000) + "{}]";
        String body = PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.1", SECRET_NUMBER, "STOP", Fixture.START))
                .encode();
        String large = body.substring(0, body.length() - 1) + ",\"padding\":" + padding + "}";
        Buffer bytes = Buffer.buffer(large);
        long before = allocatedByEventLoops();
        assertThat(fixture.post("/webhook/whatsapp", META, PlatformWebhooks.signature(large), bytes)
                        .statusCode())
                .isEqualTo(200);
        // The tree of so many small objects takes a hundred million; the bytes themselves a few copies.
        assertThat(allocatedByEventLoops() - before).isLessThan(50_000_000L);
        assertThat(fixture.count("consent where state = 'unsubscribed'")).isOne();
    }

    /** What is stored of thousands of messages is written out beside the loops as well. */
    @Test
    void aWebhookOfManyMessagesIsWrittenOutBesideTheEventLoops() {
        JsonObject body = PlatformWebhooks.whatsApp(IntStream.range(0, 2_000)
                .mapToObj(message -> PlatformWebhooks.text(
                        "wamid." + message, SECRET_NUMBER, "Bonjour ".repeat(100) + message, Fixture.START))
                .toArray(JsonObject[]::new));
        long before = allocatedByEventLoops();
        assertThat(fixture.whatsApp(body)).isEqualTo(200);
        // A hundred and seventy million when it is done on them.
        assertThat(allocatedByEventLoops() - before).isLessThan(60_000_000L);
        assertThat(fixture.count("inbox")).isEqualTo(2_000);
    }

    private static long allocatedByEventLoops() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop-thread"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    @Test
    void aBodyOfThreeMegabytesIsRead() {
        String padding = "x".repeat(3 * 1024 * 1024 - 600);
        JsonObject body = PlatformWebhooks.whatsApp(
                        PlatformWebhooks.text("wamid.1", SECRET_NUMBER, "Bonjour", Fixture.START))
                .put("padding", padding);
        assertThat(body.encode().length()).isBetween(3 * 1024 * 1024 - 600, 3 * 1024 * 1024);
        assertThat(fixture.whatsApp(body)).isEqualTo(200);
        assertThat(fixture.count("inbox")).isOne();
    }

    @Test
    void hostileTextIsKeptAndHurtsNobody() {
        String text = "a\u0000b\ud83d \u202e '; drop table inbox; -- " + "é".repeat(20_000);
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(5, 900, text, Fixture.START)))
                .isEqualTo(200);
        assertThat(fixture.count("inbox where length(event->>'text') between 1 and 10000"))
                .isOne();
    }

    @Test
    void theConnectionStaysOpenBetweenWebhooks() throws Exception {
        String body = PlatformWebhooks.whatsApp(
                        PlatformWebhooks.text("wamid.1", SECRET_NUMBER, "Bonjour", Fixture.START))
                .encode();
        String request = "POST /webhook/whatsapp HTTP/1.1\r\nHost: a\r\n" + META + ": "
                + PlatformWebhooks.signature(body) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        String answers = raw(request + request, 0, 2);
        assertThat(answers).doesNotContainIgnoringCase("connection: close");
        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
    }

    /** Refused with this status, nothing stored, one line in the log, and neither it nor the answer tells anything. */
    private void refused(int status, HttpResponse<Buffer> answer) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body() == null ? "" : answer.bodyAsString()).isEmpty();
        assertThat(fixture.count("inbox")).isZero();
        assertThat(log.all()).hasSize(1);
        assertThat(log.all().get(0).getFormattedMessage())
                .contains(Integer.toString(status))
                .doesNotContain("612345678")
                .doesNotContain("STOP")
                .doesNotContain("\n");
        log.clear();
    }

    private String raw(String head, int chunkBytes) throws Exception {
        return raw(head, chunkBytes, 1);
    }

    /** Writes to the socket by hand and returns what comes back up to the {@code answers}th status line's end. */
    private String raw(String head, int chunkBytes, int answers) throws Exception {
        NetClient client = fixture.vertx.createNetClient();
        NetSocket socket = Fixture.wait(client.connect(fixture.port(), "127.0.0.1"));
        CompletableFuture<String> received = new CompletableFuture<>();
        StringBuilder text = new StringBuilder();
        socket.handler(buffer -> {
            text.append(buffer);
            if (text.toString().split("\r\n\r\n", -1).length > answers) {
                received.complete(text.toString());
            }
        });
        socket.exceptionHandler(gone -> {});
        socket.write(head);
        if (chunkBytes > 0) {
            socket.write(Integer.toHexString(chunkBytes) + "\r\n");
            socket.write(Buffer.buffer(new byte[chunkBytes]));
        }
        String answer = received.get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        Fixture.wait(client.close());
        return answer;
    }
}
