package org.relais.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.Browser.button;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.action.event.EventWorld;
import org.relais.answer.AnswerWorld;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.testing.ApiBody;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.ServiceFixture;

/**
 * What an organiser does on an ordinary day, in a real browser, while people answer from their phones: the first page, a
 * message to some and what they answer, conversations, and people who share the work. Each is gone through in French on a wide
 * light screen and in English on a dark telephone, and what they lead to is looked at in both colours at both widths, as the other
 * journeys are gone through in their own tests: imports, audiences, calls, events, questions, what is shared, channels.
 */
@NeedsBrowser
class OrganiserDayTest {
    private static final String DOUBTFUL = "trop de messages";
    private static final String LONG_TITLE =
            "Grande fête du quartier de la Croix-Rousse, samedi 5 décembre : qui vient nous aider à l’installation ?";

    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    /** Where it is noon just now: what is told by the day does not change its day in the middle. */
    private static final String NOON = ServiceFixture.zone(12);

    @BeforeAll
    static void people() {
        WORLD.rows("update organisation set time_zone = '" + NOON + "' returning id");
        String zoe = WORLD.onWhatsApp("Zoé Nguyen");
        WORLD.onTelegram("Marc Oliveira");
        WORLD.said(WORLD.onWhatsApp("Lina Haddad"), "Je peux apporter une table samedi, vous en avez besoin ?");
        JsonObject plain = ApiBody.message("Bonjour {{name|toi}}, rendez-vous samedi à 10 h place du marché.");
        sent("Réunion de quartier", plain, ApiBody.everyone());
        sent("Collecte de samedi", plain, ApiBody.everyone());
        // Who joins from here on gets neither.
        running(zoe);
    }

    /** Sends a message, and returns the broadcast when all have it. */
    private static long sent(String title, JsonObject message, JsonObject audience) {
        long id = WORLD.created(
                "/broadcasts",
                new JsonObject().put("title", title).put("message", message).put("audience", audience));
        WORLD.post("/broadcasts/" + id + "/send", null);
        WORLD.eventually(() -> WORLD.count("broadcast where state = 'finished' and id = " + id) == 1);
        return id;
    }

