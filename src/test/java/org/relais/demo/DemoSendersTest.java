package org.relais.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relais.ServiceUnderTest;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.Http;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;

/** The demonstration's bot and number, each connected with nothing but what the page of the phones shows. */
@NeedsDatabase
class DemoSendersTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Vertx VERTX = Vertx.vertx();

    private static ServiceUnderTest service;
    private static SandboxControl sandbox;
    private static String phones;
    private static ConsoleClient console;

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start(VERTX);
        sandbox = service.sandbox();
        phones = sandbox.address();
        ServiceUnderTest.wait(DemoSenders.offer(VERTX, phones));
        sandbox.put(
                "/console",
                new JsonObject()
                        .put("url", service.address() + "/console")
                        .put("signIn", service.address() + "/sign-in/x"));
        console = ConsoleClient.signIn(
                service.address(), service.pool(), service.createOrganisation("newcomers"), Role.OWNER);
    }

    @AfterAll
    static void close() {
        service.close();
    }

    private static String page(String language) {
        return Http.send(
                        CLIENT,
                        HttpRequest.newBuilder(URI.create(phones + "/"))
                                .timeout(Await.BOUND)
                                .header("Accept-Language", language)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** What stands on the page behind that label. */
    private static String shown(String label) {
        return found("<dt>" + label + "</dt>\\s*<dd><code>([^<]+)</code>", page("en"));
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static String connected(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String path = answer.headers().firstValue("Location").orElseThrow();
        return console.get(path.substring(path.indexOf("/channels/"))).body();
    }

    private static String entered(String key, String url, String verifyToken) {
        return Http.send(
                        CLIENT,
                        HttpRequest.newBuilder(URI.create(phones + "/ui/offers/" + key + "/webhook"))
                                .timeout(Await.BOUND)
                                .header("Accept-Language", "en")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "url=" + encoded(url) + "&verifyToken=" + encoded(verifyToken)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void theBotAnswersOnceItsTokenIsPasted() {
        assertThat(page("fr")).contains("Connecter un bot ou un numéro").contains("/t.me/RelaisEssaiBot");
        assertThat(connected(console.post("/channels/connect/telegram", "token", shown("Bot token"))))
                .contains("<span>Telegram\u00a0· Essai</span></h1>");
        String phone = sandbox.telegramPhone(770011, "Ana");
        sandbox.post("/phones/" + phone + "/open", new JsonObject().put("sender", "RelaisEssaiBot"));
        assertThat(sandbox.next(phone, 0).getString("text")).isNotBlank();
    }

    @Test
    void theNumberIsVerifiedWithWhatTheConsoleShows() {
        String id = shown("Phone number ID");
        String page = connected(console.post(
                "/channels/connect/whatsapp",
                "phoneNumberId",
                id,
                "businessAccountId",
                shown("WhatsApp Business Account ID"),
                "accessToken",
                shown("Access token"),
                "appSecret",
                shown("App secret")));
        String url = found("id=\"webhook-url\"[^>]*>([^<]+)<", page);
        assertThat(entered(id, url, "another")).contains("has not recognised");
        for (String unreadable : List.of("http://localhost:abc/", "http://localhost:99999/")) {
            assertThat(entered(id, unreadable, "any")).contains("Paste the address that the console shows");
        }
        assertThat(entered(id, url, found("id=\"verify-token\"[^>]*>([^<]+)<", page)))
                .contains("saved");
        assertThat(sandbox.get("/senders/" + id + "/condition").getString("webhookUrl"))
                .isEqualTo(url);
        String phone = sandbox.whatsappPhone("+33639980199", "Ben");
        sandbox.post(
                "/phones/" + phone + "/messages",
                new JsonObject().put("text", "START").put("sender", id));
        assertThat(sandbox.next(phone, 0).getString("text")).isNotBlank();
    }
}
