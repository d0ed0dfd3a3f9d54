package org.relais.console.action;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.Browser.button;
import static org.relais.testing.Browser.link;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.SelectOption;
import com.microsoft.playwright.options.ViewportSize;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.action.ActionWorld;
import org.relais.action.ActionWorld.Volunteer;
import org.relais.demo.DemoConfig;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.Browser;
import org.relais.testing.Held;
import org.relais.testing.NeedsBrowser;

/** Actions in a real browser over the whole service: composed, looked at, opened, and followed while volunteers answer. */
@NeedsBrowser
class ActionBrowserTest {
    private static final int PHONE = 390;

    @RegisterExtension
    static final ActionWorld WORLD = new ActionWorld();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static Page signedIn(String language, int width, boolean dark) {
        return WORLD.signedIn(
                BROWSER.open(language.equals("fr") ? "fr-FR" : "en-GB", width, 900, dark), Role.ORGANISER, language);
    }

    private static void go(Page page, String path) {
        page.navigate(WORLD.service.address() + "/console" + path);
    }

    private static Locator bar(Page page, String name) {
        return page.locator(".bars > li")
                .filter(new Locator.FilterOptions().setHasText(name))
                .locator("strong");
    }

    private static Locator step(Page page, String name) {
        return page.locator("#step-" + name + " strong");
    }

    private static void fits(Page page, int width) {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as(page.url())
                .isLessThanOrEqualTo(width);
        assertThat(Browser.layoutFaults(page)).as(page.url()).isEmpty();
    }

