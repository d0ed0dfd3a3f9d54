package org.relais.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;

/**
 * Wait for the end of a broadcast. The platform is asked, which costs the service nothing; the database only once
 * nothing more arrives there.
 */
final class Completion {
    private final BenchPlatformControl platform;
    private final BroadcastLoad broadcasting;
    private final BroadcastLoad.Prepared broadcast;
    private long before = -1;

    Completion(BenchPlatformControl platform, BroadcastLoad broadcasting, BroadcastLoad.Prepared broadcast) {
        this.platform = platform;
        this.broadcasting = broadcasting;
        this.broadcast = broadcast;
    }

    /** The platform's report, once nothing of the broadcast is open and every stop is answered and confirmed. */
    @CanIgnoreReturnValue
    JsonObject await() throws InterruptedException {
        Polling.until("a broadcast has ended", this::over);
        platform.quiet();
        return stops(platform, broadcasting);
    }

    /** The platform's report, once every stop is answered and confirmed and nothing else is left to do. */
    @CanIgnoreReturnValue
    static JsonObject stops(BenchPlatformControl platform, BroadcastLoad broadcasting) throws InterruptedException {
        Polling.until("every stop is confirmed", () -> confirmed(platform.report()));
        Polling.until("all work is done", () -> !broadcasting.busy());
        return platform.report();
    }

    private boolean over() {
        long messages = platform.report().getLong("messages");
        boolean still = messages == before;
        before = messages;
        return still && closed(broadcasting.counts(broadcast));
    }

    private static boolean closed(BenchStore.Counts counts) {
        return counts.queued() == 0 && counts.sending() == 0;
    }

    private static boolean confirmed(JsonObject report) {
        return report.getLong("stops") == report.getLong("stopsAnswered") + report.getLong("stopsFailed")
                && report.getLong("confirmed") >= report.getLong("stopsAnswered");
    }
}
