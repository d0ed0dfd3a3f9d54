package org.relais.bench;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.Reach;
import org.relais.audience.Target;
import org.relais.bench.Report.Aim;
import org.relais.bench.Rounds.Program;
import org.relais.bench.Slice.Done;
import org.relais.bench.Slice.Prepared;
import org.relais.broadcast.BroadcastRunner;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.Purpose;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.delivery.Outbox;

/** An organisation's whole audience: counted, and turned into deliveries by the service's own runner. */
final class AudienceScenario {
    private AudienceScenario() {}

    static void count(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        int people = plan.sizes().audience();
        DatabaseAddress database = fixture.people(people);
        Pool pool = Database.pool(fixture.vertx(), database, 2);
        long organisation = new BroadcastLoad(pool).organisation();
        BenchStore store = new BenchStore();
        int away = store.tagEveryTenth(pool, organisation, "away").await();
        store.vacuum(pool).await();
        Audience most = new Audience(
                Set.of(), Set.of(), Set.of("away"), Set.of(), Set.of(), Set.of(), List.of(), List.of(), List.of());
        List<List<Slice>> slices = Rounds.warm(
                        fixture,
                        plan,
                        counting(people, () -> count(pool, organisation, Audience.EVERYONE, people)),
                        counting(people, () -> count(pool, organisation, most, people - away)),
                        // The rows of the table of contacts, for comparison.
                        counting(people, () -> store.contacts(pool).await()))
                .measure(pool);
        report.costs("audience", slices.get(0));
        report.add("audiencePeople", people);
        report.add("audienceCountMillis", millis(slices.get(0)), Aim.atMost(300));
        report.add("audienceFilteredMillis", millis(slices.get(1)), Aim.atMost(300));
        report.add("audiencePlainMillis", millis(slices.get(2)));
        pool.close().await();
        fixture.drop(database);
    }

    private static Program counting(int people, Runnable count) {
        return Program.own(() -> () -> {
            long from = System.nanoTime();
            count.run();
            return Done.since(from, people);
        });
    }

    private static void count(Pool pool, long organisation, Audience audience, long expected) {
        Target target = new Target(organisation, audience, Purpose.BROADCAST, null);
        Reach reach = new AudienceStore().count(pool, target).await();
        if (reach.messageable() != expected) {
            throw new IllegalStateException("the count is wrong: " + reach);
        }
    }

    private static Spread millis(List<Slice> slices) {
        return Spread.of(slices, slice -> slice.units() * 1e3 / slice.perSecond());
    }

    static void enqueue(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        DatabaseAddress database = fixture.people(plan.sizes().audience());
        Pool pool = Database.pool(fixture.vertx(), database, 4);
        List<Slice> slices = Rounds.warm(fixture, plan, Program.own(() -> enqueueing(fixture, pool)))
                .measure(pool)
                .get(0);
        report.costs("enqueue", slices);
        report.add("enqueued", slices.get(0).units());
        report.add("enqueuedPerSecond", Spread.of(slices, Slice::perSecond), Aim.atLeast(100_000));
        pool.close().await();
        fixture.drop(database);
    }

    private static Prepared enqueueing(BenchFixture fixture, Pool pool) {
        BenchStore store = new BenchStore();
        BroadcastLoad broadcasting = new BroadcastLoad(pool);
        long organisation = broadcasting.organisation();
        long broadcast = store.expanding(pool, organisation, broadcasting.message(organisation))
                .await();
        return () -> {
            long from = System.nanoTime();
            BroadcastRunner runner = new BroadcastRunner(
                    fixture.vertx(),
                    pool,
                    new ChannelRegistry(List.of()),
                    new Outbox(InstantSource.system()),
                    wake -> {},
                    InstantSource.system());
            runner.start();
            Polling.until("the audience is enqueued", () -> store.expanded(pool, broadcast)
                    .await());
            Done done = Done.since(from, store.counts(pool, broadcast).await().queued());
            runner.stop().await();
            return done;
        };
    }
}
