package org.relais.console.broadcast;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Await;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** A message that stays open, in a real browser: composed, opened, followed, ended. */
@NeedsBrowser
class WelcomeBrowserTest {
    private static final String LONG_TITLE =
            "Bienvenue dans la grande équipe du quartier de la Croix-Rousse, voici comment donner un premier coup de main";

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static BroadcastSite site;

    @BeforeAll
    static void open() {
        site = new BroadcastSite();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    private static Page signedIn(String language, int width, int height, boolean dark) {
        return site.signedIn(
                BROWSER.open(language + "-" + language.toUpperCase(Locale.ROOT), width, height, dark), language);
    }

    private static void compose(Page page, String title) {
        page.locator("#title").fill(title);
        page.locator("#tab_fr").click();
        page.locator("#body_fr").fill("Bonjour {{first_name|à vous}}, bienvenue parmi nous !");
        page.locator("button[form=compose]:visible, form#compose .actions.last button:visible")
                .click();
        page.waitForURL(Pattern.compile(".*/broadcasts/\\d+/open$"));
    }

    /** As if these people had just written START. */
    private static void join(List<Long> people) {
        people.forEach(person -> site.sql(
                "insert into ledger_event (organisation_id, contact_id, kind, state_before, state_after, occurred_at,"
                        + " recorded_at, source) select organisation_id, id, 'opt_in', 'pending', 'subscribed', now(),"
                        + " now(), 'webhook' from contact where id = " + person));
    }

    @Test
    void aYesToAnActionCanBeWaitedFor() {
        Page page = signedIn("fr", 390, 1000, true);
        List<String> errors = new ArrayList<>();
        page.onPageError(errors::add);
        page.navigate(site.site.url("/console/broadcasts"));
        page.locator(".head .quiet").click();
        compose(page, "Merci d’avance");
        assertThat(page.locator("#action")).hasCount(0);
        assertThat(page.locator("input[value=took_part]")).isDisabled();
        assertThat(page.locator("#took_part-hint")).hasText("Possible dès qu’une action est ouverte.");
        site.sql(
                """
                insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,
                                    created_by, created_at, opened_at)
                select organisation_id, 'event', 'open', 'Fête de quartier', id, id, id, '{}', 'Ana', now(), now()
                from message limit 1
                """);
        page.reload();
        page.locator("input[value=took_part]").check();
        page.locator("#action")
                .selectOption(page.locator("#action option").nth(1).getAttribute("value"));
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "welcome-yes-fr-390-dark");
        page.locator("#amount").fill("1");
        page.locator("select[name=unit]").selectOption("hours");
        page.locator("form.narrow button").click();
        assertThat(page.locator("body")).containsText("Part au bout d’une heure à qui dit oui à « Fête de quartier »");
        page.locator("body").getByText("Terminer").first().click();
        assertThat(errors).isEmpty();
    }

    @Test
    void aWelcomeIsOpenedFollowedAndEnded() {
        Page page = signedIn("fr", 1280, 1000, false);
        page.navigate(site.site.url("/console/broadcasts"));
        page.locator(".head .quiet").click();
        assertThat(page.locator("h1")).hasText("Nouveau message automatique");
        assertThat(page.locator("#brake-part")).hasCount(0);
        compose(page, "Bienvenue");
        assertThat(page.locator("main .notice.good")).containsText("Le message automatique est enregistré");
        BoundingBox field = page.locator("#amount").boundingBox();
        assertThat(page.locator("#amount-hint").boundingBox().y)
                .as("beneath its fields")
                .isGreaterThanOrEqualTo(field.y + field.height);
        assertThat(page.locator("#earlier-hint")).containsText("personne");
        assertThat(page.locator("#message .bubble:visible")).containsText("STOP");
        page.locator("input[value=inactive]").check();
        assertThat(page.locator("#days")).hasValue("30");
        assertThat(page.locator("#amount")).isHidden();
        page.locator("#days").fill("91");
        page.locator("form.narrow button").click();
        assertThat(page.locator("#days-fault")).hasText("Écrivez un nombre de jours, de 1 à 90.");
        page.locator("input[value=joined]").check();
        assertThat(page.locator("#days")).isHidden();
        page.locator("#amount").fill("x");
        page.locator("form.narrow button").click();
        assertThat(page.locator("#amount-fault")).containsText("de 0 minute à 90 jours");
        page.locator("#amount").fill("0");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "welcome-open-fr-1280");
        page.locator("form.narrow button").click();
        assertThat(page.locator("#rule")).containsText("Part tout de suite à qui s’inscrit pour la première fois.");
        assertThat(page.locator("#ahead")).containsText("Personne n’est encore concerné");
        assertThat(page.locator(".head .badge")).hasText("En marche");

