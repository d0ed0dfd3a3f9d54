package org.relais.console.broadcast;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** Two texts in a real browser: composed and looked at on a telephone in the dark, and compared on both widths. */
@NeedsBrowser
class VariantBrowserTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @Test
    void twoTextsAreComposedSentAndCompared() {
        try (BroadcastSite site = new BroadcastSite()) {
            site.people(60, "subscribed", "");
            Page page = site.signedIn(BROWSER.open("fr-FR", 390, 844, true), "fr");
            page.navigate(site.site.url("/console/broadcasts/new"));
            page.locator("#title").fill("Fête de quartier");
            page.locator("#body_fr").fill("Bonjour ! La fête est samedi.");
            page.locator("summary", new Page.LocatorOptions().setHasText("Boutons"))
                    .click();
            page.locator("#label_0_fr").fill("Je viens");
            assertThat(page.locator("#look")).not().isVisible();
            page.locator("#variant-part > summary").click();
            page.getByLabel("Essayer un second texte").check();
            page.locator("#variant_body_fr").fill("Salut ! On vous attend samedi.");
            page.locator("#look").selectOption("b");
            assertThat(page.locator("#looks .phone:visible")).containsText("Salut !");
            page.locator("#variant-part").scrollIntoViewIfNeeded();
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.whole(page, "variant-compose-390-dark");
            page.locator("#variant_body_fr").fill("");
            page.locator("#compose .last button").click();
            assertThat(page.locator("#variant_body_fr")).hasAttribute("aria-invalid", "true");
            page.locator("#variant_body_fr").fill("Salut ! On vous attend samedi.");
            page.locator("#compose .last button").click();
            page.locator("nav#looks a").last().click();
            assertThat(page.locator(".phone:visible")).containsText("Salut !");
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.picture(page, "variant-draft-390-dark");
            page.locator("a[href$='/send']").click();
            assertThat(page.locator("#variants")).containsText("Il y a deux textes");
            page.locator("form[action$='/send'] button").click();
            assertThat(page.locator("#state .badge")).hasText("Terminé");

            page.getByText("Recompter maintenant").click();
            assertThat(page.locator("#compared")).containsText("Aucune différence ici");
            for (String half : List.of("=", "<>")) {
                site.sql(
                        "insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload,"
                                + " label, manner, answered_at) select d.organisation_id, d.broadcast_id, d.contact_id, d.id, 'b1',"
                                + " 'Je viens', 'tap', now() from delivery d join broadcast b on b.id = d.broadcast_id"
                                + " where d.message_id " + half + " b.variant_id order by d.id limit "
                                + (half.equals("=") ? 15 : 2));
            }
            page.getByText("Recompter maintenant").click();
            assertThat(page.locator("#compared")).containsText("Là où un texte est nommé");
            assertThat(page.locator("#variants tr").nth(5)).containsText("plus avec B");
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.whole(page, "variant-results-390-dark");

            String path = page.url();
            Page wide = site.signedIn(BROWSER.open("en-GB", 1280, 1000, false), "en");
            wide.navigate(path);
            assertThat(wide.locator("#variants")).containsText("more with B");
            assertThat(Browser.layoutFaults(wide)).isEmpty();
            Browser.whole(wide, "variant-results-1280");
            wide.navigate(site.site.url("/console/broadcasts/new"));
            wide.locator("#variant-part > summary").click();
            wide.getByLabel("Try a second text").check();
            assertThat(wide.locator("#look")).isVisible();
            assertThat(Browser.layoutFaults(wide)).isEmpty();
            Browser.whole(wide, "variant-compose-1280");
            assertThat(BROWSER.complaints())
                    .as("but for the text that was missing")
                    .allMatch(each -> each.contains("422"));
        }
    }
}
