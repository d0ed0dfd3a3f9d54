package org.relais.bench;

import java.io.IOException;
import java.util.List;
import org.relais.bench.Report.Aim;
import org.relais.database.DatabaseAddress;

/** Signed webhooks with messages of different people, to the service and to a server that only answers. */
final class WebhookScenario {
    private static final int CONNECTIONS = 64;
    private static final String HEAP = "512m";
    /** More than any run takes in, in thousands a second. */
    private static final int MOST_PER_MILLI = 25;

    private WebhookScenario() {}

    /**
     * @param load processor time of the calling side, in microseconds per webhook
     * @param server processor time of the server and, for the service, its database
     */
    private record Result(double perSecond, double load, double server, double postgres) {
        double micros() {
            return load + server + postgres;
        }
    }

    static void run(BenchFixture ground, ScenarioSizes plan, Report report) throws Exception {
        Result bare = bare(ground, plan);
        report.add("webhookCeilingPerSecond", bare.perSecond());
        DatabaseAddress database = ground.people(1);
        Result each = committingEach(ground, plan, database);
        report.add("webhookCommitEachPerSecond", each.perSecond());
        try (ServiceProcess service = ServiceProcess.start(ground, database, CONNECTIONS, HEAP)) {
            Result result = measure(ground, plan, service.port(), service.pid());
            report.add("webhooksPerSecond", result.perSecond());
            report.share("webhookRatio", result.perSecond(), bare.perSecond(), Aim.atLeast(0.35));
            report.share("webhookCommitEachRatio", result.perSecond(), each.perSecond(), Aim.atLeast(2.5));
            report.add("webhookServiceMicros", result.server());
            report.add("webhookPostgresMicros", result.postgres());
            report.add("webhookBareMicros", bare.server());
            report.add("webhookLoadMicros", result.load());
            report.add("webhookRatioByProcessorTime", bare.micros() / result.micros());
        }
        ground.drop(database);
    }

    /** The same to a server that commits every webhook by itself. */
    private static Result committingEach(BenchFixture ground, ScenarioSizes plan, DatabaseAddress database)
            throws IOException {
        int port = ChildProcess.freePort();
        try (ChildProcess server = ChildProcess.start(
                List.of("-Xmx" + HEAP),
                CommitServer.class.getName(),
                Integer.toString(port),
                database.host(),
                Integer.toString(database.port()),
                database.database(),
                database.user(),
                database.password())) {
            return measure(ground, plan, Integer.parseInt(server.awaitLine("port ")), server.pid());
        }
    }

    private static Result bare(BenchFixture ground, ScenarioSizes plan) throws IOException {
        int port = ChildProcess.freePort();
        try (ChildProcess server =
                ChildProcess.start(List.of("-Xmx" + HEAP), BareServer.class.getName(), Integer.toString(port))) {
            return measure(ground, plan, Integer.parseInt(server.awaitLine("port ")), server.pid());
        }
    }

    /** Warms the server up first, so that what it costs is what it costs later. */
    private static Result measure(BenchFixture ground, ScenarioSizes plan, int port, long pid) throws IOException {
        ground.platform().webhooks(order(plan, port));
        long server = Processor.of(pid);
        long postgres = ground.postgresNanos();
        WebhookLoad.Measured measured = ground.platform().webhooks(order(plan, port));
        double count = 1e3 * Math.max(1, measured.answered());
        return new Result(
                measured.perSecond(),
                measured.cpuNanos() / count,
                (Processor.of(pid) - server) / count,
                (ground.postgresNanos() - postgres) / count);
    }

    private static WebhookLoad.Order order(ScenarioSizes plan, int port) {
        return new WebhookLoad.Order(
                port, CONNECTIONS, plan.millis() / 2, plan.millis(), plan.millis() * 3 * MOST_PER_MILLI);
    }
}
