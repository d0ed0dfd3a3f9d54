package org.relais.bench;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Waits for the end of a broadcast. The platform is asked, which costs the service nothing; the database only once
 * nothing more arrives there.
 */
final class Completion {
    private static final long LOOK_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Platform platform;
    private final Broadcasting broadcasting;
    private final Broadcasting.Prepared broadcast;

    Completion(Platform platform, Broadcasting broadcasting, Broadcasting.Prepared broadcast) {
        this.platform = platform;
        this.broadcasting = broadcasting;
        this.broadcast = broadcast;
    }

    /** The platform's report, once nothing of the broadcast is open and every stop is answered. */
    JsonObject await() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long before = -1;
        while (System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MILLIS);
            long messages = platform.report().getLong("messages");
            if (messages == before && over()) {
                platform.quiet();
                return answered(deadline);
            }
            before = messages;
        }
        throw new IllegalStateException("a broadcast did not end: " + broadcasting.counts(broadcast));
    }

    private boolean over() {
        BenchStore.Counts counts = broadcasting.counts(broadcast);
        return counts.queued() == 0 && counts.sending() == 0;
    }

    private JsonObject answered(long deadline) throws InterruptedException {
        JsonObject report = platform.report();
        while (report.getLong("stops") > report.getLong("stopsAnswered") + report.getLong("stopsFailed")) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("a stop was never answered");
            }
            Thread.sleep(LOOK_MILLIS);
            report = platform.report();
        }
        return report;
    }
}
