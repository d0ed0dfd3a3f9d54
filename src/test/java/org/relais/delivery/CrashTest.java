package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SendOutcome;
import org.relais.consent.StopEnforcer.Enforced;
import org.relais.database.EmbeddedDatabase;
import org.relais.testing.Await;
import org.relais.testing.Slow;
import org.relais.testing.TestDatabase;
import org.relais.testing.TestServer;

/** Whatever is killed in the middle of sending: nobody gets two messages, nothing is lost, and what nobody knows is counted. */
@Slow
@ExtendWith(VertxExtension.class)
class CrashTest {
    private static final JsonObject NODE = new JsonObject()
            .put("bots", 1)
            .put("perSecond", 200)
            .put("httpTimeoutMillis", 4_000)
            .put("leaseMillis", 9_000);

    /** How many nodes are killed; {@code -Drelais.crash=20} for a long night. */
    private static final int LIVES = Integer.getInteger("relais.crash", 2);

    /** More than a node can send at its rate until a busy machine has killed it. */
    private static final int PEOPLE_OF_A_LIFE = 500;

    @Test
    void nodesAreKilledWhileTheySend(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx);
                Child platform = Child.platform(30)) {
            world.sender("telegram", "1");
            List<Long> people = world.people(LIVES * PEOPLE_OF_A_LIFE, "regular", "subscribed", "telegram");
            world.broadcastTo(people);
            Map<Long, Long> answeredAt = new TreeMap<>();

            for (int life = 1; life <= LIVES; life++) {
                try (Child node =
                        Child.node(world.address, platform, NODE.copy().put("node", "life-" + life))) {
                    long before = platform.count();
                    eventually("it sends", () -> platform.count() >= before + 60);
                    stopSomebody(world, answeredAt);
                    eventually("it sends on", () -> platform.count() >= before + 100);
                    platform.answerAtMost(0);
                    long answered = platform.count();
                    eventually("a request is under way", () -> platform.count() > answered);
                }
                platform.answerAll();
            }
            JsonObject last = NODE.copy().put("node", "last").put("perSecond", 1_000);
            try (Child ignored = Child.node(world.address, platform, last)) {
                stopSomebody(world, answeredAt);
                eventually("all is settled", () -> world.open() == 0);
            }

            List<Child.Seen> log = platform.log();
            Map<Long, Long> requests = log.stream()
                    .collect(Collectors.groupingBy(seen -> seen.chatId() - 1_000_000, Collectors.counting()));
            assertThat(requests.values()).containsOnly(1L);
            assertThat(log).allSatisfy(seen -> assertThat(seen.nanos())
                    .isLessThan(answeredAt.getOrDefault(seen.chatId() - 1_000_000, Long.MAX_VALUE)));
            TreeMap<String, Long> states = world.states();
            assertThat(states.keySet()).isSubsetOf("accepted", "unknown", "cancelled", "suppressed");
            assertThat(states.get("unknown"))
                    .as("what was under way when a node died")
                    .isBetween(1L, LIVES * (256L + 32L));
            assertThat(requests.keySet())
                    .as("whoever is accepted has it")
                    .containsAll(world.numbers("select contact_id from delivery where state = 'accepted'"));
            assertThat(requests.keySet())
                    .as("whoever has it is accepted or unknown")
                    .isSubsetOf(
                            world.numbers("select contact_id from delivery where state in ('accepted', 'unknown')"));
            assertThat(world.disagreement()).isEmpty();
        }
    }

    /** Of what was claimed and waited for a connection, only what was noted ahead is unknown; the rest is sent. */
    @Test
    void whatHadNotBegunWhenANodeWasKilledIsSentByTheNext(Vertx vertx) {
        int connections = 64;
        int ahead = 16;
        JsonObject settings = NODE.copy()
                .put("connections", connections)
                .put("perSecond", 1_000)
                .put("httpTimeoutMillis", 60_000)
                .put("leaseMillis", 180_000);
        try (DeliveryWorld world = new DeliveryWorld(vertx);
                Child platform = Child.platform(0)) {
            world.sender("telegram", "1");
            world.broadcastTo(world.people(300, "regular", "subscribed", "telegram"));
            platform.answerAtMost(0);
            try (Child ignored =
                    Child.node(world.address, platform, settings.copy().put("node", "killed"))) {
                eventually("the connections are taken", () -> platform.count() == connections);
                eventually(
                        "others are claimed and wait",
                        () -> world.states().getOrDefault("sending", 0L) > connections + ahead);
                eventually(
                        "their beginning is noted as far as it is near",
                        () -> world.number("select sum(cardinality(delivery_ids)) from claim_start")
                                == connections + ahead);
            }
            world.leasesRunOut();
            platform.answerAll();
            try (Child ignored =
                    Child.node(world.address, platform, settings.copy().put("node", "next"))) {
                eventually("all is settled", () -> world.open() == 0);
            }

            assertThat(world.states())
                    .isEqualTo(Map.of("unknown", (long) connections + ahead, "accepted", 300L - connections - ahead));
            List<Long> asked = platform.log().stream()
                    .map(seen -> seen.chatId() - 1_000_000)
                    .toList();
            assertThat(asked).doesNotHaveDuplicates().hasSize(300 - ahead);
            assertThat(asked).containsAll(world.numbers("select contact_id from delivery where state = 'accepted'"));
            assertThat(world.disagreement()).isEmpty();
        }
    }

    private static void stopSomebody(DeliveryWorld world, Map<Long, Long> answeredAt) {
        long person = world.number("select contact_id from delivery where queued order by not_before, id limit 1");
        world.stop(person);
        Enforced enforced = await(world.drain().enforce(world.organisationId, person));
        answeredAt.put(person, System.nanoTime());
        assertThat(enforced.inFlight()).isEmpty();
    }

    /** Lets a platform answer so many requests more, so that a slow test finds the sending still under way. */
    private static final class Brake {
        private final List<Promise<Void>> waiting = new ArrayList<>();
        private int allowed;

        synchronized Future<Void> pass() {
            if (allowed > 0) {
                allowed--;
                return Future.succeededFuture();
            }
            Promise<Void> promise = Promise.promise();
            waiting.add(promise);
            return promise.future();
        }

        void allow(int more) {
            List<Promise<Void>> free = new ArrayList<>();
            synchronized (this) {
                allowed += more;
                while (allowed > 0 && !waiting.isEmpty()) {
                    allowed--;
                    free.add(waiting.remove(0));
                }
            }
            free.forEach(Promise::complete);
        }
    }

    /** What happens to PostgreSQL. */
    private enum Blow {
        /** One of its processes killed makes the server drop all others at once, and recover from its log. */
        CONNECTIONS_LOST {
            @Override
            void fall(DeliveryWorld world, Path data) throws SQLException {
                try (Connection witness = world.connect()) {
                    TestServer.kill(world.number("select pg_backend_pid()"));
                    eventually("the server has noticed", () -> isLost(witness));
                }
            }

            private boolean isLost(Connection witness) {
                try {
                    return !witness.isValid(30);
                } catch (SQLException fault) {
                    throw new IllegalStateException(fault);
                }
            }
        },
        /** The whole server dies and is started again, as by an init system; meanwhile nobody can connect. */
        SERVER_RESTARTED {
            @Override
            void fall(DeliveryWorld world, Path data) {
                TestServer.restart(data);
            }
        };

        abstract void fall(DeliveryWorld world, Path data) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource(Blow.class)
    void postgresIsKilledWhileTheySend(Blow blow, Vertx vertx, @TempDir Path directory) throws Exception {
        try (EmbeddedDatabase server = EmbeddedDatabase.start(directory)) {
            TestDatabase.migrate(server.access());
            try (DeliveryWorld world = new DeliveryWorld(vertx, server.address())) {
                world.sender("fake", "1");
                Brake brake = new Brake();
                FakeChannel channel = new FakeChannel(
                        "fake",
                        new org.relais.channel.Limits(400, Duration.ZERO, 1, Long.MAX_VALUE),
                        List.of("1"),
                        permit -> vertx.timer(5, TimeUnit.MILLISECONDS)
                                .compose(later -> brake.pass())
                                .map(SendOutcome.accepted("m" + permit.deliveryId())));
                world.broadcastTo(world.people(1_200, "regular", "subscribed", "fake"));
                world.engine(
                        channel,
                        world.drain(),
                        new EngineSettings("n", Duration.ofSeconds(20), Duration.ofSeconds(60), Await.BOUND, 64));
                for (int crash = 1; crash <= 2; crash++) {
                    int before = channel.begun.size();
                    brake.allow(300);
                    eventually("it sends", () -> channel.begun.size() > before + 200);
                    blow.fall(world, directory.resolve("data"));
                }
                long stopped = world.number("select contact_id from delivery where queued order by id desc limit 1");
                world.stop(stopped);
                assertThat(await(world.drain().enforce(world.organisationId, stopped))
                                .inFlight())
                        .isEmpty();
                brake.allow(Integer.MAX_VALUE / 2);
                eventually("all is settled", () -> world.open() == 0);

                assertThat(channel.begun.stream().map(FakeChannel.Begun::contactId))
                        .doesNotHaveDuplicates();
                assertThat(channel.begunTo(stopped)).isZero();
                assertThat(world.states()).isEqualTo(Map.of("accepted", 1_199L, "cancelled", 1L));
                assertThat(channel.begun).hasSize(1_199);
                assertThat(world.disagreement()).isEmpty();
            }
        }
    }

    /** Its leases, ten minutes long, are not waited for: whoever stops a service wants it to end. */
    @Test
    void aNodeEndsSoonAlthoughPostgresIsGone(Vertx vertx, @TempDir Path directory) throws Exception {
        EmbeddedDatabase server = EmbeddedDatabase.start(directory);
        TestDatabase.migrate(server.access());
        ConcurrentLinkedQueue<Promise<SendOutcome>> open = new ConcurrentLinkedQueue<>();
        try (DeliveryWorld world = new DeliveryWorld(vertx, server.address())) {
            world.sender("fake", "1");
            FakeChannel channel = FakeChannel.answering(permit -> {
                Promise<SendOutcome> answer = Promise.promise();
                open.add(answer);
                return answer.future();
            });
            world.broadcastTo(world.people(50, "regular", "subscribed", "fake"));
            DeliveryEngine engine = world.engine(
                    channel,
                    world.drain(),
                    new EngineSettings("n", Duration.ofSeconds(10), Duration.ofMinutes(10), Await.BOUND, 64));
            eventually("requests are open", () -> open.size() == 50);
            server.close();
            open.forEach(answer -> answer.complete(SendOutcome.accepted("m")));

            world.stop(engine);
        }
    }

    @Test
    void aPlatformThatCutsConnectionsLeavesUnknownsAndNoDoubles(Vertx vertx) {
        ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
        AtomicInteger cut = new AtomicInteger();
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            HttpServer platform = platform(vertx, 0, seen, chat -> chat % 5 == 0, cut);
            world.sender("telegram", "1");
            world.broadcastTo(world.people(100, "regular", "subscribed", "telegram"));
            engine(world, vertx, platform.actualPort(), new JumpingClock());
            eventually("all is settled", () -> world.open() == 0);

            assertThat(cut).hasValue(20);
            assertThat(world.states()).isEqualTo(Map.of("accepted", 80L, "unknown", 20L));
            assertThat(seen).doesNotHaveDuplicates().hasSize(100);
            assertThat(world.disagreement()).isEmpty();
        }
    }

    @Test
    void aPlatformThatIsAwayIsWaitedFor(Vertx vertx) {
        ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
        JumpingClock clock = new JumpingClock();
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            HttpServer first = platform(vertx, 0, seen, chat -> false, new AtomicInteger());
            int port = first.actualPort();
            await(first.close());
            world.sender("telegram", "1");
            world.broadcastTo(world.people(60, "regular", "subscribed", "telegram"));
            engine(world, vertx, port, clock);
            eventually("it is refused", () -> world.number("select count(*) from delivery where retries > 0") > 0);
            clock.jump(Duration.ofMinutes(1));

            platform(vertx, port, seen, chat -> false, new AtomicInteger());
            eventually("all is settled", () -> world.open() == 0);
            assertThat(world.states()).isEqualTo(Map.of("accepted", 60L));
            assertThat(seen).doesNotHaveDuplicates().hasSize(60);
        }
    }

    private static void engine(DeliveryWorld world, Vertx vertx, int port, JumpingClock clock) {
        ChannelRegistry channels = NodeProcess.telegram(
                vertx,
                world.settings().httpTimeout(),
                new JsonObject().put("bots", 1).put("perSecond", 500).put("platform", "http://127.0.0.1:" + port));
        world.engine(
                channels,
                new PlainRenderer(),
                (organisation, contact, address, code, delivery, at) -> Future.succeededFuture(),
                world.drain(),
                world.settings(),
                clock);
    }

    private static HttpServer platform(
            Vertx vertx, int port, ConcurrentLinkedQueue<Long> seen, Function<Long, Boolean> cuts, AtomicInteger cut) {
        List<HttpServer> listening = new ArrayList<>();
        listening.add(await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    long chat = Long.parseLong(new JsonObject(body).getString("chat_id"));
                    seen.add(chat);
                    if (cuts.apply(chat)) {
                        cut.incrementAndGet();
                        request.connection().close();
                    } else {
                        request.response().end("{\"ok\":true,\"result\":{\"message_id\":" + chat + "}}");
                    }
                }))
                .listen(port, "127.0.0.1")));
        return listening.get(0);
    }
}
