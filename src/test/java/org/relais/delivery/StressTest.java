package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.database.Database;
import org.relais.ledger.EventSource;
import org.relais.testing.Await;
import org.relais.testing.Slow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two nodes, each a process, send as fast as they can through a platform in a third; here many people stop, near the head
 * of the queue. The platform's own log says whether anything began after a stop was answered. Small by default:
 * {@code -Drelais.stress=200000} (messages) and {@code -Drelais.stress.stops=2000} for the full size.
 */
@Slow
@ExtendWith(VertxExtension.class)
class StressTest {
    private static final Logger LOG = LoggerFactory.getLogger(StressTest.class);
    private static final int MESSAGES = Integer.getInteger("relais.stress", 12_000);
    private static final int STOPS = Integer.getInteger("relais.stress.stops", 300);
    private static final int BOTS = 4;
    private static final int STOPPERS = 4;
    private static final JsonObject NODE = new JsonObject()
            .put("bots", BOTS)
            .put("perSecond", 1_000)
            .put("httpTimeoutMillis", 60_000)
            .put("leaseMillis", 180_000);

    /** Below so many queued messages the sending stands still until everybody who is to stop has. */
    private static final int RESERVE = MESSAGES / 4;

    private final Map<Long, Long> answeredAt = new ConcurrentHashMap<>();
    private final AtomicBoolean standsStill = new AtomicBoolean();

    @Test
    void nothingBeginsAfterAStopWasAnswered(Vertx vertx) throws Exception {
        try (DeliveryWorld world = new DeliveryWorld(vertx);
                Child platform = Child.platform(0)) {
            for (int bot = 1; bot <= BOTS; bot++) {
                audience(world, bot, MESSAGES / BOTS);
            }
            // So that the pace is shared between both before the first message.
            world.execute("update broadcast set state = 'paused'");
            try (Child one = Child.node(world.address, platform, NODE.copy().put("node", "one"));
                    Child two = Child.node(world.address, platform, NODE.copy().put("node", "two"))) {
                assertThat(one.isAlive()).isTrue();
                assertThat(two.isAlive()).isTrue();
                DeliveryWorld.eventually(
                        "both nodes pace", () -> world.number("select count(distinct node) from pacer_lease") == 2);
                world.execute("update broadcast set state = 'sending'");
                stopMany(vertx, world);
                awaitTheEnd(world);
                assertThat(world.number("select count(distinct node) from delivery where node is not null"))
                        .isEqualTo(2);
            }
            judge(world, platform.log());
        }
    }

    private static void audience(DeliveryWorld world, int bot, int people) {
        long organisation = bot == 1
                ? world.organisationId
                : world.organisation("org-" + bot).id();
        long sender = world.sender(organisation, "telegram", Integer.toString(bot));
        assertThat(sender).isPositive();
        List<Long> audience = world.people(organisation, people, "regular", "subscribed", "telegram");
        world.broadcastTo(organisation, audience);
    }

    /** Until the queue is empty or everybody's turn is over: some people near the head of it, several at once. */
    private void stopMany(Vertx vertx, DeliveryWorld world) throws Exception {
        Pool pool = Database.pool(vertx, world.address, STOPPERS * 2);
        ConsentService consent = new ConsentService(
                pool, new Fingerprints(List.of()), new Drain(vertx, pool, Instant::now, Await.BOUND), Instant::now);
        ExecutorService stoppers = Executors.newFixedThreadPool(STOPPERS);
        List<Future<?>> running = new ArrayList<>();
        for (int stopper = 0; stopper < STOPPERS; stopper++) {
            Random random = new Random(stopper);
            running.add(stoppers.submit(() -> {
                for (int stop = 0; stop < STOPS / STOPPERS; stop++) {
                    if (stop % 8 == 0) {
                        standStillWhenFewAreLeft(pool);
                    }
                    stopOne(pool, consent, random);
                }
            }));
        }
        for (Future<?> one : running) {
            one.get(10, TimeUnit.MINUTES);
        }
        stoppers.shutdown();
        await(pool.close());
        if (standsStill.get()) {
            LOG.info("the machine is slow: the sending stood still for the last stops");
            world.execute("update broadcast set state = 'sending'");
        }
    }

    private void stopOne(Pool pool, ConsentService consent, Random random) {
        var rows = await(pool.query(
                        """
                        select organisation_id, contact_id from delivery
                        where queued and sender_id = %d
                        order by not_before, id limit 1 offset %d
                        """
                                .formatted(1 + random.nextInt(BOTS), random.nextInt(120)))
                .execute());
        if (rows.size() > 0) {
            var row = rows.iterator().next();
            long contact = row.getLong("contact_id");
            await(consent.stop(
                    ConsentEvent.stop(row.getLong("organisation_id"), contact, Instant.now(), EventSource.WEBHOOK)));
            answeredAt.putIfAbsent(contact, System.nanoTime());
        }
    }

    /** A machine that sends faster than it stops would leave nobody to stop. */
    private void standStillWhenFewAreLeft(Pool pool) {
        long open = await(pool.query("select count(*) as open from delivery where queued")
                        .execute())
                .iterator()
                .next()
                .getLong("open");
        if (open < RESERVE && !standsStill.getAndSet(true)) {
            await(pool.query("update broadcast set state = 'paused'").execute());
        }
    }

    private static void awaitTheEnd(DeliveryWorld world) {
        long before = -1;
        long open = world.open();
        while (open > 0 && open != before) {
            long now = open;
            before = now;
            DeliveryWorld.eventually("the queue gets shorter", () -> world.open() < now);
            open = world.open();
        }
        assertThat(world.open()).isZero();
    }

    private void judge(DeliveryWorld world, List<Child.Seen> log) {
        List<Child.Seen> late = log.stream()
                .filter(seen -> seen.nanos() - answeredAt.getOrDefault(seen.chatId() - 1_000_000, Long.MAX_VALUE) > 0)
                .toList();
        Map<Long, Long> requests =
                log.stream().collect(Collectors.groupingBy(Child.Seen::chatId, Collectors.counting()));
        TreeMap<String, Long> states = world.states();
        long cancelled = states.getOrDefault("cancelled", 0L) + states.getOrDefault("suppressed", 0L);
        LOG.info("{} requests, {} stops, {} late; {}", log.size(), answeredAt.size(), late.size(), states);

        assertThat(late).isEmpty();
        assertThat(requests.values()).containsOnly(1L);
        assertThat(states.keySet()).isSubsetOf("accepted", "cancelled", "suppressed");
        assertThat(states.get("accepted")).isEqualTo(log.size());
        assertThat(log.size() + cancelled).isEqualTo(MESSAGES);
        assertThat(answeredAt.size()).as("stops that met the queue").isGreaterThan(STOPS / 4);
        assertThat(world.disagreement()).isEmpty();
    }
}