        List<Long> people = site.people(9, "subscribed", "");
        join(people);
        site.look();
        String url = page.url();
        Await.until(
                "all nine have it", () -> site.count("select count(*) from delivery where state = 'accepted'") == 9);
        site.sql("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = " + people.get(0));
        page.navigate(url);
        assertThat(page.locator(".figure strong")).hasText(new String[] {"9", "0", "9", "1"});
        assertThat(page.locator("#ahead")).hasCount(0);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "welcome-fr-1280");
        page.navigate(site.site.url("/console/broadcasts"));
        assertThat(page.locator("#welcomes li")).containsText("Part tout de suite à qui s’inscrit");
        Browser.picture(page, "welcome-list-fr-1280");

        page.navigate(url);
        page.locator("#pause").click();
        assertThat(page.locator(".head .badge")).hasText("En pause");
        page.locator("#cancel").click();
        assertThat(page.locator("h1")).hasText("Terminer ce message automatique ?");
        assertThat(page.locator(".head p")).containsText("9 personnes l’ont reçu");
        page.locator("#cancel-now").click();
        assertThat(page.locator(".head .badge.plain")).hasText("Terminé");
        assertThat(page.locator("main")).containsText("ce message automatique ne part plus");
        assertThat(page.locator(".figure strong")).hasText(new String[] {"9", "9", "1"});
        page.navigate(site.site.url("/console/broadcasts"));
        assertThat(page.locator("#welcomes .badge.plain")).hasText("Terminé");
        assertThat(BROWSER.complaints()).as("but for the form with a fault").allMatch(said -> said.contains("422"));
    }

    @Test
    void onAPhoneInTheDarkNothingIsCut() {
        Page page = signedIn("en", 390, 844, true);
        page.navigate(site.site.url("/console/broadcasts/new?then=open"));
        compose(page, LONG_TITLE);
        page.locator("input[value=inactive]").check();
        page.locator("#days").fill("30");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "welcome-open-en-390-dark");
        page.locator("form.narrow button").click();
        assertThat(page.locator("#rule")).containsText("after 30 days of silence");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "welcome-en-390-dark");
        page.navigate(site.site.url("/console/broadcasts"));
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "welcome-list-en-390-dark");
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void aTextIsAddedInALanguageAndAMissingOneIsSaid() {
        List<Long> arabic = site.people(3, "subscribed", "");
        arabic.forEach(person -> site.sql("update contact set language = 'ar' where id = " + person));
        List<Long> dutch = site.people(2, "subscribed", "");
        dutch.forEach(person -> site.sql("update contact set language = 'nl' where id = " + person));
        Page page = signedIn("fr", 1280, 1000, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.locator("#title").fill("Samedi");
        page.locator("#body_fr").fill("Bonjour, venez samedi !");
        assertThat(page.locator("#missing-texts"))
                .containsText("Arabe\u00a0: 3 personnes recevront le texte en français");
        assertThat(page.locator("#missing-texts")).containsText("Néerlandais\u00a0: 2 personnes");
        page.locator("details.further summary").click();
        page.locator("button[name=add][value=es]").click();
        assertThat(page.locator("#title")).hasValue("Samedi");
        assertThat(page.locator("#body_fr")).hasValue("Bonjour, venez samedi !");
        assertThat(page.locator("#kept")).isHidden();
        page.locator("#tab_ar").click();
        assertThat(page.locator("#body_ar")).hasAttribute("dir", "rtl");
        page.locator("#body_ar").fill("مرحبا، تعالوا يوم السبت!");
        assertThat(page.locator("#missing-texts")).not().containsText("Arabe\u00a0: 3 personnes recevront");
        assertThat(page.locator("#tab_es")).isVisible();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "compose-languages-fr-1280");
        page.locator("button[form=compose]:visible, form#compose .actions.last button:visible")
                .click();
        page.waitForURL(Pattern.compile(".*/broadcasts/\\d+$"));
        page.navigate(page.url() + "/send");
        assertThat(page.locator("#missing-texts"))
                .containsText("Néerlandais\u00a0: 2 personnes recevront le texte en français. L’écrire");
        assertThat(page.locator("#missing-texts"))
                .containsText(
                        "Arabe\u00a0: 3 personnes liront une formule générale à la place de ce pour quoi vous écrivez.");
        Browser.picture(page, "confirm-languages-fr-1280");
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
