package org.relais.console.broadcast;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** A brake in a real browser: set on a telephone, seen to hold the rest, and let go there. */
@NeedsBrowser
class BrakeBrowserTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @Test
    void theRestIsHeldAndLetGoWithoutAReload() {
        try (BroadcastSite site = new BroadcastSite()) {
            site.people(40, "subscribed", "vip");
            Page page = site.signedIn(BROWSER.open("fr-FR", 390, 844, true), "fr");
            page.navigate(page.url().replaceAll("/console.*", "/console/broadcasts/new"));
            page.getByLabel("Titre", new Page.GetByLabelOptions().setExact(true))
                    .fill("Fête de quartier");
            page.getByLabel("Message en français").fill("Bonjour ! La fête est samedi.");
            page.locator("#brake-part summary").click();
            page.getByLabel("L’envoyer d’abord à une partie").check();
            page.locator(".brake-numbers input").first().fill("20");
            page.locator("#brake-part").scrollIntoViewIfNeeded();
            Browser.picture(page, "brake-compose");
            assertThat(Browser.layoutFaults(page)).isEmpty();
            page.locator("button[form=compose]:visible, #compose .last button:visible")
                    .click();
            page.locator("a[href$='/send']").click();
            assertThat(page.locator("#brake")).containsText("20 % des personnes");
            Browser.picture(page, "brake-confirm");
            page.locator("form[action$='/send'] button").click();

            assertThat(page.locator("#brake")).containsText("Le reste suit le");
            assertThat(page.locator(".head .badge")).hasText("Première partie");
            Browser.picture(page, "brake-first");
            page.evaluate("window.sameDocument = true");
            site.sql("update consent set state = 'unsubscribed', stopped_at = now() where contact_id ="
                    + " (select min(contact_id) from delivery)");
            site.sql("update broadcast set brake_rested_at = brake_rested_at - interval '31 minutes'");
            assertThat(page.locator("#state")).containsText("Retenu par le frein : sur les 8 personnes");
            assertThat(page.locator("#cancel")).hasText("Annuler le reste");
            Browser.picture(page, "brake-held");
            assertThat(Browser.layoutFaults(page)).isEmpty();
            assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);

            page.navigate(page.url().replaceAll("/console.*", "/console"));
            assertThat(page.locator("#waits + .todo")).containsText("Le reste de « Fête de quartier » vous attend");
            // Of all of them, as on its own page: a first part that has gone fills no bar.
            assertThat(page.locator(".runs progress").first()).hasAttribute("max", "40");
            Browser.picture(page, "brake-home");
            assertThat(Browser.layoutFaults(page)).isEmpty();
            page.locator("#waits + .todo a").click();
            page.locator("#resume").click();
            assertThat(page.locator(".head .badge")).hasText("Parti");
            Browser.picture(page, "brake-over");
        }
    }
}
