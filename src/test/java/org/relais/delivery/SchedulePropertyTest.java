package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.relais.audience.ClosedWindows;
import org.relais.channel.InboundEvent;
import org.relais.channel.SendOutcome;
import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;
import org.relais.consent.Purpose;
import org.relais.delivery.Settlement.State;
import org.relais.organisation.Sender;
import org.relais.testing.Await;
import org.relais.testing.Slow;

/**
 * Random schedules of everything that can happen to the outbox, statement by statement as the nodes issue them, with
 * claims that are held between their snapshot and their row locks while all else goes on. A model keeps who was answered.
 */
@Slow
class SchedulePropertyTest {
    private static final int PEOPLE = 2;
    private static final int NODES = 2;
    private static Vertx vertx;
    private static DeliveryWorld world;
    private static Sender sender;

    private enum What {
        ENQUEUE,
        BROADCAST,
        CLAIM,
        HOLD_CLAIM,
        LET_CLAIM_GO,
        BEGIN,
        ACCEPTED,
        RETRY,
        THROTTLED,
        LOST,
        SETTLE,
        STOP,
        DRAIN,
        START,
        NODE_DIES,
        RESCUE,
        REPORT_FAILURE,
        TIME_PASSES
    }

    /** @param pick person, node, or which of several, whatever the step needs */
    private record Step(What what, int pick) {}

    @BeforeContainer
    static void begin() {
        vertx = Vertx.vertx();
        world = new DeliveryWorld(vertx);
        sender = new Sender(world.sender("fake", "1"), world.organisationId, "fake", "1", "n");
        world.execute(
                """
                create function pass_gate(key bigint) returns void language plpgsql as $$
                begin
                    perform pg_advisory_lock_shared(key);
                    perform pg_advisory_unlock_shared(key);
                end $$;
                create or replace function next_contact_time(
                    contact_from time, contact_until time, contact_days smallint[], zone text, now timestamptz)
                    returns timestamptz language plpgsql volatile as $$
                begin
                    if current_setting('relais.held', true) = 'yes' then
                        perform pass_gate(1);
                    end if;
                    return now;
                end $$;
                """);
    }

    @AfterContainer
    static void end() {
        world.close();
        await(vertx.close());
    }

