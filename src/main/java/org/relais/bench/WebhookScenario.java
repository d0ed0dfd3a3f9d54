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

    static void run(Ground ground, Plan plan, Report report) throws Exception {
        double ceiling = bare(ground, plan);
        report.add("webhookCeilingPerSecond", ceiling);
        DatabaseAddress database = ground.people(1);
        try (ServiceProcess service = ServiceProcess.start(ground, database, CONNECTIONS, HEAP)) {
            double rate = ground.platform().webhooks(order(plan, service.port()));
            report.add("webhooksPerSecond", rate);
            report.share("webhookRatio", rate, ceiling, Aim.atLeast(0.35));
        }
        ground.drop(database);
    }

    private static double bare(Ground ground, Plan plan) throws IOException {
        try (ChildProcess server = ChildProcess.start(
                List.of("-Xmx" + HEAP), BareServer.class.getName(), Integer.toString(ChildProcess.freePort()))) {
            return ground.platform().webhooks(order(plan, Integer.parseInt(server.awaitLine("port "))));
        }
    }

    private static WebhookLoad.Order order(Plan plan, int port) {
        return new WebhookLoad.Order(
                port, CONNECTIONS, plan.millis(), plan.millis(), plan.millis() * 2 * MOST_PER_MILLI);
    }
}
