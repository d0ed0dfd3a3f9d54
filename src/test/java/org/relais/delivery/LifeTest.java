package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastChange;
import org.relais.broadcast.BroadcastDraft;
import org.relais.broadcast.BroadcastRunner;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Progress;
import org.relais.channel.ChannelRegistry;
import org.relais.organisation.Actor;
import org.relais.template.PersonalVariables;
import org.relais.testing.Slow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a large broadcast: expanded, sent, paused, resumed and cancelled by nodes that are killed while they do it,
 * and judged by the platform's own log. Small by default: {@code -Drelais.life=1000000} for the full size, which takes some
 * minutes.
 */
@Slow
@ExtendWith(VertxExtension.class)
class LifeTest {
    private static final Logger LOG = LoggerFactory.getLogger(LifeTest.class);
    private static final int PEOPLE = Integer.getInteger("relais.life", 12_000);
    private static final boolean LARGE = PEOPLE > 100_000;
    private static final int BOTS = LARGE ? 20 : 4;
    private static final JsonObject NODE = new JsonObject()
            .put("bots", BOTS)
            .put("perSecond", LARGE ? 1_000 : 500)
            .put("httpTimeoutMillis", 2_000)
            .put("leaseMillis", 6_000)
            .put("broadcasts", true);
    private static final JsonObject DRAFT = new JsonObject(
            """
            {"title": "Fête de quartier",
             "audience": {"everyone": true},
             "message": {"language": "fr", "body": {"fr": "Bonjour {{first_name|à vous}}, venez samedi !"}}}
            """);

