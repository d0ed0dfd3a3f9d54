package org.relais.task;

import java.util.concurrent.atomic.AtomicBoolean;
import org.relais.database.SqlFaults;
import org.slf4j.Logger;

/**
 * Log of work that is tried again and again, sometimes many times a second: says in one line that it fails and in one
 * that it goes on, whatever number of attempts lies between. Safe for use from any thread.
 */
public final class OutageLog {
    private final Logger log;
    private final String work;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param work what waits meanwhile, as the subject of a sentence in the plural */
    public OutageLog(Logger log, String work) {
        this.log = log;
        this.work = work;
    }

    /** An attempt failed, and there will be another one. */
    public void failed(Throwable fault) {
        if (!failing.getAndSet(true)) {
            log.warn("{} wait for the database: {}", work, SqlFaults.describe(fault));
        }
    }

    /** An attempt succeeded. */
    public void succeeded() {
        if (failing.get() && failing.getAndSet(false)) {
            log.info("{} wait for the database no more", work);
        }
    }
}
