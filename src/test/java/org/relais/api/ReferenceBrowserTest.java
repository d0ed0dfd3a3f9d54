package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** The reference as a telephone shows it at night. */
@NeedsBrowser
class ReferenceBrowserTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @Test
    void aTelephoneShowsEveryOperationWithoutOverflow() {
        Page page = BROWSER.open("en-GB", 390, 844, true);
        page.navigate(WORLD.service.address() + "/api");
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(390);
        assertThat(page.locator("#stopContact pre").textContent()).contains("$RELAIS/contacts/42/stop");
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = each.id === 'stopContact')");
        page.locator("#stopContact").scrollIntoViewIfNeeded();
        Browser.picture(page, "api-reference");
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
