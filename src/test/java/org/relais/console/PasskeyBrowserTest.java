package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.ServiceFixture;

/** A passkey in a real browser, on a device that the browser plays: added, signed in with, removed, refused. */
@NeedsBrowser
class PasskeyBrowserTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @RegisterExtension
    static final ServiceFixture SERVICE = new ServiceFixture();

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static void device(Page page) {
        CDPSession devices = page.context().newCDPSession(page);
        devices.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject message = new JsonObject();
        message.add("options", options);
        devices.send("WebAuthn.addVirtualAuthenticator", message);
    }

    private static void signOut(Page page) {
        page.navigate(SERVICE.service.address() + "/console");
        page.locator("button.burger").click();
        assertThat(button(page, "Close the menu")).isVisible();
        button(page, "Sign out").click();
    }

    @Test
    void aPasskeyIsAddedSignedInWithRemovedAndRefused() {
        Page page = SERVICE.signedIn(BROWSER.open("en-GB", 390, 844, true), Role.OWNER, "en");
        device(page);
        page.navigate(SERVICE.service.address() + "/console/account");
        assertThat(page.getByLabel("Name of the passkey")).hasValue(Pattern.compile("Chrome.*Linux"));
        page.getByLabel("Name of the passkey").fill("My telephone");
        button(page, "Add a passkey").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("main .notice.good")).containsText("“My telephone” is added");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "passkey-account-390-dark");
        button(page, "Add a passkey").click();
        assertThat(page.locator("main form[data-passkey] [role=alert]")).containsText("has a passkey of yours already");

        signOut(page);
        page.waitForURL(Pattern.compile(".*/console/signed-out$"));
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "passkey-sign-in-390-dark");
        button(page, "Use a passkey").click();
        page.waitForURL(Pattern.compile(".*/console$"));
        assertThat(page.locator("main")).containsText("Ana");

        page.navigate(SERVICE.service.address() + "/console/account");
        button(page, "Remove").click();
        assertThat(page.locator("main .notice.good")).containsText("opens nothing any longer");
        signOut(page);
        assertThat(page.locator("h1")).hasText("You could not come back");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        button(page, "Sign out all the same").click();
        page.waitForURL(Pattern.compile(".*/console/signed-out$"));
        button(page, "Use a passkey").click();
        assertThat(page.locator("main")).containsText("This passkey opens nothing here");
        Browser.whole(page, "passkey-refused-390-dark");
        page.navigate(SERVICE.service.address() + "/console");
        assertThat(page.locator("h1")).hasText("Sign in");
        // Answers of 401 and 403 are what is asked for here.
        assertThat(BROWSER.complaints()).allMatch(line -> line.contains("status of 40"));
    }
}
