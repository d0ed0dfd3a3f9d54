package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.SandboxControl;

/**
 * A bot and a number connected in a real browser by an organisation that has nothing, each from its token to an answered
 * STOP, with faults planted at the simulated platforms on the way: each is found, and said at its place.
 */
@NeedsBrowser
class ConnectBrowserTest {
    private static final String TOKEN = "88001122:AAlive-token";
    private static final String BOT = "quartier_bot";
    private static final String NUMBER = "550011223344";
    private static final String ACCOUNT = "660011223344";

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static ServiceUnderTest service;
    private static SandboxControl sandbox;

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start();
        sandbox = service.sandbox();
    }

    @AfterAll
    static void close() {
        service.close();
    }

    private static Page signedIn(long organisation, String language, int width, boolean dark) {
        AccessStore access = new AccessStore(InstantSource.system());
        String token = new Tokens(new SecureRandom()).create("");
        ServiceUnderTest.wait(access.saveOrganiser(
                        service.pool(), organisation, "ana-" + language + "@example.org", "Ana", Role.OWNER, language)
                .compose(organiser -> access.createSignInLink(
                        service.pool(), organiser.id(), Tokens.hash(token), Duration.ofHours(1))));
        Page page = BROWSER.open(
                language + "-" + (language.equals("fr") ? "FR" : "GB"), width, width < 600 ? 844 : 1000, dark);
        page.navigate(service.address() + "/sign-in/" + token);
        page.locator("main form button").first().click();
        page.waitForURL(Pattern.compile(".*/console$"));
        return page;
    }

    private static void open(Page page, String link) {
        page.navigate(service.address() + "/console/channels");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(link).setExact(true))
                .click();
    }

    private static void send(Page page) {
        page.locator("main form.narrow button").click();
    }

    private static void check(Page page, String step) {
        // What is done is folded below what is left to do.
        page.evaluate("document.querySelector('#done-steps:not([open]) > summary')?.click()");
        page.locator("#step-" + step + " form button").click();
        assertThat(page.locator("main .notice, .notice").first()).isVisible();
    }

    /** That step says it, and is wrong. */
    private static void wrong(Page page, String step, String sentence) {
        check(page, step);
        assertThat(page.locator("#step-" + step + " .badge")).hasText("Something is wrong");
        assertThat(page.locator("#step-" + step + " .results").first()).containsText(sentence);
    }

    /** That step says it, and is not done yet: nothing is wrong before anything has come. */
    private static void toDo(Page page, String step, String sentence) {
        check(page, step);
        assertThat(page.locator("#step-" + step + " .badge")).hasText("To do");
        assertThat(page.locator("#step-" + step + " .results").first()).containsText(sentence);
    }

    private static void right(Page page, String step) {
        check(page, step);
        done(page, step);
    }

    private static void done(Page page, String step) {
        assertThat(page.locator("#step-" + step + " .badge")).hasText(Pattern.compile("Done|With a remark"));
    }

    private static void condition(String sender, String field, Object value) {
        sandbox.patch("/senders/" + sender + "/condition", new JsonObject().put(field, value));
    }

    private static boolean enter(String sender, String url, String token) {
        return sandbox.post(
                        "/senders/" + sender + "/webhook",
                        new JsonObject().put("url", url).put("verifyToken", token))
                .getBoolean("verified");
    }

    /** The same organisation's console in both widths, languages and themes, each signed in once. */
    private record Windows(Map<String, Page> byName) {
        static Windows open(long organisation) {
            Map<String, Page> byName = new LinkedHashMap<>();
            for (String language : new String[] {"fr", "en"}) {
                for (int width : new int[] {1280, 390}) {
                    boolean dark = language.equals("en") == (width == 390);
                    byName.put(
                            language + "-" + width + (dark ? "-dark" : ""),
                            signedIn(organisation, language, width, dark));
                }
            }
            return new Windows(byName);
        }

        /** The layout of a page holds in each, and can be looked at by eye. */
        void show(String path, String name) {
            byName.forEach((window, page) -> {
                page.navigate(service.address() + path);
                assertThat(Browser.layoutFaults(page)).isEmpty();
                Browser.whole(page, name + "-" + window);
                // A page left open would follow what happens next.
                page.navigate("about:blank");
            });
        }
    }

    @Test
    void aBotFromItsTokenToAnAnsweredStop() {
        long organisation = service.createOrganisation("bots");
        sandbox.post(
                "/senders/telegram",
                new JsonObject().put("token", TOKEN).put("username", BOT).put("name", "Le Quartier"));
        Page page = signedIn(organisation, "en", 1280, false);
        Windows windows = Windows.open(organisation);
        page.navigate(service.address() + "/console/channels");
        assertThat(page.locator("main")).containsText("Nothing is connected");
        windows.show("/console/channels", "connect-none");
        open(page, "Connect Telegram");
        Browser.picture(page, "connect-bot-form");
        page.getByLabel("Bot token").fill("88001122:AAwrong");
        send(page);
        assertThat(page.locator("#token-fault"))
                .containsText("The platform refuses the token that begins with 88001122.");
        assertThat(page.locator("details q[lang=en]")).hasText("Unauthorized");
        assertThat(page.locator("#token-fault")).not().containsText("Change settings");
        assertThat(page.locator("#token")).hasValue("");
        Browser.picture(page, "connect-bot-fault");
        page.getByLabel("Bot token").fill("  88001122:AAlive -token ");
        page.getByText("Optional settings").click();
        page.getByLabel("Name of the bot").fill("another_bot");
        send(page);
        assertThat(page.locator("#username-fault"))
                .containsText("The token is of @quartier_bot, and this is @another_bot");
        page.getByLabel("Bot token").fill(" " + TOKEN + " ");
        page.getByLabel("Name of the bot").fill("");
        send(page);
        page.waitForURL(Pattern.compile(".*/console/channels/\\d+$"));
        assertThat(page.locator("h1 > span").last()).hasText("Telegram · Le Quartier");
        for (String step : new String[] {"identity", "address", "webhook", "arrivals"}) {
            done(page, step);
        }
        String path = page.url().substring(service.address().length());
        assertThat(page.locator("#step-written")).containsText("look for @quartier_bot in Telegram and tap “START”");
        windows.show(path, "connect-bot-new");

        sandbox.patch("/settings", new JsonObject().put("localAddresses", false));
        wrong(page, "webhook", "is not https. The platform calls nothing else");
        sandbox.patch("/settings", new JsonObject().put("localAddresses", true));
        String ours = sandbox.get("/senders/" + BOT + "/condition").getString("webhookUrl");
        assertThat(enter(BOT, "http://127.0.0.1:9/elsewhere", "")).isTrue();
        wrong(page, "arrivals", "The platform calls another address: http://127.0.0.1:9/elsewhere");
        // Our address, and not our secret: everything that comes is refused.
        assertThat(enter(BOT, ours, "")).isTrue();
        String phone = sandbox.telegramPhone(770011, "Ana");
        sandbox.post("/phones/" + phone + "/open", new JsonObject().put("sender", BOT));
        Locator arrivals = page.locator("#step-arrivals .results").first();
        org.relais.testing.Await.until("the platform runs into it", () -> {
            check(page, "arrivals");
            return arrivals.innerText().contains("don’t get through")
                    || arrivals.innerText().contains("doesn’t get through");
        });
        assertThat(arrivals).containsText("Wrong response from the webhook: 401");
        windows.show(path, "connect-bot-stuck");
        page.evaluate("window.sameDocument = true");
        assertThat(page.locator("#step-written .badge")).hasText("To do");

        right(page, "webhook");
        done(page, "written");
        done(page, "accepted");
        right(page, "arrivals");
        JsonObject answer = sandbox.next(phone, 0);
        assertThat(answer.getString("text")).isNotBlank();
        long before = sandbox.now();
        sandbox.waited(
                "/phones/" + phone + "/messages",
                new JsonObject().put("text", "STOP").put("stop", true).put("sender", BOT));
        assertThat(sandbox.received(phone, before, 1)).hasSize(1);
        windows.show(path, "connect-bot-done");
        condition(BOT, "tokenRevoked", true);
        wrong(page, "identity", "The platform refuses the token");
        condition(BOT, "tokenRevoked", false);
        right(page, "identity");
        assertThat(page.content()).doesNotContain("AAlive");
        assertThat(BROWSER.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    @Test
    void aNumberFromItsTokenToAnAnsweredStop() {
        long organisation = service.createOrganisation("numbers");
        sandbox.post("/senders/whatsapp", number(NUMBER, "+33 1 55 50 78 41", ACCOUNT, "EAAlive"));
        sandbox.post("/senders/whatsapp", number("990011", "+33 1 55 50 78 42", "990022", "EAAother"));
        Page page = signedIn(organisation, "en", 1280, false);
        Windows windows = Windows.open(organisation);
        open(page, "Connect WhatsApp");
        windows.show("/console/channels/connect/whatsapp", "connect-number-form");
        page.getByLabel("Phone number ID").fill(NUMBER);
        page.getByText("Optional settings").click();
        page.getByLabel("Phone number", new Page.GetByLabelOptions().setExact(true))
                .fill("01 55 50 78 41");
        page.getByLabel("WhatsApp Business Account ID").fill("990022");
        page.getByLabel("Access token").fill("EAAwrong");
        page.getByLabel("App secret").fill("app-secret-live");
        page.getByLabel("Phone number ID").fill("+33 1 55 50 78 41");
        page.locator("main form.narrow button").click();
        assertThat(page.getByLabel("App secret")).hasValue("app-secret-live");
        page.getByLabel("Phone number ID").fill(NUMBER);
        send(page);
        assertThat(page.locator("#accessToken-fault")).containsText("The platform refuses the token");
        assertThat(page.locator("main .notice.bad")).isFocused();
        assertThat(page.locator("#appSecret-again")).hasText("To be pasted again: a secret is neither kept nor shown.");
        assertThat(page.locator("#displayPhoneNumber")).hasValue("+33 1 55 50 78 41");
        page.getByLabel("Access token").fill("EAAlive");
        page.getByLabel("App secret").fill("app-secret-live");
        send(page);
        assertThat(page.locator("#businessAccountId-fault")).containsText("The token may not see the account 990022");
        Browser.picture(page, "connect-number-fault");
        page.getByLabel("WhatsApp Business Account ID").fill(ACCOUNT);
        page.getByLabel("Phone number", new Page.GetByLabelOptions().setExact(true))
                .fill("01 55 50 78 99");
        page.getByLabel("Access token").fill("EAAlive");
        page.getByLabel("App secret").fill("app-secret-live");
        send(page);
        assertThat(page.locator("#displayPhoneNumber-fault"))
                .containsText("This id is of the number +33 1 55 50 78 41");
        page.getByLabel("Phone number", new Page.GetByLabelOptions().setExact(true))
                .fill("");
        page.getByLabel("Access token").fill("EAAlive");
        page.getByLabel("App secret").fill("app-secret-live");
        send(page);
        page.waitForURL(Pattern.compile(".*/console/channels/\\d+$"));
        done(page, "identity");
        done(page, "address");
        String verify = page.locator("#verify-token").innerText();
        String url = page.locator("#webhook-url").innerText();
        assertThat(url).endsWith("/webhook/whatsapp/" + NUMBER);
        Browser.picture(page, "connect-number-token");
        String path = page.url().substring(service.address().length());
        windows.show(path, "connect-number-new");
        windows.show(path + "/change", "connect-number-change");

        toDo(page, "subscription", "The platform has no address to call yet");
        assertThat(page.locator("#verify-token")).hasText(verify);
        assertThat(enter(NUMBER, url, "somebody-elses-token")).isFalse();
        assertThat(page.locator("#step-handshake .results")).containsText("with another verify token");
        assertThat(enter(NUMBER, url, verify)).isTrue();
        done(page, "handshake");
        // Nobody presses its button again.
        done(page, "subscription");
        condition(NUMBER, "fields", new JsonArray().add("messages").add("account_update"));
        toDo(page, "subscription", "user_preferences: missing.");
        assertThat(page.locator("#verify-token")).hasCount(0);
        windows.show(path, "connect-number-fields");
        condition(NUMBER, "appSubscribed", false);
        toDo(page, "subscription", "No app is subscribed to the account " + ACCOUNT);
        condition(NUMBER, "appSubscribed", true);
        condition(
                NUMBER,
                "fields",
                new JsonArray()
                        .add("messages")
                        .add("user_preferences")
                        .add("message_template_status_update")
                        .add("message_template_quality_update")
                        .add("template_category_update")
                        .add("phone_number_quality_update")
                        .add("account_update")
                        .add("business_capability_update"));
        right(page, "subscription");
        right(page, "templates");
        assertThat(page.locator("#step-templates .results")).containsText("Relais submits it to Meta");
        assertThat(page.locator("#step-templates a").first())
                .hasAttribute("href", Pattern.compile("/console/channels/templates/new\\?sender=\\d+"));
        windows.show(path, "connect-number-templates");
        windows.show("/console/channels/templates", "templates-none");
        template("invitation", "fr", "APPROVED");
        template("annonce", "fr", "REJECTED");
        right(page, "templates");
        assertThat(page.locator("#step-templates .results")).containsText("invitation (fr), marketing: approved");
        assertThat(page.locator("#step-templates .results")).containsText("annonce (fr): refused by Meta");
        condition(NUMBER, "quality", "RED");
        wrong(page, "identity", "The quality is low: many people block or report messages");
        condition(NUMBER, "quality", "GREEN");
        right(page, "identity");

        String phone = sandbox.whatsappPhone("+33 6 98 76 54 32", "Ana");
        assertThat(page.locator("#step-written .badge")).hasText("To do");
        assertThat(page.locator("#word")).hasText("To be finished");
        sandbox.waited(
                "/phones/" + phone + "/messages",
                new JsonObject().put("text", "START").put("sender", NUMBER));
        done(page, "written");
        done(page, "accepted");
        assertThat(page.locator("#word")).hasText("Active");
        JsonObject answer = sandbox.next(phone, 0);
        assertThat(answer.getString("text")).isNotBlank();
        long before = sandbox.now();
        sandbox.waited(
                "/phones/" + phone + "/messages",
                new JsonObject().put("text", "STOP").put("stop", true).put("sender", NUMBER));
        assertThat(sandbox.received(phone, before, 1)).hasSize(1);
        windows.show(path, "connect-number-done");
        windows.show("/console/channels", "connect-list");
        page.navigate(service.address() + "/console/channels");
        assertThat(page.locator(".glance")).containsText("ou can write on");
        page.navigate(service.address() + "/console/channels/templates");
        page.locator("form[action$='/refresh'] button").click();
        assertThat(page.locator("article.card")).hasCount(2);
        windows.show("/console/channels/templates", "templates");
        windows.show("/console/channels/templates/new", "template-new");
        page.navigate(service.address() + "/console/broadcasts/new");
        assertThat(page.locator("#template_name option"))
                .hasText(new String[] {"None", "Annonce (refused)", "Invitation (fr)"});
        assertThat(page.content())
                .doesNotContain("EAAlive")
                .doesNotContain("app-secret-live")
                .doesNotContain(verify);
        assertThat(BROWSER.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    private static void template(String name, String language, String status) {
        JsonObject told = sandbox.post(
                "/templates",
                new JsonObject()
                        .put("account", ACCOUNT)
                        .put("name", name)
                        .put("language", language)
                        .put("category", "MARKETING")
                        .put("status", status)
                        .put(
                                "components",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "BODY")
                                                .put("text", "Bonjour"))));
        assertThat(told.getString("name")).isEqualTo(name);
    }

    private static JsonObject number(String id, String display, String account, String token) {
        return new JsonObject()
                .put("phoneNumberId", id)
                .put("displayPhoneNumber", display)
                .put("accountId", account)
                .put("name", "Le Quartier")
                .put("accessToken", token)
                .put("appSecret", "app-secret-live")
                .put("verifyToken", "")
                .put("webhookUrl", "");
    }
}
