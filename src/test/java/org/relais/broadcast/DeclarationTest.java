package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.delivery.FakeChannel;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.NoticeBody;

/** What has to be said of a broadcast before it starts (Regulation (EU) 2024/900), whichever way it starts. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class DeclarationTest {
    private static final String DAY = "2020-01-01";

    private BroadcastWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new BroadcastWorld(vertx, FakeChannel.accepting(), 1_000);
        world.running();
        world.world.people(3, "regular", "subscribed", "fake");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void political() {
        world.world.execute("update organisation set political = true");
    }

    private static JsonObject declared(String kind) {
        return BroadcastWorld.draft().put("declaration", new JsonObject().put("kind", kind));
    }

    private static void refused(FaultCode code, String field, Future<?> what) {
        assertThat(BroadcastDraftTest.faults(what))
                .extracting(Fault::code, Fault::field)
                .containsExactly(tuple(code, field));
    }

    @Test
    void nobodyElseIsAsked() {
        long id = world.send(BroadcastWorld.draft());
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 3);
    }

    @Test
    void aPoliticalOrganisationSaysOfEachWhatItIs() {
        political();
        long id = world.create(BroadcastWorld.draft());
        refused(FaultCode.DECLARATION_REQUIRED, "declaration", world.service.send(world.actor(), id));
        refused(
                FaultCode.DECLARATION_REQUIRED,
                "declaration",
                world.service.schedule(world.actor(), id, Instant.now().plusSeconds(3_600)));
        refused(
                FaultCode.DECLARATION_REQUIRED,
                "declaration",
                world.service.welcomes().open(world.actor(), id, null, joins()));
        assertThat(world.state(id)).isEqualTo(BroadcastState.DRAFT);

        long sent = world.send(declared("own_members"));
        world.awaitState(sent, BroadcastState.FINISHED);
        world.sumsMatch(sent, 3);
        assertThat(await(world.service.draft(world.organisationId, sent))
                        .orElseThrow()
                        .copy()
                        .declaration())
                .as("a copy says nothing that was true of the first")
                .isNull();
    }

    private static WelcomeRule joins() {
        return new WelcomeRule(WelcomeRule.Occasion.JOINED, Duration.ofHours(1), null, null, false);
    }

    @Test
    void whatWasScheduledBeforeIsADraftAgainWhenItsTimeComes() {
        world.clockBehind(Duration.ofHours(2));
        long id = world.create(BroadcastWorld.draft());
        await(world.service.schedule(world.actor(), id, Instant.now().minusSeconds(3_600)));
        long declared = world.create(declared("not_political"));
        await(world.service.schedule(world.actor(), declared, Instant.now().minusSeconds(3_600)));
        political();

        world.clockBehind(Duration.ZERO);
        world.awaitState(declared, BroadcastState.FINISHED);
        world.awaitState(id, BroadcastState.DRAFT);
        assertThat(world.rows(id)).isZero();
        assertThat(await(world.service.find(world.organisationId, id)).orElseThrow())
                .extracting(Broadcast::stateReason, Broadcast::scheduledAt)
                .containsExactly("undeclared", null);
    }

    @Test
    void whatStaysOpenIsPausedUndeclared() {
        long id = world.create(BroadcastWorld.draft());
        await(world.service.welcomes().open(world.actor(), id, null, joins()));
        political();

        WelcomeRunner runner = new WelcomeRunner(world.world.pool, world.channels, organisation -> {}, world.clock());
        await(runner.look());
        assertThat(world.state(id)).isEqualTo(BroadcastState.PAUSED);
        assertThat(await(world.service.find(world.organisationId, id))
                        .orElseThrow()
                        .stateReason())
                .isEqualTo("undeclared");
    }

    @Test
    void neitherMembersNorAdvertisingAreChosenFrom() {
        JsonObject some = new JsonObject().put("tags", new JsonObject().put("any", new JsonArray().add("x")));
        refused(
                FaultCode.DECLARATION_SELECTS,
                "audience",
                world.created(declared("own_members").put("audience", some)));
        JsonObject advertised = declared("own_members")
                .put("declaration", NoticeBody.declaration(DAY))
                .put("purpose", "first_contact")
                .put("message", first());
        assertThat(BroadcastDraftTest.faults(world.created(advertised)))
                .extracting(Fault::code, Fault::field)
                .contains(tuple(FaultCode.DECLARATION_FIRST_CONTACT, "declaration.kind"));
        refused(
                FaultCode.DECLARATION_FIRST_CONTACT,
                "declaration.kind",
                world.created(
                        declared("own_members").put("purpose", "first_contact").put("message", first())));
        JsonObject passedOn = declared("own_members");
        passedOn.getJsonObject("message")
                .put("share", new JsonObject().put("text", new JsonObject().put("fr", "Venez")));
        refused(FaultCode.DECLARATION_PASSED_ON, "declaration.kind", world.created(passedOn));
        world.create(declared("not_political").put("audience", some));
        world.create(
                declared("own_members").put("audience", new JsonObject("{\"classes\": [\"member\", \"regular\"]}")));
    }

    @Test
    void advertisingIsNotSentAfterItsLastDayWhicheverWayItStarts() {
        world.world.execute("update organisation set time_zone = 'Pacific/Kiritimati'");
        long scheduled = world.create(declared("not_political"));
        long sent = world.create(declared("not_political"));
        long other = world.create(declared("not_political").put("notAfter", "2099-01-01T00:00:00Z"));
        world.clockBehind(Duration.ofHours(2));
        await(world.service.schedule(
                world.actor(), scheduled, world.clock().instant().plusSeconds(60)));
        // No draft is advertising where there are no public pages.
        world.world.execute("update broadcast set declaration = '"
                + NoticeBody.declaration(DAY).put("until", "2020-01-02").encode() + "' where id = " + scheduled);
        world.clockBehind(Duration.ZERO);
        world.awaitState(scheduled, BroadcastState.FINISHED);
        assertThat(world.world.number("select count(*) from delivery where state = 'cancelled' and reason = 'expired'"
                        + " and broadcast_id = " + scheduled))
                .isEqualTo(3);
        assertThat(notAfter(scheduled)).isEqualTo(Instant.parse("2020-01-02T10:00:00Z"));

        for (long each : List.of(sent, other)) {
            world.world.execute("update broadcast set declaration = '"
                    + NoticeBody.declaration(DAY).encode() + "' where id = " + each);
            assertThat(await(new BroadcastRunStore()
                            .start(world.world.pool, world.organisationId, each, null, Instant.now())))
                    .isNotNull();
        }
        assertThat(notAfter(sent)).isEqualTo(Instant.parse("2099-12-31T10:00:00Z"));
        assertThat(notAfter(other)).as("sooner, as it was composed").isEqualTo(Instant.parse("2099-01-01T00:00:00Z"));
    }

    private Instant notAfter(long id) {
        return Objects.requireNonNull(await(world.service.find(world.organisationId, id))
                .orElseThrow()
                .notAfter());
    }

    private static JsonObject first() {
        return BroadcastWorld.draft().getJsonObject("message").put("origin", new JsonObject().put("fr", "l’annuaire"));
    }

    @Test
    void advertisingNeedsItsNoticeAndItsPeriod() {
        JsonObject draft = BroadcastWorld.draft().put("declaration", NoticeBody.declaration(DAY));
        // These tests run without public pages.
        assertThat(BroadcastDraftTest.faults(world.created(draft)))
                .extracting(Fault::code, Fault::field)
                .contains(tuple(FaultCode.NOTICE_WITHOUT_PAGES, "declaration"));
        draft.getJsonObject("declaration").put("until", "2019-01-01").remove("sponsor");
        assertThat(BroadcastDraftTest.faults(world.created(draft)))
                .extracting(Fault::field)
                .containsExactlyInAnyOrder("declaration.until", "declaration.sponsor");
        assertThat(Declaration.obstacles(
                        Declaration.restore(NoticeBody.declaration("2020-01-02")), true, LocalDate.parse(DAY)))
                .extracting(Fault::field)
                .containsExactly("declaration.from");
        assertThat(world.world.number("select count(*) from broadcast")).isZero();
    }
}
