package org.relais.console.broadcast;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.audience.AudienceService;
import org.relais.broadcast.BroadcastResults;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** Audiences in a real browser: put together by rows, counted meanwhile, saved, chosen for a broadcast. */
@NeedsBrowser
class AudienceBrowserTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static BroadcastSite site;

    @BeforeAll
    static void open() {
        site = new BroadcastSite((opened, broadcasts) -> List.of(new AudiencePages(
                opened.pool(),
                new AudienceService(opened.pool(), opened.clock),
                broadcasts,
                new BroadcastResults(
                        opened.vertx, opened.pool(), Set.of("telegram"), BroadcastSite.NOW, System::nanoTime))));
        site.people(7, "subscribed", "équipe");
        site.people(5, "subscribed", "voisins");
        List<Long> stopped = site.people(2, "unsubscribed", "équipe");
        site.sql("update contact set area = '75020' where id > " + (stopped.get(0) - 3));
        site.sql(
                "update contact set variables = '{\"quartier\": \"Belleville\"}' where id = (select min(id) from contact)");
        site.sql(
                """
                with m as (
                    insert into message (organisation_id, spec, created_at)
                    select id, '{"language": "fr", "body": {"fr": "Venez"}, "buttons": []}', now()
                    from organisation where slug = 'asso' returning id, organisation_id
                ), b as (
                    insert into broadcast (organisation_id, title, message_id, audience, created_by, created_at, started_at,
                                           expanded_at, finished_at, state)
                    select organisation_id, 'Fête de quartier', id, '{"everyone": true}', 'Ana', now(), now(), now(), now(),
                           'finished' from m
                    returning id
                ), a as (
                    insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,
                                        created_by, created_at, opened_at)
                    select organisation_id, 'question', 'open', 'Sondage de rentrée', id, id, id, '{}', 'Ana', now(), now()
                    from m returning id, organisation_id
                )
                insert into question_form (action_id, organisation_id, form, keep_days, updated_by, updated_at)
                select id, organisation_id,
                       '{"language": "fr", "keepDays": 30, "steps": [
                          {"id": "come", "answer": "choice", "text": {"fr": "Viendrez-vous à la marche ?"},
                           "options": [{"id": "yes", "label": {"fr": "Oui"}}, {"id": "no", "label": {"fr": "Non"}}]}]}',
                       30, 'Ana', now()
                from a
                """);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    private static Page signedIn(String language, int width, int height, boolean dark) {
        return site.signedIn(
                BROWSER.open(language + "-" + language.toUpperCase(Locale.ROOT), width, height, dark), language);
    }

    private static void add(Page page, String kind) {
        int rows = page.locator(".row").count();
        Locator chip = page.locator("button[name=add][value=" + kind + "]");
        if (!chip.isVisible()) {
            page.locator("#add > summary").click();
        }
        chip.click();
        assertThat(page.locator(".row")).hasCount(rows + 1);
    }

    @Test
    void rowsThatWereAddedComeBackWithWhatWasTypedInThem() {
        Page page = signedIn("fr", 1280, 900, false);
        page.navigate(site.site.url("/console/audiences/new"));
        page.locator("#name").fill("Silencieux");
        add(page, "silent");
        page.locator("[name=days_1]").fill("45");
        page.navigate(site.site.url("/console/audiences/new"));
        assertThat(page.locator(".row")).hasCount(1);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "audience-kept");
        Browser.button(page, "Le reprendre").click();
        assertThat(page.locator(".row")).hasCount(2);
        assertThat(page.locator("#kept")).isHidden();
        assertThat(page.locator("#name")).hasValue("Silencieux");
        assertThat(page.locator("[name=days_1]")).hasValue("45");
        page.locator("button[name=remove]").first().click();
        assertThat(page.locator(".row")).hasCount(1);
        page.locator("#rows .last button").click();
        assertThat(page.locator("main > .notice.good")).isVisible();
        assertThat(page.evaluate("localStorage.length")).isEqualTo(0);
        site.sql("delete from saved_audience where name = 'Silencieux'");
    }

    @Test
    void anAudienceIsPutTogetherSavedAndWrittenTo() {
        Page page = signedIn("fr", 1280, 1000, false);
        page.navigate(site.site.url("/console/audiences"));
        page.locator("main a[href$='/audiences/new']").click();
        assertThat(page.locator("#counted")).containsText("Complétez les conditions");
        page.locator("button")
                .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("Enregistrer"))
                .last()
                .click();
        assertThat(page.locator("#row_0-fault")).containsText("cochez une étiquette");
        assertThat(page.locator("#name-fault")).isVisible();
        assertThat(page.locator("div.notice.bad li")).hasCount(2);
        page.locator("#name").fill("L’équipe, plus le vingtième");
        page.locator("input[value='équipe']").check();
        assertThat(page.locator("#counted")).containsText("9 personnes dans ce public");
        assertThat(page.locator("#counted .reasons strong").first()).hasText("2");
        add(page, "areas");
        assertThat(page.locator("#name")).hasValue("L’équipe, plus le vingtième");
        page.locator("[name=join_1]").selectOption("or");
        page.locator("[name=areas_1]").fill("75020");
        assertThat(page.locator("#counted")).containsText("11 personnes dans ce public");
        add(page, "did");
        page.locator("[name=join_2]").selectOption("except");
        page.locator("[name=deed_2]").selectOption("called");
        add(page, "survey");
        page.locator("[name=join_3]").selectOption("or");
        page.locator("[name=choice_3]")
                .selectOption(new com.microsoft.playwright.options.SelectOption()
                        .setLabel("Viendrez-vous à la marche ? – Oui"));
        add(page, "variable");
        page.locator("[name=join_4]").selectOption("or");
        page.locator("[name=column_4]").selectOption("quartier");
        page.locator("[name=contents_4]").fill("Nulle part, ailleurs");
        assertThat(page.locator("#counted")).containsText("11 personnes dans ce public");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "audience-form-fr-1280");
        page.locator(".actions.last button").click();
        assertThat(page.locator("ul.list .people-in")).containsText("9 joignables sur 11");
        assertThat(page.locator("ul.list"))
                .containsText(
                        "((Étiquette équipe ou secteur 75020) sauf qui a appelé quelqu’un) ou a répondu « Oui » à");
        assertThat(page.locator("ul.list")).containsText("ou quartier : Nulle part, ailleurs");
        page.locator("ul.list .main a").first().click();
        // Its name comes first, then its conditions; what might be added is one press away.
        org.assertj.core.api.Assertions.assertThat(page.locator("#name").boundingBox().y)
                .isLessThan(page.locator(".row").first().boundingBox().y);
        assertThat(page.locator("#add > summary")).isVisible();
        assertThat(page.locator("#add .conditions")).isHidden();
        org.assertj.core.api.Assertions.assertThat(page.locator("#delete").boundingBox().y)
                .isGreaterThan(page.locator(".actions.last button").boundingBox().y
                        + page.locator(".actions.last button").boundingBox().height
                        + 8);
        assertThat(page.locator("[name=column_4]")).hasValue("quartier");
        assertThat(page.locator("[name=contents_4]")).hasValue("Nulle part, ailleurs");
        page.goBack();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "audience-list-fr-1280");
        assertThat(site.channel.withWindow(24).kind()).isEqualTo("fake");
        page.reload();
        assertThat(page.locator("ul.list .people-in")).containsText("0 joignable sur 11 (9 avec un modèle approuvé)");
        assertThat(site.channel.withWindow(0).kind()).isEqualTo("fake");

        page.locator("ul.list .end a").click();
        assertThat(page.locator("input[value=saved]")).isChecked();
        page.locator("#title").fill("À l’équipe");
        page.locator("#body_fr").fill("Bonjour !");
        assertThat(page.locator("#looks .count .big")).hasText("9");
        Browser.whole(page, "audience-compose-fr-1280");
        page.locator("button[form=compose]:visible, form#compose .actions.last button:visible")
                .click();
        page.waitForURL(Pattern.compile(".*/broadcasts/\\d+$"));
        assertThat(page.locator("main")).containsText("Étiquette équipe ou secteur 75020");
        page.navigate(page.url() + "/edit");
        assertThat(page.locator("input[value=kept]")).isChecked();
        assertThat(BROWSER.complaints()).as("but for the form with a fault").allMatch(said -> said.contains("422"));
    }

    @Test
    void whoPutsAnAudienceTogetherComesBackToTheMessageAndWritesToNobodyElse() {
        Page page = signedIn("fr", 1280, 1000, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.locator("#title").fill("Aux voisins");
        page.locator("#body_fr").fill("Bonjour, chers voisins !");
        page.locator("a[href*='audiences/new?back=']").click();
        assertThat(page.locator("a.back")).hasText("Revenir à votre message");
        page.locator("#name").fill("Les voisins");
        page.locator("input[value=voisins]").check();
        add(page, "areas");
        page.locator("button[name=remove]").last().click();
        page.locator(".actions.last button").click();
        page.waitForURL(Pattern.compile(".*/broadcasts/new\\?resume=yes&saved=\\d+$"));
        assertThat(page.locator("#body_fr")).hasValue("Bonjour, chers voisins !");
        assertThat(page.locator("#title")).hasValue("Aux voisins");
        assertThat(page.locator("input[value=saved]")).isChecked();
        assertThat(page.locator("#kept")).isHidden();

        // What is kept of a message to everybody is its text, where an audience came with the address.
        page.locator("input[value=everyone]").check();
        page.locator("#body_fr").fill("Bonjour à tous !");
        page.navigate(page.url().replace("resume=yes&", ""));
        page.locator("[data-take]").click();
        assertThat(page.locator("#body_fr")).hasValue("Bonjour à tous !");
        assertThat(page.locator("input[value=saved]")).isChecked();
        site.sql("delete from saved_audience");
    }

    @Test
    void onAPhoneInTheDarkNothingIsCut() {
        Page page = signedIn("en", 390, 844, true);
        page.navigate(site.site.url("/console/audiences/new"));
        for (String kind :
                List.of("channels", "received", "answered", "silent", "consented", "did", "survey", "variable")) {
            add(page, kind);
        }
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "audience-form-en-390-dark");
        page.locator("#name").fill("Everything");
        page.locator(".actions.last button").click();
        assertThat(page.locator("#row_0-fault")).containsText("tick a tag");
        assertThat(page.locator("[name=days_4]")).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("[name=days_6]")).not().hasAttribute("aria-invalid", "true");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "audience-faults-en-390-dark");
        while (page.locator(".row").count() > 1) {
            int rows = page.locator(".row").count();
            page.locator("button[name=remove]").last().click();
            assertThat(page.locator(".row")).hasCount(rows - 1);
        }
        page.locator("input[value=voisins]").check();
        page.locator("[name=join_0]").selectOption("except");
        page.locator(".actions.last button").click();
        assertThat(page.locator("ul.list")).containsText("Except tag voisins");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "audience-list-en-390-dark");
        page.locator("ul.list .main a:text-is('Everything')").click();
        page.locator("#delete summary").click();
        page.locator("form[action$=delete] button").click();
        assertThat(page.locator("h1")).hasText("Saved audiences");
        assertThat(page.locator("ul.list .main a:text-is('Everything')")).hasCount(0);
        assertThat(BROWSER.complaints()).as("but for the form with a fault").allMatch(said -> said.contains("422"));
    }
}
