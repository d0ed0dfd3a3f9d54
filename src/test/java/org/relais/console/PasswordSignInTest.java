package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.channel.CodeMutation;
import org.relais.organisation.Actor;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.Seeds;
import org.slf4j.LoggerFactory;

/** Passwords over HTTP: set, used, guessed, changed, taken away. */
@NeedsDatabase
class PasswordSignInTest {
    private static final String EMAIL = "owner-en@example.org";
    private static final String PASSWORD = "  Tilleul+lampe ñ 57 trottoir ";
    private static final String OTHER = "girafe-tondeuse-91-lundi";
    private static final Pattern OFFER = Pattern.compile(
            "name=\"account\" value=\"([^\"]+)\">\\s*<input type=\"hidden\" name=\"proof\" value=\"([^\"]+)\"");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ConsoleSite site;
    private ConsoleSite.Reader ana;

    @BeforeEach
    void open() {
        site = ConsoleSite.withPasswords();
        ana = site.signIn(Role.OWNER, "en");
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void close() {
        root().detachAppender(log);
        site.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static HttpResponse<String> set(ConsoleSite.Reader reader, String password) {
        return reader.post("/console/account/password", "password", password);
    }

    private HttpResponse<String> send(ConsoleSite.Reader reader, String path, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return reader.send(site.request(path)
                .header("Origin", site.url(""))
                .header("Accept-Language", "en")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
    }

    private HttpResponse<String> show(String email, String password) {
        return send(site.stranger(), "/password", "email", email, "password", password);
    }

    private List<String> audit() {
        return site
                .rows(
                        "select actor || ' ' || action || detail::text as deed from audit_event where action like '%password%' order by id")
                .stream()
                .map(row -> row.getString("deed").replaceAll(":[0-9]+", ":#"))
                .toList();
    }

    private void later() {
        site.now.set(site.now.get().plus(Duration.ofMinutes(11)));
    }

    @Test
    void onePasswordIsSetUsedChangedAndRemoved() {
        assertThat(set(ana, PASSWORD).headers().firstValue("location")).hasValue("/console/account");
        assertThat(ana.get("/console/account").body())
                .contains("Set ", "next time, sign in with")
                .doesNotContain(PASSWORD.strip(), "other sessions are over");
        assertThat(site.rows("select from organiser_password where hash like '$argon2id$v=19$m=19456,t=2,p=1$%'"))
                .hasSize(1);
        ConsoleSite.Reader there = site.stranger();
        HttpResponse<String> in = send(there, "/password", "email", " OWNER-EN@example.org", "password", PASSWORD);
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().allValues("set-cookie").toString()).contains("relais-session=", "HTTPOnly");
        assertThat(there.get("/console").body()).contains("Hello Ana");
        assertThat(ana.get("/console/settings/audit").body()).contains("with a password");
        later();
        assertThat(set(ana, OTHER).body()).as("without the present one").contains("not your current password");
        assertThat(ana.post("/console/account/password", "present", OTHER, "password", OTHER)
                        .statusCode())
                .isEqualTo(422);
        assertThat(there.get("/console").statusCode()).isEqualTo(200);
        assertThat(ana.post("/console/account/password", "present", PASSWORD, "password", OTHER)
                        .statusCode())
                .isEqualTo(303);
        assertThat(there.get("/console").statusCode()).as("its session is over").isEqualTo(401);
        assertThat(ana.get("/console").statusCode()).isEqualTo(200);
        assertThat(ana.post("/console/account/password/remove", "removing", PASSWORD)
                        .body())
                .contains("not your current password");
        assertThat(ana.post("/console/account/password/remove", "removing", OTHER)
                        .statusCode())
                .isEqualTo(303);
        assertThat(site.rows("select from organiser_password")).isEmpty();
        assertThat(ana.get("/console/account").body()).doesNotContain("Sign in again first", "name=\"present\"");
        assertThat(set(ana, OTHER).statusCode())
                .as("an owner could make themself a link, and asks for none")
                .isEqualTo(303);
        assertThat(site.rows("select from organiser_password")).hasSize(1);
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "en");
        later();
        assertThat(set(organiser, OTHER).statusCode())
                .as("to the account, with a warning: the session is no fresh one")
                .isEqualTo(303);
        assertThat(site.rows("select from organiser_password")).hasSize(1);
        assertThat(organiser.get("/console/account").body())
                .contains("Sign in again first", "sign-in --organisation")
                .doesNotContain("name=\"password\"");
        assertThat(audit())
                .containsExactly(
                        "organiser:# organiser.password-set{}",
                        "sign-in organiser.password-refuse{}",
                        "sign-in organiser.password-refuse{}",
                        "organiser:# organiser.password-change{\"sessions\": 1}",
                        "sign-in organiser.password-refuse{}",
                        "organiser:# organiser.password-remove{\"sessions\": 0}",
                        "organiser:# organiser.password-set{}");
        assertThat(ana.get("/console/settings/audit").body())
                .contains(
                        "</strong> chose a password for",
                        "</strong> changed the password of",
                        "</strong> removed the password of",
                        "The sign-in page</bdi></strong> refused a wrong password for");
        assertThat(log.list.toString()).doesNotContain(PASSWORD, PASSWORD.strip(), OTHER, "argon2");
    }

    @Test
    void whatIsTooShortTooLongOrGuessedFirstIsRefused() {
        assertThat(set(ana, "tilleul-57,").body()).contains("at least 12");
        assertThat(set(ana, "é".repeat(257)).body()).contains("at most 256");
        assertThat(set(ana, "le sec owner-en@example.org!").body()).contains("your e-mail address");
        assertThat(set(ana, "Owner-En trottoir 57").body()).contains("your e-mail address");
        String[] words = site.organisation.name().split(" ");
        for (String common : List.of(
                "password1234",
                "MotDePasse2026",
                "azertyuiop12",
                "aaaaaaaaaaaa",
                "123456789012",
                "relais2026relais",
                "relais-" + words[words.length - 1] + "-69000")) {
            assertThat(set(ana, common).body())
                    .as(common)
                    .contains("Too easy to guess")
                    .doesNotContain(common);
        }
        assertThat(site.rows("select from organiser_password")).isEmpty();
        assertThat(set(ana, "tilleul+lampe+57+" + "é".repeat(239)).statusCode()).isEqualTo(303);
    }

    @Test
    void anUnknownAddressNoPasswordAndAWrongOneLookTheSame() {
        set(ana, PASSWORD);
        site.link(site.organisation, Role.VIEWER, "en");
        HttpResponse<String> unknown = show("nobody@example.org", OTHER);
        HttpResponse<String> without = show("viewer-en@example.org", OTHER);
        HttpResponse<String> wrong = show(EMAIL, OTHER);
        assertThat(List.of(unknown.statusCode(), without.statusCode(), wrong.statusCode()))
                .containsOnly(403);
        assertThat(without.body().replace("viewer-en", "nobody")).isEqualTo(unknown.body());
        assertThat(wrong.body().replace("owner-en", "nobody")).isEqualTo(unknown.body());
        assertThat(wrong.body()).doesNotContain(OTHER).contains("have never set a password");
        assertThat(wrong.headers().map().keySet())
                .isEqualTo(unknown.headers().map().keySet());
        assertThat(wrong.headers().allValues("set-cookie")).isEmpty();
        assertThat(Await.found("the refusal is written", this::audit, found -> found.size() == 2))
                .last()
                .isEqualTo("sign-in organiser.password-refuse{}");
        assertThat(log.list.toString()).doesNotContain(OTHER);
    }

    @Test
    void whoGuessesOneAccountWaitsAndSoDoesWhoGuessesFromOneAddress() {
        HttpResponse<String> answer = show(EMAIL, OTHER);
        int tries = 1;
        while (answer.statusCode() == 403 && tries < 20) {
            answer = show(EMAIL, OTHER);
            tries++;
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("Too many attempts");
        assertThat(answer.headers().firstValue("retry-after")).hasValue("60");
        assertThat(tries).as("five of one account").isEqualTo(6);
        assertThat(show("nobody@example.org", OTHER).statusCode()).isEqualTo(403);
        for (int again = 0; again < 4; again++) {
            answer = show("nobody" + again + "@example.org", OTHER);
        }
        assertThat(answer.statusCode()).as("ten of one address").isEqualTo(429);
        assertThat(send(site.stranger(), "/password", "email", EMAIL, "password", PASSWORD)
                        .statusCode())
                .isEqualTo(429);
        assertThat(site.stranger()
                        .send(site.request("/password")
                                .header("Origin", "https://evil.example")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("email=a%40b.c&password=x")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anOldHashIsMadeAnew() {
        set(ana, PASSWORD);
        String old = Argon2Function.getInstance(1024, 1, 1, 32, Argon2.ID)
                .hash(PASSWORD)
                .getResult();
        site.rows("update organiser_password set hash = $1 returning 1", old);
        assertThat(show(EMAIL, PASSWORD).statusCode()).isEqualTo(303);
        assertThat(site.rows("select from organiser_password where hash like '%m=19456,t=2,p=1%'"))
                .hasSize(1);
        assertThat(show(EMAIL, PASSWORD).statusCode()).isEqualTo(303);
    }

    @Test
    void onePasswordOfTwoOrganisationsAsksWhichOnce() {
        set(ana, PASSWORD);
        set(site.signIn(site.other, Role.OWNER, "en"), PASSWORD);
        ConsoleSite.Reader reader = site.stranger();
        String page =
                send(reader, "/password", "email", EMAIL, "password", PASSWORD).body();
        assertThat(page)
                .contains("Les Amis du quartier", "Une autre organisation")
                .doesNotContain(PASSWORD.strip());
        Matcher offers = OFFER.matcher(page);
        assertThat(offers.find()).isTrue();
        assertThat(offers.find()).isTrue();
        String[] second = {"account", offers.group(1), "proof", offers.group(2)};
        assertThat(send(site.stranger(), "/password/next", second).statusCode())
                .as("another browser")
                .isEqualTo(403);
        assertThat(send(reader, "/password/next", second).statusCode()).isEqualTo(303);
        assertThat(reader.get("/console").body()).contains("Une autre organisation");
        assertThat(send(reader, "/password/next", second).statusCode())
                .as("a second time")
                .isEqualTo(403);
    }

    @Test
    void anOwnerTakesItAwayAndWhoIsRemovedKeepsNone() {
        ConsoleSite.Reader bob = site.signIn(Role.ORGANISER, "en");
        set(bob, PASSWORD);
        long id = site.rows("select organiser_id as id from organiser_password")
                .get(0)
                .getLong("id");
        String page = "/console/settings/people/" + id;
        assertThat(ana.get(page).body()).contains("Remove the password");
        assertThat(bob.post(page + "/password/remove").statusCode()).isEqualTo(403);
        assertThat(site.signIn(site.other, Role.OWNER, "en")
                        .post(page + "/password/remove")
                        .statusCode())
                .isEqualTo(404);
        assertThat(ana.post(page + "/password/remove").statusCode()).isEqualTo(303);
        assertThat(bob.get("/console").statusCode()).isEqualTo(401);
        assertThat(show("organiser-en@example.org", PASSWORD).statusCode()).isEqualTo(403);
        set(site.signIn(Role.ORGANISER, "en"), PASSWORD);
        Await.result(new PeopleService(site.pool(), site.clock).remove(Actor.command(site.organisation.id()), id));
        assertThat(show("organiser-en@example.org", PASSWORD).statusCode()).isEqualTo(403);
        site.link(site.organisation, Role.ORGANISER, "en");
        assertThat(show("organiser-en@example.org", PASSWORD).statusCode())
                .as("once they are back")
                .isEqualTo(403);
    }

    /** Each a quarter of a minute after the one before, so that each is compared. */
    @Test
    void noDamagedPasswordRemovesOne() {
        set(ana, PASSWORD);
        later();
        Seeds.each(30, seed -> {
            String damaged = new CodeMutation(seed).damaged(PASSWORD);
            if (!normal(damaged).equals(normal(PASSWORD))) {
                HttpResponse<String> answer = remove("removing", damaged);
                assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
                assertThat(answer.body()).doesNotContain("Exception", "Too many", PASSWORD.strip());
            }
        });
        assertThat(remove().statusCode()).isEqualTo(422);
        assertThat(remove("password", PASSWORD).statusCode()).isEqualTo(422);
        assertThat(site.rows("select from organiser_password")).hasSize(1);
        assertThat(remove("removing", PASSWORD).statusCode()).isEqualTo(303);
        assertThat(site.rows("select from organiser_password")).isEmpty();
    }

    private HttpResponse<String> remove(String... fields) {
        site.now.set(site.now.get().plusSeconds(15));
        return ana.post("/console/account/password/remove", fields);
    }

    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    @Test
    void aPasswordThatWasSetByAnothersLinkEndsWithTheirRight() {
        set(ana, PASSWORD);
        site.link(site.organisation, Role.OWNER, "fr");
        long maker = site.rows("select id from organiser where email = 'owner-fr@example.org'")
                .get(0)
                .getLong("id");
        site.rows("update console_session set vouched_by = $1 returning 1", "organiser:" + maker);
        set(ana, OTHER);
        assertThat(show(EMAIL, OTHER).statusCode()).isEqualTo(303);
        Await.result(new PeopleService(site.pool(), site.clock)
                .changeRole(Actor.command(site.organisation.id()), maker, Role.VIEWER));
        assertThat(show(EMAIL, OTHER).statusCode()).isEqualTo(403);
        assertThat(site.rows("select from organiser_password")).isEmpty();
        assertThat(site.rows("select from console_session"))
                .as("also those begun with it")
                .isEmpty();
    }
}
