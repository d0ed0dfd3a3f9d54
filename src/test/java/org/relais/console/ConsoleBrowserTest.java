package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.Browser.button;
import static org.relais.testing.Browser.link;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.ConsentEvent;
import org.relais.consent.stopword.RightsKind;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** The console in a real browser: what an organiser does there, on a wide screen and on a telephone, light and dark. */
@NeedsBrowser
class ConsoleBrowserTest {
    private static final int PHONE = 390;
    private static final String LONG_NAME =
            "Marie-Françoise-Élisabeth de la Rochefoucauld-Montmorency-Châtillon-sur-Seine";

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @TempDir
    private static Path folder;

    private static ConsoleSite site;

    @BeforeAll
    static void open() {
        site = ConsoleSite.open();
        site.senders
                .register(site.pool(), site.organisation.id(), "whatsapp", "100", "Numéro principal")
                .await();
        site.subscriber("Amélie Martin", "+33612345601");
        site.subscriber("Bruno Petit", "+33612345602");
        long asking = site.subscriber(LONG_NAME, "+33612345603");
        site.held("Chloé Durand", "+33612345604", "bof, arrêtez peut-être avec tout ça ?");
        site.stranger(site.organisation, "", "+33612345605");
        site.rights
                .record(
                        new Actor(site.organisation.id(), "organiser:1", Role.OWNER, Door.CONSOLE),
                        asking,
                        RightsKind.ERASURE,
                        site.now.get().minus(Duration.ofDays(3)),
                        "Effacez toutes mes données, s’il vous plaît.")
                .await();
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    private static Page signedIn(String language, int width, boolean dark) {
        Page page = BROWSER.open(language.equals("fr") ? "fr-FR" : "en-GB", width, width == PHONE ? 844 : 900, dark);
        page.navigate(site.url(site.link(site.organisation, Role.OWNER, language)));
        button(page, language.equals("fr") ? "Se connecter" : "Sign in").click();
        page.waitForURL(Pattern.compile(".*/console$"));
        return page;
    }

    @Test
    void peopleAreATableFromWhichSomeAreChosenAndTagged() {
        for (int at = 0; at < 30; at++) {
            site.subscriber("Tabellia Personne-au-nom-plutôt-long " + at, "+336223456" + (10 + at));
        }
        Page page = signedIn("fr", 1280, false);
        page.navigate(site.url("/console/contacts?q=tabellia"));
        assertThat(page.locator("#people .results-bar strong")).hasText(Pattern.compile("^30 personnes sur \\d+$"));
        int within = page.locator("#people tbody tr").all().stream()
                .mapToInt(row -> row.boundingBox().y + row.boundingBox().height <= 900 ? 1 : 0)
                .sum();
        Browser.picture(page, "contacts-table");
        assertThat(within).isGreaterThanOrEqualTo(25);
        assertThat(page.locator("#people tbody tr").nth(1).boundingBox().height).isGreaterThanOrEqualTo(26.5);
        for (int width : new int[] {1440, 1280}) {
            page.setViewportSize(width, 900);
            assertThat(page.locator("#people tbody td:nth-child(3)")
                            .evaluateAll("cells => cells.filter(it => it.scrollWidth > it.clientWidth).length"))
                    .as("numbers that are cut at %s pixels", width)
                    .isEqualTo(0);
        }
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat(page.locator(".picked")).not().isVisible();
        page.locator("#people tbody input").first().check();
        assertThat(page.locator(".picked strong")).hasText("Sélection\u00a0:");
        page.locator("#people tbody input").nth(1).check();
        assertThat(page.locator(".picked")).isVisible();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "contacts-chosen");
        page.getByText("Étiquettes…").click();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        page.locator(".picked").getByLabel("Étiquette").fill("chorale");
        button(page, "Étiqueter").click();
        assertThat(page.getByText("2 personnes ont l’étiquette «\u00a0chorale\u00a0»."))
                .isVisible();
        page.navigate(site.url("/console/contacts?tag=chorale"));
        assertThat(page.locator("#people tbody tr")).hasCount(2);
        assertThat(page.locator(".states a")).hasText(new String[] {"Tous 2", "Abonné·e 2"});
        page.setViewportSize(390, 844);
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(390);
        Browser.picture(page, "contacts-390");
        filtersThatAreOnAreCounted(page);
        page.navigate(site.url("/console/contacts?tag=chorale"));
        page.locator("#people tbody input").first().check();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat(page.locator(".picked").boundingBox().height)
                .as("one row over the list")
                .isLessThan(60);
        page.locator(".picked label").click();
        page.getByText("Étiquettes…").click();
        page.locator(".picked").getByLabel("Étiquette").fill("chorale");
        button(page, "Retirer l’étiquette").click();
        assertThat(page.getByText("Une personne n’a plus l’étiquette «\u00a0chorale\u00a0»."))
                .isVisible();
        page.navigate(site.url("/console/contacts?tag=chorale"));
        assertThat(page.locator("#people tbody tr")).hasCount(1);
    }

