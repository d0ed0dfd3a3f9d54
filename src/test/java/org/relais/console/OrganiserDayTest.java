package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.Browser.button;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.answer.AnswerWorld;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.testing.ApiBody;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.ServiceFixture;

/** What an organiser does on an ordinary day, in a real browser, while people answer from their phones. */
@NeedsBrowser
class OrganiserDayTest {
    private static final String DOUBTFUL = "trop de messages";

    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @BeforeAll
    static void people() {
        WORLD.onWhatsApp("Zoé Nguyen");
        WORLD.onTelegram("Marc Oliveira");
        WORLD.said(WORLD.onWhatsApp("Lina Haddad"), "Je peux apporter une table samedi, vous en avez besoin ?");
        broadcast("Réunion de quartier");
        broadcast("Collecte de samedi");
        // Who joins from here on gets neither.
        WORLD.eventually(() -> WORLD.count("broadcast where state = 'finished'") == 2);
    }

    private static void broadcast(String title) {
        JsonObject created = WORLD.post(
                "/broadcasts",
                ApiBody.broadcast(
                        title, ApiBody.everyone(), "Bonjour {name|toi}, rendez-vous samedi à 10 h place du marché."));
        WORLD.post("/broadcasts/" + created.getLong("id") + "/send", null);
    }

