package org.relais.console.broadcast;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.Browser.button;
import static org.relais.testing.Browser.link;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.delivery.DeliveryWorld;
import org.relais.organisation.Role;
import org.relais.testing.Browser;
import org.relais.testing.Held;
import org.relais.testing.NeedsBrowser;

/** Broadcasts in a real browser: what is typed is seen at once, and what is sent is followed without a reload. */
@NeedsBrowser
class BroadcastBrowserTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private BroadcastSite site;

    @BeforeEach
    void open() {
        site = new BroadcastSite();
    }

    @AfterEach
    void close() {
        site.gate = Future.succeededFuture();
        site.close();
    }

    private Page signedIn(String language, int width, int height, boolean dark) {
        return site.signedIn(
                BROWSER.open(language + "-" + language.toUpperCase(java.util.Locale.ROOT), width, height, dark),
                language);
    }

    @Test
    void fromTheFirstWordToTheLastRecipientWithoutAReload() {
        site.people(40, "subscribed", "vip,choir");
        site.people(2, "unsubscribed", "");
        Page page = signedIn("en", 1280, 1000, false);
        link(page, "Broadcasts").click();
        assertThat(page.getByText("Nothing has been sent yet.")).isVisible();
        Browser.picture(page, "broadcast-empty");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Write the first broadcast"))
                .click();
        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).fill("Neighbourhood party");
        page.locator("#tab_fr").click();
        page.getByLabel("Message in French").fill("Bonjour {{first_name|à vous}} !\n\nLa fête du quartier est samedi.");
        assertThat(page.locator("#looks .bubble").first()).containsText("Bonjour Person !");
        assertThat(page.locator("#looks .count")).containsText("40 people will get it");
        page.getByRole(AriaRole.TAB).getByText("English").click();
        page.getByLabel("Message in English").fill("Hello {{first_name");
        // One that is wrong hides nothing of the rest.
        assertThat(page.locator("#gaps")).containsText("A variable is begun and not ended");
        assertThat(page.locator("#looks .bubble").first()).containsText("Bonjour Person !");
        assertThat(page.locator("#looks .count")).containsText("40 people will get it");
        assertThat(page.locator("#panel_en .varied mark.wrong")).hasText("{{first_name");
        page.getByLabel("Message in English").fill("Hello {{first_name|there}}!\n\nThe party is on *Saturday*.");
        assertThat(page.locator("#looks .bubble .bold").first()).hasText("Saturday");
        page.getByText("Text to pass on", new Page.GetByTextOptions().setExact(true))
                .click();
        page.locator("#share_tab_fr").click();
        page.getByLabel("Text to pass on in French").fill("Venez à la fête !");
        page.locator("#share_tab_en").click();
        page.getByLabel("Text to pass on in English").fill("Come to the party!");
        page.getByLabel("Link of the text to pass on").fill("https://quartier.example/fete");
        assertThat(page.locator("#looks .key:visible").first()).isVisible();
        Browser.picture(page, "broadcast-compose");
        button(page, "Save and review").click();

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Neighbourhood party");
        page.getByLabel("Send a test to somebody").pressSequentially("Person 1");
        assertThat(page.locator("#found li").first()).containsText("Person 1");
        wholePhones(page);
        Browser.picture(page, "broadcast-draft");
        page.locator("#found").getByText("Send a test").first().click();
        assertThat(page.getByText("The test is on its way.")).isVisible();

        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send to "))
                .first()
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Send to 40 people of 42?");
        wholePhones(page);
        Browser.picture(page, "broadcast-confirm");
        page.setViewportSize(390, 844);
        // On a telephone too one can turn back, and what is to be known stands before the message, and that before the
        // button.
        assertThat(page.locator(".back")).isInViewport();
        org.assertj.core.api.Assertions.assertThat(page.locator("#departures").boundingBox().y)
                .isLessThan(page.locator("#message").boundingBox().y);
        org.assertj.core.api.Assertions.assertThat(page.locator("#message").boundingBox().y)
                .isLessThan(button(page, "Send to 40 people").boundingBox().y);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        page.setViewportSize(1280, 1000);
        button(page, "Send to 40 people").click();
        assertThat(page.getByText("0 of 40 sent")).isVisible();
        Browser.picture(page, "broadcast-running");
        // Nothing but the stream can change the page from here.
        page.evaluate("window.sameDocument = true");
        answer.complete();
        assertThat(page.locator("#chip")).containsText("Sent");
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
        // What is over has no bar any more: those it reached and those it did not are everybody.
        assertThat(page.locator("#progress progress")).hasCount(0);
        assertThat(page.locator("#sent strong")).hasText("40");
        assertThat(page.locator("#of-all ~ a[download]")).isVisible();
        assertThat(page.locator("#step-sent strong")).hasText("40");
        org.assertj.core.api.Assertions.assertThat(
                        page.locator("#funnel-times :is(td, #at-once)").first().textContent())
                .as("from when to when: hours are of these two weeks")
                .containsPattern("\\d{1,2}\u00a0\\w+.*\\d{2}:00.*\\d{2}:00");
        assertThat(page.locator("#outcomes h2")).hasText("2 of 42 people did not get this message");
        assertThat(page.locator("#of-all")).containsText("42");
        assertThat(page.locator(".missed a[id]")).hasText("2");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "broadcast-finished");
        page.setViewportSize(390, 844);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "broadcast-finished-390");
        page.setViewportSize(1280, 1000);
        page.locator(".missed a[id]").click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Not sent");
        Browser.picture(page, "broadcast-people");
        noComplaints();
    }

    @Test
    void aFaultIsReachedFromTheSummaryAndGoesWhenItsFieldChanges() {
        site.people(1, "subscribed", "");
        Page page = signedIn("en", 1280, 900, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        button(page, "Save and review").click();
        // In the console's words, and all of them at once.
        assertThat(page.locator("#title-fault")).isVisible();
        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).fill("Faulty");
        assertThat(page.locator("#title-fault")).isHidden();
        page.locator("#tab_fr").click();
        page.getByLabel("Message in French").fill("Bonjour {{first_name");
        assertThat(page.locator("#gaps [data-wrong]")).containsText("French – A variable is begun");
        button(page, "Save and review").click();
        // Once it stands at its field, the preview does not say it again.
        assertThat(page.locator("#gaps [data-wrong]")).hasCount(1);
        assertThat(page.locator("#gaps [data-wrong]:visible")).hasCount(0);
        Locator summary = page.locator("[role=alert]").first();
        Locator field = page.locator("#body_fr");
        assertThat(page.locator("#body_fr-fault")).isVisible();
        summary.getByRole(AriaRole.LINK).first().click();
        assertThat(field).isFocused();
        Browser.picture(page, "broadcast-fault");
        field.fill("Bonjour !");
        assertThat(page.locator("#body_fr-fault")).isHidden();
        assertThat(page.locator("[aria-invalid=true]")).hasCount(0);
        assertThat(page.locator("[data-faulty]")).hasCount(0);
        assertThat(summary).hasCount(0);
        // The browser's own remark on the answer to a faulty form, and nothing else.
        assertThat(BROWSER.complaints()).allMatch(said -> said.contains("422"));
    }

    @Test
    void whoWouldReadNothingInThePlaceOfAColumnIsCountedNamedAndCanBeLeftOut() {
        List<Long> people = site.people(3, "subscribed", "");
        site.sql("update contact set variables = '{\"home_town\": \"Lyon\"}' where id = " + people.get(0));
        site.sql("update contact_column set title = 'Home town'");
        Page page = signedIn("en", 390, 844, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        // What most people of the organisation read comes first, whatever the organiser reads.
        assertThat(page.locator("#tab_fr")).hasAttribute("aria-selected", "true");
        page.locator("#tab_en").click();
        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).fill("Town");
        Locator text = page.getByLabel("Message in English");
        text.fill("You live in");
        page.locator(".tools").first().locator("[data-insert^='{{home_town']").click();
        assertThat(text).hasValue("You live in [Home town, or …]");
        assertThat(page.locator(".reach")).hasText("3 people");
        org.assertj.core.api.Assertions.assertThat((Boolean) page.evaluate(
                        "(tools => tools.scrollWidth <= tools.clientWidth)(document.querySelector('.editor .tools'))"))
                .as("all that can be put into a text is in sight")
                .isTrue();
        assertThat(page.locator("#gaps .gap")).containsText("2 people have nothing in “Home town”");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "compose-gap-390");
        // What is typed next takes the place of the dots, and nothing is missing any more.
        page.keyboard().type("your town");
        assertThat(text).hasValue("You live in [Home town, or your town]");
        assertThat(page.locator("#gaps .gap")).hasCount(0);
        text.fill("You live in [Home town]");
        button(page, "Save and review").click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send to "))
                .first()
                .click();
        assertThat(page.locator(".gap")).containsText("2 people have nothing in “Home town”");
        assertThat(page.locator("main button.risky")).hasText("Send to 3 people, 2 with a gap");
        page.locator(".gap").getByText("Who?").click();
        assertThat(page.locator("main .list li")).hasCount(2);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        button(page, "Write to the other person only").click();
        assertThat(page.locator(".count")).containsText("1 person will get it");
        assertThat(page.locator(".gap")).hasCount(0);
        noComplaints();
    }

    @Test
    void thePhoneFollowsWhomItIsLookedAtFor() {
        site.people(2, "subscribed", "");
        site.sql("update contact set language = 'en' where id = (select min(id) from contact)");
        site.sql("update contact set language = null where id = (select max(id) from contact)");
        Page page = signedIn("en", 1280, 900, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.locator("#tab_fr").click();
        page.locator("#body_fr").fill("Bonjour !");
        page.locator("#tab_en").click();
        page.locator("#body_en").fill("Hello!");
        Locator person = page.locator("#person");
        assertThat(person.locator("option[data-channels=fake]")).hasCount(2);
        person.selectOption(person.locator("option[data-language=en]").getAttribute("value"));
        assertThat(page.locator("figure.phone:visible")).containsText("Hello!");
        person.selectOption(
                person.locator("option[data-channels]:not([data-language])").getAttribute("value"));
        assertThat(page.locator("figure.phone:visible")).containsText("Bonjour !");
    }

    @Test
    void aChipWritesAtTheCaretAStyleGoesAroundAndThePhoneFollows() {
        site.people(3, "subscribed", "");
        Page page = signedIn("en", 1280, 1000, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.locator("#tab_fr").click();
        Locator french = page.getByLabel("Message in French");
        french.fill("Bonjour , venez samedi.");
        french.evaluate("field => field.setSelectionRange(8, 8)");
        Locator chip = page.locator(".editor [data-insert^='{{first_name']").first();
        assertThat(chip).hasAttribute("title", "Person");
        chip.click();
        assertThat(french).hasValue("Bonjour [First name], venez samedi.");
        french.evaluate("field => field.setSelectionRange(field.value.indexOf('samedi'), field.value.length - 1)");
        button(page, "Bold").click();
        assertThat(french).hasValue("Bonjour [First name], venez *samedi*.");
        assertThat(page.locator("#looks .bubble .bold:visible")).hasText("samedi");
        page.getByRole(AriaRole.TAB).getByText("English").click();
        page.getByLabel("Message in English").fill("Hello there.");
        assertThat(page.locator("#looks .phone:visible .bubble")).containsText("Hello there.");
        button(page, "French").click();
        assertThat(page.locator("#looks .phone:visible .bubble")).containsText("samedi");
        assertThat(page.locator("#looks .phone:visible")).hasCount(1);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "compose-phone");
        page.setViewportSize(390, 844);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        noSidewaysScroll(page);
        page.locator(".tabs").first().scrollIntoViewIfNeeded();
        Browser.picture(page, "compose-390");
        assertThat(page.locator("#looks")).isHidden();
        button(page, "Preview").click();
        assertThat(page.locator("#looks .phone:visible .bubble")).isInViewport();
        // A sheet that lay over the narrow page lies over nothing when the page becomes wide.
        page.setViewportSize(1280, 1000);
        assertThat(page.locator("#preview:popover-open")).hasCount(0);
        assertThat(page.locator("#looks .phone:visible .bubble")).isInViewport();
        page.setViewportSize(390, 844);
        button(page, "Preview").click();
        assertThat(page.locator("#looks .phone:visible .bubble")).isInViewport();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "compose-phone-390");
        button(page, "Close the preview").click();
        assertThat(page.locator("#looks")).isHidden();
        page.setViewportSize(800, 900);
        assertThat(page.locator("#looks .phone:visible .bubble")).isInViewport();
        noSidewaysScroll(page);
        Browser.picture(page, "compose-phone-800");
        noComplaints();
    }

    @Test
    void whatIsPersonalIsReadAndTypedByItsNameAndSentAsTheVariableThatItIs() {
        site.people(2, "subscribed", "");
        Page page = signedIn("fr", 390, 844, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.locator("#title").fill("Noms");
        Locator text = page.locator("#body_fr");
        Locator unnamed = page.locator("[data-unnamed=fr]");
        assertThat(unnamed).isHidden();
        // As it was composed elsewhere, pasted; a chip; and by hand.
        text.fill("Bonjour {{first_name|à vous}}, ici {{organisation}}.");
        assertThat(text).hasValue("Bonjour [Prénom], ici [Organisation].");
        assertThat(page.locator("#panel_fr mark")).hasText(new String[] {"[Prénom]", "[Organisation]"});
        text.pressSequentially(" À vous, [prénom");
        assertThat(page.locator("#panel_fr mark.wrong")).hasText("[prénom");
        text.pressSequentially("]");
        assertThat(page.locator("#panel_fr mark.wrong")).hasCount(0);
        assertThat(page.locator("#looks .bubble").first())
                .containsText(Pattern.compile("Bonjour Person, ici .+\\. À vous, Person"));
        // It goes as one, and comes back.
        text.press("Backspace");
        assertThat(text).hasValue("Bonjour [Prénom], ici [Organisation]. À vous, ");
        text.press("Control+z");
        assertThat(text).hasValue("Bonjour [Prénom], ici [Organisation]. À vous, [prénom]");
        unnamed.fill("l’équipe");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "compose-named-390");
        page.setViewportSize(1280, 900);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        button(page, "Enregistrer et vérifier").click();
        assertThat(page.locator("h1")).hasText("Noms");
        org.assertj.core.api.Assertions.assertThat(
                        site.count(
                                """
                                select count(*) from message where spec::text like
                                    '%Bonjour {{first_name|l’équipe}}, ici {{organisation}}. À vous, {{first_name|l’équipe}}%'
                                """))
                .isEqualTo(1);
        button(page, "Modifier").click();
        assertThat(text).hasValue("Bonjour [Prénom], ici [Organisation]. À vous, [Prénom]");
        assertThat(unnamed).hasValue("l’équipe");
        org.assertj.core.api.Assertions.assertThat(
                        page.evaluate("new FormData(document.querySelector('#compose')).get('body_fr')"))
                .isEqualTo("Bonjour {{first_name|l’équipe}}, ici {{organisation}}. À vous, {{first_name|l’équipe}}");
        // The names of the console's other language are understood as well.
        text.fill("[First name], [full name, or toi]");
        assertThat(page.locator("#panel_fr mark:not(.wrong)")).hasCount(2);
        org.assertj.core.api.Assertions.assertThat(
                        page.evaluate("new FormData(document.querySelector('#compose')).get('body_fr')"))
                .isEqualTo("{{first_name|l’équipe}}, {{name|toi}}");
        noComplaints();
    }

    @Test
    void whatWasTypedIsOfferedBackAfterAReloadAndForgottenOnceSaved() {
        Page page = signedIn("fr", 1280, 900, true);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.locator("#title").fill("Fête");
        page.getByLabel("Message en français").fill("Bonjour à tous");
        page.reload();
        assertThat(page.getByLabel("Message en français")).hasValue("");
        Browser.picture(page, "compose-kept");
        page.navigate(site.site.url("/console/broadcasts/new?then=open"));
        assertThat(page.locator("#kept")).isHidden();
        page.navigate(site.site.url("/console/broadcasts/new"));
        button(page, "Le reprendre").click();
        assertThat(page.getByLabel("Message en français")).hasValue("Bonjour à tous");
        assertThat(page.locator("#kept")).isHidden();
        // What is refused is not saved: it stays.
        page.getByLabel("Message en français").fill("Bonjour {{first_name");
        button(page, "Enregistrer et vérifier").click();
        assertThat(page.locator("#body_fr-fault")).isVisible();
        page.navigate(site.site.url("/console/broadcasts/new"));
        button(page, "Le reprendre").click();
        assertThat(page.getByLabel("Message en français")).hasValue("Bonjour {{first_name");
        page.getByLabel("Message en français").fill("Bonjour à tous");
        button(page, "Enregistrer et vérifier").click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Fête");
        assertThat(page.locator(".phone:visible")).hasCount(1);
        Browser.picture(page, "compose-draft-dark");
        page.navigate(site.site.url("/console/broadcasts/new"));
        assertThat(page.locator("#kept")).isHidden();
        assertThat(page.evaluate("localStorage.length")).isEqualTo(0);
    }

    @Test
    void aButtonIsPressedAlthoughThePageRenewsItMeanwhile() {
        site.people(30, "subscribed", "");
        Page page = signedIn("en", 1280, 900, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).fill("Pressed");
        page.locator("#tab_en").click();
        page.getByLabel("Message in English").fill("Hello");
        button(page, "Save and review").click();
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send to "))
                .first()
                .click();
        Held live = Held.of(page, "**/live");
        button(page, "Send to 30 people").click();
        page.waitForCondition(live::isHeld);
        noteRenewals(page);
        button(page, "Pause").hover();
        page.mouse().down();
        live.go();
        page.waitForCondition(() -> (Boolean) page.evaluate("window.renewals > 0"));
        page.mouse().up();
        assertThat(page.locator("#chip")).containsText("Paused");

        page.waitForCondition(live::isHeld);
        noteRenewals(page);
        button(page, "Resume").focus();
        live.go();
        page.waitForCondition(() -> (Boolean) page.evaluate("window.renewals > 0"));
        assertThat(button(page, "Resume")).isFocused();
        answer.complete();
        noComplaints();
    }

    private static void noteRenewals(Page page) {
        // The last part of what the server tells at once.
        page.evaluate("window.renewals = 0; addEventListener('relais:renewed', event => {"
                + " if (event.target.id === 'progress') window.renewals++ })");
    }

    @Test
    void pausedAndResumedOnAPhoneInTheDark() {
        site.people(30, "subscribed", "");
        Page page = signedIn("fr", 390, 844, true);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.getByLabel("Titre")
                .fill("Réunion publique de rentrée avec tous les habitants et toutes les associations du quartier "
                        + "nord-est-et-environs-immédiats-sans-aucune-espace-dans-ce-très-long-mot");
        page.getByLabel("Message en français").fill("Bonjour {{first_name|à vous}}, à lundi !");
        assertThat(page.locator("#looks .bubble").first()).containsText("Bonjour Person");
        button(page, "Aperçu").click();
        assertThat(page.locator("#looks .bubble:visible").first()).isInViewport();
        Browser.picture(page, "broadcast-compose-phone");
        button(page, "Fermer l’aperçu").click();
        noSidewaysScroll(page);
        button(page, "Enregistrer et vérifier").click();
        noSidewaysScroll(page);
        Browser.picture(page, "broadcast-draft-phone");
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Envoyer à "))
                .first()
                .click();
        button(page, "Envoyer à 30 personnes").click();
        assertThat(page.locator("#chip")).containsText("En cours");
        noSidewaysScroll(page);
        button(page, "Mettre en pause").click();
        assertThat(page.locator("#chip")).containsText("En pause");
        Browser.picture(page, "broadcast-paused-phone");
        answer.complete();
        site.gate = Future.succeededFuture();
        DeliveryWorld.eventually(
                "what was on its way arrived",
                () -> site.count("select count(*) from delivery where state = 'sending'") == 0);
        button(page, "Reprendre").click();
        assertThat(page.locator("#chip")).containsText("Parti");
        assertThat(page.locator("#step-sent strong")).hasText("30");
        noComplaints();
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        site.people(3, "subscribed", "vip");
        Page page = signedIn("en", 1280, 900, false);
        page.navigate(site.site.url("/console/broadcasts/new"));
        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).focus();
        page.keyboard().type("By keyboard");
        page.keyboard().press("Tab");
        assertThat(page.locator("input[name=audience]:checked")).isFocused();
        // By the way to an audience of one's own.
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.locator("#tab_fr")).isFocused();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#tab_en")).isFocused();
        // By the way to a further language.
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().type("Hello everybody");
        assertThat(page.getByLabel("Message in English")).hasValue("Hello everybody");
        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).press("Enter");
        assertThat(page.getByText("The draft is saved.")).isVisible();
        Locator send = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send to "))
                .first();
        send.focus();
        page.keyboard().press("Enter");
        button(page, "Send to 3 people").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#chip")).containsText("Sent");
        noComplaints();
    }

    @Test
    void everythingWorksWithoutScripts() {
        site.people(4, "subscribed", "");
        Page page = BROWSER.open(new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale("en-GB")
                .setViewportSize(390, 844)
                .setJavaScriptEnabled(false));
        page.navigate(site.site.url(site.site.link(site.site.organisation, Role.OWNER, "en")));
        page.getByRole(AriaRole.BUTTON).first().click();
        page.navigate(site.site.url("/console/broadcasts/new"));
        button(page, "Preview").click();
        // Texts of noscript are not found by their words.
        assertThat(page.locator("#looks noscript p")).isVisible();
        button(page, "Close the preview").click();
        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).fill("Without scripts");
        page.getByLabel("Message in French").fill("Bonjour {{first_name|à vous}}");
        button(page, "Save and review").click();
        assertThat(page.locator(".bubble").first()).containsText("Bonjour Person");
        page.getByLabel("Send a test to somebody").fill("Person 2");
        page.locator("noscript button").click();
        assertThat(page.locator("#found li")).hasCount(1);
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send to "))
                .first()
                .click();
        button(page, "Send to 4 people").click();
        assertThat(page.locator("noscript p.notice")).isVisible();
        answer.complete();
        DeliveryWorld.eventually(
                "over", () -> site.count("select count(*) from broadcast where finished_at is not null") == 1);
        page.reload();
        assertThat(page.locator("#step-sent strong")).hasText("4");
        Browser.picture(page, "broadcast-finished-phone");
    }

    /** A preview that was asked for when the page was left is given up, and htmx says so: that is no fault. */
    private static void noComplaints() {
        assertThat(BROWSER.complaints()).isSubsetOf("htmx:afterRequest", "htmx:sendAbort");
    }

    private static void noSidewaysScroll(Page page) {
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("the page is no wider than the phone")
                .isEqualTo(true);
    }

    /** Where nothing is written any more the page scrolls, and no phone hides its buttons. */
    private static void wholePhones(Page page) {
        org.assertj.core.api.Assertions.assertThat(
                        page.evaluate(
                                "[...document.querySelectorAll('.phone:not([hidden]) .screen')].filter(screen => screen.scrollHeight > screen.clientHeight).length"))
                .isEqualTo(0);
    }
}
