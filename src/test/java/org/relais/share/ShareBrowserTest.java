package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Browser;
import org.relais.testing.NeedsBrowser;

/** The public pages as a telephone shows them: nothing overflows, nothing complains, in both languages and colours. */
@NeedsBrowser
class ShareBrowserTest {
    @RegisterExtension
    static final ShareWorld WORLD = new ShareWorld();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String LONG_WORD =
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

    private static String code(Map<String, String> texts) {
        long message = WORLD.message(ShareWorld.spec(texts)
                .put("image", "https://images.example.org/a.jpg")
                .put(
                        "share",
                        ShareWorld.spec(texts).getJsonObject("share").put("url", "https://amis.example.org/fete")));
        return WORLD.codes().code(new ShareLink(message, WORLD.contactRow("Maximilienne-Alexandra de La Tour", "fr")));
    }

    private Page shown(String address, String language, boolean dark, String picture) {
        Page page = BROWSER.open(language, 390, 844, dark);
        page.navigate(address);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("%s is wider than the telephone", picture)
                .isLessThanOrEqualTo(390);
        List<?> small = (List<?>) page.evaluate("[...document.querySelectorAll('.button')]"
                + ".filter(each => each.getBoundingClientRect().height < 44).map(each => each.textContent)");
        assertThat(small).as("buttons too small for a thumb").isEmpty();
        assertThat(Browser.layoutFaults(page)).as(picture).isEmpty();
        Browser.picture(page, picture);
        return page;
    }

    @Test
    void thePageForFriends() {
        String code = code(Map.of(
                "fr",
                "Samedi à 10 h, fête du quartier 🎉👩‍👩‍👧‍👦\n\nOn vous attend sur la place : musique, soupe et bonne humeur.\nVenez nombreux !",
                "en",
                "Saturday at 10, street party 🎉\n\nMusic, soup and good company on the square.",
                "ar",
                "السبت الساعة 10، حفلة الحي 🎉"));
        String address = WORLD.address(code, "m");
        Page french = shown(address, "fr-FR", false, "share-friend-fr-light");
        assertThat(french.locator("header").innerText()).as("whose page it is").contains("LA", "Les Amis du quartier");
        assertThat(french.locator("h1").textContent()).isEqualTo("Un message des Amis du quartier");
        assertThat(french.locator("details img").isVisible()).isFalse();
        shown(address, "fr-FR", true, "share-friend-fr-dark");
        shown(address, "en-GB", false, "share-friend-en-light");
        shown(address, "en-GB", true, "share-friend-en-dark");
        Page arabic = shown(address, "ar", false, "share-friend-ar");
        assertThat(arabic.locator("blockquote").evaluate("each => getComputedStyle(each).direction"))
                .isEqualTo("rtl");
        shown(address + "/data", "fr-FR", false, "share-data-fr");
        Page wide = BROWSER.open("fr-FR", 1280, 900, false);
        wide.navigate(address);
        assertThat(wide.locator("figure img").evaluate("each => each.decode().then(() => each.naturalWidth > 0)"))
                .isEqualTo(true);
        Browser.picture(wide, "share-friend-wide");
        assertThat(BROWSER.complaints()).isEmpty();
    }

    /** Two taps on the sandbox's Telegram, and the one button of its WhatsApp. */
    @Test
    void aVolunteerSharesFromTheirPhone() {
        String nour = WORLD.onTelegram("Nour");
        String walid = WORLD.onWhatsApp("Walid");
        String friend = WORLD.telegramPhone("Prune-Maximilienne de La Tour");
        long before = WORLD.phones.now();
        long message = WORLD.broadcast(ShareWorld.spec(Map.of("fr", "Samedi à 10 h, fête du quartier 🎉")));
        WORLD.phones.next(nour, before);
        WORLD.phones.next(walid, before);
        for (boolean dark : List.of(false, true)) {
            String look = dark ? "dark" : "light";
            Page page = BROWSER.open("fr-FR", 390, 844, dark);
            page.navigate(WORLD.phones.address() + "/?phones=" + nour);
            page.locator("summary:has-text('Envoyer à un ami')").click();
            page.locator("details.share select").selectOption(friend);
            Browser.picture(page, "share-phone-pick-" + look);
            page.locator("details.share button").click();
            page.locator(".offered button").waitFor();
            Browser.picture(page, "share-phone-offered-" + look);
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            page.locator(".offered button").click();
            page.locator(".offered").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
            page.navigate(WORLD.phones.address() + "/?phones=" + friend);
            assertThat(page.locator(".line.in .author").last().textContent()).startsWith("Nour via @");
            assertThat(page.locator(".line.in .text").last().textContent()).contains("fête du quartier 🎉", "/m/");
            Browser.picture(page, "share-phone-friend-" + look);
            page.navigate(WORLD.phones.address() + "/?phones=" + walid);
            assertThat(page.locator("a.press").last().textContent()).startsWith("Partager");
            Browser.picture(page, "share-phone-whatsapp-" + look);
        }
        // The platform tells of it some time after the page shows it.
        WORLD.eventually(() -> WORLD.count("share_event where item is not null and message_id = " + message) == 2);
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void thePictureIsLoadedOnlyByWhoeverAsks() {
        String address = WORLD.address(code(Map.of("fr", "Salut")), "m");
        Page page = BROWSER.open("fr-FR", 390, 844, false);
        List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        page.route("https://images.example.org/**", route -> {
            asked.add(route.request().url());
            route.abort();
        });
        page.navigate(address);
        assertThat(asked).isEmpty();
        page.locator("summary").click();
        page.waitForCondition(() -> !asked.isEmpty());
        assertThat(asked).containsExactly("https://images.example.org/a.jpg");
    }

    @Test
    void theVolunteersOwnPage() {
        String code = code(Map.of("fr", LONG_WORD + " 🎉\n\n" + "Très long message. ".repeat(20), "en", "Short"));
        String address = WORLD.address(code, "s");
        shown(address, "fr-FR", false, "share-volunteer-light");
        Page dark = shown(address, "fr-FR", true, "share-volunteer-dark");
        dark.locator("a.button.copy").click();
        PlaywrightAssertions.assertThat(dark.locator("h1")).hasText("Copier le texte");
        Browser.picture(dark, "share-copy-dark");
        shown(WORLD.address("A1b2C3d4E5f6G7", "m"), "en-GB", true, "share-missing-en-dark");
        assertThat(BROWSER.complaints()).allMatch(complaint -> complaint.contains("404"));
    }
}
