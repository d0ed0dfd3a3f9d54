package org.relais.console.broadcast;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.Browser.button;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
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
            site.people(120, "subscribed", "");
            Page page = site.signedIn(BROWSER.open("fr-FR", 390, 844, true), "fr");
            page.navigate(site.site.url("/console/broadcasts/new"));
            page.locator("#title").fill("Fête de quartier");
            page.locator("#body_fr").fill("Bonjour ! La fête est samedi.");
            page.locator("summary", new Page.LocatorOptions().setHasText("Boutons"))
                    .click();
            page.locator("#label_0_fr").fill("Je viens");
            assertThat(page.locator("#look")).not().isVisible();
            page.locator("#variant-part > summary").click();
            page.locator("#variant_body_fr").fill("Salut ! On vous attend samedi.");
            button(page, "Aperçu").click();
            // The phone shows the text that was written last.
            assertThat(page.locator("#look")).hasValue("b");
            assertThat(page.locator("#looks .phone:visible")).containsText("Salut !");
            page.locator("#look").selectOption("a");
            assertThat(page.locator("#looks .phone:visible")).containsText("Bonjour !");
            button(page, "Fermer l’aperçu").click();
            page.locator("#variant-part").scrollIntoViewIfNeeded();
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.whole(page, "variant-compose-390-dark");
            page.locator("#variant_body_fr").fill("Salut ! On vous attend samedi.");
            page.locator("button[form=compose]:visible, #compose .last button:visible")
                    .click();
            page.locator("nav#looks a").last().click();
            assertThat(page.locator(".phone:visible")).containsText("Salut !");
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.picture(page, "variant-draft-390-dark");
            page.locator("a[href$='/send']").click();
            assertThat(page.locator("#variants"))
                    .containsText("Deux textes, tirés au sort : 60 personnes auront l’un, 60 l’autre.");
            assertThat(page.locator("#variants").boundingBox().y)
                    .as("nobody meets the button before what is to be known")
                    .isLessThan(page.locator("form[action$='/send'] button").boundingBox().y);
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.picture(page, "variant-confirm-390-dark");
            page.locator("form[action$='/send'] button").click();
            assertThat(page.locator(".head .badge")).hasText("Parti");

            assertThat(page.locator("#verdict")).containsText("Aucun des deux n’est en tête");
            answer(site, "=", 19);
            answer(site, "<>", 2);
            assertThat(page.locator("#verdict"))
                    .hasText(
                            "Le texte B est en tête. Nettement plus avec le texte B\u00a0: réponse choisie, «\u00a0Je viens\u00a0».");
            assertThat(page.locator(".compare thead th").first()).containsText("Bonjour ! La fête est samedi.");
            assertThat(page.locator(".compare tbody tr").nth(3).locator("td")).containsText(new String[] {"2", "19"});
            assertThat(page.locator(".ahead")).hasCount(2);
            assertThat(page.locator("#answers .amount")).containsText("21 personnes ont choisi une réponse");
            page.locator("#funnel-times-open").click();
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.whole(page, "variant-results-390-dark");

            String path = page.url();
            Page wide = site.signedIn(BROWSER.open("en-GB", 1280, 1000, false), "en");
            wide.navigate(path);
            assertThat(wide.locator("#verdict"))
                    .containsText("Text B leads. Clearly more with text B: answer chosen, “Je viens”.");
            assertThat(wide.locator("#funnel-times-open")).isVisible();
            assertThat(Browser.layoutFaults(wide)).isEmpty();
            Browser.whole(wide, "variant-results-1280");
            wide.navigate(site.site.url("/console/broadcasts/new"));
            wide.locator("#variant-part > summary").click();
            chipsAndTabsServeBoth(wide);
            assertThat(wide.locator("#look")).isVisible();
            assertThat(Browser.layoutFaults(wide)).isEmpty();
            Browser.whole(wide, "variant-compose-1280");
            assertThat(BROWSER.complaints()).isSubsetOf("htmx:afterRequest", "htmx:sendAbort");
        }
    }

    private static void chipsAndTabsServeBoth(Page page) {
        Locator above = page.locator(".tools").first().locator("[data-insert^='{{first_name']");
        Locator beside = page.locator("#variant-part .tools [data-insert^='{{first_name']");
        page.locator("#tab_fr").click();
        page.locator("#body_fr").fill("Bonjour ");
        beside.click();
        page.locator("#variant_body_fr").press("End");
        page.locator("#variant_body_fr").pressSequentially(" et ");
        above.click();
        assertThat(page.locator("#variant_body_fr")).hasValue("[First name] et [First name]");
        page.locator("#body_fr").press("End");
        above.click();
        assertThat(page.locator("#body_fr")).hasValue("Bonjour [First name]");
        page.locator("#variant_tab_fr").press("ArrowRight");
        assertThat(page.locator("#variant_tab_en")).isFocused();
        assertThat(page.locator("#tab_en")).hasAttribute("aria-selected", "true");
        assertThat(page.locator("#body_en")).isVisible();
        assertThat(page.locator("#variant_body_en")).isVisible();
        assertThat(page.locator("#variant_body_fr")).isHidden();
        beside.click();
        assertThat(page.locator("#variant_body_en")).hasValue("[First name]");
        page.locator("#tab_fr").click();
        assertThat(page.locator("#variant_body_fr")).isVisible();
        // What is wrong with a text stands below it, and not below the other.
        page.locator("#variant_body_fr").fill("Salut {{machin}}");
        assertThat(page.locator("#variant-gaps [data-wrong]")).containsText("machin");
        assertThat(page.locator("#gaps [data-wrong]"))
                .hasText(
                        "Text A is not written in English, and the other one is: write it, or take the other one out.");
        page.locator("#variant_body_fr").fill("[First name] et [First name]");
        assertThat(page.locator("#variant-gaps [data-wrong]")).hasCount(0);
    }

    /** The first so many of those who got the second text, or of the others, press the button. */
    private static void answer(BroadcastSite site, String half, int people) {
        site.sql(
                "insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label, manner,"
                        + " answered_at) select d.organisation_id, d.broadcast_id, d.contact_id, d.id, 'b1', 'Je viens', 'tap', now()"
                        + " from delivery d join broadcast b on b.id = d.broadcast_id where d.message_id " + half
                        + " b.variant_id order by d.id limit " + people);
    }
}