    private DeliveryWorld world;
    private Child platform;
    private Child node;
    private BroadcastService service;
    private int nodes;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        for (int bot = 1; bot <= BOTS; bot++) {
            world.sender("telegram", Integer.toString(bot));
        }
        for (int born = 0; born < PEOPLE; born += 50_000) {
            world.people(Math.min(50_000, PEOPLE - born), "regular", "subscribed", "telegram");
        }
        world.execute("update address set sender_id = (select min(id) from sender) + id % " + BOTS);
        world.execute("vacuum analyze");
        platform = Child.platform(0);
        InstantSource clock = InstantSource.system();
        // The test only decides: its own runner never starts, the nodes' do the work.
        ChannelRegistry channels =
                NodeProcess.telegram(vertx, Duration.ofSeconds(2), NODE.copy().put("platform", platform.address()));
        Outbox outbox = new Outbox(clock);
        service = new BroadcastService(
                world.pool,
                channels,
                PersonalVariables.NONE,
                new BroadcastRunner(vertx, world.pool, channels, outbox, organisation -> {}, clock),
                new Random(7),
                clock);
        startNode();
    }

    @AfterEach
    void close() {
        node.close();
        platform.close();
        world.close();
    }

    private void startNode() {
        node = Child.node(world.address, platform, NODE.copy().put("node", "node-" + ++nodes));
    }

    /** {@code kill -9}, and another one takes over. */
    private void killNode() {
        node.close();
        startNode();
    }

    @Test
    void whateverDiesAndWhoeverPausesEverybodyGetsItOnce() {
        platform.answerAtMost(PEOPLE / 10);
        long id = send();
        eventually("a page is expanded", () -> rows(id) > 0);
        done(service.pause(Actor.command(world.organisationId), id));
        long expanded = rows(id);
        killNode();
        assertThat(rows(id)).as("a paused one is not expanded further").isEqualTo(expanded);
        done(service.resume(Actor.command(world.organisationId), id, null));
        eventually("the next page is expanded", () -> rows(id) > expanded || expanded == PEOPLE);
        killNode();
        advances("it is expanded", () -> rows(id), () -> state(id) == BroadcastState.SENDING);
        assertThat(rows(id)).isEqualTo(PEOPLE);

        sendsUntil(PEOPLE / 4);
        long pausedAt = pause(id);
        killNode();
        assertThat(world.disagreement()).isEmpty();
        long resumedAt = System.nanoTime();
        done(service.resume(Actor.command(world.organisationId), id, null));
        sendsUntil(PEOPLE / 2);
        killNode();
        platform.answerAll();
        advances("it is finished", platform::count, () -> state(id) == BroadcastState.FINISHED);

        List<Child.Seen> log = platform.log();
        assertThat(log.stream().filter(seen -> seen.nanos() - pausedAt > 0 && seen.nanos() - resumedAt < 0))
                .as("requests while it was paused")
                .isEmpty();
        judge(id, log);
        Progress end = await(service.progress(Set.of(id))).get(id);
        assertThat(end.recipients()).isEqualTo(PEOPLE);
        assertThat(end.open()).isZero();
        assertThat(end.sent() + end.unknown()).isEqualTo(PEOPLE);
    }

    @Test
    void whatIsCancelledEndsAlthoughTheNodeDies() {
        long id = send();
        long started = System.nanoTime();
        advances("it is expanded", () -> rows(id), () -> state(id) == BroadcastState.SENDING);
        LOG.info("{} people expanded in {} ms while it was sent", PEOPLE, millisSince(started));
        sendsUntil(PEOPLE / 4);
        done(service.cancel(Actor.command(world.organisationId), id));
        long answered = System.nanoTime();
        killNode();
        advances("it is over", () -> -queued(id), () -> find(id).finishedAt() != null);
        LOG.info("{} people cancelled in {} ms", PEOPLE, millisSince(answered));
        eventually("nothing is open", () -> world.open() == 0);

        List<Child.Seen> log = platform.log();
        judge(id, log);
        assertThat(log.size()).as("a cancelled one is not sent to the end").isLessThan(PEOPLE);
        assertThat(world.states().keySet()).isSubsetOf("accepted", "unknown", "cancelled");
    }

    private long send() {
        long id = await(service.create(Actor.command(world.organisationId), BroadcastDraft.decode(DRAFT)))
                .id();
        done(service.send(Actor.command(world.organisationId), id));
        return id;
    }

    private static void done(Future<BroadcastChange> change) {
        assertThat(await(change)).isInstanceOf(BroadcastChange.Done.class);
    }

    /** Pauses and waits for what was claimed before; returns when nothing more may begin. */
    private long pause(long id) {
        done(service.pause(Actor.command(world.organisationId), id));
        long answered = System.nanoTime();
        eventually(
                "what was under way is settled",
                () -> world.number("select count(*) from delivery where state = 'sending'") == 0);
        long last = platform.log().stream().mapToLong(Child.Seen::nanos).max().orElse(answered);
        LOG.info(
                "the last request began {} ms after the pause was answered",
                TimeUnit.NANOSECONDS.toMillis(last - answered));
        return System.nanoTime();
    }

    /** Waits for so many requests; the platform answers few more, so that a slow test does not find the sending over. */
    private void sendsUntil(int requests) {
        platform.answerAtMost(requests + PEOPLE / 10);
        advances("it sends", platform::count, () -> platform.count() > requests);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** Waits for an event that may take long, as long as a figure keeps changing. */
    private static void advances(String what, LongSupplier figure, java.util.function.BooleanSupplier happened) {
        while (!happened.getAsBoolean()) {
            long before = figure.getAsLong();
            eventually(what, () -> happened.getAsBoolean() || figure.getAsLong() > before);
        }
    }

    private Broadcast find(long id) {
        return await(service.find(world.organisationId, id)).orElseThrow();
    }

    private BroadcastState state(long id) {
        return find(id).state();
    }

    private long rows(long id) {
        return await(service.progress(Set.of(id)))
                .getOrDefault(id, Progress.NONE)
                .recipients();
    }

    private long queued(long id) {
        return await(service.progress(Set.of(id)))
                .getOrDefault(id, Progress.NONE)
                .queued();
    }

    /** One row and at most one request per person, and the rows, the counters and the platform say the same. */
    private void judge(long id, List<Child.Seen> log) {
        Set<Long> asked = new HashSet<>();
        log.forEach(seen -> asked.add(seen.chatId() - 1_000_000));
        Map<String, Long> states = world.states();
        LOG.info("{} people, {} requests, {} nodes; {}", PEOPLE, log.size(), nodes, states);
        assertThat(log).as("nobody is asked twice").hasSize(asked.size());
        assertThat(world.number("select count(*) from delivery where broadcast_id = " + id))
                .isEqualTo(PEOPLE);
        assertThat(asked.containsAll(contacts("'accepted'")))
                .as("whoever is accepted has it")
                .isTrue();
        assertThat(new HashSet<>(contacts("'accepted', 'unknown'")).containsAll(asked))
                .as("whoever has it is accepted or unknown")
                .isTrue();
        assertThat(world.disagreement()).isEmpty();
    }

    private List<Long> contacts(String states) {
        return world.numbers("select contact_id from delivery where state in (" + states + ")");
    }
}
