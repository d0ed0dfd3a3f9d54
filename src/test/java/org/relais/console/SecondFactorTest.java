package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.channel.sender.SenderKeys;
import org.relais.config.RelaisConfig.Key;
import org.relais.organisation.Role;
import org.relais.organisation.password.TotpSecrets;
import org.relais.testing.AuthenticatorApp;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.slf4j.LoggerFactory;

/** The second factor over HTTP: set up, asked for, guessed, replayed, lost. */
@NeedsDatabase
class SecondFactorTest {
    private static final String EMAIL = "organiser-en@example.org";
    private static final String PASSWORD = "girafe-tondeuse-91-lundi";
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Pattern RECOVERY = Pattern.compile("<code>([a-z2-7-]{19})</code>");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ConsoleSite site;
    private ConsoleSite.Reader owner;
    private ConsoleSite.Reader bob;
    private AuthenticatorApp app;
    private String secret = "";
    private List<String> recovery = List.of();

    @BeforeEach
    void open() {
        site = ConsoleSite.withPasswords();
        owner = site.signIn(Role.OWNER, "en");
        bob = site.signIn(Role.ORGANISER, "en");
        log.start();
        root().addAppender(log);
        bob.post("/console/account/password", "password", PASSWORD);
        setUp();
    }

    @AfterEach
    void close() {
        root().detachAppender(log);
        site.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static String found(String pattern, String page) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        assertThat(matcher.find()).as(page).isTrue();
        return matcher.group(1);
    }

    private void setUp() {
        String page = bob.post("/console/account/second").body();
        secret = found("<code id=\"secret\">([A-Z2-7 ]{39})</code>", page);
        app = new AuthenticatorApp(secret);
        String sealed = found("name=\"sealed\" value=\"([^\"]+)\"", page);
        HttpResponse<String> wrong = bob.post(
                "/console/account/second/confirm",
                "sealed",
                sealed,
                "code",
                app.code(site.now.get().plus(Duration.ofHours(1))));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("This code does not work", secret);
        assertThat(site.rows("select from organiser_password where totp_secret is not null"))
                .isEmpty();
        assertThat(owner.post("/console/account/second/confirm", "sealed", sealed, "code", app.code(site.now.get()))
                        .headers()
                        .firstValue("location"))
                .as("an offer is its person's")
                .hasValue("/console/account");
        String codes = bob.post("/console/account/second/confirm", "sealed", sealed, "code", code())
                .body();
        recovery = new ArrayList<>();
        Matcher each = RECOVERY.matcher(codes);
        while (each.find()) {
            recovery.add(each.group(1));
        }
        assertThat(recovery).doesNotHaveDuplicates().hasSize(10);
        assertThat(bob.post("/console/account/second/confirm", "sealed", sealed, "code", code())
                        .body())
                .as("a second time")
                .doesNotContain(recovery.get(0));
    }

    private String code() {
        return app.code(site.now.get());
    }

    private void nextStep() {
        site.now.set(site.now.get().plus(STEP));
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

    /** A browser that has given the password, and the fields by which it goes on. */
    private record Asked(ConsoleSite.Reader reader, String account, String proof) {}

    private Asked asked() {
        ConsoleSite.Reader reader = site.stranger();
        HttpResponse<String> page = send(reader, "/password", "email", EMAIL, "password", PASSWORD);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().allValues("set-cookie").toString())
                .contains("relais-password=", "HTTPOnly", "SameSite=Strict")
                .doesNotContain("relais-session=");
        assertThat(page.body()).contains("One more step").doesNotContain(PASSWORD, secret);
        return new Asked(
                reader,
                found("name=\"account\" value=\"([^\"]+)\"", page.body()),
                found("name=\"proof\" value=\"([^\"]+)\"", page.body()));
    }

    private HttpResponse<String> next(Asked asked, String code) {
        return send(asked.reader(), "/password/next", "account", asked.account(), "proof", asked.proof(), "code", code);
    }

    private List<String> audit() {
        return site
                .rows(
                        "select actor || ' ' || action || detail::text as deed from audit_event where action ~ 'totp|recovery' or detail ? 'by' order by id")
                .stream()
                .map(row -> row.getString("deed").replaceAll(":[0-9]+", ":#"))
                .toList();
    }

    @Test
    void aPasswordIsNotEnoughAndACodeServesOnce() {
        Asked asked = asked();
        assertThat(asked.reader().get("/console").statusCode()).isEqualTo(401);
        assertThat(asked.reader().get("/password/next").headers().firstValue("location"))
                .hasValue("/sign-in");
        HttpResponse<String> used = next(asked, code());
        assertThat(used.statusCode()).as("it confirmed the set-up").isEqualTo(403);
        assertThat(used.body()).contains("This code does not work");
        nextStep();
        String code = code();
        assertThat(next(new Asked(site.stranger(), asked.account(), asked.proof()), code)
                        .statusCode())
                .as("a browser that gave no password")
                .isEqualTo(403);
        assertThat(next(asked, code.substring(0, 3) + " " + code.substring(3)).statusCode())
                .isEqualTo(303);
        assertThat(asked.reader().get("/console").body()).contains("Hello Ana");
        Asked again = asked();
        assertThat(next(again, code).statusCode()).as("replayed").isEqualTo(403);
        assertThat(again.reader().get("/console").statusCode()).isEqualTo(401);
        Asked late = asked();
        site.now.set(site.now.get().plus(Duration.ofMinutes(5)));
        assertThat(next(late, code()).body()).contains("This took too long");
        assertThat(audit())
                .containsExactly(
                        "organiser:# organiser.totp-set{}",
                        "sign-in organiser.totp-refuse{}",
                        "organiser:# console.sign-in{\"by\": \"password-code\"}",
                        "sign-in organiser.totp-refuse{}");
        assertThat(owner.get("/console/settings/audit").body())
                .contains(
                        "</strong> switched on the second factor of",
                        "</strong> refused a wrong code for",
                        "with a password and a code");
        assertThat(log.list.toString())
                .doesNotContain(secret, secret.replace(" ", ""), PASSWORD, code, recovery.get(0));
        assertThat(site.rows(
                        "select from organiser_password where position($1::bytea in totp_secret) = 0",
                        Buffer.buffer(app.secret())))
                .as("sealed")
                .hasSize(1);
    }

