package org.relais.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;

/**
 * Waits for the end of a broadcast. The platform is asked, which costs the service nothing; the database only once
 * nothing more arrives there.
 */
final class Completion {
    private final Platform platform;
    private final BroadcastLoad broadcasting;
    private final BroadcastLoad.Prepared broadcast;
    private long before = -1;

    Completion(Platform platform, BroadcastLoad broadcasting, BroadcastLoad.Prepared broadcast) {
        this.platform = platform;
        this.broadcasting = broadcasting;
        this.broadcast = broadcast;
    }

    /** The platform's report, once nothing of the broadcast is open and every stop is answered. */
    @CanIgnoreReturnValue
    JsonObject await() throws InterruptedException {
        Await.until("a broadcast has ended", this::over);
        platform.quiet();
        Await.until("every stop is answered", this::answered);
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

    private boolean answered() {
        JsonObject report = platform.report();
        return report.getLong("stops") == report.getLong("stopsAnswered") + report.getLong("stopsFailed");
    }
}
