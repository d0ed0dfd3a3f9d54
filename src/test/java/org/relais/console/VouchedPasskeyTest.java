package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relais.console.organisation.PeoplePages;
import org.relais.organisation.Actor;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.InvitationService.Draft;
import org.relais.organisation.InvitationService.Issued;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Organiser;
import org.relais.organisation.PasskeyHandle;
import org.relais.organisation.PasskeyService.Assertion;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.testing.Authenticator;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Whoever lets a colleague in could be the one who comes in: what they add as that colleague ends with their own right. */
@NeedsDatabase
class VouchedPasskeyTest {
    private static final String ID = "console.example.org";

    private ConsoleSite site;
    private PeopleService people;
    private OrganisationService service;
    private Organiser maker;
    private Organiser colleague;

    @BeforeEach
    void open() {
        site = ConsoleSite.open(it -> {
            people = new PeopleService(it.pool(), it.clock);
            service = new OrganisationService(it.pool(), it.tokens, it.clock);
            return List.of(
                    it.home(),
                    new PeoplePages(people, it.credentials(), service, it.invitations, it.clock, ConsoleSite.ORIGIN),
                    it.account());
        });
        site.link(site.organisation, Role.OWNER, "fr");
        maker = person("maker@example.org", Role.OWNER);
        colleague = person("colleague@example.org", Role.VIEWER);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Organiser person(String email, Role role) {
        return Await.result(site.access.saveOrganiser(site.pool(), site.organisation.id(), email, "Noé", role, "en"));
    }

    private ConsoleSite.Reader opened(String path) {
        ConsoleSite.Reader reader = site.stranger();
        assertThat(reader.press(path).statusCode()).isEqualTo(303);
        return reader;
    }

    /** A session by a link that somebody made for somebody. */
    private ConsoleSite.Reader linked(Actor by, Organiser of) {
        return opened("/sign-in/"
                + Await.result(service.renewLink(by, of.id())).orElseThrow().secret());
    }

    /** A session by a link that was made on the server, as a mailed one nobody else's. */
    private ConsoleSite.Reader byServer(Organiser of) {
        String secret = site.tokens.create("");
        Await.result(site.access.createSignInLink(site.pool(), of.id(), Tokens.hash(secret), Duration.ofHours(1)));
        return opened("/sign-in/" + secret);
    }

    private static Authenticator device(String credential) {
        return new Authenticator(ConsoleSite.ORIGIN, ID, credential);
    }

    private static PasskeyHandle add(ConsoleSite.Reader reader, Authenticator device, String name) {
        JsonObject options =
                new JsonObject(reader.get("/console/account/passkeys/new").body());
        var made = device.create(options);
        reader.post(
                "/console/account/passkeys",
                "name",
                name,
                "clientData",
                Authenticator.encoded(made.clientData()),
                "attestation",
                Authenticator.encoded(made.attestation()));
        return PasskeyHandle.read(options.getJsonObject("user").getString("id")).orElseThrow();
    }

    private int shown(ConsoleSite.Reader reader, Authenticator device, PasskeyHandle handle) {
        Assertion answer = device.sign(new JsonObject(reader.get("/passkey").body()), handle);
        String form = "credential=" + Authenticator.encoded(answer.credentialId()) + "&clientData="
                + Authenticator.encoded(answer.clientData()) + "&authenticatorData="
                + Authenticator.encoded(answer.authenticatorData()) + "&signature="
                + Authenticator.encoded(answer.signature());
        return reader.send(site.request("/passkey/" + handle.text())
                        .header("Origin", site.url(""))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)))
                .statusCode();
    }

    private List<String> names() {
        return site.rows("select name from passkey order by name").stream()
                .map(row -> row.getString("name"))
                .toList();
    }

    private void ends(Role role) {
        Actor command = Actor.command(site.organisation.id());
        assertThat(Await.result(
                        role == Role.OWNER
                                ? people.remove(command, maker.id())
                                : people.changeRole(command, maker.id(), role)))
                .isEqualTo(PeopleService.Outcome.DONE);
    }

    /** With the role that the maker has afterwards; owner: they are removed. */
    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"OWNER", "VIEWER"})
    void whatIsAddedByAnothersLinkEndsWithTheirRight(Role after) {
        ConsoleSite.Reader own = byServer(colleague);
        Authenticator ownDevice = device("a");
        PasskeyHandle handle = add(own, ownDevice, "own");
        ConsoleSite.Reader intruder = linked(Actor.organiser(maker), colleague);
        Authenticator first = device("b");
        add(intruder, first, "vouched");
        ConsoleSite.Reader again = site.stranger();
        assertThat(shown(again, first, handle)).isEqualTo(303);
        Authenticator second = device("c");
        add(again, second, "vouched by the first");
        assertThat(names()).containsExactly("own", "vouched", "vouched by the first");

        ends(after);

        assertThat(names()).containsExactly("own");
        assertThat(intruder.get("/console").statusCode()).isEqualTo(401);
        assertThat(again.get("/console").statusCode()).isEqualTo(401);
        assertThat(shown(site.stranger(), first, handle)).isEqualTo(403);
        assertThat(shown(site.stranger(), second, handle)).isEqualTo(403);
        assertThat(own.get("/console").statusCode()).isEqualTo(200);
        assertThat(shown(site.stranger(), ownDevice, handle)).isEqualTo(303);
    }

    @Test
    void anInvitationVouchesToo() {
        Issued issued = (Issued) Await.result(site.invitations.invite(
                Actor.organiser(maker), new Draft("eve@example.org", "Eve", Role.VIEWER, "en"), false));
        ConsoleSite.Reader invited =
                opened(issued.link().substring(issued.link().indexOf("/invitation/")));
        add(invited, device("d"), "vouched");
        ends(Role.OWNER);
        assertThat(names()).isEmpty();
        assertThat(invited.get("/console").statusCode()).isEqualTo(401);
    }

    @Test
    void aLinkForOneselfVouchesForNothing() {
        ConsoleSite.Reader own = linked(Actor.organiser(maker), maker);
        add(own, device("e"), "own");
        ends(Role.VIEWER);
        assertThat(names()).containsExactly("own");
        assertThat(own.get("/console").statusCode()).isEqualTo(200);
    }

    @Test
    void aPasskeyOfARevokedTokensLinkOpensNothing() {
        ApiTokens tokens = new ApiTokens(site.pool(), site.access, site.audit, site.tokens);
        Actor command = Actor.command(site.organisation.id());
        ApiTokens.Issued token = Await.result(tokens.issue(command, "leaked", Role.OWNER, null));
        Actor byToken = Await.result(site.access.findByApiToken(site.pool(), Tokens.hash(token.secret())))
                .orElseThrow();
        Authenticator device = device("f");
        PasskeyHandle handle = add(linked(byToken, colleague), device, "vouched");
        assertThat(shown(site.stranger(), device, handle)).isEqualTo(303);
        assertThat(Await.result(tokens.revoke(command, token.id()))).isTrue();
        assertThat(shown(site.stranger(), device, handle)).isEqualTo(403);
    }

    @Test
    void ownersSeeAndRemoveTheKeysOfOthersAndEndingSessionsLeavesThem() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        ConsoleSite.Reader theirs = linked(Actor.organiser(maker), colleague);
        Authenticator device = device("g");
        PasskeyHandle handle = add(theirs, device, "Phone");
        String page = "/console/settings/people/" + colleague.id();
        assertThat(owner.get(page).body()).contains("Phone", "never used", "Ending sessions leaves passkeys");
        owner.post(page + "/sessions/end");
        assertThat(theirs.get("/console").statusCode()).isEqualTo(401);
        ConsoleSite.Reader again = site.stranger();
        assertThat(shown(again, device, handle)).isEqualTo(303);

        String path = "/passkeys/" + site.rows("select id from passkey").get(0).getLong("id") + "/remove";
        assertThat(again.post("/console/settings/people/" + maker.id() + path).statusCode())
                .as("no owner")
                .isEqualTo(403);
        assertThat(owner.post("/console/settings/people/" + maker.id() + path).statusCode())
                .as("not that person's")
                .isEqualTo(404);
        assertThat(site.signIn(site.other, Role.OWNER, "en").post(page + path).statusCode())
                .as("another organisation's")
                .isEqualTo(404);
        assertThat(owner.post(page + path).statusCode()).isEqualTo(303);
        assertThat(owner.get(page).body()).contains("The passkey is removed", "No passkey.");
        assertThat(shown(site.stranger(), device, handle)).isEqualTo(403);
        assertThat(site.rows(
                        "select from audit_event where action = 'organiser.passkey-remove' and subject = $1 and actor <> $1",
                        "organiser:" + colleague.id()))
                .hasSize(1);
    }
}
