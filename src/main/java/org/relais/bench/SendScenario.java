package org.relais.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.relais.bench.Report.Aim;
import org.relais.bench.Rounds.Program;
import org.relais.bench.Slice.Done;
import org.relais.bench.Slice.Prepared;

/**
 * Scenario of broadcasts from the outbox over real HTTP to the platform, while people at the head of the queue answer
 * STOP; and a bare client over as many connections. Then people with a message in the queue answer STOP while nothing
 * else happens.
 */
final class SendScenario {
    /** The bare client has this much more to do in a slice, since it takes next to nothing. */
    private static final int BARE_TIMES = 4;

    private final BenchFixture fixture;
    private final ScenarioSizes plan;
    private final Report report;
    private final Setting setting;
    private final ServiceProcess service;
    private final BroadcastLoad broadcasting;

    /**
     * @param suffix of the figures' names
     * @param ratio what share of the bare client's rate is to be reached
     * @param answerMillis bound on the 99th percentile of a stop's answer
     */
    private record Setting(String suffix, ServiceProcess.Setting service, double ratio, double answerMillis) {}

    private SendScenario(BenchFixture fixture, ScenarioSizes plan, Report report, Setting setting) throws IOException {
        this.fixture = fixture;
        this.plan = plan;
        this.report = report;
        this.setting = setting;
        this.service = fixture.service(setting.service());
        this.broadcasting = service.broadcasting();
    }

    static void atOnce(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        SendScenario scenario = new SendScenario(fixture, plan, report, new Setting("", plan.service(), 0.30, 100));
        scenario.sends();
        scenario.answers();
        scenario.stops();
        scenario.guarantee();
        if (!plan.scenarios().contains(Scenario.MEMORY)) {
            report.add("rssRecipients", plan.people());
            report.add("rssMiB", scenario.service.memory().peak(), Aim.atMost(300));
        }
    }

    static void slowly(BenchFixture fixture, ScenarioSizes plan, Report report) throws Exception {
        ServiceProcess.Setting service = new ServiceProcess.Setting(plan.people(), 1_024, 50, plan.heap());
        SendScenario scenario = new SendScenario(fixture, plan, report, new Setting("50", service, 0.75, 150));
        scenario.sends();
        scenario.answers();
        scenario.guarantee();
    }

    private void sends() throws Exception {
        Polling.until("the service has done with the new people", () -> !broadcasting.backlog());
        try (ChildProcess bare = bareClient()) {
            // With stops, since their code is to be warm as well.
            Rounds rounds = Rounds.warm(
                    fixture,
                    plan,
                    new Program(service.pid(), this::broadcast),
                    new Program(bare.pid(), () -> () -> requests(bare)));
            fixture.platform().warmedUp();
            List<List<Slice>> slices = rounds.measure(service.pool());
            report.costs("send" + setting.suffix(), slices.get(0));
            add("sendBareMicros", Spread.of(slices.get(1), Slice::programMicros));
            add("sendsPerSecond", Spread.of(slices.get(0), Slice::perSecond));
            add("sendBarePerSecond", Spread.of(slices.get(1), Slice::perSecond));
            report.ratio("sendRatio" + setting.suffix(), slices.get(0), slices.get(1), Aim.atLeast(setting.ratio()));
            report.ratioByProcessorTime("sendRatioByProcessorTime" + setting.suffix(), slices.get(0), slices.get(1));
        }
    }

    private void add(String name, Spread spread) {
        report.add(name + setting.suffix(), spread);
    }

    private ChildProcess bareClient() throws IOException {
        return ChildProcess.start(
                List.of("-Xmx256m"),
                BareClient.class.getName(),
                Integer.toString(fixture.platform().port()),
                Integer.toString(setting.service().connections()),
                BroadcastLoad.TEXT);
    }

    private Done requests(ChildProcess bare) throws IOException {
        long from = System.nanoTime();
        int requests = plan.people() * BARE_TIMES;
        bare.tell(Integer.toString(requests));
        bare.awaitLine("sent");
        return Done.since(from, requests);
    }

    /** One broadcast, from its start until nothing of it is open and every stop is answered. */
    private Prepared broadcast() {
        BroadcastLoad.Prepared broadcast = broadcasting.prepare(plan.people());
        return () -> {
            fixture.platform().begin(broadcast.queued(), plan.stopEvery(), service.port());
            broadcasting.start(broadcast);
            JsonObject seen = new Completion(fixture.platform(), broadcasting, broadcast).await();
            return new Done(seen.getLong("messages"), seen.getDouble("perSecond"));
        };
    }

    /** Everybody has a message in the queue that nobody sends. */
    private void stops() throws Exception {
        broadcasting.prepare(plan.people());
        List<Slice> slices = Rounds.warm(fixture, plan, new Program(service.pid(), () -> this::stop))
                .measure(service.pool())
                .get(0);
        report.costs("stop", slices);
        report.add("stopsPerSecond", Spread.of(slices, Slice::perSecond));
    }

    private Done stop() throws InterruptedException {
        long from = System.nanoTime();
        int answered = fixture.platform().stops(plan.stops(), service.port());
        Done done = Done.since(from, answered);
        Completion.stops(fixture.platform(), broadcasting);
        return done;
    }

    /** How long the stops among the messages took. */
    private void answers() {
        JsonObject seen = fixture.platform().report();
        report.add(
                "stopToAnswerMillis" + setting.suffix(),
                seen.getJsonObject("stopToAnswerMillis"),
                Aim.atMost(setting.answerMillis()));
        report.add("stopToLastSeenMillis" + setting.suffix(), seen.getJsonObject("stopToLastSeenMillis"), null);
    }

    private void guarantee() {
        JsonObject seen = fixture.platform().report();
        report.add("lateMessages" + setting.suffix(), seen.getLong("lateMessages"), Aim.atMost(0));
        report.add("duplicates" + setting.suffix(), seen.getLong("duplicates"), Aim.atMost(0));
        report.add("stops" + setting.suffix(), seen.getLong("stops"));
        report.add("stopsFailed" + setting.suffix(), seen.getLong("stopsFailed"), Aim.atMost(0));
    }
}
