package org.relais.notice;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.Browser;
import org.relais.testing.Http;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.NoticeBody;
import org.relais.testing.ServiceFixture;

/** Political advertising from its declaration to the notice that everybody reads, corrects and reports. */
@NeedsBrowser
class NoticeJourneyTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final Pattern LINK = Pattern.compile("https?://[a-z0-9.:]+(/a/[0-9A-Za-z]+)");
    private static final Http HTTP = new Http();

    private static HttpResponse<String> get(String address) {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address)).header("Accept-Language", "fr"));
    }

    private static JsonObject program(String address) {
        return new JsonObject(get(address).body());
    }

    private static HttpResponse<String> report(String address, String from, String text, String email) {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address))
                .header("Accept-Language", "fr")
                .header("X-Forwarded-For", from)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("text=" + encoded(text) + "&email=" + encoded(email))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What somebody could read of a document. */
    private static void words(Object value, List<String> words) {
        if (value instanceof JsonObject object) {
            object.forEach(entry -> words(entry.getValue(), words));
        } else if (value instanceof JsonArray array) {
            array.forEach(each -> words(each, words));
        } else if (value != null && !(value instanceof Boolean)) {
            words.add(value.toString());
        }
    }

    @Test
    void isDeclaredLabelledReadCorrectedAndReported() {
        String telegram = WORLD.onTelegram("Nour");
        String whatsapp = WORLD.onWhatsApp("Walid");
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        owner.ok(owner.put("/political-advertising", new JsonObject().put("concerned", true)));
        JsonObject draft = ApiBody.broadcast("Élection", ApiBody.everyone(), "Votez dimanche.");
        long undeclared = WORLD.created("/broadcasts", draft);
        ApiClient.Answer refused = WORLD.organiser.post("/broadcasts/" + undeclared + "/send", new JsonObject());
        assertThat(refused.fault("declaration")).contains("political");

        long before = WORLD.phones.now();
        long id = WORLD.created("/broadcasts", draft.copy().put("declaration", NoticeBody.declaration("2020-01-01")));
        assertThat(WORLD.organiser.get("/broadcasts/" + id + "/notice").status())
                .as("nothing to read before it has started")
                .isEqualTo(404);
        WORLD.post("/broadcasts/" + id + "/send", new JsonObject());
        String label =
                "Publicité politique de Les Amis. Au sujet de\u00a0: Élection municipale. Notice de transparence\u00a0: http";
        String read = ServiceFixture.text(WORLD.phones.next(telegram, before));
        assertThat(read).startsWith(label).contains("\n\nVotez dimanche.\n\n");
        assertThat(ServiceFixture.text(WORLD.phones.next(whatsapp, before))).startsWith(label);
        WORLD.organiser.until(
                "/broadcasts/" + id, found -> found.getString("state").equals("finished"));
        Matcher link = LINK.matcher(read);
        assertThat(link.find()).isTrue();
        String address = WORLD.service.address() + link.group(1);

        theSameForPeopleAndPrograms(id, address);
        everyVersionStaysReadable(id, address);
        reportsAreSeenTo(id, address, owner);
        WORLD.rows("update organisation set time_zone = 'Pacific/Kiritimati'");
        WORLD.rows("update broadcast set started_at = '2020-01-01 20:00Z' where id = " + id);
        assertThat(get(address).body())
                .as("the day is that of the organisation")
                .contains("2 janvier 2020");
        assertThat(get(WORLD.service.address() + "/a/zzzzzzzzzzzzzz").statusCode())
                .isEqualTo(404);
        onATelephone(address);
    }

    private static void theSameForPeopleAndPrograms(long id, String address) {
        JsonObject notice = program(address + "?format=json");
        assertThat(notice).isEqualTo(WORLD.organiser.read("/broadcasts/" + id + "/notice"));
        assertThat(notice.getJsonObject("targeting").getInteger("people")).isEqualTo(2);
        assertThat(notice.getJsonObject("targeting").getBoolean("selected")).isFalse();
        List<String> words = new ArrayList<>();
        JsonObject shown = notice.copy();
        List.of("regulation", "address", "kind").forEach(shown::remove);
        shown.getJsonObject("amounts").remove("origin");
        words(shown, words);
        String page = get(address).body();
        assertThat(words).hasSizeGreaterThan(12).allSatisfy(word -> assertThat(page)
                .contains(word));
        assertThat(page)
                .contains("fonds privés", "rel=\"alternate\" type=\"application/json\" href=\"?format=json\"")
                .contains("Personne n’a été choisi");
    }

    private static void everyVersionStaysReadable(long id, String address) {
        JsonObject corrected = NoticeBody.declaration("2020-01-01");
        corrected.getJsonObject("amounts").put("amount", "200.00");
        assertThat(WORLD.put("/broadcasts/" + id + "/notice", corrected).getInteger("version"))
                .isEqualTo(2);
        assertThat(WORLD.organiser
                        .put("/broadcasts/" + id + "/notice", new JsonObject().put("kind", "not_political"))
                        .fault("kind"))
                .contains("must stay");
        assertThat(get(address).body()).contains("200.00 EUR").doesNotContain("120.50", "version antérieure");
        assertThat(get(address + "?version=1").body()).contains("120.50 EUR", "version antérieure");
        assertThat(program(address + "?version=1&format=json").getBoolean("current"))
                .isFalse();
        assertThat(program(address + "?format=json").getJsonArray("versions")).hasSize(2);
    }

    private static void reportsAreSeenTo(long id, String address, ApiClient.Caller owner) {
        assertThat(report(address, "198.51.100.1", "", "").statusCode()).isEqualTo(422);
        HttpResponse<String> done = report(address, "198.51.100.1", "Le montant est faux", "ana@example.org");
        assertThat(done.statusCode()).as("a reload reports nothing again").isEqualTo(303);
        String location = done.headers().firstValue("location").orElseThrow();
        assertThat(location).isEqualTo("?reported=done#report");
        assertThat(get(address + location.substring(0, location.indexOf('#'))).body())
                .contains("c’est transmis");
        JsonObject kept = owner.get("/notice-reports").items().getJsonObject(0);
        assertThat(kept.getString("text")).isEqualTo("Le montant est faux");
        assertThat(kept.getLong("broadcastId")).isEqualTo(id);
        Page inbox = WORLD.signedIn(BROWSER.open("fr-FR", 390, 844, false), Role.ORGANISER, "fr");
        inbox.navigate(WORLD.service.address() + "/console/inbox?show=rights");
        assertThat(inbox.locator("#report-" + kept.getLong("id"))).containsText("Le montant est faux");
        assertThat(Browser.layoutFaults(inbox)).isEmpty();
        Browser.picture(inbox, "notice-report");
        inbox.locator("#report-" + kept.getLong("id") + " button").click();
        assertThat(inbox.locator(".card")).hasCount(0);
        assertThat(WORLD.count("notice_report where email is not null")).isZero();
        reportsAreForgotten();
        assertThat(IntStream.range(0, 20)
                        .anyMatch(
                                time -> report(address, "198.51.100.2", "", "").statusCode() == 429))
                .as("nobody reports without end")
                .isTrue();
    }

    private static void reportsAreForgotten() {
        NoticeService late = new NoticeService(
                WORLD.service.pool(),
                () -> Instant.now().plus(NoticeService.REPORTS_KEPT).plus(Duration.ofHours(1)));
        Await.result(new NoticeService(WORLD.service.pool(), InstantSource.system()).prune());
        assertThat(WORLD.count("notice_report")).isOne();
        Await.result(late.prune());
        assertThat(WORLD.count("notice_report")).isZero();
    }

    private static void onATelephone(String address) {
        for (String language : List.of("fr-FR", "ar")) {
            Page page = BROWSER.open(language, 390, 844, language.equals("ar"));
            page.navigate(address);
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            Browser.whole(page, "notice-" + language);
        }
        Page page = WORLD.signedIn(BROWSER.open("fr-FR", 390, 844, false), Role.ORGANISER, "fr");
        page.navigate(WORLD.service.address() + "/console/broadcasts/new");
        page.locator("#title").fill("Élection");
        page.getByLabel("Message en français").fill("Votez dimanche.");
        assertThat(page.locator("#advertisement")).isHidden();
        page.locator("[value=political_advertising]").check();
        assertThat(page.locator("#declaration_sponsor_name")).hasValue("Les Amis du quartier");
        page.locator("#declaration-part").scrollIntoViewIfNeeded();
        Browser.whole(page, "notice-compose");
        assertThat(Browser.layoutFaults(page)).isEmpty();
        assertThat(BROWSER.complaints()).isEmpty();
        page.locator("button[form=compose]:visible, #compose .last button:visible")
                .click();
        assertThat(page.locator("#declaration_sponsor_email-fault")).isVisible();
        assertThat(page.locator("#declaration_amounts_method-fault")).isVisible();
        page.locator("[value=not_political]").check();
        page.locator("button[form=compose]:visible, #compose .last button:visible")
                .click();
        assertThat(page.locator("#declared")).containsText("ni pour un acteur politique");
    }
}
