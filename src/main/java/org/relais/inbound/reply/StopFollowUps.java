package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.relais.database.SqlFaults;
import org.relais.inbound.intake.DrainedStop;
import org.relais.task.ConcurrencyLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last words of stops and holds, said right after their wait, on the node that waited: the inbox need not be asked
 * what it owes. What can't be concluded here is left for the inbox. Safe for use from any thread.
 */
final class StopFollowUps {
    private static final Logger LOG = LoggerFactory.getLogger(StopFollowUps.class);
    private static final int AT_ONCE = 4;

    private final StopCompletion completion;
    private final Runnable rest;
    private final ConcurrencyLimit limit = new ConcurrencyLimit(AT_ONCE);
    private Promise<Void> ended = Promise.promise();
    private boolean open;
    private int underWay;

    /** @param rest told that something was left for the inbox's own work */
    StopFollowUps(StopCompletion completion, Runnable rest) {
        this.completion = completion;
        this.rest = rest;
    }

    synchronized void start() {
        open = true;
        ended = Promise.promise();
    }

    /** Nothing more is taken; completes when what was taken is committed or left. */
    synchronized Future<Void> stop() {
        open = false;
        if (underWay == 0) {
            ended.tryComplete();
        }
        return ended.future();
    }

    /** Whether these are seen to here. */
    boolean take(List<DrainedStop> drained) {
        synchronized (this) {
            if (!open) {
                return false;
            }
            underWay += drained.size();
        }
        drained.forEach(this::conclude);
        return true;
    }

    private void conclude(DrainedStop drained) {
        limit.run(() -> completion.conclude(drained))
                .recover(fault -> {
                    LOG.warn(
                            "the last word about inbox row {} is left for later: {}",
                            drained.pending().inboxId(),
                            SqlFaults.describe(fault));
                    return completion.leave(drained).map(false);
                })
                .onComplete(done -> {
                    // Left without a note it is taken up all the same, a little later.
                    if (done.failed() || !done.result()) {
                        rest.run();
                    }
                    over();
                });
    }

    private synchronized void over() {
        underWay--;
        if (!open && underWay == 0) {
            ended.tryComplete();
        }
    }
}
