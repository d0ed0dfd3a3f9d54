package org.relais.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;

/** The page in a real browser: what a person sees and does there travels the real webhook. */
class SandboxPageTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @RegisterExtension
    static final Browser browser = new Browser();

    private void scene() {
        world.openPhone("33612345678");
        world.bot("setWebhook", new JsonObject().put("url", world.service().url()));
        world.startedPhone(7001);
        world.graph(new JsonObject()
                .put("to", "33612345678")
                .put("type", "interactive")
                .put(
                        "interactive",
                        new JsonObject()
                                .put("type", "button")
                                .put(
                                        "body",
                                        new JsonObject()
                                                .put(
                                                        "text",
                                                        "Bonjour Amélie ! Pouvez-vous appeler cinq voisins ce soir ? https://relais.example/s/Ab3"))
                                .put(
                                        "footer",
                                        new JsonObject().put("text", "Répondez STOP pour ne plus recevoir de messages"))
                                .put(
                                        "action",
                                        new JsonObject()
                                                .put(
                                                        "buttons",
                                                        new JsonArray()
                                                                .add(button("yes", "Oui, je prends"))
                                                                .add(button("no", "Pas ce soir"))))));
        world.graph(
                new JsonObject()
                        .put("to", "33612345678")
                        .put("type", "interactive")
                        .put(
                                "interactive",
                                new JsonObject()
                                        .put("type", "list")
                                        .put("body", new JsonObject().put("text", "Résultat de l’appel ?"))
                                        .put(
                                                "action",
                                                new JsonObject()
                                                        .put("button", "Choisir")
                                                        .put(
                                                                "sections",
                                                                new JsonArray()
                                                                        .add(
                                                                                new JsonObject()
                                                                                        .put(
                                                                                                "rows",
                                                                                                new JsonArray()
                                                                                                        .add(
                                                                                                                row(
                                                                                                                        "reached",
                                                                                                                        "Joint",
                                                                                                                        "La personne a répondu"))
                                                                                                        .add(
                                                                                                                row(
                                                                                                                        "none",
                                                                                                                        "Pas de réponse",
                                                                                                                        "Rappeler plus tard"))))))));
        world.bot(
                "sendMessage",
                new JsonObject()
                        .put("chat_id", 7001)
                        .put(
                                "text",
                                "<b>Samedi</b>, réunion à 18 h. <a href=\"https://t.me/share/url?url=x\">Partager</a>")
                        .put("parse_mode", "HTML")
                        .put(
                                "reply_markup",
                                new JsonObject()
                                        .put(
                                                "inline_keyboard",
                                                new JsonArray()
                                                        .add(new JsonArray()
                                                                .add(new JsonObject()
                                                                        .put("text", "Je viens")
                                                                        .put("callback_data", "event:1:yes"))
                                                                .add(new JsonObject()
                                                                        .put("text", "Carte")
                                                                        .put("url", "https://example.org/map")))
                                                        .add(new JsonArray()
                                                                .add(new JsonObject()
                                                                        .put("text", "Copier le texte")
                                                                        .put(
                                                                                "copy_text",
                                                                                new JsonObject()
                                                                                        .put(
                                                                                                "text",
                                                                                                "Rejoignez-nous")))))));
    }

    private static JsonObject button(String id, String title) {
        return new JsonObject()
                .put("type", "reply")
                .put("reply", new JsonObject().put("id", id).put("title", title));
    }

    private static JsonObject row(String id, String title, String description) {
        return new JsonObject().put("id", id).put("title", title).put("description", description);
    }

    private Locator phone(Page page, String id) {
        return page.locator("[data-phone='" + id + "']");
    }

    @Test
    void picturesToLookAt() {
        scene();
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/");
        phone(page, "wa-33612345678").locator(".buttons summary").click();
        Browser.picture(page, "sandbox-light");
        Page dark = browser.open("en-GB", 1280, 900, true);
        dark.navigate(world.sandbox().address() + "/");
        Browser.picture(dark, "sandbox-dark");
        Page narrow = browser.open("fr-FR", 390, 844, false);
        narrow.navigate(world.sandbox().address() + "/");
        narrow.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(java.nio.file.Path.of("target/screenshots/sandbox-narrow.png")));
        assertThat(browser.complaints()).isEmpty();
    }
}
