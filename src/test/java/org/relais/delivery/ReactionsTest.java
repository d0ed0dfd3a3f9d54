package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.Limits;
import org.relais.channel.SendOutcome;
import org.relais.channel.SendOutcome.Kind;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.Purpose;
import org.relais.consent.identity.IdentityService;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** What each outcome of a request does to its delivery, and beyond it. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ReactionsTest {
    private final JumpingClock clock = new JumpingClock();
    /** What the platform will answer next to each person; nothing more: accepted. */
    private final ConcurrentHashMap<Long, Deque<SendOutcome>> script = new ConcurrentHashMap<>();

    private final FakeChannel channel = new FakeChannel(
                    "fake", new Limits(100_000, Duration.ofSeconds(6), 45, Long.MAX_VALUE), List.of("1"), permit -> {
                        Deque<SendOutcome> next =
                                script.getOrDefault(permit.claim().contactId(), new ArrayDeque<>());
                        SendOutcome outcome = next.poll();
                        return Future.succeededFuture(
                                outcome == null ? SendOutcome.accepted("m" + permit.deliveryId()) : outcome);
                    })
            .at(clock);

    private Vertx vertx;
    private DeliveryWorld world;
    private DeliveryEngine engine;

    @BeforeEach
    void begin(Vertx vertx) {
        this.vertx = vertx;
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void start(PlatformStop platformStop) {
        engine = world.engine(
                new ChannelRegistry(List.of(channel)),
                new PlainRenderer(),
                platformStop,
                world.drain(),
                new EngineSettings("n", Duration.ofSeconds(10), Duration.ofSeconds(30), Await.BOUND, 64),
                clock);
    }

    private void start() {
        start(channel::stopped);
    }

    private void answers(long person, SendOutcome... outcomes) {
        script.put(person, new ArrayDeque<>(List.of(outcomes)));
    }

    private long reply(long person) {
        long delivery = world.queue(person, Purpose.REPLY);
        engine.wake(world.organisationId);
        return delivery;
    }

    private void becomes(String state, long delivery) {
        Await.found(
                "delivery " + delivery + " is " + state,
                () -> {
                    engine.wake(world.organisationId);
                    return world.state(delivery);
                },
                state::equals);
    }

    @Test
    void aRetryWaitsLongerEachTimeAndEndsInTheEnd() {
        start();
        long person = world.person();
        answers(
                person,
                java.util.stream.Stream.generate(() -> SendOutcome.of(Kind.RETRY, "1"))
                        .limit(20)
                        .toArray(SendOutcome[]::new));
        long delivery = reply(person);
        for (int retry = 1; retry <= 8; retry++) {
            int sofar = retry;
            eventually(
                    "retry " + retry,
                    () -> world.number("select retries from delivery") == sofar
                            && world.state(delivery).equals("queued:1"));
            assertThat(channel.begunTo(person)).isEqualTo(retry);
            clock.jump(Duration.ofMinutes(6));
            engine.wake(world.organisationId);
        }
        becomes("failed:1", delivery);
        assertThat(channel.begunTo(person)).isEqualTo(9);
    }

    @Test
    void whatThePlatformKeepsBackIsNotTakenForSent() {
        start();
        long person = world.person();
        answers(person, SendOutcome.withheld("held_for_quality_assessment", "m9"));
        long delivery = reply(person);
        becomes("withheld:held_for_quality_assessment", delivery);
        assertThat(world.text("select external_id from delivery")).isEqualTo("m9");
        becomes("accepted", reply(world.person()));
        assertThat(channel.begunTo(person)).isEqualTo(1);
    }

    @Test
    void backoffGrowsToItsCapAndIsScattered() {
        RetryPolicy policy = new RetryPolicy(new java.util.Random(3));
        for (int retries = 0; retries < 30; retries++) {
            Duration most = Duration.ofSeconds(Math.min(300, 2L << Math.min(retries, 20)));
            assertThat(policy.backoff(retries)).isBetween(most.dividedBy(2), most);
        }
        assertThat(java.util.stream.Stream.generate(() -> policy.backoff(5))
                        .limit(50)
                        .distinct()
                        .count())
                .isGreaterThan(30);
    }

    @Test
    void aPairThatIsTooFastWaitsAndOthersDoNot() {
        start();
        long person = world.person();
        answers(person, SendOutcome.later(Kind.DELAY_PAIR, "131056", Duration.ofSeconds(50)));
        long delivery = reply(person);
        becomes("queued:131056", delivery);
        long another = reply(person);
        long somebody = reply(world.person());
        becomes("accepted", somebody);
        becomes("queued:pair_limit", another);
        clock.jump(Duration.ofMinutes(1));
        becomes("accepted", delivery);
        clock.jump(Duration.ofMinutes(1));
        becomes("accepted", another);
    }

    @Test
    void aDayOfSilenceForMarketingDelaysNoReply() {
        start();
        long person = world.person();
        answers(person, SendOutcome.later(Kind.DELAY_PAIR, "131049", Duration.ofHours(24)));
        world.broadcastTo(List.of(person));
        long marketing = world.number("select id from delivery");
        becomes("queued:131049", marketing);
        becomes("accepted", reply(person));
        clock.jump(Duration.ofHours(23));
        becomes("accepted", reply(world.person()));
        assertThat(world.state(marketing)).isEqualTo("queued:131049");
        clock.jump(Duration.ofHours(2));
        becomes("accepted", marketing);
    }

    @Test
    void aThrottledSenderStandsStillAsLongAsItIsTold() {
        start();
        long person = world.person();
        answers(person, SendOutcome.later(Kind.THROTTLE_SENDER, "429", Duration.ofMinutes(10)));
        long delivery = reply(person);
        // A look at the queue that was under way may take it once more before the sender stands still, and put it back.
        Await.found("it is put back", () -> world.state(delivery), Set.of("queued:429", "queued:throttled")::contains);
        eventually("every node knows", () -> world.text("select throttled_until is not null from sender")
                .equals("t"));
        long somebody = reply(world.person());
        clock.jump(Duration.ofMinutes(9));
        sendThroughAnotherSender();
        assertThat(channel.begun).hasSize(1);
        clock.jump(Duration.ofMinutes(2));
        becomes("accepted", somebody);
        becomes("accepted", delivery);
        assertThat(world.number("select max(retries) from delivery")).isZero();
    }

    /** The same look at the queue serves all senders: when this was sent, it has passed by the other one. */
    private void sendThroughAnotherSender() {
        FakeChannel second = new FakeChannel(
                        "second",
                        FakeChannel.FAST,
                        List.of("2"),
                        permit -> Future.succeededFuture(SendOutcome.accepted("s")))
                .at(clock);
        world.sender("second", "2");
        DeliveryEngine other = world.engine(
                new ChannelRegistry(List.of(second, channel)),
                new PlainRenderer(),
                channel::stopped,
                world.drain(),
                new EngineSettings("other", Duration.ofSeconds(10), Duration.ofSeconds(30), Await.BOUND, 64),
                clock);
        long delivery = world.queue(world.person("regular", "subscribed", "second"), Purpose.REPLY);
        other.wake(world.organisationId);
        eventually("the other sender sent", () -> world.state(delivery).equals("accepted"));
    }

    @Test
    void aSenderThatAHumanMustMendIsPausedAndKeepsItsQueue() {
        start();
        long person = world.person();
        answers(person, SendOutcome.of(Kind.PAUSE_SENDER, "190"));
        long delivery = reply(person);
        eventually("paused", () -> world.text("select status || ':' || coalesce(status_reason, '') from sender")
                .equals("paused:190"));
        becomes("queued:190", delivery);
        world.execute("update sender set status = 'active', status_reason = null");
        becomes("accepted", delivery);
        assertThat(world.number("select max(retries) from delivery")).isZero();
    }

    @Test
    void aRefusedTemplatePausesWhatUsesItAndNothingElse() {
        start();
        long person = world.person();
        answers(
                person,
                SendOutcome.of(Kind.STOP_TEMPLATE, "132015"),
                SendOutcome.of(Kind.STOP_TEMPLATE, "132015"),
                SendOutcome.of(Kind.STOP_TEMPLATE, "132015"),
                SendOutcome.of(Kind.STOP_TEMPLATE, "132015"));
        long broadcast = world.broadcastTo(List.of(person));
        engine.wake(world.organisationId);
        eventually("paused", () -> world.text(
                        "select state || ':' || coalesce(state_reason, '') from broadcast where id = " + broadcast)
                .equals("paused:132015"));
        becomes("accepted", reply(world.person()));
        script.clear();
        world.execute("update broadcast set state = 'sending', state_reason = null");
        becomes("accepted", world.number("select id from delivery where broadcast_id = " + broadcast));
    }

    @Test
    void aRefusedTemplateOfASecondTextPausesTheBroadcastToo() {
        long person = world.person();
        long refused = world.broadcastTo(List.of(person));
        long other = world.broadcastTo(List.of(world.person()));
        // What was drawn for this person is the second text; the first is another one.
        world.execute("update broadcast set variant_id = message_id, message_id = " + world.message() + " where id = "
                + refused);
        answers(
                person,
                java.util.stream.Stream.generate(() -> SendOutcome.of(Kind.STOP_TEMPLATE, "132015"))
                        .limit(20)
                        .toArray(SendOutcome[]::new));
        start();
        engine.wake(world.organisationId);
        eventually("paused", () -> world.text(
                        "select state || ':' || coalesce(state_reason, '') from broadcast where id = " + refused)
                .equals("paused:132015"));
        becomes("accepted", world.number("select id from delivery where broadcast_id = " + other));
        assertThat(world.text("select state from broadcast where id = " + other))
                .isEqualTo("sending");
    }

    @Test
    void unreachableMarksTheAddressAndRejectedMarksNothing() {
        start();
        long gone = world.person();
        long refused = world.person();
        answers(gone, SendOutcome.of(Kind.UNREACHABLE, "131026"));
        answers(refused, SendOutcome.of(Kind.REJECTED, "130472"));
        becomes("failed:131026", reply(gone));
        becomes("failed:130472", reply(refused));
        eventually("marked", () -> world.text("select status from address where contact_id = " + gone)
                .equals("unreachable"));
        assertThat(world.text("select status from address where contact_id = " + refused))
                .isEqualTo("active");
        long next = reply(gone);
        becomes("suppressed:unreachable", next);
    }

    @Test
    void aClosedAccountGetsNothingMoreAndIsNoStop() {
        start(realStops());
        long person = world.person();
        answers(person, SendOutcome.of(Kind.UNREACHABLE, Address.CLOSED));
        becomes("failed:deactivated", reply(person));
        eventually("marked", () -> world.text(
                        "select coalesce(status_reason, '') from address where contact_id = " + person)
                .equals(Address.CLOSED));
        becomes("suppressed:unreachable", reply(person));
        assertThat(world.text("select state from consent where contact_id = " + person))
                .isEqualTo("subscribed");
        assertThat(world.text(
                        "select count(*)::text from ledger_event where kind = 'opt_out' and contact_id = " + person))
                .isEqualTo("0");
        assertThat(channel.begunTo(person)).isEqualTo(1);
    }

    @Test
    void aPlatformsStopStopsThePersonEverywhere() {
        start(realStops());
        long person = world.person();
        answers(person, SendOutcome.of(Kind.SUPPRESS, "131050"));
        long delivery = reply(person);
        becomes("suppressed:131050", delivery);
        assertThat(world.text("select state from consent where contact_id = " + person))
                .isEqualTo("unsubscribed");
        assertThat(world.text(
                        "select detail ->> 'code' from ledger_event where kind = 'opt_out' and contact_id = " + person))
                .isEqualTo("131050");
        long late = reply(person);
        // The claim refuses it, or the drain of that stop, which may still be under way, cancels it.
        eventually("not sent", () -> {
            engine.wake(world.organisationId);
            return world.state(late).equals("suppressed:unsubscribed")
                    || world.state(late).equals("cancelled:stopped");
        });
        assertThat(channel.begunTo(person)).isEqualTo(1);
    }

    @Test
    void aPlatformsStopIsCommittedBeforeItsDeliveryIsSettledHoweverOftenThatFails() {
        AtomicInteger tries = new AtomicInteger();
        start((organisation, contact, address, code, delivery, at) ->
                tries.incrementAndGet() < 3 ? Future.failedFuture("the database is away") : Future.succeededFuture());
        long person = world.person();
        answers(person, SendOutcome.of(Kind.SUPPRESS, "blocked"));
        long delivery = reply(person);
        becomes("suppressed:blocked", delivery);
        assertThat(tries).hasValue(3);
    }

    @Test
    void unknownIsNeverSentAgainUnlessTheChannelAllowsIt() {
        start();
        long person = world.person();
        answers(person, SendOutcome.of(Kind.UNKNOWN, "timeout"));
        long delivery = reply(person);
        becomes("unknown:timeout", delivery);
        clock.jump(Duration.ofHours(1));
        becomes("accepted", reply(world.person()));
        assertThat(channel.begunTo(person)).isEqualTo(1);
    }

    @Test
    void aGroupThatBecameASupergroupGetsItsMessageThere() {
        start(realStops());
        long person = world.person();
        AddressId supergroup = new AddressId("fake", AddressKind.of("chat"), "-1001234567890");
        answers(person, new SendOutcome(Kind.UNREACHABLE, "migrated", null, null, supergroup));
        long delivery = reply(person);
        world.broadcastTo(List.of(person));
        eventually(
                "moved", () -> world.number("select count(*) from address where identifier = '-1001234567890'") == 1);
        eventually("both arrive", () -> {
            clock.jump(Duration.ofSeconds(2));
            engine.wake(world.organisationId);
            return world.open() == 0;
        });
        assertThat(world.states()).containsOnlyKeys("accepted");
        assertThat(world.text("select a.identifier from delivery d join address a on a.id = d.address_id where d.id = "
                        + delivery))
                .isEqualTo("-1001234567890");
        assertThat(world.text(
                        "select status || ':' || status_reason from address where identifier <> '-1001234567890'"))
                .isEqualTo("retired:identity_change");
    }

    private PlatformStop realStops() {
        Fingerprints none = new Fingerprints(List.of());
        return new PlatformStopHandler(
                new ConsentService(world.pool, none, world.drain(), Instant::now),
                new IdentityService(none, List.of(), Instant::now),
                world.pool);
    }
}
