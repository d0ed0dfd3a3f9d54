package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.organisation.AccessExpiry;
import org.relais.organisation.Actor;
import org.relais.organisation.Admission;
import org.relais.organisation.Organiser;
import org.relais.organisation.PasskeyHandle;
import org.relais.organisation.PasskeyService;
import org.relais.organisation.PasskeyService.Assertion;
import org.relais.organisation.PasskeyService.Attestation;
import org.relais.organisation.PasskeyService.Outcome;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Role;
import org.relais.testing.Authenticator;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Passkeys over HTTP and by the service, with a device that does as the standard says, and does it wrong when it is told to. */
@NeedsDatabase
class PasskeySignInTest {
    private static final String ID = "console.example.org";

    private final Authenticator device = new Authenticator(ConsoleSite.ORIGIN, ID, "Ana's");
    private ConsoleSite site;
    private PasskeyService passkeys;
    private ConsoleSite.Reader ana;
    private Organiser organiser;
    private PasskeyHandle handle;
    private long session;

    @BeforeEach
    void open() {
        site = ConsoleSite.open(it -> List.of(it.home(), it.account()));
        passkeys = site.passkeys();
        ana = site.signIn(Role.OWNER, "en");
        site.link(site.organisation, Role.ORGANISER, "en");
        organiser = Await.result(site.access.organisers(site.pool(), site.organisation.id())).stream()
                .filter(one -> one.role() == Role.OWNER)
                .findFirst()
                .orElseThrow();
        session = site.rows("select id from console_session").get(0).getLong("id");
        handle = PasskeyHandle.read(
                        new JsonObject(ana.get("/console/account/passkeys/new").body())
                                .getJsonObject("user")
                                .getString("id"))
                .orElseThrow();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private HttpResponse<String> add(Authenticator one, String name) {
        Attestation made = one.create(
                new JsonObject(ana.get("/console/account/passkeys/new").body()));
        return ana.post(
                "/console/account/passkeys",
                "name",
                name,
                "clientData",
                Authenticator.encoded(made.clientData()),
                "attestation",
                Authenticator.encoded(made.attestation()));
    }

    private static JsonObject asked(ConsoleSite.Reader reader) {
        return new JsonObject(reader.get("/passkey").body());
    }

    private HttpResponse<String> show(ConsoleSite.Reader reader, Assertion answer) {
        String form = "credential=" + Authenticator.encoded(answer.credentialId()) + "&clientData="
                + Authenticator.encoded(answer.clientData()) + "&authenticatorData="
                + Authenticator.encoded(answer.authenticatorData()) + "&signature="
                + Authenticator.encoded(answer.signature());
        return reader.send(site.request("/passkey/" + answer.handle().text())
                .header("Origin", site.url(""))
                .header("Accept-Language", "en")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private Optional<Organiser> signIn(Assertion answer, String browser) {
        return Await.result(site.pool().withTransaction(one -> passkeys.signIn(one, answer, browser)))
                .map(Admission::organiser);
    }

    private Assertion signed() {
        return device.sign(passkeys.request("browser"), handle);
    }

    private List<String> audit() {
        return site
                .rows(
                        "select action || detail::text as deed from audit_event where action like 'organiser.passkey%' order by id")
                .stream()
                .map(row -> row.getString("deed").replaceAll("[0-9]+", "#"))
                .toList();
    }

    @Test
    void onePasskeyIsAddedNamedUsedAndRemoved() {
        assertThat(add(device, "Phone").headers().firstValue("location")).hasValue("/console/account");
        assertThat(ana.get("/console/account").body()).contains("Phone", "never used");
        ConsoleSite.Reader reader = site.stranger();
        reader.send(site.request("/passkey").GET());
        HttpResponse<String> in = show(reader, device.sign(asked(reader), handle));
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().allValues("set-cookie").toString())
                .contains("relais-session=", "HTTPOnly", "Path=/console");
        assertThat(reader.cookie("relais-session")).hasSizeGreaterThan(40).isNotEqualTo(ana.cookie("relais-session"));
        assertThat(reader.get("/console").body()).contains("Hello Ana");
        assertThat(
                        site.rows(
                                "select from audit_event where action = 'console.sign-in' and detail = '{\"by\": \"passkey\"}'"))
                .hasSize(1);
        assertThat(reader.get("/console/account").body()).contains("Phone").doesNotContain("never used");
        String path = "/console/account/passkeys/"
                + site.rows("select id from passkey").get(0).getLong("id");
        assertThat(reader.post(path + "/rename", "name", "Telephone").statusCode())
                .isEqualTo(303);
        assertThat(reader.get("/console/account").body()).contains("Telephone");
        assertThat(site.signIn(Role.ORGANISER, "en").post(path + "/remove").statusCode())
                .as("it is somebody else's")
                .isEqualTo(404);
        assertThat(site.signIn(site.other, Role.OWNER, "en")
                        .post(path + "/remove")
                        .statusCode())
                .isEqualTo(404);
        assertThat(reader.post(path + "/remove").statusCode()).isEqualTo(303);
        assertThat(ana.get("/console/account").body()).doesNotContain("Telephone");
        ConsoleSite.Reader again = site.stranger();
        HttpResponse<String> refused = show(again, device.sign(asked(again), handle));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("This passkey opens nothing here", "Use a passkey");
        assertThat(again.get("/console").statusCode()).isEqualTo(401);
        assertThat(audit())
                .containsExactly(
                        "organiser.passkey-add{\"passkey\": #}",
                        "organiser.passkey-rename{\"passkey\": #}",
                        "organiser.passkey-remove{\"passkey\": #}");
    }

    @Test
    void formsAreOfThisSessionAndThisSiteAndTheDoorAsksForTheBrowsersOwnChallenge() {
        assertThat(ana.send(site.request("/console/account/passkeys")
                                .header("Origin", site.url(""))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("name=x")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.stranger().get("/console/account/passkeys/new").statusCode())
                .isEqualTo(401);
        assertThat(add(device, "").statusCode()).isEqualTo(303);
        assertThat(site.stranger()
                        .send(site.request("/passkey/" + handle.text())
                                .header("Origin", "https://evil.example")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("credential=x")))
                        .statusCode())
                .isEqualTo(403);
        ConsoleSite.Reader victim = site.stranger();
        Assertion answer = device.sign(asked(victim), handle);
        assertThat(show(site.stranger(), answer).body()).contains("stood open for too long");
        assertThat(show(victim, answer).statusCode()).isEqualTo(303);
        assertThat(show(victim, answer).body()).as("its cookie is gone").contains("stood open for too long");
        assertThat(show(site.stranger(), new Assertion(handle, new byte[0], new byte[0], new byte[9], new byte[1]))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whoTriesTooOftenFromOneAddressWaits() {
        ConsoleSite.Reader reader = site.stranger();
        HttpResponse<String> answer = show(reader, signed());
        for (int again = 0; again < 30 && answer.statusCode() == 403; again++) {
            answer = show(reader, signed());
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("Too many attempts");
    }

    @Test
    void aChallengeIsGoodOnceForOneBrowserOneUseAndFiveMinutes() {
        assertThat(added(device)).isEqualTo(Outcome.ADDED);
        Assertion answer = signed();
        assertThat(signIn(answer, "another browser")).isEmpty();
        List<Optional<Admission>> both = Await.result(Future.all(
                        site.pool().withTransaction(one -> passkeys.signIn(one, answer, "browser")),
                        site.pool().withTransaction(one -> passkeys.signIn(one, answer, "browser"))))
                .list();
        assertThat(both).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(signIn(answer, "browser")).isEmpty();
        assertThat(signIn(device.sign(creation(), handle), "browser"))
                .as("made for adding one")
                .isEmpty();
        Assertion late = signed();
        site.now.set(ConsoleSite.START.plus(Duration.ofMinutes(5)));
        assertThat(signIn(late, "browser")).isEmpty();
        assertThat(site.rows("select from passkey_challenge")).hasSize(2);
        Await.result(new AccessExpiry(site.pool(), site.clock).prune());
        assertThat(site.rows("select from passkey_challenge")).isEmpty();
    }

    private JsonObject creation() {
        return Await.result(passkeys.creation(organiser, "x", "browser"));
    }

    private Outcome added(Authenticator one) {
        return Await.result(passkeys.add(organiser, session, "browser", one.create(creation()), "One"));
    }

    @Test
    void aCounterThatGoesBackIsRefusedAndWritten() {
        device.counter = 7;
        assertThat(added(device)).isEqualTo(Outcome.ADDED);
        assertThat(signIn(signed(), "browser")).isPresent();
        device.counter = 3;
        assertThat(signIn(signed(), "browser")).isEmpty();
        assertThat(audit()).last().isEqualTo("organiser.passkey-refuse{\"passkey\": #}");
        device.counter = 8;
        assertThat(signIn(signed(), "browser"))
                .as("and the next true one is let in")
                .isPresent();
        assertThat(site.rows("select from passkey where sign_count = 9")).hasSize(1);
    }

    @Test
    void anotherPlaceAnotherKeyAndALockedDeviceAreRefused() {
        device.origin = "https://evil.example";
        assertThat(added(device)).isEqualTo(Outcome.REFUSED);
        device.origin = ConsoleSite.ORIGIN;
        device.relyingParty = "evil.example";
        assertThat(added(device)).isEqualTo(Outcome.REFUSED);
        device.relyingParty = ID;
        device.verified = false;
        assertThat(added(device)).isEqualTo(Outcome.REFUSED);
        device.verified = true;
        assertThat(added(device)).isEqualTo(Outcome.ADDED);
        assertThat(added(device)).isEqualTo(Outcome.KNOWN);
        assertThat(Await.result(passkeys.add(organiser, session, "another", device.create(creation()), "x")))
                .isEqualTo(Outcome.LATE);
        device.verified = false;
        assertThat(signIn(signed(), "browser")).isEmpty();
        device.verified = true;
        device.origin = "https://evil.example";
        assertThat(signIn(signed(), "browser")).isEmpty();
        device.origin = ConsoleSite.ORIGIN;
        device.relyingParty = "evil.example";
        assertThat(signIn(signed(), "browser")).isEmpty();
        device.relyingParty = ID;
        Authenticator forged = new Authenticator(ConsoleSite.ORIGIN, ID, "Ana's");
        forged.counter = 99;
        assertThat(signIn(forged.sign(passkeys.request("browser"), handle), "browser"))
                .isEmpty();
        PasskeyHandle elsewhere =
                PasskeyHandle.read(Authenticator.encoded(new byte[16])).orElseThrow();
        assertThat(signIn(device.sign(passkeys.request("browser"), elsewhere), "browser"))
                .isEmpty();
        assertThat(signIn(signed(), "browser")).contains(organiser);
    }

    @Test
    void whoIsRemovedKeepsNoneEvenOnceTheyAreBackAndARoleChangesNothing() {
        Actor owner = Actor.command(site.organisation.id());
        site.link(site.organisation, Role.OWNER, "fr");
        PeopleService people = new PeopleService(site.pool(), site.clock);
        assertThat(added(device)).isEqualTo(Outcome.ADDED);
        Await.result(people.changeRole(owner, organiser.id(), Role.VIEWER));
        assertThat(signIn(signed(), "browser")).map(Organiser::role).contains(Role.VIEWER);
        Await.result(people.remove(owner, organiser.id()));
        assertThat(signIn(signed(), "browser")).isEmpty();
        assertThat(Await.result(passkeys.add(organiser, session, "browser", device.create(creation()), "x")))
                .isNotEqualTo(Outcome.ADDED);
        site.link(site.organisation, Role.OWNER, "en");
        assertThat(signIn(signed(), "browser")).isEmpty();
        assertThat(site.rows("select from passkey")).isEmpty();
    }

    @Test
    void thereAreNoneWithoutHttpsOrAKey() {
        assertThat(origin("https://Console.example.org:443/relais", new byte[32]))
                .contains(ConsoleSite.ORIGIN);
        assertThat(origin("http://localhost:8080", new byte[32])).contains("http://localhost:8080");
        assertThat(origin("http://console.example.org", new byte[32])).isEmpty();
        assertThat(origin("https://192.0.2.7", new byte[32])).isEmpty();
        assertThat(origin("https://[2001:db8::1]", new byte[32])).isEmpty();
        assertThat(origin(ConsoleSite.ORIGIN, null)).isEmpty();
    }

    private Optional<String> origin(String publicUrl, byte @org.jspecify.annotations.Nullable [] key) {
        return new PasskeyService(site.pool(), site.clock, new java.security.SecureRandom(), publicUrl, key).origin();
    }
}
