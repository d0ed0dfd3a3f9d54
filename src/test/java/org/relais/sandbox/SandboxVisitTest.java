package org.relais.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Await;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** The tour of the demonstration: its steps tick themselves, and a friend joins from their own phone. */
@NeedsBrowser
class SandboxVisitTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static final Vertx vertx = Vertx.vertx();

    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static HttpServer pages;

    /** Pages as the service serves them to volunteers ({@code /s}) and to their friends ({@code /m}). */
    @BeforeAll
    static void serve() throws Exception {
        pages = vertx.createHttpServer()
                .requestHandler(request -> {
                    String body =
                            switch (request.path()) {
                                case "/sign-in/secret" -> "in";
                                case "/s/abc" ->
                                    "<h1>Faites passer</h1><a class=\"button whatsapp\" href=\"abc/whatsapp\">Partager sur WhatsApp</a>";
                                case "/m/abc" ->
                                    "<h1>Rejoindre</h1><a class=\"button telegram\" href=\"https://t.me/relais_bot?start=abc\">Rejoindre sur Telegram</a>"
                                            + "<a class=\"button whatsapp\" href=\"https://wa.me/33199001234?text=JOIN%20abc\">Rejoindre sur WhatsApp</a>";
                                default -> "";
                            };
                    if (request.path().equals("/pictures/fete.png")) {
                        request.response()
                                .putHeader("Content-Type", "image/png")
                                .end(Buffer.buffer(PIXEL));
                    } else if (request.path().equals("/s/abc/whatsapp")) {
                        request.response()
                                .setStatusCode(302)
                                .putHeader(
                                        "Location",
                                        "https://wa.me/?text=On%20y%20va%20%3F%20"
                                                + address().replace("/", "%2F") + "%2Fm%2Fabc")
                                .end();
                    } else {
                        request.response()
                                .setStatusCode(body.isEmpty() ? 404 : 200)
                                .end(body);
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    private static String address() {
        return "http://127.0.0.1:" + pages.actualPort();
    }

    private static void toEverybody() {
        for (String number : new String[] {"33612345678", "33612345679", "33612345670"}) {
            world.graph(new JsonObject()
                    .put("to", number)
                    .put("type", "interactive")
                    .put(
                            "interactive",
                            new JsonObject()
                                    .put("type", "cta_url")
                                    .put("body", new JsonObject().put("text", "*Samedi*, place des Tilleuls."))
                                    .put(
                                            "action",
                                            new JsonObject()
                                                    .put("name", "cta_url")
                                                    .put(
                                                            "parameters",
                                                            new JsonObject()
                                                                    .put("display_text", "Partager")
                                                                    .put("url", address() + "/s/abc")))));
        }
    }

    @Test
    void theStepsTickThemselvesAndAFriendJoins() throws Exception {
        world.openPhone("33612345678");
        world.openPhone("33612345679");
        world.openPhone("33612345670");
        world.startedPhone(7001);
        world.control()
                .put(
                        "/console",
                        new JsonObject()
                                .put("url", address() + "/console")
                                .put("signIn", address() + "/sign-in/secret")
                                .put("timeZone", "Pacific/Kiritimati"));
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/?phones=wa-33612345678");
        assertThat(page.getByText("Ouvrir la console")).hasAttribute("href", "/ui/console");
        assertThat(page.request().get(world.sandbox().address() + "/ui/console").text())
                .isEqualTo("in");
        Locator ticked = page.locator("#visit .done");
        assertThat(page.locator("#visit li")).hasCount(5);
        assertThat(ticked).hasCount(0);

        // What a program sends as the organiser is not the visitor's doing.
        world.control().put("/playing", new JsonObject().put("playing", true));
        assertThat(page.locator("#visit .playing")).isVisible();
        toEverybody();
        assertThat(page.locator("[data-open='wa-33612345679'] .count")).hasText("1");
        world.control().put("/playing", new JsonObject().put("playing", false));
        assertThat(page.locator("#visit .playing")).hasCount(0);
        // Nor what it has set off and comes after it.
        toEverybody();
        assertThat(page.locator("[data-open='wa-33612345679'] .count")).hasText("2");
        assertThat(ticked).hasCount(0);

        world.pass(Duration.ofSeconds(11));
        toEverybody();
        assertThat(ticked).hasCount(1);
        Locator volunteer = page.locator("[data-phone='wa-33612345678']");
        assertThat(volunteer.locator(".text .bold").first()).hasText("Samedi");
        assertThat(volunteer.locator(".meta time").first()).hasText("26 nov., 00:00");
        assertThat(page.locator("[data-open='wa-33612345679'] .count")).hasText("3");
        volunteer.locator("[name=text]").first().fill("Je viens");
        page.keyboard().press("Enter");
        assertThat(ticked).hasCount(2);

        // Whoever starts a bot on a phone of their own has had nothing passed on.
        opens(page, "tg-7001", "https://t.me/relais_bot?start=");
        opens(page, "wa-33612345670", "https://wa.me/33199001234?text=START");
        // One's own chat is linked, which nobody has passed on.
        opens(page, "wa-33612345670", "https://wa.me/33199001234?text=ME-K7Q2XM4P");
        page.reload();
        assertThat(page.locator("#visit li")).hasCount(5);
        assertThat(ticked).hasCount(2);

        volunteer.getByText("Partager").last().click();
        volunteer.getByText("Partager sur WhatsApp").click();
        page.route("**/forward", route -> {
            APIResponse answer = route.fetch();
            // On a slow machine the chat is fetched again before this answer, whose form is gone then.
            assertThat(volunteer.locator(".sheet")).hasCount(0);
            route.fulfill(new Route.FulfillOptions().setResponse(answer));
        });
        volunteer
                .locator(".sheet")
                .getByText("Envoyer", new Locator.GetByTextOptions().setExact(true))
                .click();
        Locator friend = page.locator("[data-phone]").first();
        assertThat(friend.locator("h2")).hasText("Sacha Petit");
        assertThat(friend.locator(".author")).hasText("Amélie Poulain");
        world.service().forget();
        friend.locator("button.link").click();
        assertThat(friend.locator(".sheet")).not().containsText("Telegram");
        friend.getByText("Rejoindre sur WhatsApp").click();
        assertThat(ticked).hasCount(3);
        assertThat(friend.locator(".line.out")).containsText("JOIN abc");
        assertThat(world.service().next().json().encode()).contains("JOIN abc");

        volunteer
                .getByText("STOP", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(ticked).hasCount(4);
        world.pass(Duration.ofMinutes(1));
        for (String number : new String[] {"33612345679", "33612345670"}) {
            world.graph(new JsonObject()
                    .put("to", number)
                    .put("type", "text")
                    .put("text", new JsonObject().put("body", "Rappel")));
        }
        assertThat(ticked).hasCount(5);
        assertThat(page.locator("#visit")).containsText("un STOP est tenu");
        assertThat(browser.complaints()).isEmpty();
    }

    /** A picture that is sent along stands in the message on both apps, with its buttons. */
    @Test
    void aPictureThatIsSentAlongIsSeen() {
        world.openPhone("33612345678");
        world.startedPhone(7001);
        world.control()
                .put(
                        "/console",
                        new JsonObject()
                                .put("url", address() + "/console")
                                .put("signIn", address() + "/sign-in/secret")
                                .put("timeZone", "Europe/Paris"));
        String picture = address() + "/pictures/fete.png";
        world.graph(new JsonObject()
                .put("to", "33612345678")
                .put("type", "interactive")
                .put(
                        "interactive",
                        new JsonObject()
                                .put("type", "button")
                                .put(
                                        "header",
                                        new JsonObject()
                                                .put("type", "image")
                                                .put("image", new JsonObject().put("link", picture)))
                                .put("body", new JsonObject().put("text", "Fête samedi"))
                                .put(
                                        "action",
                                        new JsonObject()
                                                .put(
                                                        "buttons",
                                                        new JsonArray()
                                                                .add(new JsonObject()
                                                                        .put("type", "reply")
                                                                        .put(
                                                                                "reply",
                                                                                new JsonObject()
                                                                                        .put("id", "yes")
                                                                                        .put("title", "Oui")))))));
        world.bot(
                "sendPhoto",
                new JsonObject().put("chat_id", 7001).put("photo", picture).put("caption", "Fête samedi"));
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/?phones=wa-33612345678,tg-7001");
        for (String phone : new String[] {"wa-33612345678", "tg-7001"}) {
            Locator shown = page.locator("[data-phone='" + phone + "'] img.sent");
            assertThat(shown).hasAttribute("alt", "Photo");
            page.waitForCondition(
                    () -> Boolean.TRUE.equals(shown.evaluate("image => image.complete && image.naturalWidth > 0")));
        }
        assertThat(page.request()
                        .get(world.sandbox().address() + "/ui/pictures?of=" + address() + "/sign-in/secret")
                        .status())
                .isEqualTo(404);
        assertThat(browser.complaints()).isEmpty();
    }

    private void opens(Page page, String phone, String link) {
        FormData said = FormData.create().set("phone", phone).set("link", link);
        assertThat(page.request()
                        .post(
                                world.sandbox().address() + "/ui/join",
                                RequestOptions.create().setForm(said))
                        .ok())
                .isTrue();
    }
}
