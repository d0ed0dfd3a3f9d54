package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.ChannelContext;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/**
 * A machine that is suspended with many claims waiting for few connections: the database's time goes on, the leases run
 * out, people stop and are answered; then it wakes, and its monotonic clock knows nothing of all that. And the other way
 * round: nodes whose time goes on, and a database whose clock jumps.
 */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class SuspensionTest {
    private static final int PEOPLE = 200;
    private static final int CONNECTIONS = 4;
    private static final int STOPS = 40;

    private record Request(long contactId, long nanos) {}

    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Turnstile answers = new Turnstile();

    @Test
    void nothingGoesToThoseWhoStoppedWhileItSlept(Vertx vertx) {
        JumpingClock clock = new JumpingClock();
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("telegram", "1");
            world.broadcastTo(world.people(PEOPLE, "regular", "subscribed", "telegram"));
            answers.close();
            engine(world, clock, platform(vertx).actualPort());
            eventually("the connections are taken", () -> requests.size() == CONNECTIONS);
            eventually("many wait for one", () -> world.states().getOrDefault("sending", 0L) > STOPS + CONNECTIONS);

            clock.sleep(Await.BOUND.multipliedBy(5));
            List<Long> claimed = world.numbers("select contact_id from delivery where state = 'sending'");
            world.leasesRunOut();
            await(world.rescue(world.pool));
            Map<Long, Long> answeredAt = stop(world, claimed);
            answers.open();
            eventually("it goes on by itself", () -> world.open() == 0);

            judge(world, answeredAt);
        }
    }

    /** As at a failover to a server with another clock: every lease seems over, and none is. */
    @Test
    void nothingGoesToThoseWhoStoppedAfterTheDatabasesClockJumped(Vertx vertx) {
        whatIsClaimedStaysSoAndEndsWithAStop(vertx, (world, port) -> world.databaseClock(Duration.ofHours(1)));
    }

    /** To the one every lease of the other seems over, or not begun. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void nothingGoesToThoseWhoStoppedWhileTwoNodesAreAnHourApart(int hours, Vertx vertx) {
        whatIsClaimedStaysSoAndEndsWithAStop(vertx, (world, port) -> {
            JumpingClock clock = new JumpingClock();
            clock.jump(Duration.ofHours(hours));
            engine(world, clock, port);
        });
    }

    /** @param happens while many claims wait for few connections; told where the platform is */
    private void whatIsClaimedStaysSoAndEndsWithAStop(Vertx vertx, ObjIntConsumer<DeliveryWorld> happens) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.ownDatabaseClock();
            world.sender("telegram", "1");
            world.broadcastTo(world.people(PEOPLE, "regular", "subscribed", "telegram"));
            world.execute("update delivery set not_before = not_before - interval '2 hours'");
            answers.close();
            int port = platform(vertx).actualPort();
            engine(world, new JumpingClock(), port);
            eventually("the connections are taken", () -> requests.size() == CONNECTIONS);
            eventually("many wait for one", () -> world.states().getOrDefault("sending", 0L) > STOPS + CONNECTIONS);
            List<Long> claimed = world.numbers("select contact_id from delivery where state = 'sending'");

            happens.accept(world, port);
            awaitBeats(world, 4);
            assertThat(world.numbers("select contact_id from delivery where state = 'sending'"))
                    .containsAll(claimed);
            Map<Long, Long> answeredAt = new ConcurrentHashMap<>();
            List<Future<?>> stops = new ArrayList<>();
            for (Long person : waiting(claimed)) {
                world.stop(person);
                stops.add(world.drain()
                        .enforce(world.organisationId, person)
                        .onSuccess(done -> answeredAt.put(person, System.nanoTime())));
            }
            answers.open();
            await(Future.all(stops));
            eventually("it goes on by itself", () -> world.open() == 0);

            judge(world, answeredAt);
        }
    }

    /** As at a failover to a server whose clock is behind: what the dead node held is free once it was watched for its lease. */
    @Test
    void whatADeadNodeHeldIsNotKeptForAnHour(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.ownDatabaseClock();
            world.databaseClock(Duration.ofHours(1));
            long sender = world.sender("fake", "1");
            world.broadcastTo(world.people(3, "regular", "subscribed", "fake"));
            world.execute(
                    """
                    insert into delivery_node values ('dead', own_clock.clock_timestamp() + interval '5 seconds');
                    insert into pacer_lease values (%1$d, 'fake', 'dead');
                    with claimed as (
                        update delivery set state = 'sending', node = 'dead', attempt = 1,
                                            lease_until = own_clock.clock_timestamp() + interval '2 seconds'
                        where sender_id = %2$d returning id
                    ), batch as (
                        insert into claim_batch (node, lease_until, lease, delivery_ids)
                        select 'dead', own_clock.clock_timestamp() + interval '3 seconds', '3 seconds', array_agg(id)
                        from claimed returning id
                    )
                    insert into claim_start select id, '{}' from batch
                    """
                            .formatted(world.organisationId, sender));
            world.databaseClock(Duration.ZERO);
            FakeChannel channel = FakeChannel.accepting();
            world.engine(channel);
            eventually("it is sent to by another", () -> world.open() == 0);
            assertThat(world.states()).isEqualTo(Map.of("accepted", 3L));
            assertThat(channel.begun).hasSize(3);
        }
    }

    /** Two nodes share senders; whichever way the clock jumps, none of them thinks that the other one is dead. */
    @Test
    void noSenderChangesHandsWhenTheClockJumps(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.ownDatabaseClock();
            List<String> bots = List.of("1", "2", "3", "4", "5", "6");
            bots.forEach(bot -> world.sender(world.organisation("asso-" + bot).id(), "fake", bot));
            FakeChannel channel = new FakeChannel("fake", FakeChannel.FAST, bots, permit -> Future.succeededFuture());
            world.engine(channel);
            world.engine(channel);
            eventually(
                    "both pace",
                    () -> world.number("select count(distinct node) from pacer_lease") == 2
                            && world.number("select count(*) from pacer_lease") == bots.size());
            world.execute(
                    """
                    create table moved (node text);
                    create function note_move() returns trigger language plpgsql security definer as $$
                    begin
                        insert into moved values (old.node);
                        return null;
                    end $$;
                    create trigger gave_up after delete on pacer_lease for each row execute function note_move();
                    create trigger moved after update on pacer_lease for each row when (old.node <> new.node)
                        execute function note_move();
                    """);
            world.databaseClock(Duration.ofHours(1));
            awaitBeats(world, 3);
            world.databaseClock(Duration.ofHours(-1));
            awaitBeats(world, 3);
            assertThat(world.number("select count(*) from moved")).isZero();
        }
    }

    /** By then every node has looked for leases that are over. */
    private static void awaitBeats(DeliveryWorld world, int beats) {
        for (int beat = 0; beat < beats; beat++) {
            List<Long> before = world.numbers("select extract(epoch from seen_until) * 1000 from delivery_node");
            eventually(
                    "every node gives a sign of life",
                    () -> world.numbers("select extract(epoch from seen_until) * 1000 from delivery_node").stream()
                            .noneMatch(before::contains));
        }
    }

    private void judge(DeliveryWorld world, Map<Long, Long> answeredAt) {
        assertThat(answeredAt).hasSize(STOPS);
        assertThat(requests)
                .as("what began after an answered stop")
                .filteredOn(request -> request.nanos() > answeredAt.getOrDefault(request.contactId(), Long.MAX_VALUE))
                .isEmpty();
        assertThat(requests).extracting(Request::contactId).doesNotHaveDuplicates();
        assertThat(world.disagreement()).isEmpty();
    }

    /** Some of those who have been claimed and to whom nothing has begun. */
    private List<Long> waiting(List<Long> claimed) {
        Set<Long> begun = requests.stream().map(Request::contactId).collect(Collectors.toSet());
        return claimed.stream()
                .filter(person -> !begun.contains(person))
                .limit(STOPS)
                .toList();
    }

    /** Stops people who have been claimed and to whom nothing has begun, and waits for the answers. */
    private Map<Long, Long> stop(DeliveryWorld world, List<Long> claimed) {
        Map<Long, Long> answeredAt = new TreeMap<>();
        waiting(claimed).forEach(person -> {
            world.stop(person);
            assertThat(await(world.drain().enforce(world.organisationId, person))
                            .inFlight())
                    .isEmpty();
            answeredAt.put(person, System.nanoTime());
        });
        return answeredAt;
    }

    private static void engine(DeliveryWorld world, JumpingClock clock, int port) {
        // Whatever the test waits for, no request that it holds up runs into its bound meanwhile.
        EngineSettings settings =
                new EngineSettings(world.settings().node(), Await.BOUND, Await.BOUND.multipliedBy(3), Await.BOUND, 64);
        world.engine(
                NodeProcess.telegram(
                        new ChannelContext(world.vertx, clock, clock::nanoTime, settings.httpTimeout()),
                        new JsonObject()
                                .put("bots", 1)
                                .put("perSecond", 1_000)
                                .put("connections", CONNECTIONS)
                                .put("platform", "http://127.0.0.1:" + port)),
                new PlainRenderer(),
                (organisation, contact, address, code, delivery, at) -> Future.succeededFuture(),
                world.drain(),
                settings,
                clock);
    }

    private HttpServer platform(Vertx vertx) {
        return await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    long chat = Long.parseLong(new JsonObject(body).getString("chat_id"));
                    requests.add(new Request(chat - 1_000_000, System.nanoTime()));
                    answers.pass()
                            .compose(passed ->
                                    request.response().end("{\"ok\":true,\"result\":{\"message_id\":" + chat + "}}"))
                            .onFailure(closed -> {});
                }))
                .listen(0, "127.0.0.1"));
    }
}
