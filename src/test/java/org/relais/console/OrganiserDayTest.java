package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.ServiceFixture;

/** What an organiser does on an ordinary day, in a real browser, while people answer from their phones. */
@NeedsBrowser
class OrganiserDayTest {
    private static final String DOUBTFUL = "trop de messages";

    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @BeforeAll
    static void people() {
        WORLD.onWhatsApp("Zoé Nguyen");
        WORLD.onTelegram("Marc Oliveira");
        WORLD.said(WORLD.onWhatsApp("Lina Haddad"), "Je peux apporter une table samedi, vous en avez besoin ?");
        broadcast("Réunion de quartier");
        broadcast("Collecte de samedi");
    }

    private static void broadcast(String title) {
        JsonObject created = WORLD.post(
                "/broadcasts",
                new JsonObject()
                        .put("title", title)
                        .put("audience", new JsonObject().put("everyone", true))
                        .put(
                                "message",
                                new JsonObject()
                                        .put("language", "fr")
                                        .put(
                                                "body",
                                                new JsonObject()
                                                        .put(
                                                                "fr",
                                                                "Bonjour {name|toi}, rendez-vous samedi à 10 h place du marché."))));
        WORLD.post("/broadcasts/" + created.getLong("id") + "/send", null);
    }

    private static Page signedIn(String language, int width, boolean dark) {
        AccessStore access = new AccessStore(java.time.InstantSource.system());
        Tokens tokens = new Tokens(new java.security.SecureRandom());
        String token = tokens.create("");
        access.saveOrganiser(
                        WORLD.service.pool(),
                        WORLD.service.organisationId(),
                        language + "@example.org",
                        "Ana",
                        Role.OWNER,
                        language)
                .compose(organiser -> access.createSignInLink(
                        WORLD.service.pool(), organiser.id(), Tokens.hash(token), Duration.ofHours(1)))
                .await();
        Page page = BROWSER.open(language.equals("fr") ? "fr-FR" : "en-GB", width, width == 390 ? 844 : 900, dark);
        page.navigate(ConsoleRoutes.signInLink(WORLD.service.address(), token));
        button(page, language.equals("fr") ? "Se connecter" : "Sign in").click();
        page.waitForURL(Pattern.compile(".*/console$"));
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,1280,true", "fr,390,true", "en,390,false"})
    void theBoardTellsWhatWaitsAndWhatRuns(String language, int width, boolean dark) {
        String phone = WORLD.onTelegram("Omar " + language + width);
        Page page = signedIn(language, width, dark);
        WORLD.phones.writeAndWait(phone, DOUBTFUL);
        assertThat(page.locator(".todo li.urgent").first()).isVisible();
        assertThat(page.locator(".plot canvas")).isVisible();
        page.setViewportSize(width, 1500);
        Browser.picture(page, "home-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
