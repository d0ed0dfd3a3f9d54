package org.relais.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.action.ActionWorld;
import org.relais.action.ActionWorld.Volunteer;
import org.relais.organisation.Role;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** What organisers see and choose of groups, and the button of the friend's page, on a desk and on a telephone. */
@NeedsBrowser
class GroupBrowserTest {
    @RegisterExtension
    static final ActionWorld WORLD = new ActionWorld();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static String address(String path) {
        return WORLD.service.address() + "/console" + path;
    }

    private static void fits(Page page, int width, String picture) {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("%s is wider than the screen", picture)
                .isLessThanOrEqualTo(width);
        assertThat(Browser.layoutFaults(page)).as(picture).isEmpty();
        Browser.picture(page, picture + "-" + width);
    }

    @Test
    void sixLanguagesFitATelephone() {
        for (String language : List.of("fr", "en", "es", "de", "it", "pt")) {
            WORLD.onTelegram("Six " + language, language);
        }
        Page page = WORLD.signedIn(BROWSER.open("fr-FR", 390, 844, false), Role.ORGANISER, "fr");
        for (String kind : List.of("share", "event")) {
            page.navigate(address("/actions/new?kind=" + kind));
            assertThat(page.locator(".languages [role=tab]:visible").count()).isGreaterThanOrEqualTo(6);
            fits(page, 390, "languages-" + kind);
        }
    }

    @Test
    void anOrganiserLetsAGroupGrow() {
        TestGroup group = TestGroup.create(WORLD, "Équipe du 11e arrondissement et des environs", "inviting");
        TestGroup.create(WORLD, "Sans droit", "administrator");
        Volunteer amina = WORLD.onTelegram("Amina", "fr");
        long sender = group.listed().getLong("channelId");
        long id = WORLD.opened(group.draft("Faire grandir le groupe"), amina);
        amina.next();
        String passedOn = amina.press("J’en suis");
        assertThat(amina.nextText()).contains("rien ne part sans vous");
        String link = amina.nextText().replaceAll("(?s).*(https://t\\.me/\\+\\S+).*", "$1");
        group.enter(WORLD.telegramPhone("Chloé"), link);
        assertThat(amina.nextText()).contains("par votre lien");
        for (int width : new int[] {1280, 390}) {
            Page page = WORLD.signedIn(BROWSER.open("fr-FR", width, 900, false), Role.ORGANISER, "fr");
            page.navigate(address("/channels/" + sender));
            assertThat(page.locator("#groups").innerText())
                    .contains("Équipe du 11e", "peut inviter", "Sans droit", "sans droit d’inviter", "Donnez à ce bot");
            page.locator("#groups summary").click();
            fits(page, width, "groups-channel");

            page.navigate(address("/actions/new?kind=share"));
            page.locator("#title").fill("Avec un groupe");
            page.locator("#body_fr").fill("Un coup de main ?");
            page.locator("#share_fr").fill("Rejoignez-nous");
            page.locator("#group_id").selectOption(group.listed().getLong("id").toString());
            fits(page, width, "groups-form");
            page.locator("#compose button:visible, button[form=compose]:visible")
                    .last()
                    .click();
            page.waitForURL("**/console/actions/*");
            assertThat(page.locator("ol.steps .done").innerText()).contains("Équipe du 11e");
            assertThat(page.locator("main").innerText())
                    .as("what is read after a yes, the link into the group at the end")
                    .contains("Votre lien vers le groupe «\u00a0Équipe du 11e");
            fits(page, width, "groups-draft");
            JsonObject drafted = WORLD.get("/actions").getJsonArray("items").getJsonObject(0);
            assertThat(drafted.getLong("groupId")).isEqualTo(group.listed().getLong("id"));

            page.navigate(address("/actions/" + id));
            assertThat(page.locator("#live-figures").innerText())
                    .contains("une personne y est entrée par les liens des bénévoles", "Un bénévole a son lien")
                    .doesNotContain("Personne n’a encore partagé");
            fits(page, width, "groups-action");
            page.navigate(address("/actions/" + id + "/sharers"));
            assertThat(page.locator("table").innerText()).contains("Entrées");
            fits(page, width, "groups-sharers");

            page.navigate(passedOn.substring(passedOn.lastIndexOf("http")));
            assertThat(page.locator("a#group").getAttribute("href")).isEqualTo(link);
            assertThat(page.locator("a#group").innerText()).contains("Équipe du 11e");
            fits(page, width, "groups-friend");
        }
        group.bot("member");
        Page page = WORLD.signedIn(BROWSER.open("en-GB", 390, 844, false), Role.VIEWER, "en");
        page.navigate(address("/actions/" + id));
        assertThat(page.locator("#live-figures").innerText()).contains("The bot is no administrator of");
        fits(page, 390, "groups-unable");
        page.navigate(address("/actions/"
                + WORLD.get("/actions").getJsonArray("items").getJsonObject(0).getLong("id")));
        assertThat(page.locator("ol.steps").innerText()).contains("The bot is no administrator of");
        assertThat(page.locator("ol.steps .done").count())
                .as("what is yet to be put right has no tick")
                .isZero();
        page.navigate(passedOn.substring(passedOn.lastIndexOf("http")));
        assertThat(page.locator("a#group").count())
                .as("nobody is sent where no link is made")
                .isZero();
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
