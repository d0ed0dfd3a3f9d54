package org.relais.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

@NeedsDatabase
class OrganisationStoreTest {
    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    private static Vertx vertx;
    private static Database database;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final OrganisationStore organisations = new OrganisationStore(clock);
    private final AccessStore access = new AccessStore(clock);
    private final SessionStore sessions = new SessionStore(clock);
    private final SenderStore senders = new SenderStore(clock);
    private final Tokens tokens = new Tokens(new SecureRandom());

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 4);
    }

    @AfterAll
    static void close() {
        database.close().await();
        vertx.close().await();
    }

    @Test
    void anOrganisationComesBackAsItWasSavedAndChanged() {
        Organisation created = create("round-trip");
        assertThat(organisations.findBySlug(database.pool(), "round-trip").await())
                .contains(created);
        Organisation changed = new Organisation(
                created.id(),
                created.slug(),
                "Réseau d'entraide",
                "du Réseau d’entraide",
                OrganisationKind.UNION,
                Map.of("fr", "la retraite", "en", "pensions"),
                "en",
                ZoneId.of("Indian/Reunion"),
                "BE",
                true,
                ContactRules.DEFAULT.atAnyHour());
        assertThat(organisations.update(database.pool(), changed).await()).isTrue();
        assertThat(organisations.find(database.pool(), created.id()).await()).contains(changed);
    }

    @Test
    void midnightAsTheEndOfTheDayIsItsLastSecond() {
        Organisation created = create("midnight");
        database.pool()
                .query("update organisation set contact_until = '24:00' where slug = 'midnight'")
                .execute()
                .await();

        assertThat(organisations.findBySlug(database.pool(), "midnight").await())
                .hasValueSatisfying(found -> assertThat(found.rules().until()).isEqualTo("23:59:59"));
        assertThat(organisations.all(database.pool()).await())
                .extracting(Organisation::id)
                .contains(created.id());
    }

    @Test
    void aSlugIsTakenOnce() {
        create("taken");
        assertThatThrownBy(() -> create("taken")).hasMessageContaining("23505");
    }

    @Test
    void aSignInLinkWorksOnceAndNotTooLate() {
        Organiser organiser = organiser("links");
        String link = tokens.create("");
        access.createSignInLink(database.pool(), organiser.id(), Tokens.hash(link), Duration.ofMinutes(15))
                .await();
        assertThat(access.useSignInLink(database.pool(), Tokens.hash(link)).await())
                .contains(new Admission(organiser, null));
        assertThat(access.useSignInLink(database.pool(), Tokens.hash(link)).await())
                .isEmpty();

        String late = tokens.create("");
        access.createSignInLink(database.pool(), organiser.id(), Tokens.hash(late), Duration.ofMinutes(15))
                .await();
        now.set(START.plus(Duration.ofMinutes(16)));
        assertThat(access.useSignInLink(database.pool(), Tokens.hash(late)).await())
                .isEmpty();
    }

    @Test
    void aSessionEndsWhenItExpiresOrIsDeleted() {
        Organiser organiser = organiser("sessions");
        byte[] first = Tokens.hash(tokens.create(""));
        byte[] second = Tokens.hash(tokens.create(""));
        sessions.create(database.pool(), new Admission(organiser, null), first, "", Duration.ofHours(1))
                .await();
        sessions.create(database.pool(), new Admission(organiser, null), second, "", Duration.ofHours(1))
                .await();
        assertThat(sessions.find(database.pool(), first).await())
                .get()
                .extracting(SessionStore.OpenSession::organiser)
                .isEqualTo(organiser);
        assertThat(sessions.end(database.pool(), first).await()).contains(organiser);
        assertThat(sessions.find(database.pool(), first).await()).isEmpty();
        now.set(START.plus(Duration.ofHours(2)));
        assertThat(sessions.find(database.pool(), second).await()).isEmpty();
    }

    @Test
    void anApiTokenSpeaksForItsOrganisationUntilRevoked() {
        Organisation organisation = create("tokens");
        byte[] hash = Tokens.hash(tokens.create("relais_"));
        long id = access.createApiToken(
                        database.pool(), Actor.command(organisation.id()), "sync", Role.VIEWER, hash, null)
                .await();
        assertThat(access.findByApiToken(database.pool(), hash).await())
                .contains(new Actor(organisation.id(), "token:" + id, Role.VIEWER, Door.API));
        assertThat(access.apiTokens(database.pool(), organisation.id()).await())
                .singleElement()
                .satisfies(token -> assertThat(token.lastUsedAt()).isEqualTo(START));
        assertThat(access.revokeApiToken(database.pool(), organisation.id() + 1, id)
                        .await())
                .isFalse();
        assertThat(access.revokeApiToken(database.pool(), organisation.id(), id).await())
                .isTrue();
        assertThat(access.findByApiToken(database.pool(), hash).await()).isEmpty();
    }

    @Test
    void howASenderStoodBeforeItWasRemovedIsForgottenWhenItIsBack() {
        long organisation = create("senders-back").id();
        Sender sender = senders.register(database.pool(), organisation, "telegram", "4343", "Bot")
                .await();
        for (String statement : List.of(
                "insert into sender_health (sender_id, alarm, suspected_since, alarmed_since, released_by)"
                        + " values (%d, '{}', now(), now(), 'organiser:1')",
                "insert into sender_check (sender_id, name, checked_at, results) values (%d, 'identity', now(), '[]')",
                "insert into handshake (channel, account, accepted, at) select channel, external_id, true, now()"
                        + " from sender where id = %d",
                "update sender set removed_at = now() where id = %d")) {
            database.pool().query(statement.formatted(sender.id())).execute().await();
        }
        assertThat(senders.register(database.pool(), organisation, "telegram", "4343", "Bot")
                        .await())
                .isEqualTo(sender);
        String kept = "select (select count(*) from sender_health where sender_id = %1$d)"
                + " + (select count(*) from sender_check where sender_id = %1$d)"
                + " + (select count(*) from handshake where account = '4343') as kept";
        assertThat(database.pool()
                        .query(kept.formatted(sender.id()))
                        .execute()
                        .await()
                        .iterator()
                        .next()
                        .getLong("kept"))
                .isZero();
    }

    @Test
    void aSenderStaysWithItsOrganisationAndCanBePaused() {
        Organisation organisation = create("senders");
        Sender sender = senders.register(database.pool(), organisation.id(), "telegram", "4242", "Bot")
                .await();
        assertThat(senders.register(database.pool(), organisation.id(), "telegram", "4242", "Renamed")
                        .await())
                .isEqualTo(new Sender(sender.id(), organisation.id(), "telegram", "4242", "Renamed"));
        long other = create("senders-other").id();
        Future<Sender> stolen = senders.register(database.pool(), other, "telegram", "4242", "Bot");
        assertThatThrownBy(stolen::await).hasMessageContaining("belongs to another organisation");
        Instant until = START.plusSeconds(60);
        assertThat(senders.pause(database.pool(), organisation.id(), sender.id(), "quality", until)
                        .await())
                .isTrue();
        assertThat(senders.states(database.pool(), organisation.id()).await())
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.paused()).isTrue();
                    assertThat(state.pausedUntil()).isEqualTo(until);
                });
        assertThat(senders.resume(database.pool(), other, sender.id()).await()).isFalse();
        assertThat(senders.resume(database.pool(), organisation.id(), sender.id())
                        .await())
                .isTrue();
    }

    @Test
    void theAuditTrailIsReadNewestFirst() {
        Organisation organisation = create("audited");
        AuditStore audit = new AuditStore(clock);
        Actor actor = new Actor(organisation.id(), "organiser:1", Role.OWNER, Door.CONSOLE);
        audit.write(database.pool(), actor, "broadcast.send", "broadcast:1", new JsonObject())
                .await();
        audit.write(database.pool(), actor, "broadcast.cancel", "broadcast:1", new JsonObject())
                .await();
        assertThat(audit.page(database.pool(), organisation.id(), AuditStore.Filter.ALL, Long.MAX_VALUE, 10)
                        .await())
                .extracting(AuditStore.AuditEvent::action)
                .containsExactly("broadcast.cancel", "broadcast.send");
    }

    private Organiser organiser(String slug) {
        return access.saveOrganiser(database.pool(), create(slug).id(), "Ana@example.org", "Ana", Role.OWNER, "fr")
                .await();
    }

    private Organisation create(String slug) {
        return organisations
                .create(
                        database.pool(),
                        new Organisation(
                                0,
                                slug,
                                "Association",
                                null,
                                OrganisationKind.ASSOCIATION,
                                Map.of("fr", "la défense du quartier"),
                                "fr",
                                ZoneId.of("Europe/Paris"),
                                "FR",
                                false,
                                ContactRules.DEFAULT))
                .await();
    }
}
