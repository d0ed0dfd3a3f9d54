package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.audience.ClosedWindows;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Status;
import org.relais.channel.SendOutcome;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;
import org.relais.consent.Purpose;
import org.relais.consent.StopEnforcer;
import org.relais.consent.StopEnforcer.Enforced;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.privacy.Retention;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.AddressStore;
import org.relais.database.Database;
import org.relais.delivery.Gates.Gate;
import org.relais.delivery.SettleStore.Rescued;
import org.relais.organisation.Actor;
import org.relais.organisation.Sender;
import org.relais.testing.Await;
import org.relais.testing.Keys;
import org.relais.testing.NeedsDatabase;

/** A stop against each way in which a delivery can come back, move, or be anywhere else than in the one queue. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class StopPathsTest {
    private static final EngineSettings BY_HAND =
            new EngineSettings("by-hand", Duration.ofSeconds(20), Duration.ofSeconds(60), Await.BOUND, 64);

    private Vertx vertx;
    private DeliveryWorld world;
    private Sender sender;
    private Pool other;

    @BeforeEach
    void begin(Vertx vertx) {
        this.vertx = vertx;
        world = new DeliveryWorld(vertx);
        sender = new Sender(world.sender("fake", "1"), world.organisationId, "fake", "1", "n");
        other = Database.pool(vertx, world.address, 4);
    }

    @AfterEach
    void end() {
        await(other.close());
        world.close();
    }

    /** A node whose stops wait no longer. */
    private static EngineSettings with(Duration drainBound) {
        return new EngineSettings(BY_HAND.node(), BY_HAND.httpTimeout(), BY_HAND.lease(), drainBound, 64);
    }

    private Drain patientDrain() {
        return new Drain(vertx, other, Instant::now, Await.BOUND);
    }

    /** A claim by hand, as a node's loop does it. */
    private Future<ClaimStore.Result> claim(long broadcastId) {
        return claim(broadcastId, Instant.now());
    }

    /** @param now what the node believes */
    private Future<ClaimStore.Result> claim(long broadcastId, Instant now) {
        return claim(broadcastId, BY_HAND, now);
    }

    private Future<ClaimStore.Result> claim(long broadcastId, EngineSettings settings) {
        return claim(broadcastId, settings, Instant.now());
    }

    private Future<ClaimStore.Result> claim(long broadcastId, EngineSettings settings, Instant now) {
        return claim(new Lane.Key(sender.id(), 2, broadcastId), settings, now);
    }

    private Future<ClaimStore.Result> claim(Lane.Key key, EngineSettings settings, Instant now) {
        Lane lane = new Lane(key, false, QueuePosition.BEGINNING);
        return new ClaimStore()
                .claim(
                        world.pool,
                        List.of(new ClaimStore.ClaimRequest(sender, lane, QueuePosition.BEGINNING, 10)),
                        settings,
                        new LeaseTerm(LeaseClock.system().read(), settings.lease()),
                        now)
                .map(results -> results.get(0));
    }

    private Future<Integer> settle(Settlement settlement) {
        return new SettleStore().settle(world.pool, BY_HAND.node(), List.of(settlement), Instant.now());
    }

    private long delivery(long person) {
        return world.number("select id from delivery where contact_id = " + person);
    }

    @Test
    void aRetryThatWaitsIsCancelled() {
        FakeChannel channel =
                FakeChannel.answering(permit -> Future.succeededFuture(SendOutcome.of(SendOutcome.Kind.RETRY, "busy")));
        JumpingClock clock = new JumpingClock();
        DeliveryEngine engine = world.engine(
                new ChannelRegistry(List.of(channel)),
                new PlainRenderer(),
                channel::stopped,
                world.drain(),
                world.settings(),
                clock);
        long person = world.person();
        long delivery = world.queue(person, Purpose.REPLY);
        engine.wake(world.organisationId);
        eventually("it waits for its retry", () -> world.state(delivery).equals("queued:busy"));

        world.stop(person);
        assertThat(await(patientDrain().enforce(world.organisationId, person))).isEqualTo(new Enforced(1, List.of()));
        clock.jump(Duration.ofMinutes(10));
        long marker = world.queue(world.person(), Purpose.REPLY);
        engine.wake(world.organisationId);

        eventually("a later one was tried", () -> world.state(marker).equals("queued:busy"));
        assertThat(channel.begunTo(person)).isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("cancelled:stopped");
    }

    /** What the node had noted may have begun; the rest goes back to the queue, where the stop takes it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStopWaitsForWhatADeadNodeLeftUntilItIsRescued(boolean noted) {
        try (Gates gates = new Gates(world)) {
            long person = world.person();
            long broadcast = world.broadcastTo(List.of(person));
            ClaimedDelivery taken = await(claim(broadcast)).taken().get(0);
            if (noted) {
                note(taken);
            }
            world.stop(person);
            Future<Enforced> answer = patientDrain().enforce(world.organisationId, person);

            gates.close(Gate.RESCUING);
            world.leasesRunOut();
            Future<Rescued> rescue = world.rescue(other);
            eventually("the rescue is under way", () -> gates.holdsSomeone(Gate.RESCUING));
            assertThat(answer.isComplete()).isFalse();

            gates.open(Gate.RESCUING);
            assertThat(await(rescue)).isEqualTo(noted ? new Rescued(0, 1) : new Rescued(1, 0));
            assertThat(await(answer)).isEqualTo(new Enforced(noted ? 0 : 1, List.of()));
            assertThat(world.state(delivery(person))).isEqualTo(noted ? "unknown:lease_expired" : "cancelled:stopped");
            assertThat(await(claim(broadcast)).taken()).isEmpty();
        }
    }

    private void note(ClaimedDelivery taken) {
        assertThat(await(new StartStore().note(world.pool, BY_HAND.node(), List.of(taken), BY_HAND.httpTimeout())))
                .containsExactly(taken.batchId());
    }

    @Test
    void whatADeadNodeHadNotNotedIsSentByAnother() {
        List<Long> people = world.people(3, "regular", "subscribed", "fake");
        List<ClaimedDelivery> taken = await(claim(world.broadcastTo(people))).taken();
        note(taken.get(0));
        world.leasesRunOut();

        FakeChannel channel = FakeChannel.accepting();
        world.engine(channel);
        eventually("it is settled", () -> world.open() == 0);

        assertThat(world.states()).isEqualTo(Map.of("unknown", 1L, "accepted", 2L));
        assertThat(channel.begunTo(taken.get(0).recipient().claim().contactId()))
                .isZero();
        eventually("claims are forgotten", () -> world.number("select count(*) from claim_start") == 0);
        assertThat(world.disagreement()).isEmpty();
    }

    /** What was not on disk when the server crashed proves nothing. */
    @Test
    void withoutItsNotesEverythingOfADeadNodeIsUnknown() {
        List<Long> people = world.people(3, "regular", "subscribed", "fake");
        assertThat(await(claim(world.broadcastTo(people))).taken()).hasSize(3);
        world.execute("truncate claim_start");
        world.leasesRunOut();

        assertThat(await(world.rescue(other))).isEqualTo(new Rescued(0, 3));
    }

    @Test
    void nothingBeginsUnderAClaimThatIsNearlyOverOrGone() {
        List<ClaimedDelivery> taken = await(claim(world.broadcastTo(List.of(world.person(), world.person()))))
                .taken();
        world.execute("update claim_batch set lease_until = clock_timestamp() + interval '20 seconds'");
        assertThat(await(new StartStore().note(world.pool, BY_HAND.node(), taken, BY_HAND.httpTimeout())))
                .isEmpty();
        world.leasesRunOut();
        assertThat(await(world.rescue(other))).isEqualTo(new Rescued(2, 0));

        assertThat(await(new StartStore().note(world.pool, BY_HAND.node(), taken, BY_HAND.httpTimeout())))
                .isEmpty();
        assertThat(await(settle(Settlement.later(taken.get(0).id(), 1, "permit_expired", null, false))))
                .as("it is in the queue already")
                .isZero();
    }

    /** The answer of a claim was lost, what it took was queued again and claimed anew: the first claim still stands there. */
    @Test
    void aNoteOfALaterClaimCountsForAnEarlierOneThatWasLost() {
        long broadcast = world.broadcastTo(List.of(world.person()));
        assertThat(await(claim(broadcast)).taken()).hasSize(1);
        assertThat(await(new SettleStore().release(world.pool, BY_HAND.node(), List.of())))
                .isEqualTo(1);
        note(await(claim(broadcast)).taken().get(0));
        world.leasesRunOut();

        assertThat(await(world.rescue(other))).isEqualTo(new Rescued(0, 1));
    }

    /** The node is told to stop being late by what it finds: certainly not sent, so it may be sent by the next claim. */
    @Test
    void whatALateNodeKnowsWasNotSentIsQueuedAgainAndGoesOn() {
        long person = world.person();
        long broadcast = world.broadcastTo(List.of(person));
        ClaimedDelivery taken = await(claim(broadcast)).taken().get(0);
        note(taken);
        world.leasesRunOut();
        assertThat(await(world.rescue(other))).isEqualTo(new Rescued(0, 1));
        world.execute("update broadcast set state = 'finished', finished_at = now()");

        assertThat(await(settle(Settlement.later(taken.id(), 1, "permit_expired", null, false))))
                .isEqualTo(1);

        assertThat(world.state(taken.id())).isEqualTo("queued:permit_expired");
        assertThat(world.text("select state from broadcast")).isEqualTo("sending");
        assertThat(await(claim(broadcast)).taken()).hasSize(1);
        assertThat(world.disagreement()).isEmpty();
    }

    @Test
    void whatALateNodeKnowsWasNotSentNeverGoesAfterAnAnsweredStop() {
        try (Gates gates = new Gates(world)) {
            long person = world.person();
            long broadcast = world.broadcastTo(List.of(person));
            gates.close(Gate.CLAIM_SNAPSHOT);
            Future<ClaimStore.Result> older = claim(broadcast, Instant.now().plus(Duration.ofHours(1)));
            eventually("a claim has its snapshot", () -> gates.holdsSomeone(Gate.CLAIM_SNAPSHOT));
            world.execute("update delivery set state = 'unknown', reason = 'lease_expired', attempt = 1, node = '%s'"
                    .formatted(BY_HAND.node()));
            world.stop(person);
            assertThat(await(patientDrain().enforce(world.organisationId, person))
                            .inFlight())
                    .isEmpty();
            assertThat(await(new SettleStore()
                            .settle(
                                    other,
                                    BY_HAND.node(),
                                    List.of(Settlement.later(delivery(person), 1, "permit_expired", null, false)),
                                    Instant.now())))
                    .isEqualTo(1);
            gates.open(Gate.CLAIM_SNAPSHOT);

            assertThat(await(older).taken()).isEmpty();
            assertThat(await(claim(broadcast, Instant.now().plus(Duration.ofHours(3))))
                            .taken())
                    .isEmpty();
            assertThat(world.state(delivery(person))).isEqualTo("suppressed:unsubscribed");
        }
    }

    @Test
    void whatALateNodeStillKnowsOfARescuedDeliveryIsTold() {
        long person = world.person();
        ClaimedDelivery taken =
                await(claim(world.broadcastTo(List.of(person)))).taken().get(0);
        note(taken);
        world.leasesRunOut();
        assertThat(await(world.rescue(other))).isEqualTo(new Rescued(0, 1));

        assertThat(await(settle(Settlement.accepted(taken.id(), 1, "m1")))).isEqualTo(1);

        assertThat(world.state(taken.id())).isEqualTo("accepted");
        assertThat(world.disagreement()).isEmpty();
    }

    /**
     * The claim has read the consent before the stop; the delivery was out of the stop's sight (accepted) and comes back.
     * It is due a moment later by the clock of whoever queued it, which is no hindrance to a node that is an hour ahead.
     */
    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void aClaimThatBeganBeforeTheStopTakesNothingThatCameBackSince(long hoursAhead) {
        try (Gates gates = new Gates(world)) {
            long person = world.person();
            long broadcast = world.broadcastTo(List.of(person));
            world.execute("update delivery set not_before = not_before - interval '2 hours'");
            gates.close(Gate.CLAIM_SNAPSHOT);
            Future<ClaimStore.Result> claim = claim(broadcast, Instant.now().plus(Duration.ofHours(hoursAhead)));
            eventually("the claim has its snapshot", () -> gates.holdsSomeone(Gate.CLAIM_SNAPSHOT));
            world.execute("update delivery set state = 'accepted', attempt = 1, node = 'other', external_id = 'm1'");

            world.stop(person);
            assertThat(await(patientDrain().enforce(world.organisationId, person))
                            .inFlight())
                    .isEmpty();
            Receipts receipts = new Receipts(
                    other,
                    () -> Instant.now().minus(Duration.ofHours(1)),
                    new Random(1),
                    (organisation, contact, address, code, delivery, at) -> Future.succeededFuture());
            InboundEvent failure =
                    Reports.failed(delivery(person), "m1", SendOutcome.of(SendOutcome.Kind.THROTTLE_SENDER, "130429"));
            assertThat(await(receipts.apply(List.of(failure)))).isEqualTo(1);
            gates.open(Gate.CLAIM_SNAPSHOT);

            assertThat(await(claim).taken()).isEmpty();
            assertThat(world.state(delivery(person))).startsWith("queued");
            assertThat(await(claim(broadcast, Instant.now().plus(Duration.ofHours(3))))
                            .taken())
                    .isEmpty();
            assertThat(world.state(delivery(person))).isEqualTo("suppressed:unsubscribed");
        }
    }

    @Test
    void anUnexpiredLeaseIsNotRescued() {
        ClaimedDelivery taken =
                await(claim(world.broadcastTo(List.of(world.person())))).taken().get(0);
        assertThat(await(world.rescue(other))).isEqualTo(new Rescued(0, 0));
        assertThat(world.state(taken.id())).isEqualTo("sending");
    }

    @Test
    void aStopTakesBackTheConfirmationOfAnEarlierOneThatAStartHasEnded() {
        long person = world.person();
        long first = stopEvent(person);
        world.execute(
                "update consent set state = 'unsubscribed', stopped_at = now(), opted_in_at = now() - interval '1 day',"
                        + " basis_event_id = " + first + " where contact_id = " + person);
        long delivery = await(new Outbox(Instant::now)
                        .enqueue(
                                world.pool,
                                NewDelivery.confirmation(
                                        NewDelivery.Chat.preferred(world.organisationId, person),
                                        new DeliveryContent.Inline(new JsonObject().put("text", "bye")),
                                        Instant.now(),
                                        Instant.now().plusSeconds(3_600),
                                        first)))
                .orElseThrow();
        assertThat(await(patientDrain().enforce(world.organisationId, person)).cancelled())
                .isZero();
        assertThat(world.state(delivery)).isEqualTo("queued");

        long second = stopEvent(person);
        world.execute(
                "update consent set opted_in_at = now(), basis_event_id = " + second + " where contact_id = " + person);
        assertThat(await(patientDrain().enforce(world.organisationId, person)).cancelled())
                .isEqualTo(1);
        assertThat(world.state(delivery)).isEqualTo("cancelled:stopped");

        world.execute("update delivery set state = 'queued', settled_at = null");
        assertThat(await(claim(new Lane.Key(sender.id(), 0, 0), BY_HAND, Instant.now()))
                        .taken())
                .as("it was on its way, and has come back to the queue")
                .isEmpty();
        assertThat(world.state(delivery)).isEqualTo("suppressed:unsubscribed");
    }

    private long stopEvent(long person) {
        return world.number(
                "insert into ledger_event (organisation_id, contact_id, kind, occurred_at, recorded_at, source) values (%d, %d, 'opt_out', now(), now(), 'system') returning id"
                        .formatted(world.organisationId, person));
    }

    @Test
    void aClaimWhoseConnectionBreaksTakesNothing() {
        FakeChannel channel = FakeChannel.accepting();
        try (Gates gates = new Gates(world)) {
            long person = world.person();
            gates.close(Gate.CLAIM_LOCKED);
            world.broadcastTo(List.of(person));
            DeliveryEngine engine = world.engine(channel);
            eventually("the claim holds the row", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
            world.stop(person);
            Future<Enforced> answer = patientDrain().enforce(world.organisationId, person);
            eventually("the cancel waits for the claim", () -> world.waitsForLock("every_half"));

            world.execute(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and query like 'with lane as%'
                      and pid <> pg_backend_pid() and wait_event_type = 'Lock'
                    """);

            assertThat(await(answer)).isEqualTo(new Enforced(1, List.of()));
            gates.open(Gate.CLAIM_LOCKED);
            long marker = world.queue(world.person(), Purpose.REPLY);
            engine.wake(world.organisationId);
            eventually("the engine goes on", () -> world.state(marker).equals("accepted"));
            assertThat(channel.begunTo(person)).isZero();
        }
    }

    @Test
    void whatANodeHoldsWithoutKnowingItIsQueuedAgain() {
        long known = world.person();
        long lost = world.person();
        long broadcast = world.broadcastTo(List.of(known, lost));
        assertThat(await(claim(broadcast)).taken()).hasSize(2);

        assertThat(await(new SettleStore().release(world.pool, BY_HAND.node(), List.of(delivery(known)))))
                .isEqualTo(1);

        assertThat(world.state(delivery(known))).isEqualTo("sending");
        assertThat(world.state(delivery(lost))).isEqualTo("queued:claim_lost");
        assertThat(await(claim(broadcast)).taken())
                .extracting(ClaimedDelivery::id)
                .containsExactly(delivery(lost));
    }

    @Test
    void aStopOnOneChannelWaitsForTheOther() {
        Turnstile answer = new Turnstile();
        answer.close();
        FakeChannel telegram = new FakeChannel(
                "other", FakeChannel.FAST, List.of("2"), permit -> answer.pass().map(SendOutcome.accepted("m")));
        world.sender("other", "2");
        long person = world.person("regular", "subscribed", "other");
        world.address(person, "fake");
        world.queue(person, Purpose.REPLY);
        world.engine(telegram);
        eventually("the request is open", answer::holdsSomeone);

        world.stop(person);
        Future<Enforced> stop = patientDrain().enforce(world.organisationId, person);
        assertThat(await(new DrainStore().cancelAndLook(other, Set.of(person), Instant.now()))
                        .get(person)
                        .open())
                .hasSize(1);
        assertThat(stop.isComplete()).isFalse();
        answer.open();

        assertThat(await(stop).inFlight()).isEmpty();
        assertThat(world.states()).containsOnlyKeys("accepted");
    }

    @Test
    void twoStopsAtOnceOnTwoNodesBothWait() {
        Turnstile answer = new Turnstile();
        answer.close();
        FakeChannel channel =
                FakeChannel.answering(permit -> answer.pass().map(SendOutcome.accepted("m" + permit.deliveryId())));
        long person = world.person();
        world.queue(person, Purpose.REPLY);
        world.engine(channel);
        eventually("the request is open", answer::holdsSomeone);
        world.stop(person);
        // After the stop: what was claimed before it would rightly begin behind the first, and both would wait for it.
        long queued = world.queue(person, Purpose.REPLY);

        Future<Enforced> one = patientDrain().enforce(world.organisationId, person);
        Future<Enforced> two =
                new Drain(vertx, world.pool, Instant::now, Await.BOUND).enforce(world.organisationId, person);
        eventually("one of them cancels", () -> !world.state(queued).startsWith("queued"));
        assertThat(one.isComplete() || two.isComplete()).isFalse();
        answer.open();

        assertThat(await(one).inFlight()).isEmpty();
        assertThat(await(two).inFlight()).isEmpty();
        assertThat(one.result().cancelled() + two.result().cancelled()).isLessThanOrEqualTo(1);
        assertThat(channel.begunTo(person)).isEqualTo(1);
    }

    @Test
    void aStopDuringAnExpansionHoldsForTheRowsItCouldNotSee() {
        long person = world.person();
        long message = world.message();
        long broadcast = world.broadcast(message);
        SqlConnection expansion = await(other.getConnection());
        Transaction transaction = await(expansion.begin());
        await(new AudiencePageStore()
                .enqueue(
                        expansion,
                        new AudiencePage(
                                world.organisationId,
                                broadcast,
                                message,
                                Purpose.BROADCAST,
                                null,
                                List.of(person),
                                Instant.now(),
                                null,
                                ClosedWindows.NONE,
                                null),
                        Instant.now()));

        world.stop(person);
        assertThat(await(world.drain().enforce(world.organisationId, person))).isEqualTo(new Enforced(0, List.of()));
        await(transaction.commit());
        await(expansion.close());

        FakeChannel channel = FakeChannel.accepting();
        world.engine(channel);
        eventually("it is settled", () -> world.open() == 0);
        assertThat(world.state(delivery(person))).isEqualTo("suppressed:unsubscribed");
        assertThat(channel.begun).isEmpty();
    }

    @Test
    void aFailureReportedAfterTheStopIsNotTakenByAnOlderClaim() {
        try (Gates gates = new Gates(world)) {
            long person = world.person();
            long broadcast = world.broadcastTo(List.of(person));
            gates.close(Gate.CLAIM_SNAPSHOT);
            Future<ClaimStore.Result> old = claim(broadcast);
            eventually("the older claim has its snapshot", () -> gates.holdsSomeone(Gate.CLAIM_SNAPSHOT));
            // Meanwhile another claim sends it, and the platform takes it.
            world.execute(
                    """
                    update delivery set state = 'accepted', external_id = 'm1', attempt = 1, settled_at = now()
                    """);
            world.stop(person);
            assertThat(await(patientDrain().enforce(world.organisationId, person))
                            .inFlight())
                    .isEmpty();
            assertThat(await(receipts()
                            .apply(List.of(failed(delivery(person), "m1", SendOutcome.Kind.THROTTLE_SENDER)))))
                    .isEqualTo(1);
            gates.open(Gate.CLAIM_SNAPSHOT);

            assertThat(await(old).taken()).isEmpty();
            assertThat(world.state(delivery(person))).isEqualTo("queued:131000");
            world.execute("update delivery set not_before = now() - interval '1 minute'");
            assertThat(await(claim(broadcast)).taken()).isEmpty();
            assertThat(world.state(delivery(person))).isEqualTo("suppressed:unsubscribed");
        }
    }

    @Test
    void aStopFollowsAMergeThatHappensWhileItWaits() {
        long older = world.person();
        long younger = world.person();
        long broadcast = world.broadcastTo(List.of(younger));
        assertThat(await(claim(broadcast)).taken()).hasSize(1);
        world.stop(younger);
        Future<Enforced> answer = patientDrain().enforce(world.organisationId, younger);
        world.execute(
                """
                begin;
                update contact set merged_into = %1$d where id = %2$d;
                update address set contact_id = %1$d where contact_id = %2$d;
                delete from consent where contact_id = %2$d;
                update consent set state = 'unsubscribed', stopped_at = now() where contact_id = %1$d;
                commit;
                """
                        .formatted(older, younger));
        long moved = delivery(older);

        assertThat(await(new DrainStore().cancelAndLook(other, Set.of(younger), Instant.now()))
                        .get(younger)
                        .open())
                .containsExactly(moved);
        assertThat(answer.isComplete()).isFalse();
        await(settle(Settlement.accepted(moved, 1, "m1")));
        assertThat(await(answer).inFlight()).isEmpty();
    }

    @Test
    void aClaimThatReadTheOldOwnerOfAnAddressDropsTheRow() {
        try (Gates gates = new Gates(world)) {
            long stopped = world.person("regular", "unsubscribed", "nowhere");
            long person = world.person();
            long broadcast = world.broadcastTo(List.of(person));
            gates.close(Gate.CLAIM_SNAPSHOT);
            Future<ClaimStore.Result> old = claim(broadcast);
            eventually("the claim has its snapshot", () -> gates.holdsSomeone(Gate.CLAIM_SNAPSHOT));
            world.execute("update address set contact_id = %d where contact_id = %d".formatted(stopped, person));
            gates.open(Gate.CLAIM_SNAPSHOT);

            assertThat(await(old).taken()).isEmpty();
        }
    }

    /** What was queued while the address changed hands is somebody else's in name, and goes to whoever has it now. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStopWaitsForWhatWasWrittenToItsAddressWhileThatChangedHands(boolean claimed) {
        long before = world.person();
        long after = world.person("regular", "subscribed", "nowhere");
        long address = world.number("select id from address where contact_id = " + before);
        SqlConnection connection = await(world.pool.getConnection());
        Transaction move = await(connection.begin());
        await(new AddressStore().give(connection, world.organisationId, address, after));
        long broadcast = world.broadcastTo(List.of(before));
        List<ClaimedDelivery> taken = claimed ? await(claim(broadcast)).taken() : List.of();
        await(move.commit());
        await(connection.close());
        assertThat(world.number("select count(*) from delivery where contact_id = " + before))
                .isEqualTo(1);

        world.stop(after);
        Future<Enforced> answer = patientDrain().enforce(world.organisationId, after);
        if (claimed) {
            // Whoever is asked for later is answered by the same look or a later one: so this one had its chance.
            await(patientDrain().enforce(world.organisationId, world.person()));
            await(patientDrain().enforce(world.organisationId, world.person()));
            assertThat(answer.isComplete()).as("something to them is under way").isFalse();
            await(settle(Settlement.accepted(taken.get(0).id(), 1, "m1")));
        }
        assertThat(await(answer)).isEqualTo(new Enforced(claimed ? 0 : 1, List.of()));
        assertThat(world.state(delivery(before))).isEqualTo(claimed ? "accepted" : "cancelled:stopped");
    }

    /** A trigger writes the consent of whoever loses an address: a stop that has it must not wait for that address. */
    @Test
    void whatAPlatformSaysOfAnAddressWaitsForWhoeverHasItsPerson() {
        long person = world.person();
        AddressId address = new AddressId(
                "fake",
                AddressKind.of(world.text("select kind from address where contact_id = " + person)),
                world.text("select identifier from address where contact_id = " + person));
        SqlConnection connection = await(world.pool.getConnection());
        Transaction stop = await(connection.begin());
        await(connection
                .query("select from consent where contact_id = " + person + " for no key update")
                .execute());
        Future<Integer> marked = new ReactionStore().unreachable(other, person, address, "131026");
        eventually("it waits for the person", () -> world.waitsForLock("unreachable"));
        await(connection
                .query("update address set last_inbound_at = now() where contact_id = " + person)
                .execute());
        await(stop.commit());
        await(connection.close());

        assertThat(await(marked)).isEqualTo(1);
        assertThat(world.text("select reachable_on from consent where contact_id = " + person))
                .isEmpty();
    }

    /** Claims at once, and begins what the turnstile lets by. */
    private DeliveryEngine slowly(Turnstile rendering, FakeChannel channel, Duration drainBound, JumpingClock clock) {
        MessageRenderer slow = (organisationId, messageId, spec) ->
                rendering.pass().compose(passed -> new PlainRenderer().prepare(organisationId, messageId, spec));
        return world.engine(
                new ChannelRegistry(List.of(channel)),
                slow,
                channel::stopped,
                world.drain(),
                new EngineSettings("slow", Duration.ofSeconds(20), Duration.ofSeconds(60), drainBound, 8),
                clock);
    }

    @Test
    void aPermitThatRanOutBeginsNothing() {
        JumpingClock clock = new JumpingClock();
        FakeChannel channel = FakeChannel.accepting().at(clock);
        Turnstile rendering = new Turnstile();
        rendering.close();
        DeliveryEngine engine = slowly(rendering, channel, Await.BOUND, clock);
        long person = world.person();
        long delivery = world.queue(person, Purpose.REPLY);
        engine.wake(world.organisationId);
        eventually("it is claimed and not begun", rendering::holdsSomeone);

        world.stop(person);
        Future<Enforced> answer = patientDrain().enforce(world.organisationId, person);
        // So that no claim takes up what is queued again before the stop cancels it.
        world.execute("update sender set status = 'paused'");
        clock.jump(Duration.ofSeconds(50));
        rendering.open();

        assertThat(await(answer).inFlight()).isEmpty();
        assertThat(world.state(delivery)).isEqualTo("cancelled:stopped");
        assertThat(channel.begun).isEmpty();
    }

    /** Past its bound a stop is answered while a claim is open that did not read it: too late for that claim to begin. */
    @Test
    void whatAStopWasAnsweredWithoutBeginsNoMore() {
        Duration bound = Duration.ofMillis(300);
        FakeChannel channel = FakeChannel.accepting();
        Turnstile rendering = new Turnstile();
        rendering.close();
        DeliveryEngine engine = slowly(rendering, channel, bound, new JumpingClock());
        long person = world.person();
        long delivery = world.queue(person, Purpose.REPLY);
        engine.wake(world.organisationId);
        eventually("it is claimed and not begun", rendering::holdsSomeone);

        world.stop(person);
        assertThat(await(new Drain(vertx, other, Instant::now, bound).enforce(world.organisationId, person))
                        .inFlight())
                .as("what the stop is answered without")
                .containsExactly(delivery);
        rendering.open();

        eventually("the next claim reads the stop", () -> world.state(delivery).startsWith("suppressed:"));
        assertThat(channel.begun).isEmpty();
    }

    /** The bound was lowered, and not every node has been started anew: what an older one has claimed may begin for longer. */
    @Test
    void aStopOutlastsWhatANodeWithALongerBoundMayBegin() {
        Duration bound = Duration.ofMillis(50);
        FakeChannel channel = FakeChannel.accepting();
        Turnstile rendering = new Turnstile();
        rendering.close();
        DeliveryEngine engine = slowly(rendering, channel, Await.BOUND, new JumpingClock());
        long person = world.person();
        long delivery = world.queue(person, Purpose.REPLY);
        engine.wake(world.organisationId);
        eventually("it is claimed and not begun", rendering::holdsSomeone);
        world.stop(person);
        Drain lowered = new Drain(vertx, other, Instant::now, bound);
        AtomicLong answeredAt = new AtomicLong();
        Future<Enforced> answer =
                lowered.enforce(world.organisationId, person).onSuccess(answered -> answeredAt.set(System.nanoTime()));

        // Somebody else's, which a node with the same bound holds, is answered at the bound.
        long another = world.person();
        assertThat(await(claim(world.broadcastTo(List.of(another)), with(bound)))
                        .taken())
                .hasSize(1);
        world.stop(another);
        assertThat(await(lowered.enforce(world.organisationId, another)).inFlight())
                .hasSize(1);
        assertThat(answer.isComplete()).isFalse();
        rendering.open();

        assertThat(await(answer).inFlight()).isEmpty();
        assertThat(channel.begunTo(person)).isEqualTo(1);
        assertThat(channel.begunAfter(person, answeredAt.get())).isZero();
        assertThat(world.state(delivery)).isEqualTo("accepted");
    }

    /** Who is forgotten while something is claimed for them would be a stranger when they stop. */
    @Test
    void nobodyIsForgottenBeforeWhatIsClaimedForThemHasEnded() {
        long person = world.person();
        ClaimedDelivery taken =
                await(claim(world.broadcastTo(List.of(person)))).taken().get(0);
        world.execute("update contact set created_at = now() - interval '20 years', last_seen_at = null");
        world.execute("update consent set changed_at = now() - interval '20 years', opted_in_at = null");
        Fingerprints fingerprints = Keys.fingerprints();
        List<Long> waitedFor = new CopyOnWriteArrayList<>();
        StopEnforcer drain = (organisation, contact) -> {
            waitedFor.add(contact);
            return patientDrain().enforce(organisation, contact);
        };
        Retention retention = new Retention(
                world.pool,
                new ConsentService(world.pool, fingerprints, drain, Instant::now),
                fingerprints,
                new Retention.Kept(List.of(new DeliveryPersonStore(Instant::now)), List.of()),
                Instant::now);

        Future<List<Retention.Report>> run = retention.run();
        eventually("it is waited for", () -> waitedFor.contains(person));
        assertThat(world.text("select status from address where contact_id = " + person))
                .as("nothing more is claimed for them")
                .isEqualTo("unreachable");
        assertThat(world.number("select count(*) from contact where erased_at is not null"))
                .isZero();
        await(settle(Settlement.accepted(taken.id(), taken.recipient().claim().attempt(), "m1")));

        assertThat(await(run)).extracting(Retention.Report::silent).containsExactly(1L);
        assertThat(world.number("select count(*) from contact where erased_at is not null"))
                .isEqualTo(1);
        assertThat(world.state(taken.id())).isEqualTo("accepted");
    }

    /** They write once more while they are being erased: what answers them is claimed, and their next stop would be a stranger's. */
    @Test
    void nobodyIsErasedBeforeWhatAnswersThemMeanwhileHasEnded() {
        long person = world.person();
        Fingerprints fingerprints = Keys.fingerprints();
        List<ClaimedDelivery> taken = new CopyOnWriteArrayList<>();
        AtomicLong waits = new AtomicLong();
        StopEnforcer drain = (organisation, contact) -> {
            boolean first = waits.incrementAndGet() == 1;
            return patientDrain()
                    .enforce(organisation, contact)
                    .compose(over -> first
                            ? answerOf(person, BY_HAND).onSuccess(taken::addAll).map(over)
                            : Future.succeededFuture(over));
        };
        ErasureService service = new ErasureService(
                world.pool,
                new ConsentService(world.pool, fingerprints, drain, Instant::now),
                fingerprints,
                List.of(new DeliveryPersonStore(Instant::now)),
                Instant::now);

        Future<ErasureService.Erased> erased = service.erase(Actor.command(world.organisationId), person);
        eventually("they are erased, or the answer is waited for", () -> erased.isComplete() || waits.get() == 2);
        assertThat(world.number("select count(*) from contact where erased_at is not null"))
                .isZero();
        await(settle(Settlement.accepted(taken.get(0).id(), 1, "m1")));

        assertThat(await(erased).now()).isTrue();
        assertThat(world.state(taken.get(0).id())).isEqualTo("accepted");
    }

    /** Tells somebody who has stopped what they ask for, and claims it. */
    private Future<List<ClaimedDelivery>> answerOf(long person, EngineSettings settings) {
        return new Outbox(Instant::now)
                .enqueue(
                        world.pool,
                        NewDelivery.now(
                                NewDelivery.Chat.preferred(world.organisationId, person),
                                Purpose.STOPPED_REPLY,
                                new DeliveryContent.Inline(new JsonObject().put("language", "fr")),
                                Instant.now()))
                .compose(queued -> claimReplies(settings));
    }

    private Future<List<ClaimedDelivery>> claimReplies(EngineSettings settings) {
        return claim(new Lane.Key(sender.id(), 1, 0), settings, Instant.now()).map(ClaimStore.Result::taken);
    }

    /** A platform took what it had refused, and tells so while the next attempt is claimed and has not begun. */
    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"DELIVERED", "FAILED"})
    void aReportOfAnEarlierAttemptHidesNoneThatHasNotBegun(Status told) {
        long person = world.person();
        long delivery = world.queue(person, Purpose.REPLY);
        world.execute("update delivery set attempt = 1, retries = 1, reason = 'http_500'");
        FakeChannel channel = FakeChannel.accepting();
        Turnstile rendering = new Turnstile();
        rendering.close();
        slowly(rendering, channel, Await.BOUND, new JumpingClock());
        eventually("it is claimed again and has not begun", rendering::holdsSomeone);
        InboundEvent report = told == Status.FAILED
                ? failed(delivery, "m1", SendOutcome.Kind.RETRY)
                : Reports.of(told, delivery, "m1", Instant.now());
        await(receipts().apply(List.of(report)));

        world.stop(person);
        AtomicLong answeredAt = new AtomicLong();
        Drain drain = patientDrain();
        Future<Enforced> answer =
                drain.enforce(world.organisationId, person).onSuccess(answered -> answeredAt.set(System.nanoTime()));
        // Whoever is asked for later is answered by the same look or a later one: so this one had its chance.
        await(drain.enforce(world.organisationId, world.person()));
        rendering.open();

        eventually("it is sent", () -> channel.begunTo(person) == 1);
        assertThat(await(answer).inFlight()).isEmpty();
        assertThat(channel.begunAfter(person, answeredAt.get())).isZero();
        assertThat(world.state(delivery)).isEqualTo("accepted");
    }

    @Test
    void pastItsBoundAStopNamesWhatIsInFlight() {
        Duration bound = Duration.ofMillis(50);
        long person = world.person();
        assertThat(await(claim(world.broadcastTo(List.of(person)), with(bound))).taken())
                .hasSize(1);
        world.stop(person);

        Enforced enforced = await(new Drain(vertx, other, Instant::now, bound).enforce(world.organisationId, person));

        assertThat(enforced).isEqualTo(new Enforced(0, List.of(delivery(person))));
    }

    @Test
    void withoutTheDatabaseAStopIsNotAnswered() {
        await(other.close());
        Future<Enforced> answer = new Drain(vertx, other, Instant::now, Duration.ofMillis(50))
                .enforce(world.organisationId, world.person());
        eventually("it fails", answer::isComplete);
        assertThat(answer.failed()).isTrue();
        other = Database.pool(vertx, world.address, 1);
    }

    @Test
    void aHoldCancelsEverythingButItsQuestion() {
        long person = world.person("regular", "subscribed", "fake");
        long broadcast = world.broadcastTo(List.of(person));
        world.execute("update consent set state = 'held', held_from = 'subscribed', held_at = now()");
        long question = world.queue(person, Purpose.QUESTION);

        assertThat(await(patientDrain().enforce(world.organisationId, person))).isEqualTo(new Enforced(1, List.of()));

        assertThat(world.text("select reason from delivery where broadcast_id = " + broadcast))
                .isEqualTo("held");
        assertThat(world.state(question)).isEqualTo("queued");
    }

    @Test
    void whatSomebodyAsksForAfterTheirStopIsTakenBackByTheNext() {
        long person = world.person();
        world.stop(person);
        long asked = world.queue(person, Purpose.STOPPED_REPLY);
        long reply = world.queue(person, Purpose.REPLY);
        assertThat(await(patientDrain().enforce(world.organisationId, person)).cancelled())
                .isEqualTo(2);
        assertThat(world.state(asked)).isEqualTo("cancelled:stopped");
        assertThat(world.state(reply)).isEqualTo("cancelled:stopped");
    }

    /** What may go to somebody who has stopped comes back to the queue when their next stop is answered. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatComesBackBehindAnAnsweredStopIsTakenBackByIt(boolean hadBeenTaken) {
        long person = world.person();
        world.stop(person);
        Duration bound = Duration.ofMillis(50);
        ClaimedDelivery taken = await(answerOf(person, with(bound))).get(0);
        if (hadBeenTaken) {
            await(settle(Settlement.accepted(taken.id(), 1, "m1")));
        }
        world.stop(person);
        assertThat(await(new Drain(vertx, other, Instant::now, bound).enforce(world.organisationId, person))
                        .inFlight())
                .as("what the stop is answered without")
                .isEqualTo(hadBeenTaken ? List.of() : List.of(taken.id()));

        if (hadBeenTaken) {
            await(receipts().apply(List.of(failed(taken.id(), "m1", SendOutcome.Kind.RETRY))));
            world.execute("update delivery set not_before = now() - interval '1 second'");
        } else {
            await(settle(Settlement.later(taken.id(), 1, "permit_expired", null, false)));
        }
        assertThat(world.text("select state from delivery")).isEqualTo("queued");
        assertThat(await(claimReplies(BY_HAND))).isEmpty();
        assertThat(world.state(taken.id())).isEqualTo("suppressed:unsubscribed");
    }

    private Receipts receipts() {
        return new Receipts(
                world.pool,
                Instant::now,
                new Random(1),
                (organisation, contact, address, code, delivery, at) -> Future.succeededFuture());
    }

    static InboundEvent failed(long delivery, String externalId, SendOutcome.Kind kind) {
        return Reports.failed(delivery, externalId, SendOutcome.of(kind, "131000"));
    }
}
