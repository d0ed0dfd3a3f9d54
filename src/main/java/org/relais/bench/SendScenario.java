package org.relais.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.relais.bench.Report.Aim;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;

/**
 * Broadcasts from the outbox over real HTTP to the platform, while people at the head of the queue answer STOP; and a
 * bare client over as many connections in the same run.
 */
final class SendScenario {
    /** Of the bare client, also when everything else is brief: a cold one would flatter the ratio. */
    private static final int WARM_MILLIS = 1_500;

    private final BenchFixture ground;
    private final ScenarioSizes plan;
    private final Report report;
    private final Setting setting;

    /**
     * @param suffix of the figures' names
     * @param ratio what share of the bare client's rate is to be reached
     * @param answerMillis bound on the 99th percentile of a stop's answer
     */
    private record Setting(String suffix, int latencyMillis, int connections, double ratio, double answerMillis) {}

    private SendScenario(BenchFixture ground, ScenarioSizes plan, Report report, Setting setting) {
        this.ground = ground;
        this.plan = plan;
        this.report = report;
        this.setting = setting;
    }

    static void atOnce(BenchFixture ground, ScenarioSizes plan, Report report) throws Exception {
        new SendScenario(ground, plan, report, new Setting("", 0, 256, 0.30, 100)).measure();
    }

    static void slowly(BenchFixture ground, ScenarioSizes plan, Report report) throws Exception {
        new SendScenario(ground, plan, report, new Setting("50", 50, 1_024, 0.75, 150)).measure();
    }

    private void measure() throws Exception {
        DatabaseAddress database = ground.people(plan.people());
        Pool pool = Database.pool(ground.vertx(), database, 2);
        ground.platform().people(plan.people(), setting.latencyMillis());
        Bare bare = bare();
        report.add("ceilingPerSecond" + setting.suffix(), bare.perSecond());
        try (ServiceProcess service = ServiceProcess.start(ground, database, setting.connections(), plan.heap())) {
            BroadcastLoad broadcasting = new BroadcastLoad(pool);
            for (int warm = 0; warm < plan.warm(); warm += plan.people()) {
                // With stops, since their code is to be warm as well.
                send(broadcasting, service, Math.min(plan.warm() - warm, plan.people()), plan.stopEvery());
            }
            if (plan.patient()) {
                Await.until("the service has done with the new people", () -> !broadcasting.backlog());
            }
            ground.platform().warmedUp();
            List<Double> rates = new ArrayList<>();
            List<Cost> costs = new ArrayList<>();
            for (int run = 0; run < plan.runs(); run++) {
                Sent sent = send(broadcasting, service, plan.people(), plan.stopEvery());
                rates.add(sent.seen().getDouble("perSecond"));
                costs.add(sent.cost());
            }
            double rate = Medians.of(rates);
            report.add("sendsPerSecond" + setting.suffix(), rate);
            report.share("ratio" + setting.suffix(), rate, bare.perSecond(), Aim.atLeast(setting.ratio()));
            cost(costs.get(costs.size() - 1), bare);
            witness(ground.platform().report());
            if (!plan.scenarios().contains(Scenario.MEMORY) && setting.latencyMillis() == 0) {
                report.add("rssRecipients", plan.people());
                report.add("rssMiB", service.memory().peak(), Aim.atMost(300));
            }
        }
        pool.close().await();
        ground.drop(database);
    }

    /** @param cpuMicros processor time of one request */
    private record Bare(double perSecond, double cpuMicros) {}

    /** Processor time of those who take part, in nanoseconds, later in microseconds per message. */
    private record Cost(double service, double postgres, double platform) {
        Cost since(Cost before) {
            return new Cost(service - before.service, postgres - before.postgres, platform - before.platform);
        }

        Cost per(long messages) {
            double count = 1e3 * Math.max(1, messages);
            return new Cost(service / count, postgres / count, platform / count);
        }

        double all() {
            return service + postgres + platform;
        }
    }

    /** @param cost of one message, from the start until nothing is open; queueing them is not in it */
    private record Sent(JsonObject seen, Cost cost) {}

    private Cost cost(ServiceProcess service) throws IOException {
        return new Cost(
                service.processorNanos(),
                ground.postgresNanos(),
                ground.platform().report().getLong("cpuNanos"));
    }

    /** What a message costs, and the ratio there would be if nothing else ran here and every core were busy. */
    private void cost(Cost cost, Bare bare) {
        report.add("serviceMicros" + setting.suffix(), cost.service());
        report.add("postgresMicros" + setting.suffix(), cost.postgres());
        report.add("platformMicros" + setting.suffix(), cost.platform());
        report.add("bareMicros" + setting.suffix(), bare.cpuMicros());
        report.add("ratioByProcessorTime" + setting.suffix(), (bare.cpuMicros() + cost.platform()) / cost.all());
    }

    private Bare bare() throws IOException {
        try (ChildProcess bare = ChildProcess.start(
                List.of("-Xmx256m"),
                BareClient.class.getName(),
                Integer.toString(ground.platform().port()),
                Integer.toString(setting.connections()),
                Integer.toString(WARM_MILLIS),
                Integer.toString(plan.millis()),
                BroadcastLoad.TEXT)) {
            return new Bare(Double.parseDouble(bare.awaitLine("rate ")), Double.parseDouble(bare.awaitLine("cpu ")));
        }
    }

    /** One broadcast, from its start until nothing of it is open and every stop is answered. */
    @CanIgnoreReturnValue
    private Sent send(BroadcastLoad broadcasting, ServiceProcess service, int people, int stopEvery)
            throws InterruptedException, IOException {
        BroadcastLoad.Prepared broadcast = broadcasting.prepare(people);
        Cost before = cost(service);
        ground.platform().begin(broadcast.queued(), stopEvery, service.port());
        broadcasting.start(broadcast);
        JsonObject seen = new Completion(ground.platform(), broadcasting, broadcast).await();
        return new Sent(seen, cost(service).since(before).per(seen.getLong("messages")));
    }

    private void witness(JsonObject seen) {
        report.add("lateMessages" + setting.suffix(), seen.getLong("lateMessages"), Aim.atMost(0));
        report.add("duplicates" + setting.suffix(), seen.getLong("duplicates"), Aim.atMost(0));
        report.add("stops" + setting.suffix(), seen.getLong("stops"));
        report.add("stopsFailed" + setting.suffix(), seen.getLong("stopsFailed"), Aim.atMost(0));
        report.add(
                "stopToAnswerMillis" + setting.suffix(),
                seen.getJsonObject("stopToAnswerMillis"),
                Aim.atMost(setting.answerMillis()));
        report.add("stopToLastSeenMillis" + setting.suffix(), seen.getJsonObject("stopToLastSeenMillis"), null);
    }
}
