package org.relais.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** The reference as a telephone shows it at night, and what is tried from it. */
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

    @Test
    void anOperationIsTriedFromTheKeyboardAndTheTokenIsKeptNowhere() {
        Page page = BROWSER.open("fr-FR", 390, 844, true);
        page.navigate(WORLD.service.address() + "/api");
        Locator operation = page.locator("#createContact");
        operation.locator("> summary").press("Enter");
        Locator attempt = operation.locator("details > summary");
        assertThat(attempt).hasText("Essayer");
        attempt.press("Enter");
        assertThat(operation.locator("form")).isVisible();
        page.keyboard().press("Tab");
        page.keyboard().type(WORLD.organiser.token());
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(operation.locator("textarea")).isFocused();
        assertThat(operation.locator("textarea")).hasValue(Pattern.compile("Chloé Martin"));
        page.keyboard().press("Control+Enter");

        assertThat(operation.locator("[role=status]")).hasText(Pattern.compile("^201 .* ms$"));
        assertThat(operation.locator(".result").textContent())
                .contains("etag: ", "\"name\": \"Chloé Martin\"", "curl -X POST", "Bearer $TOKEN");
        assertThat(WORLD.count("contact where name = 'Chloé Martin'")).isEqualTo(1);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
        operation.scrollIntoViewIfNeeded();
        Browser.picture(page, "api-tried");
        assertThat(page.content()).doesNotContain(WORLD.organiser.token());
        assertThat(page.evaluate("localStorage.length + sessionStorage.length")).isEqualTo(0);
        assertThat(page.context().cookies()).isEmpty();
        // The next form knows it.
        Locator list = page.locator("#listContacts");
        list.locator("> summary").click();
        list.locator("details > summary").click();
        list.getByLabel("search").fill("Chloé");
        list.locator("button").click();
        assertThat(list.locator(".result")).containsText("/api/v1/contacts?search=Chlo%C3%A9");
        assertThat(list.locator("[role=status]")).hasText(Pattern.compile("^200 "));
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void refusalsAndFilesAreShown() {
        Page page = BROWSER.open("en-GB");
        page.navigate(WORLD.service.address() + "/api");
        Locator read = opened(page, "readContact");
        read.locator("button").click();
        assertThat(read.locator("[role=status]")).hasText("");
        read.getByLabel("id").fill("42");
        read.locator("button").click();
        assertThat(read.locator(".refused")).hasText(Pattern.compile("^401 "));
        assertThat(read.locator(".result")).containsText("\"title\"");

        Locator upload = opened(page, "createImport");
        upload.getByLabel("Token").fill(WORLD.organiser.token());
        upload.getByLabel("fileName").fill("people.csv");
        upload.locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "people.csv", "text/csv", "phone\n0612340400\n".getBytes(StandardCharsets.UTF_8)));
        upload.locator("button").click();
        assertThat(upload.locator("[role=status]")).hasText(Pattern.compile("^20[0-9] "));
        assertThat(upload.locator(".result")).containsText("--data-binary '@people.csv'");
        Browser.picture(page, "api-tried-file");
    }

    private static Locator opened(Page page, String operation) {
        Locator entry = page.locator("#" + operation);
        entry.locator("> summary").click();
        entry.locator("details > summary").click();
        return entry;
    }

    @Test
    void withoutScriptsItIsReadAsItStands() {
        Page page = BROWSER.open(new com.microsoft.playwright.Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(WORLD.service.address() + "/api");
        page.locator("#createContact > summary").click();
        assertThat(page.locator("#createContact pre")).containsText("$RELAIS/contacts");
        assertThat(page.locator("form, .try")).hasCount(0);
    }
}
