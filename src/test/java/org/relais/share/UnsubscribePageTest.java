package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** {@code /u/<code>} over real HTTP: who looks changes nothing, who posts receives nothing more. */
@NeedsBrowser
class UnsubscribePageTest {
    @RegisterExtension
    static final ShareWorld WORLD = new ShareWorld();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final Pattern LINK = Pattern.compile("https?://[a-z0-9.:]+(/u/[0-9A-Za-z]+)");

    private static JsonObject plain() {
        return ApiBody.message("Réunion demain. Pour arrêter : {{unsubscribe_link}}");
    }

    /** Lets somebody join, who could ask for nothing more on the page that this returns. */
    private static String linkOf(String name) {
        WORLD.onTelegram(name);
        return WORLD.service.unsubscribePage(WORLD.contact(name));
    }

    /** Lets somebody join and gives the page that a message to them links to. */
    private static String sentLinkOf(String name) {
        String phone = WORLD.onTelegram(name);
        long before = WORLD.phones.now();
        WORLD.broadcast(plain());
        Matcher link = LINK.matcher(ShareWorld.text(WORLD.phones.next(phone, before)));
        assertThat(link.find()).isTrue();
        return WORLD.service.address() + link.group(1);
    }

    private static String state(String name) {
        return WORLD.rows("select state from consent where contact_id = " + WORLD.contact(name))
                .get(0)
                .getString("state");
    }

    private static List<Row> stops(String name) {
        return WORLD.rows("select source, source_reference, wording, language, detail from ledger_event where kind ="
                + " 'opt_out' and contact_id = " + WORLD.contact(name) + " order by id");
    }

    @Test
    void onlyPostingStops() {
        String page = sentLinkOf("Ulysse");
        HttpResponse<String> shown = WORLD.reader("de").get(page);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body())
                .contains("Les Amis du quartier ne vous écriront plus", "method=\"post\"", "<html lang=\"fr\"")
                .doesNotContain("Ulysse", "<script", "style=");
        assertThat(shown.headers().firstValue("cache-control")).hasValue("no-store");
        HttpResponse<String> head = WORLD.reader("fr").send("HEAD", page);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(WORLD.reader("fr")
                        .as("WhatsApp/2.23.20.0 A")
                        .get(page + "?lang=en")
                        .body())
                .contains("will not write to you any more");
        assertThat(state("Ulysse")).isEqualTo("subscribed");

        HttpResponse<String> done = WORLD.reader("fr").send("POST", page);
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("C’est fait", "envoyez START").doesNotContain("<form");
        assertThat(state("Ulysse")).isEqualTo("unsubscribed");
        Row evidence = stops("Ulysse").get(0);
        assertThat(evidence.getString("source")).isEqualTo("page");
        assertThat(evidence.getString("source_reference")).matches("unsubscribe page /u/, message \\d+");
        assertThat(evidence.getString("wording"))
                .isEqualTo("Touchez le bouton\u00a0: Les Amis du quartier ne vous écriront plus.");
        assertThat(evidence.getString("language")).isEqualTo("fr");

