package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import org.relais.database.SqlFaults;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.inbound.intake.UnreadableEventException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every worker of the inbox needs, and does with rows whose attempt failed: later again, longer each time, and in the
 * end given up.
 *
 * @param wakeOutbox told, with the organisation's id, that something was queued and committed
 */
record WorkerContext(Pool pool, WorkStore work, InstantSource clock, LongConsumer wakeOutbox) {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerContext.class);
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /**
     * As {@link #failed}, for the row that could not even be read, or else those that were taken: none of them may keep the
     * others waiting. Fails with the fault when it is nobody's.
     */
    Future<Void> putOff(List<PendingInboxEvent> taken, Throwable fault) {
        if (fault instanceof UnreadableEventException unreadable) {
            return failed(List.of(unreadable.id()), unreadable.attempt(), fault);
        }
        return taken.isEmpty() ? Future.failedFuture(fault) : failed(taken, fault);
    }

    /** Notes that an attempt at these rows failed; they are not worked again before their pause is over. */
    Future<Void> failed(List<PendingInboxEvent> events, Throwable fault) {
        return failed(
                events.stream().map(PendingInboxEvent::id).toList(),
                events.stream().mapToInt(PendingInboxEvent::attempt).max().orElse(0),
                fault);
    }

    private Future<Void> failed(List<Long> ids, int attempt, Throwable fault) {
        Instant now = clock.instant();
        String error = SqlFaults.describe(fault);
        return work.fail(pool, ids, error, now.plus(pause(attempt)), MOST_ATTEMPTS, now)
                .onSuccess(failed -> failed.forEach(row -> log(row, error)))
                .mapEmpty();
    }

    private static void log(WorkStore.Failed row, String error) {
        if (row.dead()) {
            LOG.error("inbox row {} ({}) given up after {} attempts: {}", row.id(), row.kind(), row.attempt(), error);
        } else {
            LOG.warn("inbox row {} ({}) failed, attempt {}: {}", row.id(), row.kind(), row.attempt(), error);
        }
    }

    private static Duration pause(int attempt) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