    /** On a phone the deeds' filters unfold and stay so until one of them is changed. */
    @Test
    void filtersOfDeedsUnfoldOnAPhone() {
        Page page = signedIn("fr", PHONE, false);
        page.navigate(site.url("/console/settings/audit"));
        assertThat(page.locator("#kind")).not().isVisible();
        page.locator(".narrow-by").click();
        assertThat(page.locator("#narrow")).isChecked();
        assertThat(page.locator("#kind")).isVisible();
        page.locator("#from").fill("2020-01-01");
        page.waitForURL(Pattern.compile("from=2020-01-01"));
        assertThat(page.locator("#narrow")).isChecked();
        page.locator(".narrow-by").click();
        assertThat(page.locator("#kind")).not().isVisible();
    }

    /** On a phone the button behind which they are folded says how many are on. */
    private static void filtersThatAreOnAreCounted(Page page) {
        assertThat(page.locator(".narrow-by .one")).isVisible();
        assertThat(page.locator(".narrow-by .two")).not().isVisible();
        page.locator("[name=class]").selectOption("regular");
        assertThat(page.locator(".narrow-by .one")).not().isVisible();
        assertThat(page.locator(".narrow-by .two")).isVisible();
        page.locator("[name=class]").selectOption("");
        page.locator("select[name=tag]").selectOption("");
        assertThat(page.locator(".narrow-by .one")).not().isVisible();
        assertThat(page.locator(".narrow-by .two")).not().isVisible();
    }

