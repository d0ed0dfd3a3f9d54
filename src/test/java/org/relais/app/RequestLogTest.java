package org.relais.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.app.process.RequestIdFilter;
import org.relais.testing.Await;
import org.relais.testing.LogLines;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;
import org.slf4j.LoggerFactory;

/** One id finds all that the log says about a webhook, through the inbox and the outbox to what was sent because of it. */
@NeedsDatabase
class RequestLogTest {
    @RegisterExtension
    static final ServiceFixture SERVICE = new ServiceFixture();

    private static final int PEOPLE = 12;
    private static final String WRITTEN = "inbox row # (TEXT): answered";

    @RegisterExtension
    private final LogLines log = new LogLines(new RequestIdFilter());

    private final Logger ours = (Logger) LoggerFactory.getLogger("org.relais");
    private @Nullable Level before;

    @BeforeEach
    void listen() {
        before = ours.getLevel();
        ours.setLevel(Level.DEBUG);
    }

    @AfterEach
    void leave() {
        ours.setLevel(before);
    }

    private static @Nullable String id(ILoggingEvent line) {
        return line.getMDCPropertyMap().get("request");
    }

    /** What was said about each id, in its order, with numbers of rows left out. */
    private Map<String, List<String>> stories() {
        return log.all().stream()
                .filter(line -> id(line) != null)
                .collect(Collectors.groupingBy(
                        line -> Objects.requireNonNull(id(line)),
                        Collectors.mapping(
                                line -> line.getFormattedMessage().replaceAll("[0-9]+", "#"), Collectors.toList())));
    }

    private List<List<String>> answered(String channel) {
        return stories().values().stream()
                .filter(story -> story.containsAll(List.of(taken(channel), WRITTEN, sent(channel))))
                .toList();
    }

    private static String taken(String channel) {
        return "webhook of " + channel + " taken in";
    }

    private static String sent(String channel) {
        return "delivery # sent by " + channel + ": ACCEPTED";
    }

    @Test
    void eachWebhookIsFoundWithWhatWasSentBecauseOfIt() {
        List<String> onWhatsApp = new ArrayList<>();
        List<String> onTelegram = new ArrayList<>();
        for (int person = 0; person < PEOPLE / 2; person++) {
            onWhatsApp.add(SERVICE.whatsappPhone("Zoé"));
            onTelegram.add(SERVICE.telegramPhone("Zoé"));
        }
        onWhatsApp.forEach(phone -> SERVICE.phones.write(phone, "START"));
        onTelegram.forEach(phone -> SERVICE.phones.write(phone, "/start"));
        Await.until(
                "all are answered",
                () -> answered("whatsapp").size() == PEOPLE / 2
                        && answered("telegram").size() == PEOPLE / 2);
        SERVICE.idle();
        for (String channel : List.of("whatsapp", "telegram")) {
            assertThat(answered(channel)).hasSize(PEOPLE / 2).allSatisfy(story -> assertThat(story)
                    .containsOnlyOnce(taken(channel))
                    .containsOnlyOnce(WRITTEN));
        }
        assertThat(SERVICE.count("delivery d where purpose = 'reply' and not exists (select from inbox i where"
                        + " i.contact_id = d.contact_id and i.event->>'request' = d.request_id)"))
                .as("answers under the id of somebody else's webhook")
                .isZero();
        assertNothingIsTold();
    }

    @Test
    void aStopIsFoundWithItsConfirmation() {
        String phone = SERVICE.onWhatsApp("Ahmed");
        SERVICE.said(phone, "STOP");
        String id = SERVICE.rows("select request_id from delivery where purpose = 'confirmation' and contact_id = "
                        + SERVICE.contact("Ahmed"))
                .get(0)
                .getString(0);
        Await.until(
                "it is said to be sent",
                () -> stories().getOrDefault(id, List.of()).contains(sent("whatsapp")));
        assertThat(stories().get(id)).containsOnlyOnce(taken("whatsapp")).containsOnlyOnce(sent("whatsapp"));
        assertNothingIsTold();
    }

    /** Neither whom it is about, nor what they wrote. */
    private void assertNothingIsTold() {
        assertThat(log.all().stream().filter(line -> id(line) != null).map(ILoggingEvent::getFormattedMessage))
                .noneMatch(words -> words.matches("(?s).*(336399|76000[0-9]{2}|Zoé|Ahmed|START|STOP|secret).*"));
    }

    @Test
    void theIdOfAProxyIsKeptIfItIsOne() throws Exception {
        assertThat(idOfAnswer("proxy-4f3a.17_b")).isEqualTo("proxy-4f3a.17_b");
        for (String refused : List.of("short", "with a blank in it", "x".repeat(65), "+33639985001")) {
            assertThat(idOfAnswer(refused)).matches("[0-9a-f]{16}");
        }
        assertThat(stories().get("proxy-4f3a.17_b"))
                .containsExactly("webhook of nobody refused with #: no such channel or account");
    }

    @Test
    void linesShowItInTextAndInJson() throws Exception {
        String id = "proxy-of-the-formats";
        assertThat(idOfAnswer(id)).isEqualTo(id);
        ILoggingEvent line =
                log.all().stream().filter(one -> id.equals(id(one))).findFirst().orElseThrow();
        assertThat(encoded("text", line)).contains("WebhookRoutes [" + id + "] - webhook of nobody");
        assertThat(new JsonObject(encoded("json", line)).getJsonObject("mdc"))
                .isEqualTo(new JsonObject().put("request", id));
        ours.debug("of no request");
        ILoggingEvent without = log.all().stream()
                .filter(one -> one.getMessage().equals("of no request"))
                .findFirst()
                .orElseThrow();
        assertThat(encoded("text", without)).endsWith(" DEBUG o.relais - of no request" + System.lineSeparator());
    }

    private static String idOfAnswer(String given) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(SERVICE.service.address() + "/webhook/nobody"))
                .header("X-Request-ID", given)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("X-Request-ID")
                .orElseThrow();
    }

    /** The line as the service itself writes it. */
    private static String encoded(String format, ILoggingEvent line) throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(("<configuration><include resource=\"log/" + format
                        + ".xml\"/><root level=\"OFF\"><appender-ref ref=\"STDERR\"/></root></configuration>")
                .getBytes(StandardCharsets.UTF_8)));
        ConsoleAppender<ILoggingEvent> appender =
                (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("STDERR");
        assertThat(appender.getCopyOfAttachedFiltersList()).hasOnlyElementsOfType(RequestIdFilter.class);
        return new String(appender.getEncoder().encode(line), StandardCharsets.UTF_8);
    }
}
