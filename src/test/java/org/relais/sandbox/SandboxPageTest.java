package org.relais.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;
import org.relais.testing.Held;
import org.relais.testing.NeedsBrowser;

/** The page in a real browser: what a person sees and does there travels the real webhook. */
@NeedsBrowser
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
    void whatAPersonDoesOnAPhoneTravelsTheRealWebhook() throws Exception {
        scene();
        world.control().get("/idle?timeoutMillis=120000");
        world.service().forget();
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/");
        Locator whatsapp = phone(page, "wa-33612345678");
        assertThat(whatsapp).containsText("Pouvez-vous appeler cinq voisins");
        whatsapp.getByText("Oui, je prends").click();
        JsonObject pressed = whatsappMessage(world.service().next());
        assertThat(pressed.getJsonObject("interactive")
                        .getJsonObject("button_reply")
                        .getString("id"))
                .isEqualTo("yes");
        assertThat(whatsapp.locator(".line.out").last()).containsText("Oui, je prends");

        whatsapp.getByText("Choisir").click();
        whatsapp.getByText("Pas de réponse").click();
        assertThat(whatsappMessage(world.service().next())
                        .getJsonObject("interactive")
                        .getJsonObject("list_reply")
                        .getString("id"))
                .isEqualTo("none");

        whatsapp.getByLabel("Message").last().fill("Arrêtez <b>tout</b>");
        page.keyboard().press("Enter");
        assertThat(whatsappMessage(world.service().next()).getJsonObject("text").getString("body"))
                .isEqualTo("Arrêtez <b>tout</b>");
        assertThat(whatsapp.locator(".line.out").last()).containsText("Arrêtez <b>tout</b>");
        assertThat(whatsapp.locator("input[name=text]")).hasValue("");

        Locator telegram = phone(page, "tg-7001");
        telegram.getByText("STOP", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(world.service().next().json().getJsonObject("message").getString("text"))
                .isEqualTo("STOP");
        telegram.getByText("Plus", new Locator.GetByTextOptions().setExact(true))
                .click();
        telegram.getByText("Ce qui arrive à cette personne").click();
        telegram.getByText("Bloquer l’expéditeur").click();
        assertThat(world.service()
                        .next()
                        .json()
                        .getJsonObject("my_chat_member")
                        .getJsonObject("new_chat_member")
                        .getString("status"))
                .isEqualTo("kicked");
        assertThat(telegram.locator(".flag")).hasText("Bloqué");
        assertThat(telegram.getByText("Bloquer l’expéditeur")).isHidden();
        assertThat(telegram.getByText("Débloquer", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aNewMessageAppearsByItselfAndTheListFollows() {
        scene();
        Page page = browser.open("en-GB");
        page.navigate(world.sandbox().address() + "/");
        assertThat(page.locator(".totals")).containsText("2 phones, 3 messages");
        world.bot("sendMessage", new JsonObject().put("chat_id", 7001).put("text", "Live <script>alert(1)</script>"));
        assertThat(phone(page, "tg-7001").locator(".line.in").last()).containsText("Live <script>alert(1)</script>");
        assertThat(page.locator(".totals")).containsText("2 phones, 4 messages");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatArrivesBetweenThePageAndItsFirstConnectionIsShown() {
        scene();
        Page page = browser.open("fr-FR");
        page.route("**/ui/live", connecting -> {
            world.bot("sendMessage", new JsonObject().put("chat_id", 7001).put("text", "In between"));
            connecting.resume();
        });
        page.navigate(world.sandbox().address() + "/?phones=tg-7001");
        assertThat(phone(page, "tg-7001").locator(".line.in").last()).containsText("In between");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void phonesAreFoundOpenedClosedMadeAndRemembered() {
        JsonArray many = new JsonArray();
        for (int number = 0; number < 250; number++) {
            many.add(new JsonObject()
                    .put("channel", "whatsapp")
                    .put("number", "3360000" + (1000 + number))
                    .put("name", "Volontaire numéro " + number));
        }
        world.control().post("/phones", many);
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/?phones=");
        assertThat(page.locator(".rows li")).hasCount(200);
        page.getByLabel("Chercher un téléphone").fill("numéro 249");
        assertThat(page.locator(".rows li")).hasCount(1);
        page.locator(".row").click();
        assertThat(phone(page, "wa-33600001249")).isVisible();
        page.reload();
        assertThat(phone(page, "wa-33600001249")).isVisible();
        page.getByText("English").click();
        assertThat(page.getByText("New phone")).isVisible();
        assertThat(phone(page, "wa-33600001249")).isVisible();
        page.getByText("New phone").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Ana");
        page.locator("select[name=channel]").selectOption("telegram");
        page.getByText("Make the phone").click();
        assertThat(page.locator("[data-phone]")).hasCount(2);
        page.getByLabel("Close the phone of Ana").click();
        assertThat(page.locator("[data-phone]")).hasCount(1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void switchesWorkAndAFaultIsToldInWords() throws Exception {
        scene();
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/");
        Locator telegram = phone(page, "tg-7001");
        telegram.getByText("Plus", new Locator.GetByTextOptions().setExact(true))
                .click();
        telegram.getByText("Ce qui arrive à cette personne").click();
        telegram.getByLabel("Le compte n’existe plus").check();
        assertThat(telegram.locator(".flag")).hasText("Désactivé");
        assertThat(world.bot(
                                "sendMessage",
                                new JsonObject().put("chat_id", 7001).put("text", "a"))
                        .json()
                        .getString("description"))
                .isEqualTo("Forbidden: user is deactivated");
        telegram.getByText("Ouvrir un lien d’inscription").click();
        Locator link = telegram.getByLabel("Lien d’inscription ou code");
        Locator opens = telegram.getByText("Ouvrir", new Locator.GetByTextOptions().setExact(true));
        for (String wrong : List.of("pas un code", "https://wa.me/33199001234?text=JOIN%20abc", "https://[")) {
            link.fill(wrong);
            assertThat(telegram.locator(".fault")).hasCount(0);
            opens.click();
            assertThat(telegram.locator(".fault")).containsText("Ce lien n’ouvre rien sur ce téléphone.");
            assertThat(link).isFocused();
            assertThat(link).hasValue(wrong);
        }
        page.locator("aside summary", new Page.LocatorOptions().setHasText("Pour les développeurs"))
                .click();
        Locator everyone = page.locator("form[hx-post='/ui/switches']");
        everyone.getByLabel("La plateforme répond").selectOption("503");
        assertThat(everyone.locator("output")).hasText("C’est fait.");
        assertThat(world.control().get("/switches").getInteger("serverError")).isEqualTo(503);
    }

    @Test
    void aPhoneThatHasNotStartedTheBotHasNothingButTheButton() {
        world.bot("setWebhook", new JsonObject().put("url", world.service().url()));
        world.control()
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("userId", "7009")
                                .put("name", "Léo"));
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/?phones=tg-7009");
        Locator phone = phone(page, "tg-7009");
        assertThat(phone.locator("input[name=text]")).isHidden();
        Browser.picture(page, "sandbox-start");
        phone.getByText("DÉMARRER").click();
        assertThat(phone.locator(".line.out")).containsText("/start");
        assertThat(phone.locator("input[name=text]")).isVisible();
        assertThat(phone.getByText("DÉMARRER")).hasCount(0);
    }

    @Test
    void eachAppShowsStylesItsOwnWay() {
        world.openPhone("33612345678");
        world.startedPhone(7001);
        world.graph(new JsonObject()
                .put("to", "33612345678")
                .put("type", "text")
                .put("text", new JsonObject().put("body", "Venez *samedi _soir_* https://x.example/_a_ 2*3*4")));
        world.bot(
                "sendMessage",
                new JsonObject()
                        .put("chat_id", 7001)
                        .put("text", "Venez samedi *soir*")
                        .put(
                                "entities",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "bold")
                                                .put("offset", 6)
                                                .put("length", 6))));
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/");
        Locator whatsapp =
                phone(page, "wa-33612345678").locator(".line.in .text").last();
        assertThat(whatsapp).hasText("Venez samedi soir https://x.example/_a_ 2*3*4");
        assertThat(whatsapp.locator(".bold.italic")).hasText("soir");
        Locator telegram = phone(page, "tg-7001").locator(".line.in .text").last();
        assertThat(telegram).hasText("Venez samedi *soir*");
        assertThat(telegram.locator(".bold")).hasText("samedi");
        assertThat(telegram.locator(".bold")).hasCSS("font-weight", "700");
        Browser.picture(page, "sandbox-styles");
    }

    @Test
    void whatIsTypedWhileAMessageIsUnderWayStays() {
        scene();
        Page page = browser.open("en-GB");
        page.navigate(world.sandbox().address() + "/");
        Held sending = Held.of(page, "**/send");
        Locator field = phone(page, "tg-7001").locator("input[name=text]");
        field.fill("first");
        field.press("Enter");
        page.waitForCondition(sending::isHeld);
        field.pressSequentially("second");
        sending.go();
        assertThat(phone(page, "tg-7001").locator(".line.out").last()).containsText("first");
        assertThat(field).hasValue("second");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatWasNotSentIsPutBack() {
        scene();
        Page page = browser.open("en-GB");
        page.navigate(world.sandbox().address() + "/");
        page.route("**/send", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        Locator field = phone(page, "tg-7001").locator("input[name=text]");
        field.fill("not lost");
        field.press("Enter");
        assertThat(field).hasValue("not lost");
    }

    @Test
    void whatIsSentBeforeTheScriptsHaveComeIsSentWithThem() {
        Page page = browser.open("en-GB");
        Held script = Held.of(page, "**/htmx.min.js");
        page.navigate(
                world.sandbox().address() + "/",
                new Page.NavigateOptions().setWaitUntil(com.microsoft.playwright.options.WaitUntilState.COMMIT));
        page.getByText("New phone").click();
        page.locator("input[name=name]").fill("Ana");
        page.locator("input[name=number]").fill("+33600001777");
        page.getByText("Make the phone").click();
        page.waitForCondition(script::isHeld);
        script.go();
        assertThat(page.locator("[data-phone] h2")).hasText("Ana");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aButtonIsPressedAlthoughItsChatRefreshesMeanwhile() throws Exception {
        scene();
        world.control().get("/idle?timeoutMillis=120000");
        world.service().forget();
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/");
        Locator telegram = phone(page, "tg-7001");
        telegram.getByText("Je viens").hover();
        page.mouse().down();
        page.waitForResponse(
                "**/ui/phones/tg-7001/chat",
                () -> world.bot(
                        "sendMessage", new JsonObject().put("chat_id", 7001).put("text", "Meanwhile")));
        page.mouse().up();
        assertThat(world.service().next().json().getJsonObject("callback_query").getString("data"))
                .isEqualTo("event:1:yes");
        assertThat(telegram.locator(".line.in").last()).containsText("Meanwhile");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theKeyboardStaysOnItsButtonWhenTheChatRefreshes() {
        scene();
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/");
        Locator telegram = phone(page, "tg-7001");
        telegram.getByText("Copier le texte").focus();
        world.bot("sendMessage", new JsonObject().put("chat_id", 7001).put("text", "Meanwhile"));
        assertThat(telegram.locator(".line.in").last()).containsText("Meanwhile");
        assertThat(telegram.getByText("Copier le texte")).isFocused();
    }

    @Test
    void aPhoneThatIsOpenedAgainKeepsWhatIsTypedInIt() {
        scene();
        Page page = browser.open("en-GB");
        page.navigate(world.sandbox().address() + "/");
        Locator field = phone(page, "wa-33612345678").locator("input[name=text]");
        Held opening = Held.of(page, "**/ui/phones");
        page.getByText("New phone").click();
        page.locator("aside input[name=name]").fill("Amélie");
        page.locator("aside input[name=number]").fill("33612345678");
        page.getByText("Make the phone").click();
        page.waitForCondition(opening::isHeld);
        field.fill("not sent yet");
        opening.go();
        assertThat(page.locator("aside input[name=name]")).hasValue("");
        assertThat(page.locator("[data-phone]")).hasCount(2);
        assertThat(field).hasValue("not sent yet");
        assertThat(field).isFocused();
    }

    @Test
    void aJoinLinkIsOpenedOnANewPhone() throws Exception {
        world.bot("setWebhook", new JsonObject().put("url", world.service().url()));
        Page page = browser.open("fr-FR", 390, 844, false);
        page.navigate(world.sandbox().address() + "/t.me/relais_bot?start=join_Ab9");
        assertThat(page.locator("blockquote")).hasText("/start join_Ab9");
        page.getByLabel("Nom").fill("Nouvelle Venue");
        page.getByText("Ouvrir sur un nouveau téléphone").click();
        assertThat(world.service().next().json().getJsonObject("message").getString("text"))
                .isEqualTo("/start join_Ab9");
        assertThat(page.locator("[data-phone] h2")).hasText("Nouvelle Venue");
        page.navigate(world.sandbox().address() + "/wa.me/33199001234?text=JOIN%20abc");
        assertThat(page.locator("blockquote")).hasText("JOIN abc");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aWholeLinkIsPastedOnAPhone() throws Exception {
        scene();
        Page page = browser.open("fr-FR");
        page.navigate(world.sandbox().address() + "/?phones=tg-7001");
        Locator phone = phone(page, "tg-7001");
        phone.getByText("Plus", new Locator.GetByTextOptions().setExact(true)).click();
        phone.getByText("Ouvrir un lien d’inscription").click();
        phone.getByLabel("Lien d’inscription ou code").fill(" t.me/relais_bot?start=join_Ab9 ");
        phone.getByText("Ouvrir", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(phone.locator(".line.out").last()).containsText("/start join_Ab9");
    }

    @Test
    void aWrongNumberIsToldAtItsFieldAndANationalOneIsFrench() {
        Page page = browser.open("fr-FR", 390, 844, false);
        page.navigate(world.sandbox().address() + "/wa.me/33199001234?text=JOIN%20abc");
        page.getByLabel("Nom").fill("Ana");
        Locator number = page.getByLabel("Numéro de téléphone");
        number.fill("12");
        page.getByText("Ouvrir sur un nouveau téléphone").click();
        assertThat(page.locator(".fault")).containsText("06 12 34 56 78");
        assertThat(number).isFocused();
        assertThat(number).hasValue("12");
        assertThat(page.getByLabel("Nom")).hasValue("Ana");
        Browser.picture(page, "sandbox-join-fault");
        number.fill("06 12 34 56 78");
        page.getByText("Ouvrir sur un nouveau téléphone").click();
        assertThat(page.locator("[data-phone] header small")).containsText("33612345678");
    }

    @Test
    void aLongListMakesThePageNoLongerAndAccentsAreWhole() {
        for (int number = 0; number < 60; number++) {
            String phone = "336398" + (10000 + number);
            world.openPhone(phone);
            world.graph(new JsonObject()
                    .put("to", phone)
                    .put("type", "text")
                    .put("text", new JsonObject().put("body", "Bonjour")));
        }
        Page page = browser.open("fr-FR", 1280, 900, false);
        page.navigate(world.sandbox().address() + "/");
        assertThat(page.locator(".rows .hidden")).not().hasCount(0);
        page.locator(".rows .row").first().click();
        Locator title = page.locator(".phone h2").first();
        assertThat(title).isVisible();
        assertThat(
                        (Boolean)
                                page.evaluate(
                                        """
                        () => document.documentElement.scrollHeight
                            <= Math.max(window.innerHeight, document.querySelector('main').getBoundingClientRect().bottom + scrollY + 1)"""))
                .as("nothing but white below the phones")
                .isTrue();
        assertThat((Boolean)
                        title.evaluate("it => it.clientHeight >= 1.35 * parseFloat(getComputedStyle(it).fontSize)"))
                .as("room for the accent of a capital")
                .isTrue();
    }

    @Test
    void nothingOverflowsANarrowWindowAndLongNamesAreCut() {
        scene();
        world.control()
                .patch(
                        "/phones/tg-7001",
                        new JsonObject().put("name", "Marie-Antoinette " + "de-la-Très-Longue-Rue-".repeat(8)));
        for (boolean dark : new boolean[] {false, true}) {
            Page page = browser.open("fr-FR", 390, 844, dark);
            page.navigate(world.sandbox().address() + "/");
            page.locator("aside summary", new Page.LocatorOptions().setHasText("Pour les développeurs"))
                    .click();
            // One phone at a time: whose is chosen among them.
            assertThat(page.locator("[data-phone]:visible")).hasCount(1);
            page.locator("[data-open='tg-7001']").click();
            assertThat(page.locator("[data-phone]:visible")).hasCount(1);
            phone(page, "tg-7001")
                    .getByText("Plus", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                    .isEqualTo(true);
            Browser.whole(page, "sandbox-390" + (dark ? "-dark" : ""));
        }
        Page wide = browser.open("en-GB", 1280, 900, true);
        wide.navigate(world.sandbox().address() + "/");
        phone(wide, "wa-33612345678")
                .getByText("More", new Locator.GetByTextOptions().setExact(true))
                .click();
        Browser.whole(wide, "sandbox-wide-dark");
        assertThat(browser.complaints()).isEmpty();
    }

    private static JsonObject whatsappMessage(RecordingService.Hook hook) {
        return hook.json()
                .getJsonArray("entry")
                .getJsonObject(0)
                .getJsonArray("changes")
                .getJsonObject(0)
                .getJsonObject("value")
                .getJsonArray("messages")
                .getJsonObject(0);
    }
}
