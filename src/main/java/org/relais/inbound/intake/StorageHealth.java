package org.relais.inbound.intake;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlFaults;
import org.relais.task.OutageLog;
import org.relais.task.RequestScope;
import org.slf4j.LoggerFactory;

/**
 * Whether stops can be stored: as the last one that was tried came out, and when none has come for a while, or a webhook
 * was refused, as a trial comes out that leaves nothing behind. A database may answer every question and refuse every
 * stop: with a full disk, read-only, or without the standby that stops are to wait for. Safe for use from several event
 * loops.
 */
public final class StorageHealth {
    private static final Duration TRUSTED = Duration.ofSeconds(10);
    private static final long TRIAL_SECONDS = 2;
    /** Room for a small row is found on a full disk too; for so many bytes a file has to grow. */
    private static final int AFTER_REFUSAL = 64 * 1024;

    private final ConsentIntake stops;
    private final InstantSource clock;
    private final OutageLog outage = new OutageLog(LoggerFactory.getLogger(StorageHealth.class), "stops");
    private Instant storedAt = Instant.MIN;
    private boolean refused;
    private @Nullable Future<Boolean> trial;

    StorageHealth(ConsentIntake stops, InstantSource clock) {
        this.stops = stops;
        this.clock = clock;
    }

    /** A webhook was stored that may change consent. */
    synchronized void stored() {
        outage.succeeded();
        refused = false;
        storedAt = clock.instant();
    }

    /** A webhook could not be stored; one that is at fault itself says nothing. */
    synchronized void refused(Throwable fault) {
        if (!SqlFaults.isOfData(fault)) {
            outage.failed(fault);
            refused = true;
        }
    }

    /** Whether a stop that came now could be stored; never fails. */
    public synchronized Future<Boolean> works() {
        if (!refused && storedAt.plus(TRUSTED).isAfter(clock.instant())) {
            return Future.succeededFuture(true);
        }
        if (trial != null) {
            return RequestScope.heard(trial);
        }
        Future<Boolean> begun = RequestScope.shared(() -> stops.rehearse(refused ? AFTER_REFUSAL : 1, clock.instant())
                .timeout(TRIAL_SECONDS, TimeUnit.SECONDS)
                .transform(tried -> Future.succeededFuture(judged(tried.cause()))));
        trial = begun.isComplete() ? null : begun;
        return RequestScope.heard(begun);
    }

    private synchronized boolean judged(@Nullable Throwable fault) {
        trial = null;
        if (fault == null) {
            stored();
            return true;
        }
        outage.failed(fault);
        refused = true;
        return false;
    }
}