    @Test
    void signInSearchStopAndReadTheLedger() {
        long contact = site.subscriber("Zacharie Legrand", "+33612345699");
        Page page = signedIn("fr", 1280, false);
        assertThat(page.locator("h1")).hasText("Bonjour Ana <owner>");
        page.locator("#menu").getByText("Contacts").click();
        page.getByLabel("Chercher").first().fill("zacha");
        assertThat(page.locator("#people tbody tr")).hasCount(1);
        assertThat(page).hasURL(Pattern.compile(".*q=zacha.*"));
        link(page, "Zacharie Legrand").click();
        assertThat(page.getByText("Peut recevoir les envois")).isVisible();
        page.getByText("Noter un arrêt, une demande, un accord").click();
        page.getByText("Enregistrer son arrêt").click();
        page.getByLabel("Ce que la personne a dit").fill("Plus de messages, merci");
        button(page, "Arrêter tous les messages").click();
        assertThat(page.locator(".notice.good")).containsText("L’arrêt est enregistré");
        assertThat(page.locator(".timeline > li").first()).containsText("Arrêt demandé");
        assertThat(page.locator(".timeline > li").first()).containsText("Plus de messages, merci");
        assertThat(page.locator(".timeline > li").first()).containsText("Ana <owner>");
        assertThat(page.locator(".head .badge").first()).hasText("Désabonné·e");
        assertThat(site.state(contact)).isEqualTo("unsubscribed");
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void anImportIsFollowedWithoutAReload() throws java.io.IOException {
        Path file = folder.resolve("adhésions.csv");
        Files.writeString(
                file,
                "prénom,nom,téléphone\nJean,Bon,0612345620\nRita,Lin,0612345621\nSans,Numéro,\nOda,Roi,0612345622\n");
        long known = site.subscriber("Oda", "+33612345622");
        Page page = signedIn("fr", 1280, false);
        page.locator("#menu").getByText("Imports").click();
        button(page, "Importer un fichier").first().click();
        page.getByLabel("Déposez votre fichier").setInputFiles(file);
        button(page, "Continuer").click();
        assertThat(page.getByLabel("Ce que contient la colonne « téléphone »")).hasValue("phone");
        page.getByLabel("Catégorie").selectOption("member");
        page.getByLabel("D’où viennent-elles").fill("Bulletins de mai");
        page.getByLabel("Date de l’accord").fill("2026-05-02");
        page.getByLabel("Ce qu’elles ont accepté").fill("J’adhère et j’accepte de recevoir des messages.");
        Page telephone = signedIn("en", PHONE, true);
        fitsOnBoth(page, telephone, "columns");
        button(page, "Voir le résultat").click();
        assertThat(button(page, "Importer 3 personnes")).isVisible();
        assertThat(page.locator(".fault-kind")).hasCount(1);
        assertThat(page.locator("#entering")).containsText("Jean Bon, Rita Lin");
        assertThat(page.locator(".figures"))
                .hasText(Pattern.compile(".*2\\s*personnes à ajouter\\s*1\\s*déjà connue.*"));
        fitsOnBoth(page, telephone, "checked");
        site.consent
                .stop(ConsentEvent.stop(site.organisation.id(), known, site.now.get(), EventSource.WEBHOOK))
                .await();
        button(page, "Importer 3 personnes").click();
        assertThat(page.getByText("Voir les 2 personnes ajoutées")).isVisible();
        assertThat(page.locator(".notice:not(#entered)")).containsText("2 ajouts, une mise à jour, personne d’opposé");
        fitsOnBoth(page, telephone, "done");
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** A step of an import as it stands, and as a second organiser finds it on a telephone, in English and in the dark. */
    private static void fitsOnBoth(Page page, Page telephone, String step) {
        telephone.navigate(page.url());
        for (Page shown : List.of(page, telephone)) {
            Browser.whole(shown, "import-" + step + "-" + shown.viewportSize().width);
            assertThat(Browser.layoutFaults(shown)).isEmpty();
            assertThat(shown.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
        }
    }

    @Test
    void theMenuOpensOnATelephoneAndTheLanguageChanges() {
        Page page = signedIn("fr", PHONE, false);
        assertThat(page.locator("#menu nav")).not().isVisible();
        button(page, "Menu").click();
        assertThat(page.locator("#menu nav")).isVisible();
        Browser.picture(page, "console-menu-fr-390-light");
        button(page, "English").click();
        assertThat(page.locator("h1")).hasText("Hello Ana <owner>");
        button(page, "Menu").click();
        page.keyboard().press("Escape");
        assertThat(page.locator("#menu nav")).not().isVisible();
        button(page, "Menu").click();
        button(page, "Sign out").click();
        assertThat(page.locator("h1")).hasText("Sign in");
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** A server that starts anew refuses for a while, after which a browser alone would ask no more. */
    @Test
    void aPageWhoseConnectionIsRefusedSaysSoAndCatchesUp() {
        Page page = signedIn("fr", 1280, false);
        AtomicBoolean refuses = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        page.route(Pattern.compile(".*/live(\\?.*)?"), route -> {
            asked.incrementAndGet();
            if (refuses.get()) {
                route.fulfill(new Route.FulfillOptions().setStatus(503));
            } else {
                route.resume();
            }
        });
        for (String path : List.of("/console", "/console/inbox")) {
            refuses.set(true);
            asked.set(0);
            page.navigate(site.url(path));
            assertThat(page.locator("#live")).containsText("La connexion est interrompue");
            Locator waiting = page.locator("#waiting [aria-hidden]");
            int before = Integer.parseInt(waiting.textContent());
            site.held("Éva Nouvelle", "+3361234569" + before, "ah bon, arrêtez peut-être ?");
            page.waitForCondition(() -> asked.get() > 1);
            assertThat(waiting).hasText(String.valueOf(before));
            refuses.set(false);
            assertThat(waiting).hasText(String.valueOf(before + 1));
            assertThat(page.locator("#live")).isEmpty();
            assertThat(page.locator("main")).containsText("ah bon, arrêtez peut-être ?");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, PHONE})
    void whatWaitsSaysOnceWhoseItIs(int width) {
        String name = "Odile Attend " + width;
        site.held(name, "+3361234" + width % 10_000, "bon, arrêtez peut-être ?");
        Page page = signedIn("fr", width, false);
        page.navigate(site.url("/console/inbox?show=stops"));
        assertThat(page.locator("section[aria-labelledby=holds] :text('" + name + "'):visible"))
                .hasCount(1);
        assertThat(((Number) page.evaluate("document.querySelector('h1').getBoundingClientRect().top")).intValue())
                .as("room above the title")
                .isGreaterThan(10);
    }

    @Test
    void aPersonsMessagesAreReadWithoutScrollingSidewaysOnATelephone() {
        long contact = site.subscriber("Delphine Roux", "+33612345698");
        site.rows(
                """
                with written as (
                    insert into message (organisation_id, spec, created_at) values ($1, '{}', now()) returning id
                )
                insert into delivery (organisation_id, contact_id, message_id, not_before, queued_at, settled_at,
                                      priority, state, reason, purpose)
                select $1, $2, id, now(), now(), now(), 0, 'failed', 'timeout', 'reply' from written
                """,
                site.organisation.id(),
                contact);
        Page page = signedIn("fr", PHONE, false);
        page.navigate(site.url("/console/contacts/" + contact));
        Locator state = page.locator("ul.list .badge").last();
        state.scrollIntoViewIfNeeded();
        Browser.picture(page, "console-messages-fr-390-light");
        var cell = state.boundingBox();
        assertThat(cell.x).isGreaterThanOrEqualTo(0);
        assertThat(cell.x + cell.width).isLessThanOrEqualTo(PHONE);
        assertThat(((Number) page.locator("ul.list").evaluate("box => box.scrollWidth - box.clientWidth")).intValue())
                .isZero();
    }

    @Test
    void aPersonIsAddedByHand() {
        site.subscriber("Zélie Connue", "+33612345650");
        for (boolean narrow : new boolean[] {true, false}) {
            Page page = signedIn(narrow ? "fr" : "en", narrow ? PHONE : 1280, !narrow);
            page.navigate(site.url("/console/contacts"));
            page.locator("a[href='/console/contacts/new']").click();
            page.locator("#name").fill("Zoé Nouvelle");
            page.locator("#channel").selectOption("whatsapp");
            page.locator("#identifier").fill("06 12 34 56 50");
            page.locator("#date").fill("2026-11-20");
            page.locator("#source").fill("Marché de novembre");
            page.locator("#wording").fill("J’accepte de recevoir des messages.");
            page.locator("form.narrow .last button").first().click();
            assertThat(page.locator("p.notice.bad a").first()).isVisible();
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.whole(page, narrow ? "contact-add-fr-390-light" : "contact-add-en-1280-dark");
            page.locator("#identifier").fill(narrow ? "06 12 34 56 51" : "06 12 34 56 52");
            page.locator("form.narrow .last button").first().click();
            assertThat(page.locator("h1")).hasText("Zoé Nouvelle");
            page.context().close();
        }
        assertThat(BROWSER.complaints()).as("but for the form with a fault").allMatch(said -> said.contains("422"));
    }

    @Test
    void whoLeavesWhatIsTypedAndNotSavedIsAskedFirst() {
        Page page = signedIn("fr", 1280, false);
        List<String> asked = new ArrayList<>();
        page.onDialog(dialog -> {
            asked.add(dialog.type());
            dialog.accept();
        });
        String person = "/console/contacts/" + site.subscriber("Zoé Quittée", "+33612345654");
        page.navigate(site.url(person + "#correct"));
        page.reload();
        assertThat(asked).isEmpty();
        page.locator("#details-name").pressSequentially(" Martin");
        page.reload();
        assertThat(asked).containsExactly("beforeunload");
        page.locator("#details-name").fill("Zoé Gardée");
        page.locator("#correct button").first().click();
        assertThat(page.locator("h1")).hasText("Zoé Gardée");
        assertThat(asked).as("of whoever sends it").hasSize(1);
    }

    @Test
    void aPersonBeingAddedIsKeptUntilSavedAndForgottenWithTheSignOut() {
        Page page = signedIn("fr", 1280, false);
        page.navigate(site.url("/console/contacts/new"));
        page.locator("#name").fill("Zoé Gardée");
        page.locator("#channel").selectOption("whatsapp");
        page.locator("input[name=class][value=member]").check();
        page.reload();
        assertThat(page.locator("#name")).hasValue("");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.picture(page, "contact-add-kept");
        button(page, "Le reprendre").click();
        assertThat(page.locator("#name")).hasValue("Zoé Gardée");
        assertThat(page.locator("#channel")).hasValue("whatsapp");
        assertThat(page.locator("input[name=class][value=member]")).isChecked();
        // What is refused is not saved: it stays.
        page.locator("#identifier").fill("06");
        page.locator("form.narrow .last button").first().click();
        assertThat(page.locator("#identifier-fault")).isVisible();
        page.navigate(site.url("/console/contacts/new"));
        button(page, "Le reprendre").click();
        assertThat(page.locator("#identifier")).hasValue("06");
        // A landline is taken, with a word of warning.
        page.locator("#identifier").fill("01 42 34 56 78");
        page.locator("#source").fill("Marché de novembre");
        page.locator("#wording").fill("J’accepte de recevoir des messages.");
        page.locator("form.narrow .last button").first().click();
        assertThat(page.locator("h1")).hasText("Zoé Gardée");
        assertThat(page.locator("main > .notice.warn")).isVisible();
        assertThat(page.evaluate("localStorage.length")).isEqualTo(0);
        page.navigate(site.url("/console/contacts/new"));
        page.locator("#name").fill("Quelqu’un d’autre");
        page.navigate(site.url("/console/contacts"));
        assertThat(page.evaluate("localStorage.length")).isEqualTo(1);
        page.locator("#menu form[action='/console/sign-out'] button").click();
        page.waitForURL(Pattern.compile(".*/console/.*"));
        assertThat(page.evaluate("localStorage.length")).isEqualTo(0);
    }

    /** Follows every link from the first page, on a telephone in French and on a dark wide screen in English. */
    @Test
    void noLinkIsDeadAndNoPageIsTooWide() {
        for (String language : Translations.LANGUAGES) {
            boolean narrow = language.equals("fr");
            Page page = signedIn(language, narrow ? PHONE : 1280, !narrow);
            assertThat(crawl(page, narrow ? PHONE : 1280, language, !narrow)).hasSizeGreaterThan(12);
            page.context().close();
        }
        assertThat(BROWSER.complaints()).isEmpty();
    }

    private static Set<String> crawl(Page page, int width, String language, boolean dark) {
        Deque<String> open = new ArrayDeque<>(List.of("/console"));
        Set<String> seen = new LinkedHashSet<>(open);
        while (!open.isEmpty()) {
            String path = open.remove();
            var response = page.navigate(site.url(path));
            assertThat(response.status()).as(path).isEqualTo(200);
            if (!response.headers().getOrDefault("content-type", "").startsWith("text/html")) {
                continue;
            }
            for (Object file :
                    (List<?>) page.evaluate("[...document.querySelectorAll('a[download]')].map(a => a.href)")) {
                assertThat(page.request().get(String.valueOf(file)).status())
                        .as(String.valueOf(file))
                        .isEqualTo(200);
            }
            Object wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertThat(((Number) wide).intValue())
                    .as("pixels that %s is too wide for %s", path, width)
                    .isLessThanOrEqualTo(0);
            assertThat(Browser.layoutFaults(page)).as("%s at %s", path, width).isEmpty();
            Browser.picture(
                    page,
                    "console" + path.replaceAll("/console|[^a-z0-9]+", "-") + language + "-" + width
                            + (dark ? "-dark" : "-light"));
            for (Object found : (List<?>)
                    page.evaluate(
                            "[...document.querySelectorAll('a[href]')].filter(a => !a.hasAttribute('download')).map(a => a.pathname + a.search)")) {
                // The API's document is another part's; broadcasts have a test of their own.
                String next = String.valueOf(found);
                if (next.startsWith("/console") && !next.startsWith("/console/broadcasts/new") && seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return seen;
    }

    @Test
    void everyFormWorksWithoutScripts() {
        Page page = BROWSER.open(new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale("en-GB")
                .setJavaScriptEnabled(false));
        long contact = site.subscriber("Sans Script", "+33612345698");
        page.navigate(site.url(site.link(site.organisation, Role.ORGANISER, "en")));
        button(page, "Sign in").click();
        page.locator("#menu").getByText("Contacts").click();
        page.getByLabel("Search").first().fill("Sans Script");
        button(page, "Search").click();
        link(page, "Sans Script").click();
        page.getByText("Record a stop, a request or a consent").click();
        page.getByText("Record their stop").click();
        button(page, "Stop all messages").click();
        assertThat(page.locator(".notice.good")).containsText("The stop is recorded");
        assertThat(site.state(contact)).isEqualTo("unsubscribed");
    }

    @Test
    void theKeyboardReachesTheContentAndFocusIsSeen() {
        Page page = signedIn("en", 1280, false);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        assertThat(page.locator(".skip")).isInViewport();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        page.keyboard().press("Tab");
        Object outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
        assertThat(outline).isEqualTo("solid");
        assertThat(page.locator("main :focus")).hasCount(1);
    }
}
