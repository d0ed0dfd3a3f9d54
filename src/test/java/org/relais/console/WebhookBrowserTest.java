package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.feed.webhook.WebhookReceiver;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.ServiceFixture;

/** The page of webhooks as an owner sees it: a program added, its secret shown once, what it refused sent again. */
@NeedsBrowser
class WebhookBrowserTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static Page signedIn(String language, int width, boolean dark) {
        return WORLD.signedIn(
                BROWSER.open(language.equals("fr") ? "fr-FR" : "en-GB", width, 900, dark), Role.OWNER, language);
    }

    @Test
    void anOwnerAddsAProgramAndSendsItWhatItRefused() {
        try (WebhookReceiver program = new WebhookReceiver()) {
            Page page = signedIn("en", 1280, false);
            page.navigate(WORLD.service.address() + "/console/settings");
            page.locator("a[href='/console/settings/webhooks']").click();
            page.locator("#url").fill("crm.example.org");
            page.locator("form:has(#url) button").click();
            assertThat(page.locator("#url-fault")).isVisible();
            page.locator("#url").fill(program.address());
            page.locator("#told").selectOption("people");
            page.locator("form:has(#url) button").click();
            assertThat(page.locator("code.secret")).hasText(Pattern.compile("whsec_[0-9a-f]{64}"));
            Browser.picture(page, "webhook-secret");
            Assertions.assertThat(Browser.layoutFaults(page)).isEmpty();
            page.reload();
            assertThat(page.locator("code.secret")).hasCount(0);
            assertThat(page.getByText("Nothing has been sent to it yet")).isVisible();
            refused(program);
            Page narrow = signedIn("fr", 390, true);
            narrow.navigate(WORLD.service.address() + "/console/settings/webhooks");
            Browser.picture(narrow, "webhook-390-dark");
            Assertions.assertThat(Browser.layoutFaults(narrow)).isEmpty();
            program.answers(post -> 204);
            narrow.locator("section[aria-labelledby=refusals] button").first().click();
            assertThat(narrow.locator("section[aria-labelledby=refusals]")).hasCount(0);
            Await.until("it is told once more", () -> !program.events().isEmpty());
            // The refused address is the only one.
            Assertions.assertThat(BROWSER.complaints())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("422");
        }
    }

    /** As after half an hour of refusing. */
    private static void refused(WebhookReceiver program) {
        program.answers(post -> 422);
        WORLD.onTelegram("Zita");
        WORLD.eventually(() -> WORLD.count("webhook where error = 'answered_422'") == 1);
        WORLD.rows("update webhook set attempt = 9, due_at = now() returning id");
        WORLD.eventually(() -> WORLD.count("webhook_refusal") == 1);
    }
}
