package org.relais.bench;

import io.vertx.sqlclient.Pool;
import org.relais.bench.Report.Aim;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;

/** What the service holds at rest, and after a broadcast to everybody, with a small heap. */
final class MemoryScenario {
    private static final String HEAP = "128m";
    private static final int CONNECTIONS = 128;

    private MemoryScenario() {}

    static void run(BenchFixture ground, ScenarioSizes plan, Report report) throws Exception {
        DatabaseAddress database = ground.people(plan.audience());
        Pool pool = Database.pool(ground.vertx(), database, 2);
        ground.platform().people(plan.audience(), 0);
        try (ServiceProcess service = ServiceProcess.start(ground, database, CONNECTIONS, HEAP)) {
            Memory idle = service.memory();
            report.add("idleRssMiB", idle.resident());
            report.add("idleHeapMiB", idle.heap());
            BroadcastLoad broadcasting = new BroadcastLoad(pool);
            BroadcastLoad.Prepared broadcast = broadcasting.prepare(plan.audience());
            ground.platform().begin(broadcast.queued(), 0, service.port());
            broadcasting.start(broadcast);
            new Completion(ground.platform(), broadcasting, broadcast).await();
            Memory after = service.memory();
            report.add("rssRecipients", broadcast.queued());
            report.add("rssMiB", after.peak(), Aim.atMost(300));
            report.add("heapMiB", after.heap());
        }
        pool.close().await();
        ground.drop(database);
    }
}