    /** An event with a place taken, and thanks that go to whoever takes one. */
    private static void running(String phone) {
        long event = WORLD.created(
                "/actions",
                new JsonObject()
                        .put("kind", "event")
                        .put("title", "Fête des voisins")
                        .put("message", ApiBody.message("Une fête, vous venez ?"))
                        .put(
                                "audience",
                                ApiBody.contacts(WORLD.contact("Zoé Nguyen"), WORLD.contact("Marc Oliveira"))));
        WORLD.put(
                "/actions/" + event + "/event",
                EventWorld.details(Instant.now().plus(Duration.ofDays(3))).put("capacity", 3));
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + event + "/open", new JsonObject());
        WORLD.phones.next(phone, before);
        long thanks = WORLD.created("/broadcasts", ApiBody.broadcast("Merci d’avance", ApiBody.everyone(), "Merci !"));
        WORLD.post(
                "/broadcasts/" + thanks + "/open",
                new JsonObject().put("occasion", "took_part").put("action", event));
        WORLD.pressed(phone, "Oui");
    }

    private static String organiser(String language) {
        return language.equals("fr") ? "Ana" : "Bea";
    }

    private static void go(Page page, String path) {
        page.navigate(WORLD.service.address() + "/console" + path);
    }

    private static Page signedIn(String language, int width, boolean dark) {
        AccessStore access = new AccessStore(java.time.InstantSource.system());
        Tokens tokens = new Tokens(new java.security.SecureRandom());
        String token = tokens.create("");
        access.saveOrganiser(
                        WORLD.service.pool(),
                        WORLD.service.organisationId(),
                        language + "@example.org",
                        organiser(language),
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

    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void theBoardTellsWhatWaitsWhatRunsAndWhatCame(String language, int width, boolean dark) {
        boolean french = language.equals("fr");
        String name = "Omar " + language;
        String phone = WORLD.onTelegram(name);
        String last = "Qui vient, " + name + " ?";
        sent(last, AnswerWorld.message("Venez-vous samedi ?"), ApiBody.contacts(WORLD.contact(name)));
        WORLD.pressed(phone, "Je viens");
        Page page = signedIn(language, width, dark);
        if (french) {
            // The first day of this world is told in words, and by its hours once there are two; a month by its days.
            assertThat(page.getByText("Premier jour")).isVisible();
            WORLD.rows("insert into ledger_day (organisation_id, day, joined, stopped) select "
                    + WORLD.service.organisationId()
                    + ", (now() at time zone '" + NOON + "')::date - ago, case ago when 9 then 40 else ago % 4 end,"
                    + " ago % 2 from generate_series(1, 29) ago");
        }
        WORLD.phones.writeAndWait(phone, DOUBTFUL);
        assertThat(page.locator(".todo li.urgent").first()).isVisible();
        runs(page, french);
        thirtyDays(page, french);
        came(page, last, french);
        Browser.whole(page, "home-" + language + "-" + width);
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        WORLD.post("/contacts/" + WORLD.contact(name) + "/settle", new JsonObject().put("decision", "stop"));
        assertThat(BROWSER.complaints()).isEmpty();
    }

    private static Locator row(Page page, String list, String title) {
        return page.locator(list + " li").filter(new Locator.FilterOptions().setHasText(title));
    }

    /** An event by the places taken of those there are, a message that stays open by whom it is for. */
    private static void runs(Page page, boolean french) {
        Locator event = row(page, "[aria-labelledby=running]", "Fête des voisins");
        assertThat(event).containsText(french ? "Une place prise sur 3" : "One place taken of 3");
        assertThat(event.locator("progress")).hasAttribute("value", "1");
        assertThat(event.locator("progress")).hasAttribute("max", "3");
        assertThat(row(page, "[aria-labelledby=running]", "Merci d’avance"))
                .containsText(french ? "1 personne concernée" : "1 person it is for");
    }

    /** The last three sendings by their figures, and whether the senders send. */
    private static void came(Page page, String last, boolean french) {
        Locator over = page.locator("[aria-labelledby=over] li");
        assertThat(over.first()).containsText(last);
        assertThat(over.first())
                .containsText(Pattern.compile(
                        french
                                ? "Un message envoyé.*, une personne a choisi une réponse"
                                : "One message sent.*, one person chose an answer"));
        assertThat(over).hasCount(3);
        Locator senders = page.locator(".health li");
        assertThat(senders.filter(new Locator.FilterOptions().setHasText(french ? "actif" : "active")))
                .hasCount(2);
        long whatsapp = WORLD.rows("select id from sender where channel = 'whatsapp'")
                .get(0)
                .getLong("id");
        WORLD.post("/channels/" + whatsapp + "/pause", null);
        assertThat(page.locator("#sender-" + whatsapp)).containsText(french ? "rien ne part" : "nothing leaves");
        assertThat(page.locator("li:has(#health-" + whatsapp + ") .dot.bad")).isVisible();
        WORLD.post("/channels/" + whatsapp + "/resume", null);
        assertThat(page.locator("#sender-" + whatsapp)).hasCount(0);
        assertThat(page.locator(".health .dot.good")).hasCount(2);
    }

    /** Each of thirty days as bars, and for whoever does not see them in a table. */
    private static void thirtyDays(Page page, boolean french) {
        assertThat(page.locator(".bars-of-days g")).hasCount(30);
        assertThat(page.locator("#days > p"))
                .containsText(Pattern.compile(french ? "Le plus d’inscriptions.* 40\\." : "Most joined .* 40\\."));
        page.locator(".figures-table summary").click();
        Locator rows = page.locator("#days-table tbody tr");
        assertThat(rows).hasCount(30);
        assertThat(rows.nth(20).locator("td")).hasText(new String[] {"40", "0", "1"});
        assertThat(rows.nth(27).locator("td")).hasText(new String[] {"2", "0", "0"});
        assertThat(page.locator(".bars-of-days g").nth(20).locator("rect.joined, rect.stopped"))
                .hasCount(2);
        assertThat(page.locator(".bars-of-days g").nth(27).locator("rect.stopped"))
                .hasCount(0);
    }

    /** What is sent from a phone's page is seen, heard and found on the map in the conversation, as it comes. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void picturesVoicesStickersAndPlacesAreSeen(String language, int width, boolean dark) {
        String name = "Inès " + language;
        String phone = dark ? WORLD.onTelegram(name) : WORLD.onWhatsApp(name);
        Page page = signedIn(language, width, dark);
        page.navigate(WORLD.service.address() + "/console/inbox/people/" + WORLD.contact(name));
        Page hand = BROWSER.open("fr-FR", width, 900, dark);
        hand.navigate(WORLD.phones.address() + "/?phones=" + phone);
        hand.locator("details.more > summary").first().click();
        for (String kind : List.of("Photo", "Message vocal", "Autocollant", "Document", "Position")) {
            button(hand, kind).click();
        }
        Locator thread = page.locator(".thread");
        assertThat(thread.locator("img")).hasCount(2);
        assertThat(thread.locator("audio")).hasCount(1);
        assertThat(thread.locator("a[href*='mlat=48.8566']")).isVisible();
        assertThat(thread.locator(".badge.warn")).isVisible();
        assertThat(thread.locator("a[download]").last()).containsText("document.pdf");
        // Found anew at each look: the thread is renewed while it is looked at.
        page.waitForFunction(
                """
                () => { const images = [...document.querySelectorAll('.thread img')];
                        images.forEach(image => image.scrollIntoView());
                        return images.length === 2 && images.every(image => image.complete && image.naturalWidth > 100); }
                """);
        // The browser finds sound in it, in parts.
        page.waitForFunction(
                """
                () => { const sound = document.querySelector('.thread audio');
                        if (sound && !sound.asked) { sound.asked = true; sound.load(); sound.preload = 'auto'; }
                        return sound && sound.duration > 1.5; }
                """);
        assertThat(hand.locator(".bubble img")).hasCount(2);
        assertThat(hand.locator(".bubble audio")).hasCount(1);
        String shape = language + "-" + width + (dark ? "-dark" : "-light");
        Browser.whole(page, "media-" + shape);
        Browser.whole(hand, "media-phone-" + shape);
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** What Relais saw to by itself is read too: what the person wrote, what it was taken for, what they were told. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void whatWasUnderstoodStandsInTheConversationWithWhatCameOfIt(String language, int width, boolean dark) {
        String name = "Karim " + language;
        String phone = WORLD.onTelegram(name);
        sent(
                "Qui vient " + language,
                AnswerWorld.message("Venez-vous samedi ?"),
                ApiBody.contacts(WORLD.contact(name)));
        WORLD.said(phone, "oui avec plaisir");
        WORLD.said(phone, "aide");
        Page page = signedIn(language, width, dark);
        page.navigate(WORLD.service.address() + "/console/inbox/people/" + WORLD.contact(name));
        Locator thread = page.locator("#thread");
        assertThat(thread.locator(".understood .bubble")).hasText(new String[] {"oui avec plaisir", "aide"});
        assertThat(thread.locator(".understood:has-text('oui avec plaisir') + .noted"))
                .containsText("Je viens");
        if (width < 400) {
            assertThat(page.locator("#answering").boundingBox().height)
                    .as("how long one can answer, and a line to do so")
                    .isLessThan(100);
            page.locator("#answer").focus();
            assertThat(page.locator("#answer-hint")).isVisible();
            assertThat(page.locator(".talk > .head").boundingBox().height).isLessThan(60);
        }
        assertThat(thread.locator(".in .badge")).hasCount(0);
        assertThat(page.locator("#answer")).isVisible();
        assertThat((Double) page.evaluate(
                        "innerHeight - document.querySelector('#answering').getBoundingClientRect().bottom + .01"))
                .as("the answer is in the window")
                .isGreaterThanOrEqualTo(0);
        Browser.picture(page, "answering-" + width);
        WORLD.said(phone, "merci de me retirer de votre liste");
        assertThat(thread.locator(".in").last()).containsText("merci de me retirer de votre liste");
        assertThat(thread.locator(".line.bad")).isVisible();
        page.reload();
        assertThat(page.locator(".head .badge").first())
                .hasText(language.equals("fr") ? "Désabonné·e" : "Unsubscribed");
        Browser.whole(page, "conversation-understood-" + language + "-" + width);
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** First journey: what may have been a stop is decided from the first page. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void aDoubtfulStopIsDecidedFromTheFirstPage(String language, int width, boolean dark) {
        String name = "Nadia " + language;
        String phone = WORLD.onTelegram(name);
        WORLD.phones.writeAndWait(phone, DOUBTFUL);
        Page page = signedIn(language, width, dark);
        page.locator(".todo a[href$='/people/" + WORLD.contact(name) + "']").click();
        assertThat(page.locator("#thread .in").last()).containsText(DOUBTFUL);
        Browser.picture(page, "conversation-held-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        button(page, language.equals("fr") ? "C’est un arrêt" : "It is a stop").click();
        assertThat(page.locator(".notice.good")).isVisible();
        assertThat(page.locator("#thread .line.bad")).isVisible();
        assertThat(page.locator("#answer")).hasCount(0);
        assertThat(page.locator("#closed")).isVisible();
        assertThat(WORLD.count("consent where state = 'unsubscribed' and contact_id = " + WORLD.contact(name)))
                .isOne();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** Second journey: a person is answered, and what they write back stands there without a reload. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void aPersonIsAnsweredAndTheirReplyIsSeenLive(String language, int width, boolean dark) {
        String name = "Samira " + language;
        String phone = WORLD.onWhatsApp(name);
        String first = "Isaac " + language;
        WORLD.said(WORLD.onTelegram(first), "Bonjour, est-ce que je peux apporter du café samedi ?");
        Page page = signedIn(language, width, dark);
        page.navigate(WORLD.service.address() + "/console/inbox");
        seenComing(
                page,
                first,
                () -> WORLD.said(phone, "Bonjour, est-ce que je peux venir avec mes deux enfants samedi ?"));
        Locator waits = page.locator(".list > li", new Page.LocatorOptions().setHasText(name));
        assertThat(waits).containsText("WhatsApp");
        assertThat(waits.locator(".clock")).containsText("23 h");
        waits.locator("a.row").click();
        // On a telephone it shows to whoever is about to answer.
        page.locator("#answer").focus();
        assertThat(page.locator(".clock")).isVisible();
        long before = WORLD.phones.now();
        page.locator("#answer").fill("Oui, bien sûr, à samedi !");
        page.reload();
        assertThat(page.locator("#answer")).hasValue("Oui, bien sûr, à samedi !");
        page.locator("#answer").press("Control+Enter");
        assertThat(page.locator("#thread .out").last()).containsText("Oui, bien sûr");
        assertThat(WORLD.received(phone, before, 1)).containsExactly("Oui, bien sûr, à samedi !");
        assertThat(page.locator("#next")).isVisible();
        assertThat(page.locator("#next").getAttribute("href")).doesNotEndWith("/" + WORLD.contact(name));
        WORLD.phones.writeAndWait(phone, "Merci beaucoup, à samedi alors");
        assertThat(page.locator("#thread .in").last()).containsText("Merci beaucoup");
        Browser.picture(page, "conversation-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        page.locator("h1").click();
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
        page.keyboard().press("Escape");
        page.locator("#back").click();
        assertThat(page.locator("a.row", new Page.LocatorOptions().setHasText(name)))
                .isVisible();
        Browser.picture(page, "inbox-" + language + "-" + width + (dark ? "-dark" : "-light"));
        assertThat(page.locator(".people .end > :first-child").first().boundingBox().x)
                .as("what marks them is not under the box to tick")
                .isGreaterThanOrEqualTo(page.locator(".people .main").first().boundingBox().x - 1);
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** What comes while the list is looked at stands there and in the menu; who was on a row or typing goes on. */
    private static void seenComing(Page page, String first, Runnable comes) {
        Locator all = page.locator("#number-all");
        int before = Integer.parseInt(all.textContent());
        Locator rows = page.locator(".people a.row");
        int listed = rows.count();
        page.locator("#q").fill("À moitié écrit");
        Locator row = page.locator("a.row", new Page.LocatorOptions().setHasText(first));
        row.focus();
        comes.run();
        assertThat(rows).hasCount(listed + 1);
        assertThat(all).hasText(String.valueOf(before + 1));
        assertThat(page.locator("#menu #waiting > [aria-hidden]")).hasText(String.valueOf(before + 1));
        assertThat(page.locator("#summary")).containsText(String.valueOf(before + 1));
        assertThat(row).isFocused();
        assertThat(page.locator("#q")).hasValue("À moitié écrit");
        page.locator("#q").fill("");
    }

    /** Fourth journey: two organisers share what waits, and answer with what they say often. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void whatWaitsIsSharedByTwo(String language, int width, boolean dark) {
        boolean french = language.equals("fr");
        String name = "Rosa " + language;
        String phone = WORLD.onWhatsApp(name);
        Page page = signedIn(language, width, dark);
        go(page, "/inbox");
        long waiting =
                Long.parseLong(page.locator(".tabs [aria-current] .number").textContent());
        go(page, "");
        Locator menu = page.locator("#menu #waiting > [aria-hidden]");
        assertThat(menu).hasText(String.valueOf(waiting));
        WORLD.said(phone, "Bonjour, est-ce que je peux venir avec mon chien samedi ?");
        assertThat(menu).hasText(String.valueOf(waiting + 1));

        String second = french ? "Chloé" : "Dan";
        Page other = BROWSER.open(french ? "fr-FR" : "en-GB", width, 900, !dark);
        invited(page, other, second);
        String conversation = "/inbox/people/" + WORLD.contact(name);
        go(page, conversation);
        go(other, conversation);
        other.locator("#answer").pressSequentially("Oui");
        assertThat(page.locator("#presence"))
                .hasText(second + (french ? " est en train d’écrire une réponse." : " is writing an answer."));
        assertThat(page.locator("#presence")).isInViewport();
        assertThat((Boolean) page.evaluate(
                        "(({ left, top }) => !!document.elementFromPoint(left + 5, top + 5).closest('#presence'))"
                                + "(document.querySelector('.presence').getBoundingClientRect())"))
                .as("nothing lies on it")
                .isTrue();
        assertThat(other.locator("#presence")).isEmpty();
        Browser.picture(page, "conversation-presence-" + language + "-" + width);
        given(other, page, name, organiser(language));

        answeredByKey(page, name, phone);
        severalAreRead(page, language);
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** Eighth journey: somebody comes in by the link that they were given, and may more from then on. */
    private static void invited(Page owner, Page guest, String name) {
        go(owner, "/settings/people");
        owner.locator("[aria-labelledby=invitations] summary").click();
        owner.locator("#invite-name").fill(name);
        owner.locator("input[type=email]").fill(name.replace("é", "e") + "@example.org");
        owner.locator("[name=role]").last().selectOption("viewer");
        assertThat(Browser.layoutFaultsInAllShapes(owner)).isEmpty();
        owner.locator("form[action$='/invitations'] button").last().click();
        guest.navigate(owner.locator("#once").textContent().strip());
        assertThat(guest.locator(".door")).containsText(name);
        assertThat(Browser.layoutFaultsInAllShapes(guest)).isEmpty();
        guest.locator(".door button").click();
        guest.waitForURL(Pattern.compile(".*/console/account$"));
        assertThat(Browser.layoutFaultsInAllShapes(guest)).isEmpty();
        go(owner, "/settings/people");
        Locator person = row(owner, "[aria-labelledby=people-list]", name);
        person.locator("select").selectOption("organiser");
        person.locator("button").click();
        assertThat(owner.locator(".notice.good")).isVisible();
        Browser.whole(owner, "people-" + owner.viewportSize().width);
        assertThat(Browser.layoutFaultsInAllShapes(owner)).isEmpty();
    }

    /** Whom it is given to finds it among what is theirs. */
    private static void given(Page by, Page to, String name, String organiser) {
        by.locator("#case > summary").click();
        by.locator("#assign").selectOption(new SelectOption().setLabel(organiser));
        assertThat(by.locator("#case .value")).hasText(organiser);
        assertThat(Browser.layoutFaultsInAllShapes(by)).isEmpty();
        go(by, "/inbox?show=mine");
        assertThat(by.locator("a.row", new Page.LocatorOptions().setHasText(name)))
                .hasCount(0);
        go(to, "/inbox?show=mine");
        assertThat(row(to, ".people", name)).containsText(organiser);
        assertThat(Browser.layoutFaultsInAllShapes(to)).isEmpty();
    }

    /** An answer that is given often is kept, put in by the key of its number, sent, and given up again. */
    private static void answeredByKey(Page page, String name, String phone) {
        go(page, "/inbox/saved");
        page.locator("#title").fill("Quand et où");
        page.locator("#text").fill("Samedi à 10 h, place du marché.");
        page.locator("form[action$='/inbox/saved'] button").click();
        assertThat(page.locator("#saved .note strong")).hasText("1 Quand et où");
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        go(page, "/inbox");
        page.locator("a.row", new Page.LocatorOptions().setHasText(name)).click();
        assertThat(page.locator("#answer")).isVisible();
        long before = WORLD.phones.now();
        page.keyboard().press("r");
        page.keyboard().type("Bonjour ! 1");
        page.keyboard().press("Backspace");
        assertThat(page.locator("[data-saved='1']")).isVisible();
        page.locator("h1").click();
        page.keyboard().press("1");
        assertThat(page.locator("#answer")).isFocused();
        String answer = "Bonjour ! \nSamedi à 10 h, place du marché.";
        assertThat(page.locator("#answer")).hasValue(answer);
        Browser.picture(page, "conversation-saved-" + page.viewportSize().width);
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        page.keyboard().press("Control+Enter");
        assertThat(WORLD.received(phone, before, 1)).containsExactly(answer);
        // The page comes again once it is sent; two navigations at a time may end neither.
        assertThat(page.locator("#answer")).hasValue("");
        go(page, "/inbox/saved");
        page.locator("#saved button").click();
        assertThat(page.locator("#saved .note")).hasCount(0);
    }

    /** The newest two are ticked from the keyboard and wait no more. */
    private static void severalAreRead(Page page, String language) {
        String uma = "Uma " + language;
        String theo = "Théo " + language;
        WORLD.said(WORLD.onTelegram(uma), "Bonjour, est-ce que je peux apporter une chaise samedi ?");
        WORLD.said(WORLD.onWhatsApp(theo), "Bonjour, est-ce que je peux venir avec mon voisin samedi ?");
        go(page, "/inbox?show=messages");
        page.keyboard().press("j");
        assertThat(page.locator("a.row", new Page.LocatorOptions().setHasText(theo)))
                .isFocused();
        page.keyboard().press("x");
        page.keyboard().press("j");
        page.keyboard().press("x");
        assertThat(page.locator("[name=person]:checked")).hasCount(2);
        Browser.picture(page, "inbox-ticked-" + language);
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        page.locator("#bulk [value=read]").click();
        assertThat(page.locator(".notice.good")).containsText("2 messages");
        assertThat(page.locator("a.row", new Page.LocatorOptions().setHasText(uma)))
                .hasCount(0);
        assertThat(page.locator("a.row", new Page.LocatorOptions().setHasText(theo)))
                .hasCount(0);
        assertThat(WORLD.count(
                        "inbound_message m join contact c on c.id = m.contact_id where m.state = 'read' and c.name in"
                                + " ('"
                                + uma + "', '" + theo + "')"))
                .isEqualTo(2);
    }

    /** Second journey: whoever is ticked among the contacts is written to, as each reads it on their own phone. */
    @ParameterizedTest
    @CsvSource({"fr,1280,false", "en,390,true"})
    void whoIsTickedIsWrittenTo(String language, int width, boolean dark) {
        boolean french = language.equals("fr");
        String ada = WORLD.onWhatsApp("Ada Cochée-" + language);
        String bernadette = WORLD.onTelegram("Bernadette Cochée-" + language);
        Page page = signedIn(language, width, dark);
        go(page, "/contacts?q=Cochée-" + language);
        assertThat(page.locator("#people tbody tr")).hasCount(2);
        page.locator("#people tbody input").first().check();
        page.locator("#people tbody input").last().check();
        page.locator(".picked [value=write]").click();
        page.waitForURL(Pattern.compile(".*/broadcasts/new.*"));
        page.locator("#title").fill(LONG_TITLE);
        page.locator("#tab_fr").click();
        page.locator("#body_fr").fill("Bonjour {{first_name|toi}}, venez *samedi* !");
        page.locator("details:has(#label_0_fr) > summary").click();
        page.locator("#label_0_fr").fill("Je viens");
        assertThat(page.locator("#looks .count .big")).hasText("2");
        if (width < 600) {
            button(page, "Preview").click();
        }
        switched(page);
        for (String name : List.of("Ada", "Bernadette")) {
            page.locator("#person").selectOption(new SelectOption().setLabel(name + " Cochée-" + language));
            assertThat(page.locator("figure.phone:visible .bubble"))
                    .containsText("Bonjour " + name + ", venez samedi !");
            assertThat(page.locator("figure.phone:visible"))
                    .hasAttribute("data-channel", name.equals("Ada") ? "whatsapp" : "telegram");
            counted(page, french, name.equals("Ada") ? 2 : 0);
        }
        Browser.picture(page, "compose-channels-" + language + "-" + width);
        if (width < 600) {
            // The sheet lies over the page only there.
            assertThat(Browser.layoutFaults(page)).isEmpty();
            button(page, "Close the preview").click();
        }
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        button(page, french ? "Enregistrer et vérifier" : "Save and review").click();
        assertThat(page.locator("h1")).containsText("Grande fête du quartier");
        page.navigate(page.url() + "/send");
        long before = WORLD.phones.now();
        page.locator("main form button").first().click();
        assertThat(page.locator("#chip")).containsText(french ? "Parti" : "Sent");
        assertThat(WORLD.received(ada, before, 1).get(0)).startsWith("Bonjour Ada, venez *samedi* !");
        assertThat(WORLD.received(bernadette, before, 1).get(0)).startsWith("Bonjour Bernadette, venez samedi !");
        answered(page, french, ada, bernadette);
        assertThat(BROWSER.complaints()).isSubsetOf("htmx:afterRequest", "htmx:sendAbort");
    }

    /** What is answered on a phone stands on the page at once, and leads to who answered it and to a message for them alone. */
    private static void answered(Page page, boolean french, String one, String other) {
        assertThat(page.locator("#answers"))
                .containsText(french ? "Personne n’a encore répondu" : "Nobody has answered yet");
        WORLD.phones.pressAndWait(one, "Je viens");
        assertThat(page.locator("#answers li").first().locator("strong")).hasText("1");
        assertThat(page.locator("#step-answered strong")).hasText("1");
        if (page.viewportSize().width < 600) {
            assertThat(page.locator("#message .bubble")).isHidden();
            page.locator("#message summary").click();
        }
        assertThat(page.locator("#message .bubble:visible")).containsText("venez samedi");
        page.locator("#funnel-times-open").click();
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        Browser.whole(page, "answers-" + page.viewportSize().width);
        page.locator("#answers [id^=who-]").first().click();
        assertThat(page.locator(".list li")).hasCount(1);
        assertThat(page.locator(".list li")).containsText("Ada Cochée");
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        page.locator("#write").click();
        assertThat(page.locator("input[name=audience][value=answered]")).isChecked();
        page.locator("#title").fill("Rendez-vous");
        page.locator("#tab_fr").click();
        page.locator("#body_fr").fill("Merci ! On se retrouve à 10 h.");
        assertThat(page.locator("#looks .count .big")).hasText("1");
        assertThat(Browser.layoutFaultsInAllShapes(page)).isEmpty();
        button(page, french ? "Enregistrer et vérifier" : "Save and review").click();
        assertThat(page.locator("h1")).hasText("Rendez-vous");
        page.navigate(page.url() + "/send");
        long before = WORLD.phones.now();
        page.locator("main form button").first().click();
        assertThat(page.locator("#chip")).containsText(french ? "Parti" : "Sent");
        assertThat(WORLD.received(one, before, 1).get(0)).startsWith("Merci ! On se retrouve");
        assertThat(WORLD.phones
                        .get("/messages?phone=" + other + "&after=" + before)
                        .getInteger("count"))
                .isZero();
    }

    /** The phone is the one of the messenger that is pressed. */
    private static void switched(Page page) {
        for (String channel : List.of("telegram", "whatsapp", "telegram")) {
            Locator key = page.locator("[data-choose=channel][value=" + channel + "]");
            key.click();
            assertThat(key).hasAttribute("aria-pressed", "true");
            assertThat(page.locator("[data-choose=channel][aria-pressed=true]")).hasCount(1);
            assertThat(page.locator("figure.phone:visible")).hasCount(1);
            assertThat(page.locator("figure.phone:visible")).hasAttribute("data-channel", channel);
            assertThat(page.locator("figure.phone:visible .bold")).hasText("samedi");
        }
    }

    /** Characters are counted as they are sent: the name in its place, and what marks a style where it is sent too. */
    private static void counted(Page page, boolean french, int marks) {
        int length = page.locator("figure.phone:visible .bubble").textContent().length() + marks;
        assertThat(page.locator(".beneath-phone:visible"))
                .containsText(french ? length + " caractères sur" : length + " of");
    }
}
