package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** The doors: links work once, sessions end, and no other site's page can act here. */
@NeedsDatabase
class SignInTest {
    private static ConsoleSite site;

    @BeforeAll
    static void open() {
        site = ConsoleSite.open(it -> List.of(it.home()));
    }

    @AfterAll
    static void close() {
        site.close();
    }

    private static HttpResponse<String> press(ConsoleSite.Reader reader, String link) {
        return reader.send(site.request(link).header("Origin", site.url("")).POST(HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void aLinkIsSpentByTheButtonAndNotByLooking() {
        String link = site.link(site.organisation, Role.OWNER, "en");
        ConsoleSite.Reader reader = site.stranger();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> shown = reader.get(link);
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body())
                    .contains("<button", "Bonjour Ana &lt;owner&gt;", "Les Amis du quartier\u00a0: ce lien ouvre");
        }
        HttpResponse<String> signedIn = press(reader, link);
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("location")).hasValue("/console");
        assertThat(signedIn.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("relais-session=")
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Lax", "Path=/console;")
                .doesNotContain("Secure");
        assertThat(reader.get("/console").body())
                .contains("Hello Ana &lt;owner&gt;")
                .doesNotContain("<owner>");

        assertThat(site.stranger().get(link).statusCode()).isEqualTo(410);
        assertThat(press(site.stranger(), link).statusCode()).isEqualTo(410);
    }

    @Test
    void theDatabaseKeepsNoSecret() {
        ConsoleSite.Reader reader = site.signIn(Role.VIEWER, "fr");
        String secret = reader.cookie("relais-session");
        assertThat(secret).hasSizeGreaterThan(40);
        assertThat(site.rows(
                        "select from console_session where token_hash = $1",
                        io.vertx.core.buffer.Buffer.buffer(secret)))
                .isEmpty();
        assertThat(site.rows("select from console_session where octet_length(token_hash) <> 32"))
                .isEmpty();
    }

    @Test
    void anOldLinkAndAnOldSessionAreRefused() {
        String link = site.link(site.organisation, Role.OWNER, "fr");
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "fr");
        assertThat(reader.get("/console").statusCode()).isEqualTo(200);
        site.now.set(ConsoleSite.START.plus(Duration.ofMinutes(61)));
        try {
            assertThat(site.stranger().get(link).statusCode()).isEqualTo(410);
            assertThat(press(site.stranger(), link).statusCode()).isEqualTo(410);
            assertThat(reader.get("/console").statusCode()).isEqualTo(200);
            site.now.set(ConsoleSite.START.plus(Duration.ofDays(7)).plusSeconds(1));
            HttpResponse<String> late = reader.get("/console");
            assertThat(late.statusCode()).isEqualTo(401);
            assertThat(late.body()).contains("lien à usage unique");
        } finally {
            site.now.set(ConsoleSite.START);
        }
    }