        WORLD.caller(Role.OWNER)
                .put("/public-page", new JsonObject().put("privacyUrl", "https://amis.example.org/vie-privee"));
        assertThat(WORLD.reader("fr").get(page).body())
                .contains("Vous ne recevez plus rien", "href=\"https://amis.example.org/vie-privee\"")
                .doesNotContain("<form");
        WORLD.caller(Role.OWNER).put("/public-page", new JsonObject());
        assertThat(WORLD.reader("fr").send("POST", page).statusCode()).isEqualTo(200);
        assertThat(state("Ulysse")).isEqualTo("unsubscribed");
    }

    @Test
    void aProgramsOneClickRequestStops() {
        String page = linkOf("Colette");
        HttpResponse<String> answer =
                WORLD.reader("en").post(page, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(state("Colette")).isEqualTo("unsubscribed");
        assertThat(stops("Colette")).hasSize(1);
    }

    @Test
    void noProgramSendsMegabytesToStop() {
        String page = linkOf("Octave");
        HttpResponse<String> answer =
                WORLD.reader("fr").post(page, "application/x-www-form-urlencoded", "a=" + "x".repeat(300_000));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("<h1>Formulaire refusé</h1>");
        assertThat(state("Octave")).isEqualTo("subscribed");
        assertThat(WORLD.reader("fr")
                        .post(page, "multipart/form-data", "no boundary")
                        .statusCode())
                .as("whatever it says, to post is to stop")
                .isEqualTo(200);
        assertThat(state("Octave")).isEqualTo("unsubscribed");
    }

    @Test
    void nothingGoesToWhoeverStopped() {
        String page = linkOf("Nadia");
        assertThat(WORLD.reader("fr").send("POST", page).statusCode()).isEqualTo(200);
        long message = WORLD.broadcast(plain());
        assertThat(WORLD.count("delivery where message_id = " + message + " and contact_id = " + WORLD.contact("Nadia")
                        + " and state <> 'suppressed'"))
                .isZero();
    }

    @Test
    void whatIsNoCodeOfOursShowsNothing() {
        String page = linkOf("Basile");
        String start = page.substring(0, page.lastIndexOf('/') + 1);
        String code = page.substring(start.length());
        String shareCode = WORLD.codes().code(new ShareLink(1, WORLD.contact("Basile")));
        String plain = WORLD.reader("fr").get(start + "A1b2C3d4E5f6G7").body();
        assertThat(plain).contains("Cette page n’existe pas").doesNotContain("Amis du quartier");
        for (String bad : List.of(
                code.substring(1),
                code + "A",
                code.toLowerCase(Locale.ROOT) + "x",
                shareCode,
                "%C3%A9%20",
                "x".repeat(900))) {
            for (String method : List.of("GET", "POST")) {
                HttpResponse<String> answer = WORLD.reader("fr").send(method, start + bad);
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).isEqualTo(plain);
            }
        }
        assertThat(WORLD.reader("fr").get(start).statusCode()).isEqualTo(404);
        assertThat(WORLD.reader("fr").get(start + "%00%ff").statusCode()).isEqualTo(400);
        assertThat(state("Basile")).isEqualTo("subscribed");
    }

    @Test
    void whoeverTriesCodesOutIsSoonSentAway() {
        String page = linkOf("Gaston");
        String start = page.substring(0, page.lastIndexOf('/') + 1);
        ShareWorld.Reader guesser = WORLD.reader("en");
        int tries = 0;
        while (guesser.send("POST", start + "A1b2C3d4E5f6G" + tries % 10).statusCode() == 404) {
            tries++;
        }
        assertThat(tries).isBetween(5, 60);
        HttpResponse<String> busy = guesser.send("POST", start + "A1b2C3d4E5f6G7");
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("retry-after")).isPresent();
        assertThat(state("Gaston")).isEqualTo("subscribed");
        assertThat(guesser.send("POST", page).statusCode())
                .as("a right code is never limited")
                .isEqualTo(200);
        assertThat(state("Gaston")).isEqualTo("unsubscribed");
    }

    @Test
    void hundredsOfStopsFromOneAddressAreAllTaken() {
        String page = linkOf("Honoré");
        ShareWorld.Reader program = WORLD.reader("en");
        List<Integer> answers = Stream.generate(
                        () -> program.post(page, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")
                                .statusCode())
                .limit(300)
                .toList();
        assertThat(answers).containsOnly(200);
        assertThat(state("Honoré")).isEqualTo("unsubscribed");
        assertThat(stops("Honoré")).hasSize(1);
    }

    /** They write START while they press the button once more: what they press is later, and stops them anew. */
    @Test
    void whoeverComesBackInThisMomentIsStoppedAnew() {
        String page = linkOf("Sidonie");
        assertThat(WORLD.reader("fr").send("POST", page).statusCode()).isEqualTo(200);
        ShareWorld.Reader reader = WORLD.reader("fr");
        SqlConnection start = ServiceUnderTest.wait(WORLD.service.pool().getConnection());
        Transaction begun = ServiceUnderTest.wait(start.begin());
        ServiceUnderTest.wait(
                start.query("update consent set state = 'subscribed' where contact_id = " + WORLD.contact("Sidonie"))
                        .execute());
        CompletableFuture<Integer> answer =
                CompletableFuture.supplyAsync(() -> reader.send("POST", page).statusCode());
        Await.until(
                "the page waits for what they wrote, or has not seen it",
                () -> answer.isDone()
                        || WORLD.count("pg_stat_activity where datname = current_database()"
                                        + " and wait_event_type = 'Lock'")
                                > 0);
        ServiceUnderTest.wait(begun.commit());
        ServiceUnderTest.wait(start.close());

        assertThat(answer.join()).isEqualTo(200);
        assertThat(state("Sidonie")).isEqualTo("unsubscribed");
        assertThat(stops("Sidonie")).hasSize(2);
    }

    /** An organiser has given the chat in which the link stands to somebody else: whoever reads it there is that one. */
    @Test
    void aLinkStopsWhoeverHasItsChatByNow() {
        String page = sentLinkOf("Perrine");
        linkOf("Quentin");
        long from = WORLD.contact("Perrine");
        long into = WORLD.contact("Quentin");
        long chat = WORLD.rows("select id from address where contact_id = " + from)
                .get(0)
                .getLong("id");
        WORLD.caller(Role.OWNER)
                .post("/contacts/" + from + "/addresses/" + chat + "/move", new JsonObject().put("contact", into));
        String unsent = linkOf("Rosalie");
        assertThat(WORLD.reader("fr").send("POST", unsent).statusCode()).isEqualTo(200);
        assertThat(state("Quentin")).as("somebody else's link").isEqualTo("subscribed");

        assertThat(WORLD.reader("fr").send("POST", page).body()).contains("C’est fait");
        assertThat(state("Perrine")).isEqualTo("unsubscribed");
        assertThat(state("Quentin")).isEqualTo("unsubscribed");
        assertThat(stops("Quentin")).hasSize(1);
        assertThat(WORLD.reader("fr").send("POST", page).statusCode()).isEqualTo(200);
        assertThat(stops("Quentin")).as("pressed again").hasSize(1);
    }

    @Test
    void whoeverWasErasedReadsSo() {
        String page = linkOf("Edmond");
        WORLD.erase(WORLD.contact("Edmond"));
        for (String method : List.of("GET", "POST")) {
            HttpResponse<String> answer = WORLD.reader("fr").send(method, page);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("Nous n’avons plus rien sur vous")
                    .doesNotContain("<form", "Edmond");
        }
    }

    @Test
    void theMentionLinksToThePageWhereTheOrganisationWantsIt() {
        JsonObject message = ApiBody.message("Bonjour");
        String without = WORLD.preview(message);
        assertThat(without).contains("répondez STOP.").doesNotContain("/u/");
        WORLD.rows("update organisation set mention_link = true where id = " + WORLD.service.organisationId()
                + " returning id");
        String with = WORLD.preview(message);
        assertThat(with).containsPattern("répondez STOP\\. Ou par ce lien\u00a0: http://localhost:\\d+/u/[0-9A-Za-z]+");
        assertThat(new JsonObject(with).getInteger("length"))
                .isGreaterThan(new JsonObject(without).getInteger("length") + 30);
    }

    @Test
    void aTelephoneShowsIt() {
        String page = linkOf("Yvonne");
        for (boolean dark : new boolean[] {false, true}) {
            Page phone = BROWSER.open("fr-FR", 390, 844, dark);
            phone.navigate(page);
            assertThat((Integer) phone.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            assertThat(phone.locator("button").boundingBox().height).isGreaterThanOrEqualTo(44);
            Browser.picture(phone, dark ? "unsubscribe-dark" : "unsubscribe-light");
        }
        Page phone = BROWSER.open("fr-FR", 390, 844, false);
        phone.navigate(page);
        phone.locator("button").click();
        PlaywrightAssertions.assertThat(phone.locator("h1")).hasText("C’est fait");
        Browser.picture(phone, "unsubscribe-done");
        phone.locator("nav a", new Page.LocatorOptions().setHasText("English")).click();
        PlaywrightAssertions.assertThat(phone.locator("h1")).hasText("You receive nothing any more");
        assertThat(state("Yvonne")).isEqualTo("unsubscribed");
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
