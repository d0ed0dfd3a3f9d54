package org.relais.bench;

import java.io.IOException;
import java.util.List;
import org.relais.bench.Report.Aim;
import org.relais.bench.Rounds.Program;
import org.relais.bench.Slice.Done;
import org.relais.bench.Slice.Prepared;
import org.relais.database.DatabaseAddress;

/**
 * Signed webhooks, each with one message of another person or with statuses of deliveries; to the service until nothing
 * of them is left to do, and to bare servers.
 */
final class WebhookScenario {
    private static final int CONNECTIONS = 64;

    /** A bare server has this much more to do in a slice, since it takes next to nothing. */
    private static final int BARE_TIMES = 20;

    private static final List<String> HEAP = List.of("-Xmx256m");

    private final BenchFixture fixture;
    private final ScenarioSizes plan;
    private final ServiceProcess service;

    /** What has the platform make the bodies of a slice. */
    private interface Bodies {
        /** @return how many there are */
        int prepare();
    }

    private WebhookScenario(BenchFixture fixture, ScenarioSizes plan) throws IOException {
        this.fixture = fixture;
        this.plan = plan;
        this.service = fixture.service(plan.service());
    }

    static void texts(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        new WebhookScenario(fixture, plan).texts(report);
    }

    static void statuses(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        new WebhookScenario(fixture, plan).statuses(report);
    }

    private void texts(Report report) throws Exception {
        int texts = plan.sizes().webhooks();
        Bodies more = () -> fixture.platform().prepareTexts(texts * BARE_TIMES);
        try (ChildProcess bare = bareServer();
                ChildProcess each = commitServer(service.database())) {
            List<List<Slice>> slices = Rounds.warm(
                            fixture,
                            plan,
                            new Program(service.pid(), () -> {
                                int webhooks = fixture.platform().prepareTexts(texts);
                                return () -> finished(send(service.port(), webhooks));
                            }),
                            server(bare, more),
                            server(each, more))
                    .measure(service.pool());
            report.costs("webhook", slices.get(0));
            report.add("webhookBareMicros", Spread.of(slices.get(1), Slice::programMicros));
            report.add("webhooksPerSecond", Spread.of(slices.get(0), Slice::perSecond));
            report.add("webhookBarePerSecond", Spread.of(slices.get(1), Slice::perSecond));
            report.add("webhookCommitEachPerSecond", Spread.of(slices.get(2), Slice::perSecond));
            report.ratio("webhookRatio", slices.get(0), slices.get(1), Aim.atLeast(0.35));
            report.ratio("webhookCommitEachRatio", slices.get(0), slices.get(2), Aim.atLeast(2.5));
            report.ratioByProcessorTime("webhookRatioByProcessorTime", slices.get(0), slices.get(1));
        }
    }

    private void statuses(Report report) throws Exception {
        int deliveries = plan.reported();
        int statuses = deliveries * WebhookBodies.STATUSES.size();
        try (ChildProcess bare = bareServer()) {
            List<List<Slice>> slices = Rounds.warm(
                            fixture,
                            plan,
                            new Program(service.pid(), () -> statuses(deliveries)),
                            server(bare, () -> fixture.platform().prepareStatuses(1, deliveries * BARE_TIMES)))
                    .measure(service.pool());
            List<Slice> single =
                    slices.get(0).stream().map(slice -> slice.per(statuses)).toList();
            report.costs("status", single);
            report.costs("statusWebhook", slices.get(0));
            report.add("statusBareMicros", Spread.of(slices.get(1), Slice::programMicros));
            report.add("statusesPerSecond", Spread.of(single, Slice::perSecond));
            report.ratioByProcessorTime("statusRatioByProcessorTime", slices.get(0), slices.get(1));
        }
    }

    private Prepared statuses(int deliveries) {
        BenchStore.Accepted accepted = service.broadcasting().accepted(deliveries);
        int webhooks = fixture.platform().prepareStatuses(accepted.first(), deliveries);
        return () -> {
            Done done = finished(send(service.port(), webhooks));
            if (service.broadcasting().read(accepted.broadcast()) != deliveries) {
                throw new IllegalStateException("statuses were lost");
            }
            return done;
        };
    }

    private Done finished(Done done) throws InterruptedException {
        Polling.until("everything that came in is worked", () -> !service.broadcasting()
                .busy());
        return done;
    }

    private Done send(int port, int webhooks) {
        long from = System.nanoTime();
        fixture.platform().webhooks(port, CONNECTIONS);
        return Done.since(from, webhooks);
    }

    private Program server(ChildProcess server, Bodies bodies) throws IOException {
        int port = Integer.parseInt(server.awaitLine("port "));
        return new Program(server.pid(), () -> {
            int webhooks = bodies.prepare();
            return () -> send(port, webhooks);
        });
    }

    private static ChildProcess bareServer() throws IOException {
        return ChildProcess.start(HEAP, BareServer.class.getName(), Integer.toString(ChildProcess.freePort()));
    }

    /** Commits every webhook by itself. */
    private static ChildProcess commitServer(DatabaseAddress database) throws IOException {
        return ChildProcess.start(
                HEAP,
                CommitServer.class.getName(),
                Integer.toString(ChildProcess.freePort()),
                database.host(),
                Integer.toString(database.port()),
                database.database(),
                database.user(),
                database.password());
    }
}