    private static Page signedIn(String language, int width, boolean dark) {
        AccessStore access = new AccessStore(java.time.InstantSource.system());
        Tokens tokens = new Tokens(new java.security.SecureRandom());
        String token = tokens.create("");
        access.saveOrganiser(
                        WORLD.service.pool(),
                        WORLD.service.organisationId(),
                        language + "@example.org",
                        "Ana",
                        Role.OWNER,
                        language)
                .compose(organiser -> access.createSignInLink(
                        WORLD.service.pool(), organiser.id(), Tokens.hash(token), Duration.ofHours(1)))
                .await();
        Page page = BROWSER.open(language.equals("fr") ? "fr-FR" : "en-GB", width, width == 390 ? 844 : 900, dark);
        page.navigate(ConsoleRoutes.signInLink(WORLD.service.address(), token));
        button(page, language.equals("fr") ? "Se connecter" : "Sign in").click();
        page.waitForURL(Pattern.compile(".*/console$"));
        return page;
    }

    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,1280,true", "fr,390,true", "en,390,false"})
    void theBoardTellsWhatWaitsAndWhatRuns(String language, int width, boolean dark) {
        String phone = WORLD.onTelegram("Omar " + language + width);
        Page page = signedIn(language, width, dark);
        WORLD.phones.writeAndWait(phone, DOUBTFUL);
        assertThat(page.locator(".todo li.urgent").first()).isVisible();
        // The first day of this world is told in words, and by its hours once there are two.
        assertThat(page.getByText(language.equals("fr") ? "Premier jour" : "First day"))
                .isVisible();
        Browser.picture(page, "home-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(Browser.layoutFaults(page)).isEmpty();
        WORLD.post(
                "/contacts/" + WORLD.contact("Omar " + language + width) + "/settle",
                new JsonObject().put("decision", "stop"));
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** What is sent from a phone's page is seen, heard and found on the map in the conversation, as it comes. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,1280,true", "fr,390,true", "en,390,false"})
    void picturesVoicesStickersAndPlacesAreSeen(String language, int width, boolean dark) {
        String name = "Inès " + language + width;
        String phone = dark ? WORLD.onTelegram(name) : WORLD.onWhatsApp(name);
        Page page = signedIn(language, width, dark);
        page.navigate(WORLD.service.address() + "/console/inbox/people/" + WORLD.contact(name));
        Page hand = BROWSER.open("fr-FR", width, 900, dark);
        hand.navigate(WORLD.phones.address() + "/?phones=" + phone);
        hand.locator("details.more > summary").first().click();
        for (String kind : List.of("Photo", "Message vocal", "Autocollant", "Document", "Position")) {
            button(hand, kind).click();
        }
        Locator thread = page.locator(".thread");
        assertThat(thread.locator("img")).hasCount(2);
        assertThat(thread.locator("audio")).hasCount(1);
        assertThat(thread.locator("a[href*='mlat=48.8566']")).isVisible();
        assertThat(thread.locator(".badge.warn")).isVisible();
        assertThat(thread.locator("a[download]").last()).containsText("document.pdf");
        // Found anew at each look: the thread is renewed while it is looked at.
        page.waitForFunction(
                """
                () => { const images = [...document.querySelectorAll('.thread img')];
                        images.forEach(image => image.scrollIntoView());
                        return images.length === 2 && images.every(image => image.complete && image.naturalWidth > 100); }
                """);
        // The browser finds sound in it, in parts.
        page.waitForFunction(
                """
                () => { const sound = document.querySelector('.thread audio');
                        if (sound && !sound.asked) { sound.asked = true; sound.load(); sound.preload = 'auto'; }
                        return sound && sound.duration > 1.5; }
                """);
        assertThat(hand.locator(".bubble img")).hasCount(2);
        assertThat(hand.locator(".bubble audio")).hasCount(1);
        String shape = language + "-" + width + (dark ? "-dark" : "-light");
        Browser.whole(page, "media-" + shape);
        Browser.whole(hand, "media-phone-" + shape);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** What Relais saw to by itself is read too: what the person wrote, what it was taken for, what they were told. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void whatWasUnderstoodStandsInTheConversationWithWhatCameOfIt(String language, int width, boolean dark) {
        String name = "Karim " + language;
        String phone = WORLD.onTelegram(name);
        long broadcast = WORLD.created(
                "/broadcasts",
                new JsonObject()
                        .put("title", "Qui vient " + language)
                        .put("message", AnswerWorld.message("Venez-vous samedi ?"))
                        .put("audience", ApiBody.contacts(WORLD.contact(name))));
        WORLD.post("/broadcasts/" + broadcast + "/send", null);
        WORLD.eventually(() -> WORLD.count("broadcast where state = 'finished' and id = " + broadcast) == 1);
        WORLD.said(phone, "oui avec plaisir");
        WORLD.said(phone, "aide");
        Page page = signedIn(language, width, dark);
        page.navigate(WORLD.service.address() + "/console/inbox/people/" + WORLD.contact(name));
        Locator thread = page.locator("#thread");
        assertThat(thread.locator(".understood .bubble")).hasText(new String[] {"oui avec plaisir", "aide"});
        assertThat(thread.locator(".noted")).containsText("Je viens");
        assertThat(thread.locator(".in .badge")).hasCount(0);
        assertThat(page.locator("#answer")).isVisible();
        assertThat((Double) page.evaluate(
                        "innerHeight - document.querySelector('#answering').getBoundingClientRect().bottom + .01"))
                .as("the answer is in the window")
                .isGreaterThanOrEqualTo(0);
        Browser.picture(page, "answering-" + width);
        WORLD.said(phone, "merci de me retirer de votre liste");
        assertThat(thread.locator(".in").last()).containsText("merci de me retirer de votre liste");
        assertThat(thread.locator(".line.bad")).isVisible();
        page.reload();
        assertThat(page.locator(".head .badge").first())
                .hasText(language.equals("fr") ? "Désabonné·e" : "Unsubscribed");
        Browser.whole(page, "conversation-understood-" + language + "-" + width);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** First journey: what may have been a stop is decided from the first page. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void aDoubtfulStopIsDecidedFromTheFirstPage(String language, int width, boolean dark) {
        String name = "Nadia " + language;
        String phone = WORLD.onTelegram(name);
        WORLD.phones.writeAndWait(phone, DOUBTFUL);
        Page page = signedIn(language, width, dark);
        page.locator(".todo a[href$='/people/" + WORLD.contact(name) + "']").click();
        assertThat(page.locator("#thread .in").last()).containsText(DOUBTFUL);
        Browser.picture(page, "conversation-held-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(Browser.layoutFaults(page)).isEmpty();
        button(page, language.equals("fr") ? "C’est un arrêt" : "It is a stop").click();
        assertThat(page.locator(".notice.good")).isVisible();
        assertThat(page.locator("#thread .line.bad")).isVisible();
        assertThat(page.locator("#answer")).hasCount(0);
        assertThat(page.locator("#closed")).isVisible();
        assertThat(WORLD.count("consent where state = 'unsubscribed' and contact_id = " + WORLD.contact(name)))
                .isOne();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** Second journey: a person is answered, and what they write back stands there without a reload. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,1280,true", "fr,390,true", "en,390,false"})
    void aPersonIsAnsweredAndTheirReplyIsSeenLive(String language, int width, boolean dark) {
        String name = "Samira " + language + width;
        String phone = WORLD.onWhatsApp(name);
        WORLD.said(phone, "Bonjour, est-ce que je peux venir avec mes deux enfants samedi ?");
        Page page = signedIn(language, width, dark);
        page.navigate(WORLD.service.address() + "/console/inbox");
        Locator waits = page.locator(".list > li", new Page.LocatorOptions().setHasText(name));
        assertThat(waits).containsText("WhatsApp");
        assertThat(waits.locator(".clock")).containsText("23 h");
        waits.locator("a.row").click();
        assertThat(page.locator(".clock")).isVisible();
        long before = WORLD.phones.now();
        page.locator("#answer").fill("Oui, bien sûr, à samedi !");
        page.reload();
        assertThat(page.locator("#answer")).hasValue("Oui, bien sûr, à samedi !");
        page.locator("#answer").press("Control+Enter");
        assertThat(page.locator("#thread .out").last()).containsText("Oui, bien sûr");
        assertThat(WORLD.received(phone, before, 1)).containsExactly("Oui, bien sûr, à samedi !");
        WORLD.phones.writeAndWait(phone, "Merci beaucoup, à samedi alors");
        assertThat(page.locator("#thread .in").last()).containsText("Merci beaucoup");
        Browser.picture(page, "conversation-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(Browser.layoutFaults(page)).isEmpty();
        page.locator("h1").click();
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
        page.keyboard().press("Escape");
        page.locator("#back").click();
        assertThat(page.locator("a.row", new Page.LocatorOptions().setHasText(name)))
                .isVisible();
        Browser.picture(page, "inbox-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(page.locator(".people .end > :first-child").first().boundingBox().x)
                .as("what marks them is not under the box to tick")
                .isGreaterThanOrEqualTo(page.locator(".people .main").first().boundingBox().x - 1);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