    /** Opens a draft after a last look: the button lies over nothing, and comes behind all that is to be looked at. */
    private static void open(Page page, String button, String... shown) {
        page.locator("main a[href$='/open']").first().click();
        assertThat(page.locator("h1")).hasText(Pattern.compile(".*\\?$"));
        for (String each : shown) {
            assertThat(page.locator("main")).containsText(each);
        }
        ViewportSize own = page.viewportSize();
        fits(page, own.width);
        page.setViewportSize(1280, 800);
        fits(page, 1280);
        Browser.picture(page, "before-you-open-" + shown(page));
        page.setViewportSize(own.width, own.height);
        assertThat(page.locator(".two > div:has(form[action$='/open']) :is(.box, dl)")
                        .all())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.boundingBox().y)
                        .isLessThan(button(page, button).boundingBox().y));
        button(page, button).click();
    }

    /** Every page of an action, by its tabs: nothing of it is cut or lies on something else. */
    private static void everyPageFits(Page page, long action) {
        Deque<String> open = new ArrayDeque<>(List.of("/actions/" + action));
        Set<String> seen = new LinkedHashSet<>(open);
        while (!open.isEmpty()) {
            String path = open.remove();
            go(page, path);
            fits(page, page.viewportSize().width);
            Browser.whole(page, "page" + path.replace('/', '-') + "-" + page.viewportSize().width);
            page.locator("#pages a, nav.within a").all().stream()
                    .map(tab -> tab.getAttribute("href").replace("/console", ""))
                    .filter(seen::add)
                    .forEach(open::add);
        }
        assertThat(seen).hasSizeGreaterThan(3);
    }

    private static long shown(Page page) {
        return Long.parseLong(page.url().replaceAll(".*/actions/(\\d+).*", "$1"));
    }

    @Test
    void aShareActionFromTheFormToTheFiguresWithoutAReload() {
        Volunteer amina = WORLD.onTelegram("Amina Share", "fr");
        Volunteer ben = WORLD.onWhatsApp("Ben Share", "en");
        Page page = signedIn("en", 1280, false);
        link(page, "Actions").click();
        go(page, "/actions/new");
        page.locator(".kinds a").first().click();
        page.getByLabel("Title").fill("Street party");
        page.locator("#tab_fr").click();
        page.getByLabel("Message in French").fill("{{first_name|Bonjour}}, un coup de main ?");
        page.locator("#tab_en").click();
        page.getByLabel("Message in English").fill("{{first_name|Hello}}, a hand?");
        page.locator("#share_tab_fr").click();
        page.getByLabel("Text to pass on in French").fill("Samedi 10 h, venez !");
        page.locator("#share_tab_en").click();
        page.getByLabel("Text to pass on in English").fill("Saturday at 10");
        page.getByLabel("People picked one by one").check();
        page.getByLabel("Search by name").pressSequentially("Share");
        page.locator("#people").getByLabel("Amina Share").check();
        page.getByLabel("Search by name").press("Enter");
        assertThat(page.locator("#people").getByLabel("Amina Share")).isChecked();
        page.locator("#people").getByLabel("Ben Share").check();
        assertThat(page.locator("#looks .count")).containsText("2 people will get it");
        assertThat(page.locator("#looks")).containsText("Count me in");
        Browser.picture(page, "action-share-compose");
        button(page, "Save the draft").click();

        assertThat(page.locator("h1")).hasText("Street party");
        assertThat(page.locator(".bubble").first()).containsText("coup de main");
        Browser.picture(page, "action-share-draft");
        open(page, "Offer to 2 people");
        assertThat(page.locator(".funnel")).containsText("2 people have got the offer");

        page.evaluate("window.sameDocument = true");
        amina.next();
        ben.next();
        amina.press("J’en suis");
        assertThat(step(page, "accepted")).hasText("1");
        ben.press("Not this time");
        assertThat(page.locator(".funnel a[href$='/volunteers?answer=declined']"))
                .hasText("1 said no");
        amina.press("C’est fait");
        assertThat(step(page, "shared")).hasText("1");
        assertThat(page.locator(".funnel")).not().containsText("not answered yet");
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
        Browser.picture(page, "action-share-figures");
        link(page, "Volunteers").click();
        // Everybody first; those who have done something are a press away.
        assertThat(page.locator(".standing-of tbody tr")).hasCount(2);
        assertThat(page.locator(".standing-of tbody tr").nth(1)).containsText("Said no");
        page.locator(".tags a[href$='answer=done']").click();
        assertThat(page.locator(".standing-of tbody tr")).hasCount(1);
        assertThat(page.locator(".standing-of tbody tr").first()).containsText("Has shared");
        page.goBack();
        page.goBack();
        page.setViewportSize(PHONE, 844);
        link(page, "Who shares").click();
        assertThat(page.locator("h2").first()).hasText("Sharing by volunteer");
        fits(page, PHONE);
        Browser.picture(page, "action-sharers-390");
        page.setViewportSize(1280, 900);
        page.goBack();
        button(page, "End the action").click();
        button(page, "End the action").click();
        assertThat(page.locator("#live-figures .badge")).hasText("Ended");
        everyPageFits(signedIn("fr", PHONE, true), shown(page));
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void whoIsPickedWhileASearchIsUnderWayStaysPicked() {
        WORLD.onTelegram("Amina Pick", "fr");
        WORLD.onTelegram("Boris Pick", "fr");
        Page page = signedIn("en", 1280, false);
        go(page, "/actions/new?kind=share");
        page.getByLabel("People picked one by one").check();
        page.getByLabel("Search by name").pressSequentially("Pick");
        Locator people = page.locator("#people");
        assertThat(people.getByLabel("Boris Pick")).isVisible();
        Held search = Held.of(page, "**/console/actions/people");
        page.getByLabel("Search by name").fill("Amina");
        page.waitForCondition(search::isHeld);
        people.getByLabel("Amina Pick").check();
        people.getByLabel("Boris Pick").check();
        search.go();
        assertThat(people.locator("label").first()).containsText("Amina Pick");
        page.waitForCondition(() -> people.locator("label").last().innerText().contains("Boris Pick"));
        assertThat(people.getByLabel("Amina Pick")).isChecked();
        assertThat(people.getByLabel("Boris Pick")).isChecked();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** On the phone beside the script: the branch that is chosen, to its end; the place in the script is kept. */
    private static void rehearsed(Page page) {
        button(page, "Aperçu").click();
        Locator looks = page.locator("#looks");
        assertThat(looks.getByText("Camille Martin")).isVisible();
        looks.getByText("On a décroché").click();
        looks.getByText("Oui").click();
        assertThat(looks.getByText("Comment l’appel s’est-il terminé")).isVisible();
        fits(page, PHONE);
        Browser.picture(page, "action-call-rehearsal");
        looks.getByText("Recommencer").click();
        assertThat(looks.locator(".own")).hasCount(0);
        page.locator("#preview .shut").click();
        assertThat(page.locator("#s0_o0_next")).hasValue("end");
    }

    /** A call from the card to its result, on the volunteer's phone. */
    private static void called(Volunteer volunteer) {
        volunteer.press("Recevoir un contact");
        volunteer.next();
        assertThat(volunteer.press("On a décroché")).contains("Irez-vous voter");
        assertThat(volunteer.press("Non")).contains("retient");
        assertThat(volunteer.say("Le travail")).contains("Comment l’appel");
        assertThat(volunteer.press("On s’est parlé")).contains("C’est noté");
    }

    @Test
    void aCallActionOnATelephoneInTheDark() {
        Volunteer carla = WORLD.onTelegram("Carla Call", "fr");
        long driss = WORLD.onWhatsApp("Driss Call", "fr").contactId();
        WORLD.post("/audiences", new JsonObject().put("name", "À appeler").put("audience", ApiBody.contacts(driss)));
        Page page = signedIn("fr", PHONE, true);
        go(page, "/actions/new?kind=call");
        page.getByLabel("Titre").fill("Appels-de-rentrée-avec-un-très-long-mot-sans-aucune-espace-dedans-pour-voir");
        page.getByLabel("Message en français").fill("Bonjour, on appelle ce soir ?");
        page.getByLabel("Des personnes choisies une à une").check();
        page.getByLabel("Chercher par nom").pressSequentially("Carla");
        page.locator("#people").getByLabel("Carla Call").check();
        fits(page, PHONE);
        assertThat(page.locator("#per_volunteer")).isHidden();
        assertThat(page.locator(".steps.across li")).hasCount(3);
        button(page, "Enregistrer et continuer").click();
        page.waitForURL(Pattern.compile(".*/script$"));
        link(page, "Vue d’ensemble").click();
        assertThat(page.getByText("Pas encore écrit")).isVisible();
        assertThat(page.locator("main a[href$='/open']")).hasCount(0);
        fits(page, PHONE);

        link(page, "Texte des appels").first().click();
        page.getByLabel("À dire, en français").fill("Irez-vous voter dimanche ?");
        page.getByLabel("Réponse 1, en français").fill("Oui");
        page.getByLabel("Réponse 2, en français").fill("Non");
        button(page, "Ajouter une étape").click();
        page.locator("#s1_fr").fill("Qu’est-ce qui vous retient ?");
        assertThat(page.locator("#s0_fr")).isHidden();
        page.locator("#line-0").click();
        assertThat(page.locator("#s1_fr")).isHidden();
        assertThat(page.locator("#line-1")).containsText("Qu’est-ce qui vous retient ?");
        assertThat(page.locator("#s0_o2_fr")).isHidden();
        assertThat(page.locator("#s0_o0_next")).isHidden();
        assertThat(page.locator(".so-long").first()).hasText("3/20");
        page.locator("#s0_o0_fr").fill("Oui, avec toute ma famille");
        assertThat(page.locator(".so-long").first()).hasText("6 de trop");
        assertThat(page.locator("#s0_o0_fr")).hasAttribute("aria-invalid", "true");
        page.locator("#s0_o0_fr").fill("Oui");
        page.getByLabel("Passer des étapes selon la réponse").check();
        page.locator("#s0_o0_next").selectOption("end");
        assertThat(page.locator("#line-0")).containsText("Oui → Fin de l’appel");
        // Whoever leaves finds the steps again, those that were added too.
        page.navigate(page.url().replaceFirst("#.*", ""));
        assertThat(page.locator("#s1_fr")).hasCount(0);
        fits(page, PHONE);
        Browser.picture(page, "action-call-script-kept");
        button(page, "Le reprendre").click();
        assertThat(page.locator("#line-1")).containsText("Qu’est-ce qui vous retient ?");
        assertThat(page.locator("#line-0")).containsText("Oui → Fin de l’appel");
        rehearsed(page);
        page.locator("#line-1").click();
        page.locator("#s1_next").selectOption("s1");
        button(page, "Enregistrer le texte").click();
        assertThat(page.locator("#s1_next-fault")).containsText("tournerait en rond");
        page.locator("#s1_next").selectOption("");
        page.locator("[name=s1_words]").check();
        fits(page, PHONE);
        Browser.picture(page, "action-call-script");
        button(page, "Enregistrer le texte").click();
        page.waitForURL(Pattern.compile(".*/list$"));
        link(page, "Vue d’ensemble").click();
        assertThat(page.getByText("2 étapes")).isVisible();
        assertThat(page.evaluate("localStorage.length")).isEqualTo(0);
        // Trying the call out changes nothing, and nobody is asked whether to leave.
        link(page, "Texte des appels").first().click();
        button(page, "Aperçu").click();
        page.locator("#looks").getByText("On a décroché").click();
        assertThat(page.locator("#looks .own")).hasCount(1);
        page.locator("#preview .shut").click();
        link(page, "Vue d’ensemble").click();
        assertThat(page.getByText("2 étapes")).isVisible();

        link(page, "Personnes à appeler").click();
        page.locator("[name=audience][value=phones]").check();
        page.getByLabel("Numéros, un par ligne").fill("+33639980502\npas un numéro");
        button(page, "Ajouter à la liste").click();
        assertThat(page.locator("#phones-fault")).containsText("« pas un numéro »");
        page.locator("[name=audience][value=saved]").check();
        page.locator("select[name=saved]").selectOption(new SelectOption().setLabel("À appeler"));
        button(page, "Ajouter à la liste").click();
        assertThat(page.locator("[role=status].notice")).containsText("Une personne ajoutée");
        assertThat(page.locator(".list li")).hasCount(1);
        fits(page, PHONE);
        Browser.picture(page, "action-call-list");
        link(page, "Vue d’ensemble").click();
        open(page, "Proposer à une personne");
        assertThat(page.locator(".funnel")).containsText("Une personne a reçu la proposition");
        fits(page, PHONE);
        Browser.picture(page, "action-call-figures");
        carla.next();
        carla.press("J’en suis");
        assertThat(step(page, "accepted")).hasText("1");
        called(carla);
        // What was answered is shown in the order of the script, what nobody chose too.
        Locator asked = page.locator("details[id^=answers-]");
        assertThat(asked.locator("summary h2"))
                .hasText(new String[] {"Irez-vous voter dimanche ?", "Qu’est-ce qui vous retient ?"});
        assertThat(asked.first().locator(".bar-words"))
                .hasText(new Pattern[] {Pattern.compile("Oui 0.*"), Pattern.compile("Non 1.*")});
        assertThat(asked.last()).containsText("Une réponse");
        assertThat(page.locator("[aria-labelledby=came] .bar-words")).containsText("On s’est parlé 1");
        Browser.whole(page, "action-call-answers");
        everyPageFits(page, shown(page));
        everyPageFits(signedIn("en", 1280, false), shown(page));
        // Chromium complains about the forms that were sent with a fault on purpose, and must about nothing else.
        assertThat(BROWSER.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    /** A template that WhatsApp has approved. */
    private static void approved(String name, String text) {
        WORLD.phones.post(
                "/templates",
                new JsonObject()
                        .put("account", DemoConfig.BUSINESS_ACCOUNT_ID)
                        .put("name", name)
                        .put("language", "fr")
                        .put(
                                "components",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "BODY")
                                                .put("text", text))));
        WORLD.post("/templates/refresh", new JsonObject());
    }

    /** What goes where nobody has written lately is chosen, and its places are filled by a press. */
    private static void byTemplate(Page page, String name) {
        page.locator("details:has(#template-part) > summary").click();
        page.locator("#template_name").selectOption(name);
        page.locator("#template-part .place")
                .first()
                .locator("[data-place='{{body}}']")
                .click();
        page.locator("#template-part .place")
                .last()
                .locator("[data-place='{{mention}}']")
                .click();
    }

    @Test
    void anEventWithPlacesForOne() {
        Volunteer emma = WORLD.onTelegram("Emma Event", "fr");
        Volunteer farid = WORLD.onWhatsApp("Farid Event", "fr");
        approved("invitation", "Message : {{1}} {{2}}");
        WORLD.rows("update address set last_inbound_at = now() - interval '3 days' where contact_id = "
                + farid.contactId());
        Page page = signedIn("fr", 1280, false);
        go(page, "/actions/new?kind=event");
        page.getByLabel("Titre").fill("مهرجان الحي");
        // What was typed for an event is offered in its own form alone.
        go(page, "/actions/new?kind=share");
        assertThat(page.locator("#compose")).isVisible();
        assertThat(page.locator("#kept")).isHidden();
        go(page, "/actions/new?kind=event");
        button(page, "Le reprendre").click();
        assertThat(page.getByLabel("Titre")).hasValue("مهرجان الحي");
        page.getByLabel("Début").fill("2020-01-01T10:00");
        page.getByLabel("Message en français").fill("Vous venez ?");
        page.getByLabel("Des personnes choisies une à une").check();
        page.getByLabel("Chercher par nom").pressSequentially("Event");
        page.locator("#people").getByLabel("Emma Event").check();
        page.locator("#people").getByLabel("Farid Event").check();
        button(page, "Enregistrer le brouillon").click();
        assertThat(page.locator("#starts_at-fault")).isVisible();
        assertThat(page.getByLabel("Titre")).hasValue("مهرجان الحي");
        LocalDateTime start = LocalDateTime.now().plusDays(3).truncatedTo(ChronoUnit.MINUTES);
        page.getByLabel("Début").fill(start.toString());
        page.getByLabel("Lieu", new Page.GetByLabelOptions().setExact(true)).fill("Salle des fêtes");
        assertThat(page.locator("#looks .bubble").first()).containsText("Salle des fêtes");
        assertThat(page.locator("#looks .count .big")).hasText("1");
        byTemplate(page, "invitation");
        assertThat(page.locator("#looks .count .big")).hasText("2");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "action-template-1280");
        button(page, "Enregistrer le brouillon").click();
        assertThat(page.locator(".steps .done")).containsText("Salle des fêtes");
        link(page, "Date et lieu").first().click();
        assertThat(page.locator("#looks .bubble").first()).containsText("Salle des fêtes");
        page.getByLabel("Fin", new Page.GetByLabelOptions().setExact(true))
                .fill(start.minusHours(1).toString());
        page.getByLabel("Lieu", new Page.GetByLabelOptions().setExact(true)).fill("Place du marché");
        page.getByLabel("Nombre de places").fill("1");
        button(page, "Enregistrer").click();
        assertThat(page.locator("#ends_at-fault")).hasText("La fin doit venir après le début.");
        page.getByLabel("Fin", new Page.GetByLabelOptions().setExact(true)).fill("");
        button(page, "Enregistrer").click();
        assertThat(page.locator(".steps .done")).containsText("Place du marché");
        open(page, "Proposer à 2 personnes");
        assertThat(page.locator(".funnel")).containsText("2 personnes sont invitées");
        emma.next();
        assertThat(farid.nextText()).startsWith("Message : ").contains("Vous venez ?", "STOP");
        emma.press("Oui");
        assertThat(page.locator("#coming")).hasText("Une place prise sur 1 : c’est complet");
        farid.say("oui");
        assertThat(bar(page, "En attente d’une place")).hasText("1");
        // Each answer's bar begins and ends below the one above it.
        assertThat(page.evaluate("new Set([...document.querySelectorAll('.funnel progress')].map(bar => "
                        + "[bar.getBoundingClientRect().left, bar.getBoundingClientRect().width].join())).size"))
                .isEqualTo(1);
        assertThat(page.evaluate("new Set([...document.querySelectorAll('.funnel .bars strong')].map(figure => "
                        + "figure.getBoundingClientRect().right)).size"))
                .isEqualTo(1);
        Browser.picture(page, "action-event-figures");
        page.setViewportSize(390, 844);
        assertThat(page.locator("#write-yes")).isVisible();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "action-event-figures-390");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        for (String done : List.of("#write-yes", "#export", "#by-day", ".ending", "#more")) {
            assertThat(page.locator(done)).isHidden();
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
        page.setViewportSize(1280, 900);
        link(page, "Réponses").click();
        assertThat(page.locator(".tags [aria-current]")).hasText("Toutes les réponses 2");
        assertThat(page.locator(".list li")).hasCount(2);
        page.locator(".tags a", new Page.LocatorOptions().setHasText("Oui 1")).click();
        assertThat(page.locator(".list li")).hasCount(1);
        long event = shown(page);
        everyPageFits(page, event);
        everyPageFits(signedIn("en", PHONE, true), event);
        go(page, "/actions/" + event);
        button(page, "Annuler l’événement").click();
        assertThat(page.locator(".head"))
                .containsText("2 personnes seront prévenues (1 oui, 1 en attente), tout de suite");
        button(page, "Annuler l’événement et prévenir").click();
        assertThat(page.locator("#live-figures .badge")).hasText("Annulée");
        assertThat(page.locator("#told")).containsText("annulation");
        assertThat(page.locator("#step-no")).isVisible();
        assertThat(emma.nextText()).contains("مهرجان الحي");
        Browser.picture(page, "action-event-cancelled");
        // Chromium complains about the forms that were sent with a fault on purpose, and must about nothing else.
        assertThat(BROWSER.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    @Test
    void questionsAreTranslatedFromTheTextAboveTheField() {
        long survey = WORLD.post(
                        "/actions",
                        new JsonObject()
                                .put("kind", "question")
                                .put("title", "Two languages")
                                .put(
                                        "message",
                                        new JsonObject()
                                                .put("language", "fr")
                                                .put(
                                                        "body",
                                                        new JsonObject()
                                                                .put("fr", "Votre avis ?")
                                                                .put("en", "Your opinion?")))
                                .put("audience", new JsonObject().put("everyone", true)))
                .getLong("id");
        Page page = signedIn("en", 1280, false);
        go(page, "/actions/" + survey);
        button(page, "Write the questions").click();
        Locator tabs = page.getByRole(AriaRole.TAB);
        assertThat(tabs).hasText(new String[] {"French", "English"});
        tabs.first().click();
        page.locator("#s0_fr").fill("Quel soir ?");
        // A choice without answers is not written yet.
        assertThat(tabs.first()).hasAttribute("data-lacking", "2 to write");
        assertThat(page.locator("[data-tab=fr][data-written]")).hasCount(0);
        assertThat(page.locator(".phone:visible .key").first()).hasText("first answer…");
        page.locator("#s0_o0_fr").fill("Mardi");
        page.locator("#s0_o1_fr").fill("Jeudi");
        assertThat(page.locator("[data-tab=fr][data-written]:not([data-lacking])"))
                .hasCount(1);
        assertThat(page.locator(".source")).hasCount(0);
        assertThat(page.locator("[data-instead]")).isHidden();
        // What it lacks is counted on its tab and marked where it lacks; the phone shows what is read instead.
        assertThat(tabs.last()).hasAttribute("data-lacking", "3 to write");
        tabs.getByText("English").click();
        assertThat(page.locator(".phone:visible .bubble").first()).hasText("Quel soir ?");
        assertThat(page.locator("[data-instead]")).isVisible();
        assertThat(page.locator(".field[data-lacking]:visible")).hasCount(3);
        assertThat(page.locator("#s0_o1_en")).hasAttribute("placeholder", "to write");
        assertThat(page.locator("#s0_en")).isVisible();
        assertThat(page.locator(".source")).hasText(new String[] {"Quel soir ?", "Mardi", "Jeudi"});
        page.locator("#s0_en").fill("Which evening?");
        page.locator("#s0_o0_en").fill("Tuesday");
        page.locator("#s0_o1_en").fill("Thursday");
        assertThat(page.locator(".phone:visible .bubble").first()).hasText("Which evening?");
        assertThat(page.locator("[data-instead]")).isHidden();
        assertThat(page.locator(".field[data-lacking]")).hasCount(0);
        assertThat(page.locator("#s0_o1_en")).hasAttribute("placeholder", "");
        // One more question leaves the language as it is.
        button(page, "Add a question").click();
        assertThat(page.locator("#s1_en")).isInViewport();
        assertThat(page.locator("#s1_fr")).isHidden();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        tabs.getByText("French").click();
        assertThat(page.locator(".phone:visible .bubble").first()).hasText("Quel soir ?");
        assertThat(page.locator(".source")).hasCount(0);
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void questionsFromTheFormToTheBars() {
        Volunteer elsa = WORLD.onTelegram("Elsa Question", "fr");
        WORLD.post(
                "/audiences",
                new JsonObject().put("name", "Notre panel").put("audience", ApiBody.contacts(elsa.contactId())));
        Page page = signedIn("fr", 390, true);
        go(page, "/actions/new?kind=question");
        page.getByLabel("Titre").fill("Enquête");
        page.getByLabel("Message en français").fill("Votre avis ?");
        page.locator("[name=audience][value=saved]").check();
        page.locator("select[name=saved]").selectOption(new SelectOption().setLabel("Notre panel"));
        assertThat(page.locator("#looks .count .big")).hasText("1");
        fits(page, 390);
        button(page, "Enregistrer et continuer").click();
        page.locator("#s0_fr").fill("Viendrez-vous samedi à l’assemblée-générale-extraordinaire-de-rentrée ?");
        page.locator("#s0_o0_fr").fill("Oui");
        button(page, "Ajouter une question").click();
        page.locator("#s1_fr").fill("Un mot pour nous ?");
        assertThat(page.locator("#s1_o0_fr")).isVisible();
        page.locator("#s1_kind").selectOption("text");
        assertThat(page.locator("#s1_o0_fr")).isHidden();
        assertThat(page.locator("#s1_fr")).isInViewport();
        assertThat(page.locator("#looks .bubble")).hasCount(3);
        assertThat(page.locator("#looks .bubble").nth(2)).containsText("Merci, vous avez terminé");
        page.locator("#thanks_fr").fill("À lundi !");
        assertThat(page.locator("#looks .bubble").nth(2)).hasText("À lundi !");
        assertThat(page.locator("#looks .bubble").nth(1)).containsText("Un mot pour nous ?");
        button(page, "Enregistrer les questions").click();
        assertThat(page.locator("#s0_o1_fr-fault")).containsText("De 2 à 10");
        page.locator("[role=alert]").getByText("De 2 à 10").click();
        assertThat(page.locator("#s0_o1_fr")).isFocused();
        fits(page, 390);
        page.setViewportSize(1280, 900);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        page.setViewportSize(390, 844);
        Browser.whole(page, "action-questions-form");
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Anglais"))
                .click();
        assertThat(page.locator("#s0_en")).isVisible();
        assertThat(page.locator("#s0_fr")).isHidden();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        page.getByRole(AriaRole.TAB).first().click();
        assertThat(page.locator("#s1_en")).isHidden();
        page.locator("#s0_o1_fr").fill("Non");
        page.locator("[name=s1_skippable]").check();
        page.locator("#further > summary").click();
        page.getByLabel("Sur WhatsApp, poser toutes les questions dans un formulaire")
                .check();
        fits(page, 390);
        Browser.whole(page, "action-questions-as-form");
        button(page, "Enregistrer les questions").click();
        assertThat(page.locator("main ol, main ul")
                        .getByText("Un mot pour nous ?")
                        .first())
                .isVisible();
        long action = Long.parseLong(page.url().replaceAll(".*/actions/(\\d+).*", "$1"));
        open(page, "Proposer à une personne", "Un mot pour nous ?");
        assertThat(page.locator(".funnel")).containsText("Une personne a reçu la proposition");
        assertThat(elsa.nextText()).contains("Votre avis");
        assertThat(elsa.press("Répondre")).contains("Viendrez-vous");
        // Who said yes is listed in that number, whatever they did since.
        page.locator("#who-accepted").click();
        assertThat(page.locator("#pages [aria-current=page]")).hasText("Personnes");
        assertThat(page.locator("#pages [aria-current=page]")).isInViewport();
        assertThat(page.locator(".tags .tag"))
                .hasText(new String[] {"Tout le monde 1", "A dit oui, n’a pas répondu à tout 1", "Ont dit oui 1"});
        assertThat(page.locator(".standing-of tbody tr").first()).isInViewport();
        assertThat(page.locator("#write")).isVisible();
        page.goBack();
        assertThat(elsa.press("Oui")).contains("Un mot");
        assertThat(elsa.say("Bravo à toute l’équipe")).contains("À lundi");
        assertThat(page.locator(".asked .bars").first()).containsText("Oui");
        assertThat(page.locator("#step-s1-0 strong")).hasText("1");
        fits(page, 390);
        // All have gone to the end who began: that is said once.
        assertThat(page.locator("[id=step-accepted], [id=step-began]")).hasCount(0);
        assertThat(step(page, "finished")).hasText("1");
        Browser.whole(page, "action-questions-phone");
        assertThat(page.locator("#live-figures .said")).hasText("Bravo à toute l’équipe");
        link(page, "Lire la réponse").click();
        assertThat(page.locator(".said")).hasText("Bravo à toute l’équipe");
        fits(page, 390);
        go(page, "/actions/" + action + "/respondents");
        assertThat(page.locator("tbody th")).containsText("Elsa Question");
        assertThat(page.locator("thead th").nth(1)).containsText("Viendrez-vous samedi");
        page.locator("[name=chosen]").selectOption("s1:a2");
        button(page, "Afficher").click();
        assertThat(page.getByText("Personne n’a répondu cela.")).isVisible();
        page.locator("[name=chosen]").selectOption("s1:a1");
        button(page, "Afficher").click();
        assertThat(page.locator("tbody td").nth(1)).containsText("Bravo à toute l’équipe");
        fits(page, 390);
        Browser.whole(page, "action-questions-who");
        Page wide = signedIn("en", 1280, false);
        go(wide, "/actions/" + action);
        assertThat(wide.locator(".asked .bars").first()).containsText("Oui");
        Browser.whole(wide, "action-questions-wide");
        everyPageFits(wide, action);
        everyPageFits(page, action);
        go(wide, "/actions/" + action + "/questions");
        assertThat(wide.getByText("all questions are in one form")).isVisible();
        assertThat(wide.locator("ol.asked > li")).hasCount(2);
        assertThat(wide.locator(".phone")).containsText("Un mot pour nous ?");
        Browser.whole(wide, "action-questions-fixed");
    }
}
