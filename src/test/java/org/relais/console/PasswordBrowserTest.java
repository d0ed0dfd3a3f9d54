package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.AuthenticatorApp;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.ServiceFixture;

/** A password and its second factor in a real browser: set up, signed in with, with and without scripts. */
@NeedsBrowser
class PasswordBrowserTest {
    private static final String PASSWORD = "girafe-tondeuse-91-lundi";

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @RegisterExtension
    static final ServiceFixture SERVICE = new ServiceFixture();

    /** Both widths in both colours. */
    private static void looked(Page page, String name) {
        for (int width : new int[] {390, 1280}) {
            for (ColorScheme colours : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
                page.setViewportSize(width, 900);
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
                page.waitForFunction("() => document.getAnimations().every(one => one.playState !== 'running')");
                assertThat(Browser.layoutFaults(page)).as(name).isEmpty();
                Browser.whole(
                        page,
                        "password-" + name + "-" + width + "-" + colours.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static void open(Page page, String path) {
        page.navigate(SERVICE.service.address() + path);
    }

    @Test
    void aPasswordAndASecondFactorAreSetUpAndSignedInWith() {
        Page page = SERVICE.signedIn(BROWSER.open("en-GB"), Role.OWNER, "en");
        open(page, "/console/account");
        looked(page, "none");
        page.getByLabel("New password").fill("password1234");
        Browser.button(page, "Set a password").click();
        assertThat(page.locator("main .fault").first()).containsText("Too easy to guess");
        looked(page, "refused");
        page.getByLabel("New password").fill(PASSWORD);
        Browser.button(page, "Show").click();
        assertThat(page.getByLabel("New password")).hasAttribute("type", "text");
        Browser.button(page, "Hide").click();
        assertThat(page.getByLabel("New password")).hasAttribute("type", "password");
        page.getByLabel("New password").press("Enter");
        assertThat(page.locator("main .notice")).containsText("The password is set");
        page.getByText("Set up a second factor").click();
        Browser.button(page, "Continue").click();
        assertThat(page.locator("h1")).hasText("Second factor");
        AuthenticatorApp app = new AuthenticatorApp(page.locator("#secret").textContent());
        looked(page, "second");
        page.getByLabel("The six digits").fill(app.code(Instant.now()));
        Browser.button(page, "Confirm").click();
        assertThat(page.locator("main li code")).hasCount(10);
        looked(page, "recovery");
        page.getByText("I have kept them").click();
        assertThat(page.locator("main")).containsText("10 recovery codes left");
        page.getByText("Turn off the second factor…").click();
        page.getByText("Change the password").first().click();
        looked(page, "account");

        Browser.button(page, "Sign out").click();
        page.waitForURL(Pattern.compile(".*/console/signed-out$"));
        assertThat(page.locator(".sign")).containsText("Les Amis du quartier");
        assertThat(page.locator("main .notice")).hasText("You are signed out.");
        page.getByText("Lost your password?").click();
        assertThat(page.locator(".way-back")).containsText("sign-in --organisation demo --email");
        looked(page, "signed-out");
        page.getByLabel("Your e-mail address").fill("owner-en@example.org");
        page.getByLabel("Password").fill("giraffe");
        Browser.button(page, "Sign in").click();
        assertThat(page.locator("main .fault").first()).containsText("is not right");
        assertThat(page.getByLabel("Your e-mail address")).hasValue("owner-en@example.org");
        looked(page, "wrong");
        page.getByLabel("Password").fill(PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("One more step");
        assertThat(page.getByLabel("Code")).isFocused();
        page.keyboard().type("123");
        page.keyboard().press("Enter");
        assertThat(page.locator("main .fault").first()).containsText("does not work");
        looked(page, "code");
        // The present one may have confirmed the set-up; the next one counts already.
        page.getByLabel("Code").fill(app.code(Instant.now().plusSeconds(30)));
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/console$"));
        assertThat(page.locator("main")).containsText("Ana");
        open(page, "/console/settings/audit");
        assertThat(page.locator("main")).containsText("a password and a code");
        // Answers of 403 and 422 are what is asked for here.
        assertThat(BROWSER.complaints()).allMatch(line -> line.contains("status of 4"));
    }

    @Test
    void withoutScriptsAndInFrenchItIsTheSame() {
        Page page = SERVICE.signedIn(
                BROWSER.open(new NewContextOptions()
                        .setLocale("fr-FR")
                        .setJavaScriptEnabled(false)
                        .setColorScheme(ColorScheme.DARK)
                        .setViewportSize(390, 844)),
                Role.ORGANISER,
                "fr");
        open(page, "/console/account");
        page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
        Browser.button(page, "Choisir un mot de passe").click();
        assertThat(page.locator("main .notice")).containsText("Le mot de passe est enregistré");
        page.getByText("Activer la double authentification").click();
        Browser.button(page, "Continuer").click();
        AuthenticatorApp app = new AuthenticatorApp(page.locator("#secret").textContent());
        Browser.whole(page, "password-second-fr");
        page.getByLabel("Les six chiffres").fill(app.code(Instant.now()));
        Browser.button(page, "Confirmer").click();
        String recovery = page.locator("main li code").first().textContent();
        Browser.whole(page, "password-recovery-fr");
        page.getByText("Je les ai gardés").click();
        Browser.whole(page, "password-account-fr");
        page.context().clearCookies();
        open(page, "/console");
        Browser.whole(page, "password-signed-out-fr");
        page.getByLabel("Votre adresse e-mail").fill("organiser-fr@example.org");
        page.getByLabel("Mot de passe").fill(PASSWORD);
        Browser.button(page, "Se connecter").click();
        assertThat(page.locator("h1")).hasText("Encore une étape");
        Browser.whole(page, "password-code-fr");
        page.getByLabel("Code").fill(recovery);
        Browser.button(page, "Se connecter").click();
        assertThat(page.locator("main")).containsText("Ana");
        Page owner = SERVICE.signedIn(BROWSER.open("fr-FR"), Role.OWNER, "fr");
        open(owner, "/console/settings/people");
        owner.locator("main a[href*='/settings/people/']")
                .filter(new Locator.FilterOptions().setHasText("Ana"))
                .first()
                .click();
        Browser.whole(owner, "password-person-fr");
        open(owner, "/console/settings/audit");
        Browser.whole(owner, "password-audit-fr");
        assertThat(owner.locator("main")).containsText("un mot de passe et un code");
    }
}
