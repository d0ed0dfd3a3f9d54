package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.console.organisation.AuditPages;
import org.relais.console.organisation.PeoplePages;
import org.relais.organisation.Actor;
import org.relais.organisation.InvitationService;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.PeopleService;
import org.relais.organisation.PeopleService.Outcome;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Who may enter, and the end of that, which counts at once wherever somebody is signed in. */
@NeedsDatabase
class PeoplePagesTest {
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";

    private ConsoleSite site;
    private PeopleService people;

    @BeforeEach
    void open() {
        site = ConsoleSite.open(it -> {
            people = new PeopleService(it.pool(), it.clock);
            return List.of(
                    it.home(),
                    new PeoplePages(
                            people,
                            it.credentials(),
                            new OrganisationService(it.pool(), it.tokens, it.clock),
                            it.invitations,
                            it.clock,
                            "http://console.example.org"),
                    it.account(),
                    new AuditPages(it.pool(), it.audit, it.access));
        });
    }

    @AfterEach
    void close() {
        site.close();
    }

    private long id(String email) {
        return site.rows(
                        "select id from organiser where email = $1 and organisation_id = $2",
                        email,
                        site.organisation.id())
                .get(0)
                .getLong("id");
    }

    private static String page(long id) {
        return "/console/settings/people/" + id;
    }

    private List<String> deeds() {
        return site
                .rows("select action from audit_event where organisation_id = $1 order by id", site.organisation.id())
                .stream()
                .map(row -> row.getString("action"))
                .filter(action -> !action.startsWith("console."))
                .toList();
    }

    @Test
    void everybodyChangesTheirOwnNameAndLanguage() {
        ConsoleSite.Reader viewer = site.signIn(Role.VIEWER, "en");
        assertThat(viewer.post("/console/account/profile", "name", " ", "language", "fr")
                        .statusCode())
                .isEqualTo(422);
        assertThat(viewer.post("/console/account/profile", "name", "Ana", "language", "tlh")
                        .statusCode())
                .isEqualTo(422);
        assertThat(viewer.post("/console/account/profile", "name", "Ana Ruiz", "language", "fr")
                        .statusCode())
                .isEqualTo(303);
        assertThat(viewer.get("/console/account").body()).contains("Ana Ruiz", "C’est enregistré.", "Votre nom");
        viewer.post("/console/account/profile", "name", "Ana Ruiz", "language", "fr");
        assertThat(deeds()).as("once, as the second changes nothing").containsExactly("organiser.profile");
    }

