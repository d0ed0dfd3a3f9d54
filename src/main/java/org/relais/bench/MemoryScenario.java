package org.relais.bench;

import org.relais.bench.Report.Aim;
import org.relais.bench.measure.Memory;

/** What the service holds at rest, and after a broadcast to everybody, with a small heap. */
final class MemoryScenario {
    private static final String HEAP = "128m";
    private static final int CONNECTIONS = 128;

    private MemoryScenario() {}

    static void run(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        int audience = plan.sizes().audience();
        fixture.endService();
        try (ServiceProcess service =
                ServiceProcess.start(fixture, new ServiceProcess.Setting(audience, CONNECTIONS, 0, HEAP))) {
            Memory idle = service.memory();
            report.add("idleRssMiB", idle.resident());
            report.add("idleHeapMiB", idle.heap());
            BroadcastLoad broadcasting = service.broadcasting();
            BroadcastLoad.Prepared broadcast = broadcasting.prepare(audience);
            fixture.platform().begin(broadcast.queued(), 0, service.port());
            broadcasting.start(broadcast);
            new Completion(fixture.platform(), broadcasting, broadcast).await();
            Memory after = service.memory();
            report.add("rssRecipients", broadcast.queued());
            report.add("rssMiB", after.peak(), Aim.atMost(300));
            report.add("heapMiB", after.heap());
        }
    }
}