    @Test
    void whoHasNoSessionLearnsHowToGetOne() {
        for (String path : List.of("/console", "/console/contacts", "/console/contacts/1", "/console/no-such-page")) {
            HttpResponse<String> answer =
                    site.stranger().send(site.request(path).header("Accept-Language", "en-GB"));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body())
                    .contains("one-time link", "sign-in --organisation …")
                    .as("of several organisations none is named to strangers")
                    .contains("<strong dir=\"auto\">Relais</strong><small>console.example.org</small>");
            assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        }
        assertThat(site.stranger().get("/sign-in/nonsense").statusCode()).isEqualTo(410);
    }

    @ParameterizedTest
    @CsvSource({
        "'en;q=0.3, fr;q=0.9', lien à usage unique",
        "'fr-CH, fr;q=0.9, en;q=0.8', lien à usage unique",
        "'de-DE, de;q=0.9, en;q=0.8, fr;q=0.5', one-time link",
        "'fr;q=0, en;q=0.1', one-time link",
        "'frr', lien à usage unique",
    })
    void theDoorSpeaksTheLanguageThatTheBrowserPrefers(String accepted, String words) {
        assertThat(site.stranger()
                        .send(site.request("/console").header("Accept-Language", accepted))
                        .body())
                .contains(words);
    }

    @Test
    void theOnlyOwnerWithNothingToSignInWithIsWarnedBeforeTheyAreLockedOut() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        site.rows("update organiser set disabled_at = now() where role = 'owner' and id <> "
                + "(select max(id) from organiser where role = 'owner') returning id");
        assertThat(owner.post("/console/sign-out").headers().firstValue("location"))
                .hasValue("/console/sign-out");
        assertThat(owner.get("/console/sign-out").body()).contains("Vous ne pourriez pas revenir", "quand même");
        assertThat(owner.get("/console").statusCode()).isEqualTo(200);
        assertThat(owner.post("/console/sign-out", "sure", "yes").headers().firstValue("location"))
                .hasValue("/console/signed-out");
        assertThat(owner.get("/console").statusCode()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSessionOnTheServer() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String stolen = reader.cookie("relais-session");
        HttpResponse<String> out = reader.post("/console/sign-out");
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.headers().firstValue("location")).hasValue("/console/signed-out");
        assertThat(reader.get("/console/signed-out").statusCode()).isEqualTo(200);
        assertThat(site.stranger()
                        .send(site.request("/console").header("Cookie", "relais-session=" + stolen))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anotherSignInInTheSameBrowserEndsTheEarlierSession() {
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "fr");
        String earlier = reader.cookie("relais-session");
        assertThat(press(reader, site.link(site.organisation, Role.VIEWER, "en"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(reader.cookie("relais-session")).isNotEqualTo(earlier);
        assertThat(reader.get("/console").statusCode()).isEqualTo(200);
        assertThat(site.stranger()
                        .send(site.request("/console").header("Cookie", "relais-session=" + earlier))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anotherSitesPageCanDoNothing() {
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "fr");
        String form = "form=" + reader.formToken();
        List<HttpRequest.Builder> foreign = List.of(
                post(form).header("Origin", "https://evil.example"),
                post(form).header("Origin", "null"),
                post(form).header("Sec-Fetch-Site", "cross-site"),
                post(form).header("Sec-Fetch-Site", "same-site").header("Origin", site.url("")),
                post(form),
                post("").header("Origin", site.url("")),
                post("form=guess").header("Origin", site.url("")));
        for (HttpRequest.Builder request : foreign) {
            assertThat(reader.send(request).statusCode()).isEqualTo(403);
        }
        assertThat(reader.get("/console").statusCode()).as("still signed in").isEqualTo(200);
        assertThat(reader.send(post(form).header("Origin", "http://console.example.org"))
                        .statusCode())
                .as("the public address is our own")
                .isEqualTo(303);
    }

    private static HttpRequest.Builder post(String form) {
        return site.request("/console/sign-out")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    @Test
    void theSwitchOfLanguageHoldsAndLeadsNowhereElse() {
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "fr");
        assertThat(reader.get("/console").body()).contains("lang=\"fr\"", "Bonjour");
        assertThat(reader.post("/console/language", "language", "en", "back", "/console")
                        .headers()
                        .firstValue("location"))
                .hasValue("/console");
        assertThat(reader.get("/console").body()).contains("lang=\"en\"", "Hello");
        for (String elsewhere : List.of("//evil.example", "https://evil.example", "/console/../x:", "/consoles")) {
            assertThat(reader.post("/console/language", "language", "fr", "back", elsewhere)
                            .headers()
                            .firstValue("location"))
                    .hasValue("/console");
        }
    }

    @Test
    void unknownPagesAndFilesSaySo() {
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "en");
        assertThat(reader.get("/console/nothing").statusCode()).isEqualTo(404);
        assertThat(reader.get("/console/nothing").body()).contains("Page not found");
        assertThat(reader.get("/console/asset/console.css").statusCode()).isEqualTo(404);
    }

    @Test
    void filesAreKeptByBrowsersForGood() {
        String page = site.stranger().get("/console").body();
        var addresses = java.util.regex.Pattern.compile("(?:href|src)=\"(/console/asset/[^\"]+)\"")
                .matcher(page);
        int found = 0;
        while (addresses.find()) {
            HttpResponse<String> file = site.stranger().get(addresses.group(1));
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
            found++;
        }
        assertThat(found).as("no script that only live pages need").isEqualTo(6);
    }
}
