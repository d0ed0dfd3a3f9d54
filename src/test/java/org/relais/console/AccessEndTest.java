package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.organisation.AccessExpiry;
import org.relais.organisation.Actor;
import org.relais.organisation.Admission;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.ForbiddenException;
import org.relais.organisation.Invitation;
import org.relais.organisation.InvitationService.Draft;
import org.relais.organisation.InvitationService.Issued;
import org.relais.organisation.InvitationService.Outcome;
import org.relais.organisation.InvitationService.Refusal;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Organiser;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Role;
import org.relais.organisation.SessionStore;
import org.relais.organisation.Tokens;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Whoever was owner keeps no secret that opens anything, and what ends at once does not wait for one another. */
@NeedsDatabase
class AccessEndTest {
    private ConsoleSite site;
    private PeopleService people;
    private OrganisationService service;
    private ApiTokens tokens;
    private Actor command;

    @BeforeEach
    void open() {
        site = ConsoleSite.open(it -> List.of(it.home()));
        people = new PeopleService(site.pool(), site.clock);
        service = new OrganisationService(site.pool(), site.tokens, site.clock);
        tokens = new ApiTokens(site.pool(), site.access, site.audit, site.tokens);
        command = Actor.command(site.organisation.id());
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Organiser person(String email, Role role) {
        return Await.result(site.access.saveOrganiser(site.pool(), site.organisation.id(), email, "Ana", role, "en"));
    }

    private String secret(Actor actor, String email) {
        Issued issued =
                (Issued) Await.result(site.invitations.invite(actor, new Draft(email, "Eve", Role.OWNER, "en"), false));
        return issued.link().substring(issued.link().lastIndexOf('/') + 1);
    }

    private Invitation.State state(String invitation) {
        return Await.result(site.invitations.find(invitation)).orElseThrow().state();
    }

    private Optional<Actor> speaker(String token) {
        return Await.result(site.access.findByApiToken(site.pool(), Tokens.hash(token)));
    }

    private Optional<Admission> accepted(String secret) {
        return Await.result(
                site.pool().withTransaction(transaction -> site.invitations.accept(transaction, secret, "fr")));
    }

    @Test
    void whoIsOwnerNoMoreKeepsNothingThatOpens() {
        Organiser colleague = person("colleague@example.org", Role.ORGANISER);
        person("stays@example.org", Role.OWNER);
        String others = secret(command, "others@example.org");
        ApiTokens.Issued theirs = Await.result(tokens.issue(command, "theirs", Role.OWNER, null));
        for (String email : List.of("removed@example.org", "demoted@example.org")) {
            Actor owner = Actor.organiser(person(email, Role.OWNER));
            ApiTokens.Issued token = Await.result(tokens.issue(owner, "mine", Role.OWNER, null));
            Actor byToken = speaker(token.secret()).orElseThrow();
            ApiTokens.Issued further = Await.result(tokens.issue(byToken, "further", Role.VIEWER, null));
            String invited = secret(owner, "private-" + email);
            String invitedByToken = secret(byToken, "token-" + email);
            String link = Await.result(service.renewLink(owner, colleague.id()))
                    .orElseThrow()
                    .secret();
            long id = Long.parseLong(owner.name().substring("organiser:".length()));
            assertThat(Await.result(
                            email.startsWith("removed")
                                    ? people.remove(command, id)
                                    : people.changeRole(command, id, Role.ORGANISER)))
                    .isEqualTo(PeopleService.Outcome.DONE);
            assertThat(List.of(state(invited), state(invitedByToken))).as(email).containsOnly(Invitation.State.REVOKED);
            assertThat(site.stranger().press("/sign-in/" + link).statusCode()).isEqualTo(410);
            assertThat(speaker(token.secret())).isEmpty();
            assertThat(speaker(further.secret())).isEmpty();
            assertForbidden(site.invitations.invite(owner, new Draft("x@example.org", "X", Role.OWNER, "en"), false));
            assertForbidden(service.renewLink(owner, colleague.id()));
            assertForbidden(tokens.issue(owner, "late", Role.VIEWER, null));
            assertForbidden(tokens.issue(byToken, "late", Role.VIEWER, null));
        }
        assertThat(state(others)).isEqualTo(Invitation.State.OPEN);
        assertThat(speaker(theirs.secret())).isPresent();
    }

    /** Who was asked for the permission a moment before it was lost. */
    private static void assertForbidden(Future<?> late) {
        assertThatThrownBy(() -> Await.result(late)).hasRootCauseInstanceOf(ForbiddenException.class);
    }

    /** A removal has the organiser's row and wants the sessions; a sign-out that had the session first would be in its way. */
    @Test
    void aRemovalAndASignOutAtOnceBothEnd() {
        Organiser leaving = person("leaving@example.org", Role.ORGANISER);
        SessionStore sessions = new SessionStore(site.clock);
        byte[] hash = Tokens.hash("secret");
        Await.result(sessions.create(site.pool(), new Admission(leaving, null), hash, "", Sessions.VALIDITY));
        long session =
                Await.result(sessions.find(site.pool(), hash)).orElseThrow().id();
        SqlConnection removal = Await.result(site.pool().getConnection());
        run(removal, "begin");
        run(removal, "select from organiser where id = " + leaving.id() + " for no key update");
        List<Future<?>> signOuts = List.of(
                site.pool().withTransaction(one -> sessions.end(one, hash)),
                site.pool().withTransaction(one -> sessions.end(one, leaving.organisationId(), leaving.id(), session)),
                site.pool()
                        .withTransaction(one ->
                                sessions.endAll(one, leaving.organisationId(), leaving.id(), PeopleService.NONE)));
        Await.until("all wait", () -> waitingForLocks() == signOuts.size());
        run(removal, "update organiser set disabled_at = now() where id = " + leaving.id());
        run(removal, "commit");
        Await.result(removal.close());
        Await.result(Future.all(signOuts));
        assertThat(site.rows("select from console_session")).isEmpty();
    }

    private static void run(SqlConnection connection, String sql) {
        Await.result(connection.query(sql).execute());
    }

    /** Sessions and invitations that are over are deleted; those that are open stay, and so does when somebody was here. */
    @Test
    void whatIsOverIsDeletedAndNothingElse() {
        SessionStore sessions = new SessionStore(site.clock);
        Organiser ana = person("ana@example.org", Role.OWNER);
        Await.result(sessions.create(site.pool(), new Admission(ana, null), Tokens.hash("old"), "", Sessions.VALIDITY));
        String over = secret(command, "over@example.org");
        site.now.set(ConsoleSite.START.plus(Duration.ofDays(36)));
        Await.result(sessions.create(site.pool(), new Admission(ana, null), Tokens.hash("new"), "", Sessions.VALIDITY));
        AccessExpiry expiry = new AccessExpiry(site.pool(), site.clock);
        Await.result(expiry.prune());
        assertThat(state(over)).as("can still say so").isEqualTo(Invitation.State.EXPIRED);
        assertThat(site.rows("select from console_session")).hasSize(1);
        assertThat(Await.result(sessions.find(site.pool(), Tokens.hash("new")))).isPresent();
        assertThat(site.rows("select from organiser where last_seen_at is not null"))
                .hasSize(1);
        site.now.set(ConsoleSite.START.plus(Duration.ofDays(37)));
        String open = secret(command, "open@example.org");
        Await.result(expiry.prune());
        assertThat(Await.result(site.invitations.find(over))).isEmpty();
        assertThat(state(open)).isEqualTo(Invitation.State.OPEN);
    }

    /** An owner's stream, as of an export, that goes on when they are owner no more. */
    @Test
    void aLesserRoleCutsWhatIsUnderWay() throws IOException {
        person("stays@example.org", Role.OWNER);
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        long id = site.rows("select id from organiser where email = 'owner-en@example.org'")
                .get(0)
                .getLong("id");
        try (var events = owner.stream("/console/live")) {
            assertThat(events.read()).isPositive();
            Await.result(people.changeRole(command, id, Role.VIEWER));
            PeoplePagesTest.ended(events);
        }
        assertThat(owner.get("/console").statusCode()).isEqualTo(200);
    }

    private long waitingForLocks() {
        return site.rows(
                        """
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock' and query like '%console_session%'
                        """)
                .get(0)
                .getLong(0);
    }

    @Test
    void anInvitationOfWhoMayEnterAlreadyStaysAndSaysSo() {
        String invited = secret(command, "noe@example.org");
        Organiser noe = person("noe@example.org", Role.VIEWER);
        assertThat(accepted(invited)).isEmpty();
        assertThat(state(invited)).isEqualTo(Invitation.State.MEMBER);
        assertThat(site.stranger().press("/invitation/" + invited).body()).contains("/console");
        assertThat(site.rows("select from invitation where accepted_at is not null"))
                .isEmpty();
        site.rows("update organiser set disabled_at = now() where id = $1", noe.id());
        assertThat(state(invited)).as("removed since").isEqualTo(Invitation.State.REVOKED);
        assertThat(accepted(invited)).isEmpty();
        assertThat(accepted(secret(command, "noe@example.org"))
                        .orElseThrow()
                        .organiser()
                        .role())
                .isEqualTo(Role.OWNER);
    }

    @Test
    void twoWhoInviteOneAddressAtOnceMakeOneInvitation() {
        Draft draft = new Draft("noe@example.org", "Noé", Role.VIEWER, "en");
        List<Future<Outcome>> all = Stream.generate(() -> site.invitations.invite(command, draft, false))
                .limit(6)
                .toList();
        Await.result(Future.all(all));
        assertThat(all.stream().map(Future::result))
                .allMatch(outcome -> outcome instanceof Issued || outcome == Refusal.INVITED)
                .anyMatch(Issued.class::isInstance);
        assertThat(site.rows("select from invitation where accepted_at is null and revoked_at is null"))
                .hasSize(1);
    }
}
