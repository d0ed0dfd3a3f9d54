package org.relais.console.broadcast;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** A broadcast's page in a real browser: its answers first, as they come, whatever is done on it meanwhile. */
@NeedsBrowser
class AnswersBrowserTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private BroadcastSite site;

    @BeforeEach
    void open() {
        site = new BroadcastSite();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Page signedIn(String language, int width, int height, boolean dark) {
        return site.signedIn(
                BROWSER.open(language + "-" + language.toUpperCase(java.util.Locale.ROOT), width, height, dark),
                language);
    }

    /** Composes by the form and sends; returns the broadcast. */
    private long asked(Page page, String title) {
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.locator("#title").fill(title);
        page.locator("#body_fr").fill("Bonjour {{first_name|à vous}}, venez-vous samedi ?");
        page.locator("summary", new Page.LocatorOptions().setHasText("Boutons")).click();
        page.locator("#label_0_fr").fill("Je viens");
        page.locator(".pressed:visible > summary").click();
        page.locator("#said_0_fr").fill("À samedi, devant la mairie !");
        assertThat(page.locator("#label_1_fr")).not().isVisible();
        page.locator(".another:visible > summary:visible").click();
        page.locator("#label_1_fr").fill("Je ne peux pas");
        page.locator(".another > summary:visible").click();
        page.locator("#label_2_fr").fill("Une autre date ?");
        assertThat(page.locator(".another > summary:visible")).hasCount(0);
        Browser.picture(page, "answers-compose");
        page.locator("button:visible:text-is('Enregistrer et vérifier')").click();
        page.waitForURL(Pattern.compile(".*/broadcasts/\\d+$"));
        page.navigate(page.url() + "/send");
        page.setViewportSize(390, 844);
        assertThat(page.locator(".count").boundingBox().y)
                .as("on a telephone whom it reaches stands before the message")
                .isLessThan(page.locator("#message").boundingBox().y);
        Browser.whole(page, "answers-confirm-390");
        page.setViewportSize(1280, 1000);
        page.locator("main form button").first().click();
        assertThat(page.locator("#chip")).containsText("Parti");
        return Long.parseLong(page.url().replaceAll(".*/", ""));
    }

    private void answer(long broadcast, long contact, String payload, String label) {
        site.sql("insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label,"
                + " manner, answered_at) select organisation_id, broadcast_id, contact_id, id, '" + payload + "', '"
                + label
                + "', 'tap', now() from delivery where broadcast_id = " + broadcast + " and contact_id = " + contact);
    }

    @Test
    void answersComeWhileThePageIsOpen() {
        List<Long> people = site.people(40, "subscribed", "");
        site.people(3, "unsubscribed", "");
        Page page = signedIn("fr", 1280, 1000, false);
        long broadcast = asked(page, "Fête de samedi");
        assertThat(page.locator("#answers")).containsText("Personne n’a encore répondu");
        page.evaluate("window.sameDocument = true");

        people.subList(0, 18).forEach(person -> answer(broadcast, person, "b1", "Je viens"));
        people.subList(18, 26).forEach(person -> answer(broadcast, person, "b2", "Je ne peux pas"));
        people.subList(26, 29).forEach(person -> answer(broadcast, person, "b3", "Une autre date ?"));

        assertThat(page.locator("#answers .amount"))
                .hasText("29 personnes ont choisi une réponse, sur 40 à qui il a été envoyé.");
        assertThat(page.locator("#outcomes h2")).hasText("3 personnes sur 43 n’ont pas eu ce message");
        assertThat(page.locator("#answers li").first()).containsText("Je viens");
        assertThat(page.locator("#answers li").first().locator("strong")).hasText("18");
        assertThat(page.locator("#answers li").first()).containsText("45\u00a0%");
        assertThat(page.locator("#answers li").last()).containsText("Sans réponse");
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
        assertThat(page.locator("#step-sent strong")).hasText("40");
        assertThat(page.locator("#step-answered strong")).hasText("29");
        assertThat(page.locator("#silent"))
                .containsText("Parmi les personnes sans réponse\u00a0: 11 ne l’ont pas encore reçu");
        assertThat(page.locator("#message .bubble:visible")).containsText("Bonjour [Prénom], venez-vous samedi ?");
        page.locator("#funnel-times-open").click();
        people.subList(29, 31).forEach(person -> answer(broadcast, person, "b3", "Une autre date ?"));
        assertThat(page.locator("#silent")).containsText("\u00a0: 9 ne l’ont");
        assertThat(page.locator("#funnel-times")).hasAttribute("open", "");

        // While somebody presses on it nothing of it is put elsewhere, and what they have unfolded stays so afterwards.
        page.evaluate("window.kept = 0; addEventListener('htmx:beforeSwap', event => {"
                + " if (event.detail.target.id === 'funnel') setTimeout(() => window.kept++) })");
        page.locator("#step-sent strong").hover();
        page.mouse().down();
        people.subList(31, 33).forEach(person -> answer(broadcast, person, "b3", "Une autre date ?"));
        page.waitForCondition(() -> (Boolean) page.evaluate("window.kept > 0"));
        assertThat(page.locator("#silent").innerText()).contains("\u00a0: 9 ne l’ont");
        page.mouse().up();
        assertThat(page.locator("#silent")).containsText("\u00a0: 7 ne l’ont");
        // The same at the first glance: sent, answered, stopped.
        assertThat(page.locator(":is(#sent, #glance) .figure strong")).hasText(new String[] {"40", "33", "0"});
        assertThat(page.locator("#funnel-times")).hasAttribute("open", "");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat((Integer) page.evaluate("document.documentElement.scrollHeight"))
                .as("all of it in a window and a half")
                .isLessThan(1500);
        Browser.whole(page, "answers-fr-1280");
        page.locator("#who-unanswered").click();
        assertThat(page.locator(".list > li")).hasCount(7);
        assertThat(page.locator("h1")).hasText("Sans réponse");
        assertThat(page.locator("#of option:checked")).hasText("Sans réponse (7)");
        assertThat(page.locator("#write")).hasText("Écrire à ces personnes");
        page.locator("#write").click();
        assertThat(page.locator("h1")).hasText("Aux 7 personnes qui n’ont pas répondu à «\u00a0Fête de samedi\u00a0»");
        assertThat(page.locator("#title")).hasValue("Fête de samedi\u00a0: relance");
        assertThat(page.locator("#title").boundingBox().y + 500)
                .as("whom it is for stands before what is written")
                .isGreaterThan(page.locator("[name=answered]").boundingBox().y);
        assertThat(page.locator("[name=answered]")).hasValue(broadcast + "!");
        site.sql("insert into inbound_message (organisation_id, contact_id, sender_id, event_key, text, received_at)"
                + " select d.organisation_id, d.contact_id, s.id, 'asks', 'À quelle heure ?', now() + interval '1 minute'"
                + " from delivery d, sender s where d.broadcast_id = " + broadcast + " and d.contact_id = "
                + people.get(39));
        // Who asks what is known of them has written something else, and is not asked again.
        site.sql("insert into inbound_message (organisation_id, contact_id, sender_id, event_key, text, received_at)"
                + " select d.organisation_id, d.contact_id, s.id, 'right', 'Mes données ?', now() + interval '1 minute'"
                + " from delivery d, sender s where d.broadcast_id = " + broadcast + " and d.contact_id = "
                + people.get(37));
        site.sql("insert into rights_request (organisation_id, contact_id, kind, event_key, received_at, due_at)"
                + " select organisation_id, id, 'access', 'right', now(), now() + interval '30 days' from contact"
                + " where id = " + people.get(37));
        page.reload();
        assertThat(page.locator("h1")).containsText("Aux 5 personnes");
        page.goBack();
        page.reload();
        assertThat(page.locator("#of option:checked")).hasText("Sans réponse (5)");
        assertThat(page.locator(".list > li")).hasCount(5);
        site.sql("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = " + people.get(38));
        page.reload();
        assertThat(page.locator("#of option:checked")).hasText("Sans réponse (4)");
        // Who cannot say yet is not silent, though nobody has to read it.
        site.sql(
                "update inbound_message set kind = 'understood', state = 'answered', about = 'undecided:1' where kind = 'message'");
        page.reload();
        assertThat(page.locator("#of option:checked")).hasText("Sans réponse (4)");
        page.navigate(site.site.url("/console/broadcasts/" + broadcast));
        assertThat(page.locator("#answers li", new Page.LocatorOptions().setHasText("A écrit autre chose"))
                        .locator("strong"))
                .hasText("2");
        assertThat(page.locator("#answers li", new Page.LocatorOptions().setHasText("Sans réponse"))
                        .locator("strong"))
                .hasText("4");
        assertThat(page.locator("#glance .figure").first()).containsText("2 autres messages");
        assertThat(page.locator("#answers li strong").allInnerTexts().stream()
                        .mapToInt(Integer::parseInt)
                        .sum())
                .as("everybody whom it was sent to stands in one bar")
                .isEqualTo(40);
        assertThat(page.locator("#silent")).containsText("Parmi les personnes sans réponse\u00a0: 4 ");
        assertThat(page.locator("#answers li").last()).containsText("Arrêts ou effacements sans avoir répondu");
        page.locator("#who-gone").click();
        assertThat(page.locator("#of option:checked")).hasText("Arrêts ou effacements sans avoir répondu (1)");
        assertThat(page.locator(".list > li")).hasCount(1);
        page.goBack();
        page.locator("#who-unanswered").click();
        page.locator("#of").selectOption("state:wrote");
        page.waitForURL(Pattern.compile(".*/people\\?of=state.*"));
        assertThat(page.locator(".list > li")).hasCount(2);
        page.locator("#of").selectOption(new SelectOption().setIndex(1));
        page.waitForURL(Pattern.compile(".*/people\\?of=answer.*"));
        assertThat(page.locator(".list .sub").first()).containsText("répondu");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "answers-who-fr-1280");
        page.setViewportSize(390, 844);
        page.locator("#of").selectOption("state:unanswered");
        page.waitForURL(Pattern.compile(".*/people\\?of=state.*"));
        assertThat(page.locator("h1")).hasText("Sans réponse");
        assertThat(page.locator(".list > li")).hasCount(4);
        assertThat(page.locator("#of")).hasValue("state:unanswered");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        page.navigate(site.site.url("/console/broadcasts"));
        assertThat(page.locator(".sendings td.number .sub").first()).hasText("sur 43");
        assertThat(page.evaluate("[...document.querySelectorAll('.sendings td.number')]"
                        + ".filter(cell => cell.scrollWidth > cell.clientWidth).length"))
                .as("figures that run into those beside them")
                .isEqualTo(0);
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