    @Test
    void aRecoveryCodeServesOnceAndTurnsOff() {
        String one = recovery.get(3);
        assertThat(next(asked(), one.toUpperCase(Locale.ROOT).replace("-", " ")).statusCode())
                .isEqualTo(303);
        assertThat(next(asked(), one).statusCode()).isEqualTo(403);
        assertThat(bob.get("/console/account").body())
                .contains("9 recovery codes left")
                .doesNotContain(secret);
        assertThat(bob.post("/console/account/second/remove", "off", one).statusCode())
                .isEqualTo(422);
        assertThat(bob.post("/console/account/second/remove", "off", recovery.get(4))
                        .statusCode())
                .isEqualTo(303);
        ConsoleSite.Reader reader = site.stranger();
        assertThat(send(reader, "/password", "email", EMAIL, "password", PASSWORD)
                        .statusCode())
                .as("the password is enough")
                .isEqualTo(303);
        assertThat(site.rows("select from organiser_password where recovery_codes = '{}' and totp_secret is null"))
                .hasSize(1);
        assertThat(audit())
                .contains(
                        "organiser:# organiser.recovery-code{\"left\": 9}",
                        "organiser:# organiser.recovery-code{\"left\": 8}",
                        "organiser:# organiser.totp-remove{}");
    }

    @Test
    void afterTenWrongCodesNoneServesForAnHour() {
        Asked asked = asked();
        for (int tries = 0; tries < 5; tries++) {
            assertThat(next(asked, "12345").statusCode()).isEqualTo(403);
        }
        for (int tries = 0; tries < 5; tries++) {
            assertThat(bob.post("/console/account/second/remove", "off", "12345")
                            .statusCode())
                    .isEqualTo(422);
        }
        nextStep();
        assertThat(bob.post("/console/account/second/remove", "off", code()).statusCode())
                .as("a right one")
                .isEqualTo(422);
        assertThat(next(asked, recovery.get(0)).statusCode()).isEqualTo(403);
        site.now.set(site.now.get().plus(Duration.ofHours(1)));
        assertThat(bob.post("/console/account/second/remove", "off", code()).statusCode())
                .isEqualTo(303);
    }

    @Test
    void anOwnerTurnsItOffAndAPasswordThatIsRemovedTakesItAlong() {
        long id = site.rows("select organiser_id as id from organiser_password")
                .get(0)
                .getLong("id");
        String page = "/console/settings/people/" + id;
        assertThat(owner.get(page).body()).contains("Second factor since").doesNotContain(secret);
        assertThat(bob.post(page + "/second/remove").statusCode()).isEqualTo(403);
        assertThat(owner.post(page + "/second/remove").statusCode()).isEqualTo(303);
        assertThat(owner.post(page + "/second/remove").statusCode()).isEqualTo(404);
        assertThat(site.rows("select from organiser_password where totp_secret is null"))
                .hasSize(1);
        setUp();
        assertThat(owner.post(page + "/password/remove").statusCode()).isEqualTo(303);
        assertThat(site.rows("select from organiser_password")).isEmpty();
    }

    @Test
    void aNewPasswordKeepsItAndAnotherKeySealsIt() {
        bob.post("/console/account/password", "password", PASSWORD + "!");
        Key old = new Key("s1", new byte[32]);
        byte[] other = new byte[32];
        other[0] = 1;
        TotpSecrets secrets =
                new TotpSecrets(site.pool(), new SenderKeys(List.of(new Key("s2", other), old)), site.clock);
        assertThat(Await.result(secrets.counts())).isEqualTo(Map.of("s1", 1L));
        assertThat(Await.result(secrets.reseal())).isEqualTo(new TotpSecrets.Resealed(1, List.of()));
        assertThat(Await.result(secrets.reseal())).isEqualTo(new TotpSecrets.Resealed(0, List.of()));
        assertThat(Await.result(secrets.counts())).isEqualTo(Map.of("s2", 1L));
        nextStep();
        assertThat(bob.post("/console/account/second/remove", "off", code()).statusCode())
                .as("the console has the old key only")
                .isEqualTo(422);
        TotpSecrets back = new TotpSecrets(site.pool(), new SenderKeys(List.of(old, new Key("s2", other))), site.clock);
        assertThat(Await.result(back.reseal()).unreadable()).isEmpty();
        assertThat(bob.post("/console/account/second/remove", "off", code()).statusCode())
                .isEqualTo(303);
    }

    @Test
    void whoSeesNoAddressesReadsTheirOwnSecretWhole() {
        ConsoleSite.Reader reader = site.signIn(Role.READER, "en");
        reader.post("/console/account/password", "password", PASSWORD);
        assertThat(reader.post("/console/account/second").body())
                .contains("reader-en%40example.org?secret=")
                .doesNotContain("••••");
    }
}
