package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.OutboundMessage;
import org.relais.channel.SendOutcome;
import org.relais.consent.Purpose;
import org.relais.consent.StopEnforcer.Enforced;
import org.relais.database.Database;
import org.relais.delivery.Gates.Gate;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/**
 * Every order in which the two halves of a stop (consent committed; outbox emptied) can fall into the way of one delivery:
 * held up before it is queued, before its claim, between the claim's snapshot and its row lock, between that and the
 * commit, between claim and request, with the request open, and while it is settled. Whatever the order, no request
 * begins after the stop is answered.
 */
@NeedsDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StopInterleavingTest {

    /** How far a delivery has come. */
    enum Moment {
        NOT_QUEUED,
        QUEUED,
        CLAIM_HAS_SNAPSHOT,
        CLAIM_HAS_LOCK,
        CLAIMED,
        REQUEST_OPEN,
        SETTLING,
        SETTLED
    }

    enum Platform {
        ACCEPTS,
        /** The delivery goes back to where it stood in the queue, due at once. */
        IS_BUSY
    }

    private final Vertx vertx = Vertx.vertx();
    private final DeliveryWorld world = new DeliveryWorld(vertx);
    private final Gates gates = new Gates(world);
    private final Turnstile prepared = new Turnstile();
    private final Turnstile answered = new Turnstile();
    private final FakeChannel channel = FakeChannel.answering(
            permit -> answered.pass().map(passed -> outcome(permit.purpose(), permit.deliveryId())));
    private final Drain ownDrain = new Drain(vertx, world.pool, Instant::now, Await.BOUND);
    private final Pool otherPool = Database.pool(vertx, world.address, 4);
    private final Drain otherDrain = new Drain(vertx, otherPool, Instant::now, Await.BOUND);
    private final long calmPerson = world.person();
    private volatile Platform platform = Platform.ACCEPTS;
    private DeliveryEngine engine;

    private SendOutcome outcome(Purpose purpose, long deliveryId) {
        return platform == Platform.ACCEPTS || purpose == Purpose.REPLY
                ? SendOutcome.accepted("m" + deliveryId)
                : SendOutcome.later(SendOutcome.Kind.THROTTLE_SENDER, "429", Duration.ofMillis(1));
    }

    @BeforeAll
    void begin() {
        world.sender("fake", "1");
        MessageRenderer renderer = (organisationId, messageId, spec) -> prepared.pass()
                .map(passed ->
                        (recipient, to) -> new MessageRenderer.Rendered.Ready(OutboundMessage.Text.of("hello"), false));
        EngineSettings patient = new EngineSettings("held", Await.BOUND, Await.BOUND.multipliedBy(3), Await.BOUND, 64);
        engine = world.engine(new ChannelRegistry(List.of(channel)), renderer, channel::stopped, ownDrain, patient);
    }

    @AfterAll
    void end() {
        gates.close();
        world.close();
        await(otherPool.close());
        await(vertx.close());
    }

    static Stream<Arguments> orders() {
        List<Arguments> orders = new ArrayList<>();
        for (Platform platform : Platform.values()) {
            for (Moment committed : Moment.values()) {
                for (Moment emptied : Moment.values()) {
                    if (committed.compareTo(emptied) <= 0) {
                        orders.add(Arguments.of(platform, committed, emptied));
                    }
                }
            }
        }
        return orders.stream();
    }

    @ParameterizedTest(name = "platform {0}, consent committed at {1}, outbox emptied at {2}")
    @MethodSource("orders")
    void noRequestBeginsAfterTheAnswer(Platform behaviour, Moment committed, Moment emptied) {
        platform = behaviour;
        Run run = new Run(emptied.ordinal() % 2 == 0 ? ownDrain : otherDrain);

        for (Moment moment : Moment.values()) {
            run.advanceTo(moment);
            if (moment == committed) {
                world.stop(run.person);
            }
            if (moment == emptied) {
                run.empty();
            }
        }
        run.letGo();

        assertThat(await(run.enforced).inFlight()).isEmpty();
        eventually("nothing is open", () -> !run.isOpen());
        passSomebodyElse();
        assertThat(channel.begunAfter(run.person, run.answeredAt.get())).isZero();
        assertThat(channel.begunTo(run.person)).isEqualTo(expectedRequests(committed, emptied));
        assertThat(world.disagreement()).isEmpty();
    }

    /** What must be sent at all: a claim that had read the consent before the stop, and locked the row before the cancel. */
    private static int expectedRequests(Moment committed, Moment emptied) {
        boolean refused = committed.compareTo(Moment.CLAIM_HAS_SNAPSHOT) < 0;
        boolean cancelled = emptied.compareTo(Moment.CLAIM_HAS_LOCK) < 0;
        return refused || cancelled ? 0 : 1;
    }

    /** The engine has looked at everything that is due once it has sent what was queued later. */
    private void passSomebodyElse() {
        long delivery = world.queue(world.person(), Purpose.REPLY);
        engine.wake(world.organisationId);
        eventually(
                "somebody else's message is sent", () -> world.state(delivery).equals("accepted"));
    }

    /** One delivery on its way, and one stop. */
    private final class Run {
        final long person = world.person();
        final Drain drain;
        final AtomicLong answeredAt = new AtomicLong(Long.MAX_VALUE);
        Future<Enforced> enforced = Future.failedFuture("not begun");
        private long broadcast;
        private boolean over;

        Run(Drain drain) {
            this.drain = drain;
        }

        void advanceTo(Moment moment) {
            if (over) {
                return;
            }
            switch (moment) {
                case NOT_QUEUED -> {}
                case QUEUED -> queue();
                case CLAIM_HAS_SNAPSHOT -> {
                    world.execute("update broadcast set state = 'sending' where id = " + broadcast);
                    engine.wake(world.organisationId);
                    arriveAt("the claim's snapshot", () -> gates.holdsSomeone(Gate.CLAIM_SNAPSHOT));
                }
                case CLAIM_HAS_LOCK -> {
                    gates.open(Gate.CLAIM_SNAPSHOT);
                    arriveAt("the row's lock", () -> gates.holdsSomeone(Gate.CLAIM_LOCKED));
                }
                case CLAIMED -> {
                    gates.open(Gate.CLAIM_LOCKED);
                    arriveAt("the end of the claim", prepared::holdsSomeone);
                }
                case REQUEST_OPEN -> {
                    prepared.open();
                    arriveAt("the request", answered::holdsSomeone);
                }
                case SETTLING -> {
                    answered.open();
                    arriveAt("the settlement", () -> gates.holdsSomeone(Gate.SETTLING));
                }
                case SETTLED -> {
                    // What is queued again is claimed again at once, as far as this gate.
                    gates.close(Gate.CLAIM_SNAPSHOT);
                    gates.open(Gate.SETTLING);
                    arriveAt("the next claim's snapshot", () -> gates.holdsSomeone(Gate.CLAIM_SNAPSHOT));
                }
            }
        }

        private void queue() {
            long message = world.message();
            broadcast = world.broadcast(message);
            world.execute("update broadcast set state = 'paused' where id = " + broadcast);
            await(new Outbox(Instant::now)
                    .enqueue(
                            world.pool,
                            new NewDelivery(
                                    world.organisationId,
                                    person,
                                    null,
                                    null,
                                    broadcast,
                                    null,
                                    Purpose.BROADCAST,
                                    new DeliveryContent.Stored(message),
                                    new JsonObject(),
                                    Instant.now(),
                                    null,
                                    null)));
            for (Gate gate : Gate.values()) {
                gates.close(gate);
            }
            prepared.close();
            answered.close();
        }

        private void arriveAt(String place, BooleanSupplier arrived) {
            eventually(place, () -> arrived.getAsBoolean() || ended());
            if (ended()) {
                over = true;
                letGo();
            }
        }

        private boolean ended() {
            return List.of("suppressed", "cancelled", "accepted", "failed").contains(state());
        }

        private String state() {
            return world.text("select state from delivery where contact_id = " + person);
        }

        boolean isOpen() {
            return List.of("queued", "sending").contains(state());
        }

        /** Begins the second half; it has made its first attempt when this returns, or is held up by a row's lock. */
        void empty() {
            Future<?> first = new DrainStore().cancelAndLook(world.pool, Set.of(person), Instant.now());
            eventually("a first look", () -> first.isComplete() || world.waitsForLock("every_half"));
            enforced =
                    drain.enforce(world.organisationId, person).onComplete(done -> answeredAt.set(System.nanoTime()));
            // Whoever is asked for later is answered by the same look or a later one: so this one had its chance.
            Future<?> calm = drain.enforce(world.organisationId, calmPerson);
            eventually("a look", () -> calm.isComplete() || world.waitsForLock("every_half"));
        }

        void letGo() {
            for (Gate gate : Gate.values()) {
                gates.open(gate);
            }
            prepared.open();
            answered.open();
        }
    }
}