    @Test
    void anOwnerLetsSomebodyInAndOutAgain() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        String link = invite(owner, "Noé", "Noe@Example.org", "organiser");
        assertThat(owner.get("/console/settings/people").body())
                .contains("noe@example.org", "valid until")
                .doesNotContain("/invitation/");
        ConsoleSite.Reader noe = site.stranger();
        assertThat(noe.get(link).body()).contains("Les Amis du quartier", "noe@example.org", "Accepter");
        assertThat(noe.press(link).headers().firstValue("location")).hasValue("/console/account");
        // They go on in the language of the page on which they accepted, whatever the inviter's.
        assertThat(noe.get("/console").body()).contains("Bonjour Noé");
        long id = id("noe@example.org");
        assertThat(owner.post(page(id) + "/remove").statusCode()).isEqualTo(303);
        assertThat(noe.get("/console").statusCode()).isEqualTo(401);
        assertThat(owner.post("/console/settings/people/invitations", "name", "", "email", "x", "role", "owner")
                        .statusCode())
                .isEqualTo(422);
        assertThat(deeds()).containsExactly("invitation.create", "invitation.accept", "organiser.disable");
        assertThat(owner.get("/console/settings/audit").body())
                .containsPattern("made an invitation for\\s+<bdi>Noé, noe@example.org</bdi>")
                .containsPattern("accepted the invitation of\\s+<bdi>Noé, noe@example.org</bdi>");
    }

    private static String invite(ConsoleSite.Reader owner, String name, String email, String role) {
        assertThat(owner.post("/console/settings/people/invitations", "name", name, "email", email, "role", role)
                        .statusCode())
                .isEqualTo(303);
        Matcher link = Pattern.compile("http://console\\.example\\.org(/invitation/[A-Za-z0-9_-]+)")
                .matcher(owner.get("/console/settings/people").body());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private String why(String link) {
        HttpResponse<String> pressed = site.stranger().press(link);
        HttpResponse<String> shown = site.stranger()
                .send(site.request(link).header("Accept-Language", "en").GET());
        assertThat(List.of(pressed.statusCode(), shown.statusCode())).containsOnly(410);
        return shown.body();
    }

    @Test
    void anInvitationIsGoodOnceAndSaysWhyItIsNotAnyMore() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        String used = invite(owner, "Noé", "noe@example.org", "viewer");
        assertThat(site.rows("select from invitation where octet_length(token_hash) <> 32"))
                .isEmpty();
        assertThat(site.stranger().press(used).statusCode()).isEqualTo(303);
        assertThat(why(used)).contains("It has been used already");
        assertThat(owner.post(
                                "/console/settings/people/invitations",
                                "name",
                                "Noé",
                                "email",
                                "noe@example.org",
                                "role",
                                "owner")
                        .statusCode())
                .isEqualTo(422);

        String replaced = invite(owner, "Eve", "eve@example.org", "owner");
        String newer = invite(owner, "Eve", "EVE@example.org", "viewer");
        assertThat(why(replaced)).contains("taken back, or replaced");
        long open = site.rows("select max(id) as id from invitation").get(0).getLong("id");
        owner.post("/console/settings/people/invitations/" + open + "/revoke");
        assertThat(why(newer)).contains("taken back, or replaced");
        assertThat(why("/invitation/nonsense")).contains("not complete");

        String late = invite(owner, "Max", "max@example.org", "viewer");
        site.now.set(ConsoleSite.START.plus(InvitationService.VALIDITY));
        assertThat(why(late)).contains("It has expired");
        assertThat(site.rows("select from organiser where role = 'viewer'")).hasSize(1);
    }

    @Test
    void twoWhoPressAtOnceAreOnePerson() {
        site.link(site.organisation, Role.OWNER, "en");
        var issued = (InvitationService.Issued) site.invitations
                .invite(
                        Actor.command(site.organisation.id()),
                        new InvitationService.Draft("noe@example.org", "Noé", Role.VIEWER, "en"),
                        false)
                .await();
        String secret = issued.link().substring(issued.link().lastIndexOf('/') + 1);
        List<Future<Boolean>> pressed = Stream.generate(() -> site.pool()
                        .withTransaction(transaction -> site.invitations.accept(transaction, secret, "fr"))
                        .map(Optional::isPresent))
                .limit(5)
                .toList();
        Await.result(Future.all(pressed));
        assertThat(pressed.stream().filter(Future::result)).hasSize(1);
    }

    /** An invitation that is still open when its person is removed lets nobody back in. */
    @Test
    void whoIsRemovedIsNotInvitedAnyMore() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        String open = invite(owner, "Ana", "viewer-en@example.org", "viewer");
        site.signIn(Role.VIEWER, "en");
        assertThat(site.stranger().press(open).statusCode())
                .as("has access already")
                .isEqualTo(410);
        owner.post(page(id("viewer-en@example.org")) + "/remove");
        assertThat(site.stranger().press(open).statusCode()).isEqualTo(410);
    }

    @Test
    void aRoleIsChangedInPlaceAndCountsFromTheNextRequest() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        ConsoleSite.Reader colleague = site.signIn(Role.ORGANISER, "en");
        assertThat(colleague.get("/console/settings/audit").statusCode()).isEqualTo(403);
        String role = page(id("organiser-en@example.org")) + "/role";
        assertThat(colleague.post(role, "role", "owner").statusCode()).isEqualTo(403);
        assertThat(owner.post(role, "role", "king").statusCode()).isEqualTo(303);
        assertThat(deeds()).isEmpty();
        owner.post(role, "role", "owner");
        assertThat(colleague.get("/console/settings/audit").statusCode()).isEqualTo(200);
        owner.post(role, "role", "owner");
        assertThat(deeds()).containsExactly("organiser.role");
    }

    @Test
    void theLastOwnerStays() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        long self = id("owner-en@example.org");
        owner.post(page(self) + "/remove");
        assertThat(owner.get("/console/settings/people").body()).contains("That is you");
        owner.post(page(self) + "/role", "role", "viewer");
        assertThat(owner.get("/console/settings/people").body()).contains("This is the last owner");
        assertThat(people.remove(Actor.command(site.organisation.id()), self).await())
                .isEqualTo(Outcome.LAST_OWNER);
        HttpResponse<String> own = owner.post(
                "/console/settings/people/invitations",
                "name",
                "Ana",
                "email",
                "OWNER-en@example.org",
                "role",
                "viewer");
        assertThat(own.statusCode()).isEqualTo(422);
        assertThat(own.body()).contains("This address is already in use.", "value=\"OWNER-en@example.org\"");
        assertThat(site.rows("select from organiser where id = $1 and role = 'owner' and disabled_at is null", self))
                .hasSize(1);
        assertThat(deeds()).isEmpty();
    }

    @Test
    void ofTwoOwnersWhoRemoveEachOtherOneStays() {
        Actor command = Actor.command(site.organisation.id());
        for (int round = 0; round < 8; round++) {
            site.link(site.organisation, Role.OWNER, "en");
            site.link(site.organisation, Role.OWNER, "fr");
            Future<Outcome> one = people.remove(command, id("owner-en@example.org"));
            Future<Outcome> other = people.changeRole(command, id("owner-fr@example.org"), Role.VIEWER);
            assertThat(List.of(Await.result(one), Await.result(other)))
                    .containsExactlyInAnyOrder(Outcome.DONE, Outcome.LAST_OWNER);
        }
    }

    /** Whoever is removed elsewhere, as by another node, sees nothing more of a page that was open. */
    @Test
    void removalEndsEverySessionAndWhatIsOpenInIt() throws IOException {
        site.link(site.organisation, Role.OWNER, "en");
        ConsoleSite.Reader laptop = site.signIn(Role.ORGANISER, "en");
        ConsoleSite.Reader phone = site.signIn(Role.ORGANISER, "en");
        try (var events = laptop.stream("/console/live")) {
            assertThat(events.read()).isPositive();
            String unused = site.link(site.organisation, Role.ORGANISER, "en");
            assertThat(people.remove(Actor.command(site.organisation.id()), id("organiser-en@example.org"))
                            .await())
                    .isEqualTo(Outcome.DONE);
            assertThat(laptop.get("/console").statusCode()).isEqualTo(401);
            assertThat(phone.get("/console").statusCode()).isEqualTo(401);
            assertThat(site.stranger().get(unused).statusCode()).isEqualTo(410);
            ended(events);
        }
        site.link(site.organisation, Role.ORGANISER, "en");
        assertThat(laptop.get("/console").statusCode())
                .as("back, but not by the old session")
                .isEqualTo(401);
    }

    /** Reads to the end, however that comes. */
    static void ended(java.io.InputStream events) {
        try {
            while (events.read() >= 0) {
                // What was told before.
            }
        } catch (IOException cut) {
            assertThat(cut).isNotNull();
        }
    }

    @Test
    void sessionsAreListedAndEndedOneByOneOrAll() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        ConsoleSite.Reader first = site.signIn(Role.VIEWER, "en", FIREFOX);
        ConsoleSite.Reader second = site.signIn(Role.VIEWER, "en");
        ConsoleSite.Reader third = site.signIn(Role.VIEWER, "en");
        long viewer = id("viewer-en@example.org");
        assertThat(first.get("/console/account").body()).contains("Firefox · Linux", "this device", "Unknown device");
        assertThat(second.get(page(viewer)).statusCode()).isEqualTo(403);
        assertThat(owner.get(page(viewer)).body()).contains("Firefox · Linux").doesNotContain("this device");
        assertThat(owner.get("/console/settings/people").body()).contains("3 open sessions");

        String one = "/sessions/" + session(viewer, "Firefox · Linux") + "/end";
        assertThat(owner.post("/console/account" + one).statusCode())
                .as("not one's own")
                .isEqualTo(404);
        assertThat(owner.post(page(id("owner-en@example.org")) + one).statusCode())
                .isEqualTo(404);
        assertThat(owner.post(page(viewer) + one).statusCode()).isEqualTo(303);
        assertThat(first.get("/console").statusCode()).isEqualTo(401);
        assertThat(second.get("/console").statusCode()).isEqualTo(200);

        second.post("/console/account/sessions/end");
        assertThat(second.get("/console/account").statusCode()).isEqualTo(200);
        assertThat(third.get("/console").statusCode()).isEqualTo(401);
        owner.post(page(viewer) + "/sessions/end");
        assertThat(second.get("/console").statusCode()).isEqualTo(401);
        assertThat(owner.get("/console/settings/people").body())
                .contains("no open session")
                .doesNotContain("never");
        assertThat(deeds())
                .containsExactly("organiser.session-end", "organiser.sessions-end", "organiser.sessions-end");
    }

    private long session(long organiser, String device) {
        return site.rows("select id from console_session where organiser_id = $1 and device = $2", organiser, device)
                .get(0)
                .getLong("id");
    }

    @Test
    void whenSomebodyWasHereLastIsKnownToTheMinute() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        site.now.set(ConsoleSite.START.plusSeconds(3 * 3600));
        owner.get("/console");
        assertThat(site.rows("select last_used_at from console_session")
                        .get(0)
                        .getOffsetDateTime(0)
                        .toInstant())
                .isEqualTo(site.now.get());
        owner.post("/console/sign-out", "sure", "yes");
        assertThat(site.rows("select last_seen_at from organiser")
                        .get(0)
                        .getOffsetDateTime(0)
                        .toInstant())
                .isEqualTo(site.now.get());
    }
}
