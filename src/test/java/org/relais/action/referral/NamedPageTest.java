package org.relais.action.referral;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.action.event.EventWorld;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** The page for those who send no cards, as it stands in windows of two widths. */
@NeedsBrowser
class NamedPageTest {
    @RegisterExtension
    static final EventWorld WORLD = new EventWorld();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @Test
    void itFitsItsWindowBeforeAndAfterNumbersAreWritten() {
        WORLD.onTelegram("Inès");
        long action = WORLD.action("share", "Action");
        WORLD.rows("update message set spec = spec || '{\"share\": {\"text\": {\"fr\": \"Samedi, fête du quartier\"}}}'"
                + " where id = (select message_id from action where id = " + action + ")");
        WORLD.rows("insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at,"
                + " accepted_at, active_at) values (" + WORLD.service.organisationId() + ", " + action + ", "
                + WORLD.contact("Inès") + ", 900000001, 'accepted', now(), now(), now())");
        WORLD.put("/actions/" + action + "/named", new JsonObject().put("perDay", 20));
        String address =
                new ReferralCodes(WORLD.service.linkKey(), WORLD.service.address()).page(WORLD.contact("Inès"));
        int number = 80;
        for (int width : new int[] {390, 1280}) {
            for (boolean dark : new boolean[] {false, true}) {
                Page page = BROWSER.open("fr-FR", width, 844, dark);
                page.navigate(address);
                fits(page, width, "named-" + width);
                page.locator("textarea").fill("+336399820" + number++ + "\ndouze");
                page.locator("form button").last().click();
                page.locator("a[href*='wa.me']").first().waitFor();
                fits(page, width, "named-written-" + width);
            }
        }
        assertThat(BROWSER.complaints()).isEmpty();
    }

    private static void fits(Page page, int width, String picture) {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as(picture)
                .isLessThanOrEqualTo(width);
        assertThat(Browser.layoutFaults(page)).as(picture).isEmpty();
        Browser.picture(page, picture);
    }
}
