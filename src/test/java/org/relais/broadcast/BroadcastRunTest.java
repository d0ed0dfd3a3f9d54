package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.audience.OutsideWindow;
import org.relais.channel.SendOutcome;
import org.relais.consent.SendPermit;
import org.relais.delivery.FakeChannel;
import org.relais.organisation.Actor;
import org.relais.testing.NeedsDatabase;

/** Broadcasts as they run: everybody ends in one state with a reason, whatever an organiser does meanwhile. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class BroadcastRunTest {
    private BroadcastWorld world;

    /** Requests that wait for the test to answer them. */
    private final ConcurrentLinkedQueue<Promise<SendOutcome>> held = new ConcurrentLinkedQueue<>();

    private volatile boolean holding = true;

    @AfterEach
    void close() {
        letGo();
        world.close();
    }

    private BroadcastWorld world(Vertx vertx, FakeChannel channel, int pageSize) {
        world = new BroadcastWorld(vertx, channel, pageSize);
        return world;
    }

    /** A platform that answers nothing until {@link #letGo}. */
    private FakeChannel holding() {
        return FakeChannel.answering(permit -> {
            Promise<SendOutcome> answer = Promise.promise();
            held.add(answer);
            if (!holding) {
                letGo();
            }
            return answer.future();
        });
    }

    private void letGo() {
        holding = false;
        AtomicLong number = new AtomicLong(System.nanoTime());
        for (Promise<SendOutcome> each = held.poll(); each != null; each = held.poll()) {
            each.tryComplete(SendOutcome.accepted("m" + number.incrementAndGet()));
        }
    }

    @Test
    void everybodyEndsInOneStateAndTheForecastWasRight(Vertx vertx) {
        world(vertx, FakeChannel.answering(BroadcastRunTest::mixed), 50).running();
        world.world.people(130, "regular", "subscribed", "fake");
        world.world.people(20, "member", "subscribed", "fake");
        world.world.people(9, "regular", "unsubscribed", "fake");
        world.world.people(8, "occasional", "pending", "fake");
        world.world.people(7, "regular", "pending", "fake");
        world.world.people(6, "regular", "subscribed", "pigeon");
        long two = world.world.person();
        world.world.address(two, "fake");
        long draft = world.create(BroadcastWorld.draft());
        Forecast forecast = await(world.service.forecast(
                world.organisationId,
                await(world.service.draft(world.organisationId, draft)).orElseThrow()));

        assertThat(await(world.service.send(world.actor(), draft))).isInstanceOf(BroadcastChange.Done.class);
        while (world.state(draft) != BroadcastState.FINISHED) {
            assertThat(world.progress(draft).recipients()).isLessThanOrEqualTo(181);
        }

        Progress end = world.progress(draft);
        world.sumsMatch(draft, 181);
        world.nobodyTwice();
        assertThat(forecast.reach().people()).isEqualTo(181);
        assertThat(forecast.reach().messageable()).isEqualTo(151);
        assertThat(end.suppressed())
                .isEqualTo(forecast.reach().refused())
                .isEqualTo(Map.of("unsubscribed", 9L, "occasional", 8L, "pending", 7L, "no_address", 6L));
        assertThat(end.open()).isZero();
        assertThat(end.sent() + end.unknown() + Progress.sum(end.failed())).isEqualTo(151);
        assertThat(Progress.sum(end.failed())).isPositive();
        assertThat(end.unknown()).isPositive();
    }

    @Test
    void whoseWindowIsClosedIsRefusedAsTheForecastSaid(Vertx vertx) {
        FakeChannel windowed = FakeChannel.accepting().withWindow(24);
        FakeChannel open = new FakeChannel("open", FakeChannel.FAST, List.of("2"), BroadcastRunTest::accepted);
        world = new BroadcastWorld(vertx, windowed, List.of(windowed, open), 20);
        world.running();
        List<Long> recent = world.world.people(8, "regular", "subscribed", "fake");
        List<Long> longAgo = world.world.people(30, "regular", "subscribed", "fake");
        world.world.people(25, "member", "subscribed", "fake");
        world.world.people(4, "regular", "unsubscribed", "fake");
        world.world.people(5, "regular", "subscribed", "open");
        long both = world.world.person("regular", "subscribed", "fake");
        world.world.address(both, "open");
        wrote(recent, "1 hour");
        wrote(longAgo, "25 hours");
        wrote(List.of(both), "25 hours");
        world.world.execute("update contact set language = 'ar' where id = any ('{%d,%d,%d}')"
                .formatted(longAgo.get(0), longAgo.get(1), both));
        world.world.execute("update contact set language = 'nl' where id = " + recent.get(0));
        long draft = world.create(BroadcastWorld.draft());
        Forecast forecast = await(world.service.forecast(
                world.organisationId,
                await(world.service.draft(world.organisationId, draft)).orElseThrow()));

        assertThat(await(world.service.dryRun(
                                world.organisationId,
                                await(world.service.draft(world.organisationId, draft))
                                        .orElseThrow(),
                                0,
                                1_000))
                        .stream()
                        .filter(person -> "window_closed".equals(person.refusal())))
                .as("the list of people says the same")
                .hasSize(55);
        assertThat(await(world.service.test(world.actor(), draft, List.of(recent.get(0), longAgo.get(0)), Variant.A)))
                .as("and so does a test")
                .satisfies(tests -> {
                    assertThat(tests.get(recent.get(0)).refusal()).isNull();
                    assertThat(tests.get(longAgo.get(0)).refusal()).isEqualTo("window_closed");
                });
        eventually("the test is sent", () -> windowed.begun.size() == 1);
        windowed.begun.clear();

        assertThat(await(world.service.send(world.actor(), draft))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(draft, BroadcastState.FINISHED);

        assertThat(forecast.receiving()).isEqualTo(14);
        assertThat(forecast.byChannels()).isEqualTo(Map.of("fake", 8L, "fake,open", 1L, "open", 5L));
        assertThat(forecast.outsideWindow()).isEqualTo(55);
        assertThat(forecast.missing().people())
                .as("who gets nothing misses no text")
                .isEqualTo(Map.of("ar", 1L, "nl", 1L));
        assertThat(forecast.inTemplate()).isEqualTo(OutsideWindow.NONE);
        Progress end = world.progress(draft);
        world.sumsMatch(draft, forecast.reach().people());
        assertThat(end.sent()).isEqualTo(forecast.receiving());
        assertThat(end.failed()).isEmpty();
        assertThat(end.suppressed()).isEqualTo(Map.of("unsubscribed", 4L, "window_closed", forecast.outsideWindow()));
        assertThat(windowed.begun.stream().map(FakeChannel.Begun::contactId))
                .containsExactlyInAnyOrderElementsOf(recent);
    }

    /** One of two numbers has a template that carries any message: only the other one's people need to have written. */
    @Test
    void eachSendersOwnCarrierTemplateDecides(Vertx vertx) {
        FakeChannel windowed = new FakeChannel("fake", FakeChannel.FAST, List.of("1", "2"), BroadcastRunTest::accepted)
                .withWindow(24)
                .carriedBy("2");
        world = new BroadcastWorld(vertx, windowed, 20);
        world.running();
        List<Long> first = world.world.people(5, "regular", "subscribed", "fake");
        List<Long> second = world.world.people(7, "regular", "subscribed", "fake");
        long carrier = world.world.number("select id from sender where external_id = '2'");
        second.forEach(id ->
                world.world.execute("update address set sender_id = %d where contact_id = %d".formatted(carrier, id)));
        long draft = world.create(BroadcastWorld.draft());
        Forecast forecast = await(world.service.forecast(
                world.organisationId,
                await(world.service.draft(world.organisationId, draft)).orElseThrow()));

        assertThat(await(world.service.send(world.actor(), draft))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(draft, BroadcastState.FINISHED);

        assertThat(forecast.outsideWindow()).isEqualTo(first.size());
        assertThat(forecast.inTemplate().byChannels()).isEqualTo(Map.of("fake", (long) second.size()));
        assertThat(world.progress(draft).suppressed()).isEqualTo(Map.of("window_closed", (long) first.size()));
        assertThat(windowed.begun.stream().map(FakeChannel.Begun::contactId))
                .containsExactlyInAnyOrderElementsOf(second);
    }

    private static Future<SendOutcome> accepted(SendPermit permit) {
        return Future.succeededFuture(SendOutcome.accepted("o" + permit.deliveryId()));
    }

    private void wrote(List<Long> contactIds, String ago) {
        contactIds.forEach(id -> {
            world.world.execute(
                    "update address set last_inbound_at = now() - interval '%s' where contact_id = %d and channel = 'fake'"
                            .formatted(ago, id));
            world.world.execute(
                    "update contact set last_seen_at = now() - interval '%s' where id = %d".formatted(ago, id));
        });
    }

    @Test
    void anAudienceThatNobodyCanReadHoldsUpNoOther(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 50);
        world.world.people(3, "regular", "subscribed", "fake");
        long broken = world.send(BroadcastWorld.draft());
        long sound = world.send(BroadcastWorld.draft());
        world.world.execute("update broadcast set audience = '{\"planets\": [\"Mars\"]}' where id = " + broken);

        world.running();

        world.awaitState(sound, BroadcastState.FINISHED);
        world.awaitState(broken, BroadcastState.PAUSED);
        assertThat(await(world.service.find(world.organisationId, broken))
                        .orElseThrow()
                        .stateReason())
                .isEqualTo("unreadable_audience");
        assertThat(world.rows(broken)).isZero();
        assertThat(world.rows(sound)).isEqualTo(3);
        assertThat(await(world.service.cancel(world.actor(), broken))).isInstanceOf(BroadcastChange.Done.class);
    }

    /** One in ten is refused for good, one in ten stays unknown. */
    private static Future<SendOutcome> mixed(SendPermit permit) {
        return Future.succeededFuture(
                switch ((int) (permit.claim().contactId() % 10)) {
                    case 0 -> SendOutcome.of(SendOutcome.Kind.UNREACHABLE, "131026");
                    case 1 -> SendOutcome.of(SendOutcome.Kind.UNKNOWN, "timeout");
                    default -> SendOutcome.accepted("m" + permit.deliveryId());
                });
    }

    @Test
    void anAudienceOfNobodyFinishes(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 50).running();
        long id = world.send(BroadcastWorld.draft());

        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 0);
    }

    @Test
    void anAudienceOfExactlyOnePageFinishes(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 50).running();
        world.world.people(50, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());

        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 50);
        assertThat(world.progress(id).sent()).isEqualTo(50);
    }

    @Test
    void aTagReachesThoseWhoHaveIt(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 3).running();
        List<Long> people = world.world.people(10, "regular", "subscribed", "fake");
        world.world.execute("update contact set tags = '{vip}' where id in (%d, %d, %d)"
                .formatted(people.get(1), people.get(4), people.get(9)));

        long id = world.send(BroadcastWorld.draft(
                new JsonObject().put("tags", new JsonObject().put("any", new JsonArray().add("vip")))));

        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 3);
        assertThat(world.fake.begun.stream().map(FakeChannel.Begun::contactId))
                .containsExactlyInAnyOrder(people.get(1), people.get(4), people.get(9));
    }

    @Test
    void whoJoinsAfterTheStartIsNotPartOfIt(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 10);
        world.world.people(25, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        world.world.people(25, "regular", "subscribed", "fake");
        world.running();

        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 25);
    }

    @Test
    void whatIsPausedSendsNothingMoreAndGoesOnWhereItStood(Vertx vertx) {
        world(vertx, holding(), 1_000).running();
        world.world.people(300, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        eventually("some are on their way", () -> world.fake.begun.size() >= 20);

        assertThat(await(world.service.pause(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        letGo();
        eventually("what was on its way arrived", () -> world.progress(id).sending() == 0);
        long atPause = world.fake.begun.size();
        long queued = world.progress(id).queued();

        assertThat(queued).isPositive();
        assertThat(atPause + queued).isEqualTo(300);
        assertThat(world.state(id)).isEqualTo(BroadcastState.PAUSED);
        // Another broadcast runs past it; had anything of the paused one been due, it would have gone as well.
        long other = world.send(BroadcastWorld.draft());
        world.awaitState(other, BroadcastState.FINISHED);
        assertThat(world.progress(id).queued()).isEqualTo(queued);

        assertThat(await(world.service.resume(world.actor(), id, null))).isInstanceOf(BroadcastChange.Done.class);
        world.awaitState(id, BroadcastState.FINISHED);
        assertThat(world.rows(id)).isEqualTo(300);
        assertThat(world.progress(id).sent()).isEqualTo(300);
        assertThat(world.fake.begun).hasSize(600);
        assertThat(world.world.disagreement()).isEmpty();
    }

    @Test
    void whatIsPausedInTheMiddleOfTheExpansionExpandsNoFurtherUntilItIsResumed(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 10).engine();
        world.world.people(100, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        Expansion expansion = new Expansion(world.world.pool, world.channels, world.clock(), 10);
        assertThat(await(expansion.step(id))).isEqualTo(Expansion.Step.PAGE);
        assertThat(await(expansion.step(id))).isEqualTo(Expansion.Step.PAGE);

        assertThat(await(world.service.pause(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        assertThat(await(expansion.step(id))).isEqualTo(Expansion.Step.NOT_OURS);
        assertThat(world.rows(id)).isEqualTo(20);

        world.runner.start();
        BroadcastChange resumed = await(world.service.resume(world.actor(), id, null));
        assertThat(((BroadcastChange.Done) resumed).broadcast().state()).isEqualTo(BroadcastState.EXPANDING);
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 100);
        world.nobodyTwice();
    }

    @Test
    void whatIsCancelledWhileItRunsSendsNothingMore(Vertx vertx) {
        world(vertx, holding(), 1_000).running();
        world.world.people(300, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        eventually("some are on their way", () -> world.fake.begun.size() >= 20);

        assertThat(await(world.service.cancel(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        letGo();
        world.awaitOver(id);

        Progress end = world.progress(id);
        assertThat(world.state(id)).isEqualTo(BroadcastState.CANCELLED);
        assertThat(end.sent()).isEqualTo(world.fake.begun.size());
        assertThat(end.cancelled()).isEqualTo(Map.of("broadcast_cancelled", 300 - end.sent()));
        world.sumsMatch(id, 300);
        assertThat(await(world.service.resume(world.actor(), id, null))).isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.cancel(world.actor(), id))).isInstanceOf(BroadcastChange.Refused.class);
    }

    @Test
    void whatIsCancelledInTheMiddleOfTheExpansionLeavesTheOthersUntouched(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 10);
        world.world.people(100, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        Expansion expansion = new Expansion(world.world.pool, world.channels, world.clock(), 10);
        assertThat(await(expansion.step(id))).isEqualTo(Expansion.Step.PAGE);

        assertThat(await(world.service.cancel(world.actor(), id))).isInstanceOf(BroadcastChange.Done.class);
        world.running();
        world.awaitOver(id);

        world.sumsMatch(id, 10);
        assertThat(world.progress(id).cancelled()).isEqualTo(Map.of("broadcast_cancelled", 10L));
        assertThat(world.fake.begun).isEmpty();
    }

    @Test
    void aPausedOneCanBeCancelledAndADraftIsOverAtOnce(Vertx vertx) {
        world(vertx, holding(), 1_000).running();
        world.world.people(50, "regular", "subscribed", "fake");
        long paused = world.send(BroadcastWorld.draft());
        await(world.service.pause(world.actor(), paused));
        letGo();
        await(world.service.cancel(world.actor(), paused));
        long draft = world.create(BroadcastWorld.draft());
        await(world.service.cancel(world.actor(), draft));

        world.awaitOver(paused);
        assertThat(await(world.service.find(world.organisationId, draft))
                        .orElseThrow()
                        .finishedAt())
                .isNotNull();
        assertThat(world.rows(draft)).isZero();
        assertThat(world.progress(paused).open()).isZero();
        assertThat(world.world.disagreement()).isEmpty();
    }

    @Test
    void stepsThatLeadNowhereAreRefused(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 1_000);
        long id = world.create(BroadcastWorld.draft());
        Actor actor = world.actor();

        assertThat(await(world.service.pause(actor, id))).isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.resume(actor, id, null))).isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.unschedule(actor, id))).isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.send(actor, id, 2))).isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.send(actor, id, 1))).isInstanceOf(BroadcastChange.Done.class);
        assertThat(await(world.service.send(actor, id))).isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.schedule(actor, id, Instant.now().plusSeconds(60))))
                .isInstanceOf(BroadcastChange.Refused.class);
        assertThat(await(world.service.send(actor, id + 1))).isInstanceOf(BroadcastChange.Missing.class);
    }

    @Test
    void twoWhoSendAtOnceStartItOnce(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 1_000).running();
        world.world.people(20, "regular", "subscribed", "fake");
        long id = world.create(BroadcastWorld.draft());

        Future<BroadcastChange> hers = world.service.send(world.actor(), id);
        Future<BroadcastChange> his = world.service.send(world.actor(), id);

        assertThat(List.of(await(hers), await(his)))
                .filteredOn(BroadcastChange.Done.class::isInstance)
                .hasSize(1);
        world.awaitState(id, BroadcastState.FINISHED);
        world.nobodyTwice();
    }

    @Test
    void aScheduledOneStartsByItselfAtItsTime(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 1_000);
        world.clockBehind(Duration.ofHours(2));
        world.running();
        world.world.people(5, "regular", "subscribed", "fake");
        Instant at = world.clock().instant().plus(Duration.ofHours(1));
        long id = world.create(BroadcastWorld.draft());
        long later = world.create(BroadcastWorld.draft());
        long withdrawn = world.create(BroadcastWorld.draft());

        assertThat(await(world.service.schedule(world.actor(), id, at))).isInstanceOf(BroadcastChange.Done.class);
        await(world.service.schedule(world.actor(), later, at.plus(Duration.ofHours(4))));
        await(world.service.schedule(world.actor(), withdrawn, at));
        await(world.service.unschedule(world.actor(), withdrawn));
        // One that starts at once comes through, so the runner has looked, and left the scheduled one alone.
        long now = world.send(BroadcastWorld.draft());
        world.awaitState(now, BroadcastState.FINISHED);
        assertThat(world.state(id)).isEqualTo(BroadcastState.SCHEDULED);

        world.clockBehind(Duration.ZERO);
        world.awaitState(id, BroadcastState.FINISHED);
        world.sumsMatch(id, 5);
        assertThat(world.state(later)).isEqualTo(BroadcastState.SCHEDULED);
        assertThat(world.state(withdrawn)).isEqualTo(BroadcastState.DRAFT);
    }

    @Test
    void whoStopsWhileItRunsGetsNothingOfIt(Vertx vertx) {
        world(vertx, holding(), 1_000).running();
        List<Long> people = world.world.people(300, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        eventually("some are on their way", () -> world.fake.begun.size() >= 20);
        List<Long> begun =
                world.fake.begun.stream().map(FakeChannel.Begun::contactId).toList();
        long stopped = people.stream()
                .filter(person -> !begun.contains(person))
                .reduce((first, second) -> second)
                .orElseThrow();

        world.world.stop(stopped);
        letGo();
        await(world.world.drain().enforce(world.organisationId, stopped));
        world.awaitState(id, BroadcastState.FINISHED);

        assertThat(world.fake.begun.stream().map(FakeChannel.Begun::contactId)).doesNotContain(stopped);
        assertThat(world.world.text("select state from delivery where contact_id = " + stopped))
                .isIn("cancelled", "suppressed");
        world.sumsMatch(id, 300);
        assertThat(world.progress(id).sent()).isEqualTo(299);
    }

    @Test
    void whatIsWorthNothingAnyMoreIsCancelledInsteadOfSent(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 1_000);
        world.clockBehind(Duration.ofHours(2));
        world.world.people(5, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft()
                .put(
                        "notAfter",
                        world.clock().instant().plus(Duration.ofHours(1)).toString()));
        world.running();

        world.awaitState(id, BroadcastState.FINISHED);
        assertThat(world.progress(id).cancelled()).isEqualTo(Map.of("expired", 5L));
        assertThat(world.fake.begun).isEmpty();
    }

    @Test
    void theReadProgressNeverLosesAnybody(Vertx vertx) {
        world(vertx, FakeChannel.accepting(), 25).running();
        world.world.people(2_000, "regular", "subscribed", "fake");
        long id = world.send(BroadcastWorld.draft());
        long seen = 0;
        boolean over = false;
        while (!over) {
            over = world.state(id) == BroadcastState.FINISHED;
            Progress progress = world.progress(id);
            assertThat(progress.recipients()).isBetween(seen, 2_000L);
            assertThat(progress.queued()).isNotNegative();
            assertThat(progress.sending()).isNotNegative();
            seen = progress.recipients();
        }
        world.sumsMatch(id, 2_000);
        world.nobodyTwice();
    }
}
