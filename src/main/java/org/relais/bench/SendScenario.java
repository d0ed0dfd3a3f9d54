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
    private static final String HEAP = "512m";
    private static final int WARM_MILLIS = 1_500;

    private final Ground ground;
    private final Plan plan;
    private final Report report;
    private final Setting setting;

    /**
     * @param suffix of the figures' names
     * @param ratio what share of the bare client's rate is to be reached
     * @param answerMillis bound on the 99th percentile of a stop's answer
     */
    private record Setting(String suffix, int latencyMillis, int connections, double ratio, double answerMillis) {}

    private SendScenario(Ground ground, Plan plan, Report report, Setting setting) {
        this.ground = ground;
        this.plan = plan;
        this.report = report;
        this.setting = setting;
    }

    static void atOnce(Ground ground, Plan plan, Report report) throws Exception {
        new SendScenario(ground, plan, report, new Setting("", 0, 128, 0.30, 100)).measure();
    }

    static void slowly(Ground ground, Plan plan, Report report) throws Exception {
        new SendScenario(ground, plan, report, new Setting("50", 50, 1_024, 0.75, 150)).measure();
    }

    private void measure() throws Exception {
        DatabaseAddress database = ground.people(plan.people());
        Pool pool = Database.pool(ground.vertx(), database, 2);
        ground.platform().people(plan.people(), setting.latencyMillis());
        double ceiling = ceiling();
        report.add("ceilingPerSecond" + setting.suffix(), ceiling);
        try (ServiceProcess service = ServiceProcess.start(ground, database, setting.connections(), HEAP)) {
            Broadcasting broadcasting = new Broadcasting(pool);
            send(broadcasting, service, Math.min(plan.warm(), plan.people()), 0);
            List<Double> rates = new ArrayList<>();
            for (int run = 0; run < plan.runs(); run++) {
                rates.add(send(broadcasting, service, plan.people(), plan.stopsPerSecond())
                        .getDouble("perSecond"));
            }
            double rate = Medians.of(rates);
            report.add("sendsPerSecond" + setting.suffix(), rate);
            report.share("ratio" + setting.suffix(), rate, ceiling, Aim.atLeast(setting.ratio()));
            witness(ground.platform().report());
        }
        pool.close().await();
        ground.drop(database);
    }

    private double ceiling() throws IOException {
        try (ChildProcess bare = ChildProcess.start(
                List.of("-Xmx256m"),
                BareClient.class.getName(),
                Integer.toString(ground.platform().port()),
                Integer.toString(setting.connections()),
                Integer.toString(Math.min(WARM_MILLIS, plan.millis())),
                Integer.toString(plan.millis()),
                Broadcasting.TEXT)) {
            return Double.parseDouble(bare.awaitLine("rate "));
        }
    }

    /** One broadcast, from its start until nothing of it is open and every stop is answered. */
    @CanIgnoreReturnValue
    private JsonObject send(Broadcasting broadcasting, ServiceProcess service, int people, double stopsPerSecond)
            throws InterruptedException {
        Broadcasting.Prepared broadcast = broadcasting.prepare(people);
        ground.platform().begin(broadcast.queued(), stopsPerSecond, service.port());
        broadcasting.start(broadcast);
        return new Completion(ground.platform(), broadcasting, broadcast).await();
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
