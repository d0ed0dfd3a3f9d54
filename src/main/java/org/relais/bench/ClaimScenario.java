package org.relais.bench;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.relais.bench.Report.Aim;
import org.relais.bench.Rounds.Program;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.OutboundMessage;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentGate;
import org.relais.consent.Fingerprints;
import org.relais.database.Connections;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.delivery.DeliveryEngine;
import org.relais.delivery.Drain;
import org.relais.delivery.EngineParts;
import org.relais.delivery.EngineSettings;
import org.relais.delivery.MessageRenderer;

/** The engine with a platform that takes no time: what claiming and settling cost, and whether old deliveries slow it. */
final class ClaimScenario {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 2_000;

    private final BenchFixture fixture;
    private final Pool pool;
    private final DatabaseAddress database;
    private final BroadcastLoad broadcasting;

    private ClaimScenario(BenchFixture fixture, DatabaseAddress database, Pool pool) {
        this.fixture = fixture;
        this.database = database;
        this.pool = pool;
        this.broadcasting = new BroadcastLoad(pool);
    }

    static void run(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        DatabaseAddress database = fixture.people(plan.sizes().audience());
        Pool pool = Database.pool(fixture.vertx(), database, 2);
        ClaimScenario scenario = new ClaimScenario(fixture, database, pool);
        int people = Math.min(plan.people(), plan.sizes().audience());
        Rounds rounds = Rounds.warm(fixture, plan, Program.own(() -> scenario.broadcast(people)));
        List<Slice> empty = rounds.measure(pool).get(0);
        report.costs("claim", empty);
        int finished = scenario.finish(plan.sizes().finished());
        List<Slice> full = rounds.measure(pool).get(0);
        report.costs("claimFinished", full);
        report.add("finishedRows", finished);
        report.add("claimsPerSecond", Spread.of(empty, Slice::perSecond));
        report.add("claimsPerSecondFinished", Spread.of(full, Slice::perSecond));
        report.ratio("claimFinishedRatio", full, empty, Aim.atLeast(0.85));
        pool.close().await();
        fixture.drop(database);
    }

    /** Adds broadcasts to everybody that ended long ago, until there are so many deliveries. */
    private int finish(int wanted) {
        BenchStore store = new BenchStore();
        long organisation = broadcasting.organisation();
        int rows = 0;
        while (rows < wanted) {
            long message = broadcasting.message(organisation);
            long old = store.broadcast(pool, organisation, message, "sending").await();
            rows += store.finished(pool, organisation, old, message).await();
        }
        store.vacuum(pool).await();
        return rows;
    }

    /** Sends a broadcast; the unit is a delivery that is claimed and settled. */
    private Slice.Prepared broadcast(int people) {
        BroadcastLoad.Prepared broadcast = broadcasting.prepare(people);
        broadcasting.start(broadcast);
        return () -> send(broadcast);
    }

    private Slice.Done send(BroadcastLoad.Prepared broadcast) throws InterruptedException {
        InstantChannel channel = new InstantChannel(Math.max(1, broadcast.queued() / 200));
        DeliveryEngine engine = engine(channel);
        engine.start().await();
        Polling.until(
                "everything is claimed and settled",
                () -> broadcasting.counts(broadcast).accepted() == broadcast.queued());
        engine.stop().await();
        return new Slice.Done(broadcast.queued(), channel.perSecond());
    }

    private DeliveryEngine engine(InstantChannel channel) {
        InstantSource clock = InstantSource.system();
        MessageRenderer.Rendered message =
                new MessageRenderer.Rendered.Ready(OutboundMessage.Text.of(BroadcastLoad.TEXT), true);
        return new DeliveryEngine(
                fixture.vertx(),
                new EngineParts(
                        new Connections(fixture.vertx(), database),
                        new ChannelRegistry(List.of(channel)),
                        new EngineParts.Consent(
                                new ConsentGate(new Fingerprints(List.of(new RelaisConfig.Key("bench", new byte[32])))),
                                (organisation, contact, address, code, delivery, at) -> Future.succeededFuture(),
                                new Drain(fixture.vertx(), pool, clock, TIMEOUT)),
                        (organisation, id, spec) -> Future.succeededFuture((recipient, to) -> message),
                        new EngineSettings("bench", TIMEOUT, TIMEOUT.multipliedBy(3), TIMEOUT, CONNECTIONS),
                        new EngineParts.Environment(clock, System::nanoTime, new SecureRandom())));
    }
}