    @Provide
    Arbitrary<List<Step>> schedules() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(3, Arbitraries.of(What.ENQUEUE, What.BROADCAST)),
                                net.jqwik.api.Tuple.of(
                                        6, Arbitraries.of(What.CLAIM, What.HOLD_CLAIM, What.LET_CLAIM_GO, What.BEGIN)),
                                net.jqwik.api.Tuple.of(
                                        5,
                                        Arbitraries.of(
                                                What.ACCEPTED, What.RETRY, What.THROTTLED, What.LOST, What.SETTLE)),
                                net.jqwik.api.Tuple.of(4, Arbitraries.of(What.STOP, What.DRAIN, What.START)),
                                net.jqwik.api.Tuple.of(
                                        2,
                                        Arbitraries.of(
                                                What.NODE_DIES, What.RESCUE, What.REPORT_FAILURE, What.TIME_PASSES))),
                        Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list()
                .ofMinSize(15)
                .ofMaxSize(60);
    }

    @Property(tries = 120, shrinking = ShrinkingMode.BOUNDED)
    void nothingBeginsBetweenAnAnsweredStopAndANewerConsent(@ForAll("schedules") List<Step> schedule) {
        Run run = new Run();
        try {
            schedule.forEach(run::take);
            run.finish();
        } finally {
            run.close();
        }
        run.judge();
        Statistics.label("requests").collect(run.requests);
        Statistics.label("stops answered").collect(run.answers);
    }

    /** A delivery on a node: claimed, then begun, then answered, then settled. */
    private static final class Held {
        final ClaimedDelivery taken;
        boolean begun;
        Settlement outcome;

        Held(ClaimedDelivery taken) {
            this.taken = taken;
        }
    }

    private static final class Node {
        String name;
        final List<Held> held = new ArrayList<>();
    }

    private static final class Run {
        private static int count;

        private final JumpingClock clock = new JumpingClock();
        private final List<Long> people = world.people(PEOPLE, "regular", "subscribed", "fake");
        private final List<Node> nodes = new ArrayList<>();
        private final Set<Long> stopped = new HashSet<>();
        private final Set<Long> answered = new HashSet<>();
        private final List<String> violations = new ArrayList<>();
        /** Requests per delivery that were not surely refused; two of them would be a double. */
        private final Map<Long, Integer> mayHaveArrived = new HashMap<>();

        private int requests;
        private int answers;

        private final Map<SqlConnection, Future<ClaimStore.Result>> heldClaims = new LinkedHashMap<>();
        private final long broadcast;
        private final long message = world.message();
        private final Receipts receipts = new Receipts(
                world.pool,
                clock,
                new Random(1),
                (organisation, contact, address, code, delivery, at) -> Future.succeededFuture());

        Run() {
            broadcast = world.broadcast(message);
            for (int node = 0; node < NODES; node++) {
                nodes.add(born());
            }
        }

        private Node born() {
            Node node = new Node();
            node.name = "node-" + ++count;
            return node;
        }

        void take(Step step) {
            long person = people.get(step.pick % PEOPLE);
            Node node = nodes.get(step.pick % NODES);
            switch (step.what) {
                case ENQUEUE -> world.queue(person, Purpose.REPLY);
                case BROADCAST -> expand(person);
                case CLAIM ->
                    took(
                            node,
                            await(claim(world.pool, node, step.pick % 2 == 0)).taken());
                case HOLD_CLAIM -> holdClaim(node, step.pick % 2 == 0);
                case LET_CLAIM_GO -> letGo(node);
                case BEGIN ->
                    node.held.stream().filter(held -> !held.begun).findFirst().ifPresent(this::begin);
                case ACCEPTED -> answer(node, id -> SendOutcome.accepted("m" + id));
                case RETRY -> answer(node, id -> SendOutcome.of(SendOutcome.Kind.RETRY, "busy"));
                case THROTTLED -> answer(node, id -> SendOutcome.of(SendOutcome.Kind.THROTTLE_SENDER, "429"));
                case LOST -> answer(node, id -> SendOutcome.of(SendOutcome.Kind.UNKNOWN, "timeout"));
                case SETTLE -> settle(node);
                case STOP -> stop(person);
                case DRAIN -> drain(person);
                case START -> start(person);
                case NODE_DIES -> die(step.pick % NODES);
                case RESCUE -> rescue();
                case REPORT_FAILURE -> reportFailure();
                case TIME_PASSES -> clock.jump(Duration.ofSeconds(5));
            }
        }

        private void expand(long person) {
            await(new AudiencePageStore()
                    .enqueue(
                            world.pool,
                            new AudiencePage(
                                    world.organisationId,
                                    broadcast,
                                    message,
                                    Purpose.BROADCAST,
                                    null,
                                    List.of(person),
                                    clock.instant(),
                                    null,
                                    ClosedWindows.NONE,
                                    null),
                            clock.instant()));
        }

        private Future<ClaimStore.Result> claim(io.vertx.sqlclient.SqlClient client, Node node, boolean replies) {
            Lane.Key key = new Lane.Key(sender.id(), replies ? 1 : 2, replies ? 0 : broadcast);
            return new ClaimStore()
                    .claim(
                            client,
                            List.of(new ClaimStore.ClaimRequest(
                                    sender, new Lane(key, false, QueuePosition.BEGINNING), QueuePosition.BEGINNING, 2)),
                            new EngineSettings(
                                    node.name, Duration.ofSeconds(20), Duration.ofSeconds(600), Await.BOUND, 8),
                            new LeaseTerm(LeaseClock.system().read(), Duration.ofDays(1)),
                            clock.instant())
                    .map(results -> results.get(0));
        }

        /** Only broadcasts are asked for their hours, so only their claims can be held there. */
        private void holdClaim(Node node, boolean replies) {
            if (replies || heldClaims.size() >= 2) {
                took(node, await(claim(world.pool, node, true)).taken());
                return;
            }
            if (heldClaims.isEmpty()) {
                world.execute("select pg_advisory_lock(1)");
            }
            SqlConnection connection = await(world.pool.getConnection());
            await(connection.query("set relais.held = 'yes'").execute());
            long before = waiting();
            Future<ClaimStore.Result> claim = claim(connection, node, false);
            eventually("held, or done for lack of work", () -> claim.isComplete() || waiting() > before);
            heldClaims.put(connection, claim);
        }

        private static long waiting() {
            return world.number("select count(*) from pg_locks where locktype = 'advisory' and not granted");
        }

        private void letGo(Node node) {
            if (heldClaims.isEmpty()) {
                return;
            }
            world.execute("select pg_advisory_unlock(1)");
            heldClaims.forEach((connection, claim) -> {
                took(node, await(claim).taken());
                await(connection.query("reset relais.held").execute());
                await(connection.close());
            });
            heldClaims.clear();
        }

        private void took(Node node, List<ClaimedDelivery> taken) {
            taken.forEach(one -> node.held.add(new Held(one)));
        }

        /** As a node does it: noted first, and only then begun. */
        private void begin(Held held) {
            held.begun = true;
            String node = claimedBy(List.of(held));
            if (!await(new StartStore().note(world.pool, node, List.of(held.taken), Duration.ofSeconds(20)))
                    .contains(held.taken.batchId())) {
                held.outcome = Settlement.later(
                        held.taken.id(), held.taken.tried(false).attempt(), "permit_expired", null, false);
                return;
            }
            requests++;
            long person = held.taken.recipient().claim().contactId();
            if (answered.contains(person)) {
                violations.add("delivery " + held.taken.id() + " began to " + person + " after the answer");
            }
            if (mayHaveArrived.merge(held.taken.id(), 1, Integer::sum) > 1) {
                violations.add("delivery " + held.taken.id() + " began twice");
            }
        }

        private void answer(Node node, java.util.function.LongFunction<SendOutcome> platform) {
            RetryPolicy policy = new RetryPolicy(new Random(1));
            node.held.stream()
                    .filter(held -> held.begun && held.outcome == null)
                    .findFirst()
                    .ifPresent(held -> {
                        held.outcome = policy.settlement(
                                held.taken.tried(false), platform.apply(held.taken.id()), clock.instant());
                        if (held.outcome.state() == State.QUEUED) {
                            mayHaveArrived.merge(held.taken.id(), -1, Integer::sum);
                        }
                    });
        }

        private void settle(Node node) {
            List<Held> done =
                    node.held.stream().filter(held -> held.outcome != null).toList();
            if (!done.isEmpty()) {
                await(new SettleStore()
                        .settle(
                                world.pool,
                                claimedBy(done),
                                done.stream().map(held -> held.outcome).toList(),
                                clock.instant()));
                node.held.removeAll(done);
            }
        }

        /** A claim that was held belongs to whoever asked; here the row says who that was. */
        private String claimedBy(List<Held> done) {
            return world.text(
                    "select node from delivery where id = " + done.get(0).taken.id());
        }

        private void stop(long person) {
            world.stop(person);
            stopped.add(person);
        }

        /** One round of the drain; when it finds nothing open, the stop is answered. */
        private void drain(long person) {
            if (stopped.contains(person)
                    && await(new DrainStore().cancelAndLook(world.pool, Set.of(person), clock.instant()))
                            .get(person)
                            .open()
                            .isEmpty()) {
                answered.add(person);
                answers++;
            }
        }

        private void start(long person) {
            world.execute("update consent set state = 'subscribed', stopped_at = null where contact_id = " + person);
            stopped.remove(person);
            answered.remove(person);
        }

        /** Its requests that are open end with it; another node takes its place. */
        private void die(int index) {
            Node dead = nodes.set(index, born());
            world.execute(
                    """
                    update delivery set lease_until = clock_timestamp() - interval '1 second'
                    where state = 'sending' and id = any('{%1$s}');
                    update claim_batch set lease_until = clock_timestamp() - interval '1 second', lease = interval '0'
                    where delivery_ids && '{%1$s}'
                    """
                            .formatted(String.join(
                                    ",",
                                    dead.held.stream()
                                            .map(held -> Long.toString(held.taken.id()))
                                            .toList())));
        }

        private void rescue() {
            await(world.rescue(world.pool));
        }

        private void reportFailure() {
            List<Long> accepted = world.numbers(
                    "select id from delivery where state = 'accepted' and contact_id in (%s) order by id limit 1"
                            .formatted(ids()));
            if (!accepted.isEmpty()) {
                InboundEvent failure = Reports.failed(
                        accepted.get(0),
                        "m" + accepted.get(0),
                        SendOutcome.of(SendOutcome.Kind.THROTTLE_SENDER, "130429"));
                if (await(receipts.apply(List.of(failure))) == 1) {
                    mayHaveArrived.merge(accepted.get(0), -1, Integer::sum);
                }
            }
        }

        private String ids() {
            return String.join(",", people.stream().map(Object::toString).toList());
        }

        /** Whatever was begun is seen through, the dead are rescued, and the queue is worked until it is empty. */
        void finish() {
            letGo(nodes.get(0));
            for (int round = 0; open() > 0; round++) {
                assertThat(round).as("rounds until the queue is empty").isLessThan(60);
                for (Node node : nodes) {
                    took(node, await(claim(world.pool, node, true)).taken());
                    took(node, await(claim(world.pool, node, false)).taken());
                    List.copyOf(node.held).stream().filter(held -> !held.begun).forEach(this::begin);
                    for (int open = node.held.size(); open > 0; open--) {
                        answer(node, id -> SendOutcome.accepted("m" + id));
                    }
                    settleAll(node);
                }
                rescue();
                clock.jump(Duration.ofMinutes(6));
            }
        }

        private void settleAll(Node node) {
            for (Held held : List.copyOf(node.held)) {
                await(new SettleStore()
                        .settle(world.pool, claimedBy(List.of(held)), List.of(held.outcome), clock.instant()));
                node.held.remove(held);
            }
        }

        private long open() {
            return world.number(
                    "select count(*) from delivery where state in ('queued', 'sending') and contact_id in (%s)"
                            .formatted(ids()));
        }

        void close() {
            letGo(nodes.get(0));
            // Another schedule must not find what this one left when it failed.
            world.execute(
                    "update delivery set state = 'cancelled', reason = 'over', lease_until = null where state in ('queued', 'sending')");
        }

        void judge() {
            assertThat(violations).isEmpty();
            assertThat(world.numbers(
                            "select id from delivery where state not in ('accepted', 'unknown', 'cancelled', 'suppressed', 'failed') and contact_id in (%s)"
                                    .formatted(ids())))
                    .isEmpty();
            assertThat(world.numbers(
                            "select id from delivery where state = 'accepted' and contact_id in (%s)".formatted(ids())))
                    .as("what is accepted arrived once")
                    .allSatisfy(id -> assertThat(mayHaveArrived).containsEntry(id, 1));
            assertThat(world.numbers(
                            "select id from delivery where state in ('cancelled', 'suppressed') and contact_id in (%s)"
                                    .formatted(ids())))
                    .as("what was cancelled did not arrive")
                    .allSatisfy(
                            id -> assertThat(mayHaveArrived.getOrDefault(id, 0)).isZero());
            assertThat(world.disagreement()).isEmpty();
        }
    }
}
