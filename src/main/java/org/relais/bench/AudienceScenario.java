package org.relais.bench;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.Reach;
import org.relais.audience.Target;
import org.relais.bench.Report.Aim;
import org.relais.broadcast.BroadcastRunner;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.Purpose;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.delivery.Outbox;

/** An organisation's whole audience: counted, and turned into deliveries by the service's own runner. */
final class AudienceScenario {
    private static final int COUNTS = 7;

    private AudienceScenario() {}

    static void count(BenchFixture ground, ScenarioSizes plan, Report report) {
        DatabaseAddress database = ground.people(plan.audience());
        Pool pool = Database.pool(ground.vertx(), database, 2);
        long organisation = new BroadcastLoad(pool).organisation();
        report.add("audiencePeople", plan.audience());
        report.add(
                "audienceCountMillis", millis(pool, organisation, Audience.EVERYONE, plan.audience()), Aim.atMost(300));
        BenchStore store = new BenchStore();
        int away = store.tagEveryTenth(pool, organisation, "away").await();
        store.vacuum(pool).await();
        Audience most = new Audience(Set.of(), Set.of(), Set.of("away"), Set.of(), Set.of(), Set.of(), List.of());
        report.add("audienceFilteredMillis", millis(pool, organisation, most, plan.audience() - away), Aim.atMost(300));
        // The rows of the table of contacts, for comparison.
        report.add("audiencePlainMillis", millis(() -> store.contacts(pool).await()));
        pool.close().await();
        ground.drop(database);
    }

    /** Time to count an audience; the median of several runs. */
    private static double millis(Pool pool, long organisation, Audience audience, long expected) {
        Target target = new Target(organisation, audience, Purpose.BROADCAST, null);
        return millis(() -> {
            Reach reach = new AudienceStore().count(pool, target).await();
            if (reach.messageable() != expected) {
                throw new IllegalStateException("the count is wrong: " + reach);
            }
        });
    }

    private static double millis(Runnable counted) {
        List<Double> millis = new ArrayList<>();
        for (int run = 0; run < COUNTS; run++) {
            long from = System.nanoTime();
            counted.run();
            millis.add((System.nanoTime() - from) / 1e6);
        }
        return Medians.of(millis);
    }

    static void enqueue(BenchFixture ground, ScenarioSizes plan, Report report) throws InterruptedException {
        DatabaseAddress database = ground.people(plan.audience());
        Pool pool = Database.pool(ground.vertx(), database, 4);
        BenchStore store = new BenchStore();
        BroadcastLoad broadcasting = new BroadcastLoad(pool);
        long organisation = broadcasting.organisation();
        long broadcast = store.expanding(pool, organisation, broadcasting.message(organisation))
                .await();
        BroadcastRunner runner = new BroadcastRunner(
                ground.vertx(),
                pool,
                new ChannelRegistry(List.of()),
                new Outbox(InstantSource.system()),
                wake -> {},
                InstantSource.system());
        long from = System.nanoTime();
        runner.start();
        Await.until("the audience is enqueued", () -> store.expanded(pool, broadcast)
                .await());
        double seconds = (System.nanoTime() - from) / 1e9;
        runner.stop().await();
        long queued = store.counts(pool, broadcast).await().queued();
        report.add("enqueued", queued);
        report.add("enqueuePerSecond", queued / seconds, Aim.atLeast(100_000));
        pool.close().await();
        ground.drop(database);
    }
}
