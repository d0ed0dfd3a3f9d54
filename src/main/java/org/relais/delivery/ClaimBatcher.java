package org.relais.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.relais.delivery.ClaimStore.ClaimRequest;
import org.relais.delivery.ClaimStore.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins what the senders of a node want to claim at the same time into one statement: most of what a small claim costs is
 * the statement and its commit. A claim is sent at once when none is under way, else together with all others that are
 * asked for until that one has ended; never after a timer. The busier the node, the larger the claims. One event loop.
 */
final class ClaimBatcher {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimBatcher.class);
    /** Deliveries in one statement: a stop waits for whichever is under way. */
    private static final int MOST = 500;

    private final Pool pool;
    private final EngineSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ClaimStore store = new ClaimStore();
    private final List<PendingClaim> waiting = new ArrayList<>();
    private boolean underWay;

    private record PendingClaim(ClaimRequest wish, BooleanSupplier still, Promise<Result> answer) {
        boolean urgent() {
            return wish.lane().key().urgent();
        }
    }

    ClaimBatcher(Pool pool, EngineSettings settings, InstantSource clock, LongSupplier nanoTime) {
        this.pool = pool;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Claims what the wish says, or less; fails when nobody knows whether anything was taken.
     *
     * @param still asked again right before the statement is sent: a sender may have been told to stand still meanwhile
     */
    Future<Result> claim(ClaimRequest wish, BooleanSupplier still) {
        PendingClaim asked = new PendingClaim(wish, still, Promise.promise());
        waiting.add(asked);
        if (!underWay) {
            send();
        }
        return asked.answer().future();
    }

    private void send() {
        underWay = true;
        List<PendingClaim> batch = next();
        if (batch.isEmpty()) {
            underWay = false;
            return;
        }
        // Read before the statement is sent, so that the node's own bound on a request ends before the lease does.
        long startBefore = nanoTime.getAsLong()
                + settings.lease().minus(settings.httpTimeout()).toNanos();
        store.claim(pool, batch.stream().map(PendingClaim::wish).toList(), settings, startBefore, clock.instant())
                .onComplete(done -> ended(batch, done));
    }

    /**
     * The database goes on with what waits while this node sends what it was given. When nothing waits, all that the
     * answers lead to is asked for together.
     */
    private void ended(List<PendingClaim> batch, AsyncResult<List<Result>> done) {
        send();
        boolean goesOn = underWay;
        underWay = true;
        for (int at = 0; at < batch.size(); at++) {
            answer(batch.get(at), done.succeeded() ? done.result().get(at) : null, done.cause());
        }
        if (!goesOn) {
            send();
        }
    }

    /** A fault of one who asked must not keep the others from their answers, and the desk from its work. */
    private static void answer(PendingClaim asked, @Nullable Result result, @Nullable Throwable fault) {
        try {
            if (result != null) {
                asked.answer().complete(result);
            } else {
                asked.answer().fail(fault);
            }
        } catch (RuntimeException unexpected) {
            LOG.error("what was claimed could not be handled", unexpected);
        }
    }

    /** What is urgent first; a lane once, since a statement would take the same rows for it twice. */
    private List<PendingClaim> next() {
        withdraw();
        waiting.sort(Comparator.comparing(asked -> !asked.urgent()));
        List<PendingClaim> batch = new ArrayList<>();
        Set<Lane.Key> lanes = new HashSet<>();
        int room = 0;
        for (Iterator<PendingClaim> each = waiting.iterator(); each.hasNext(); ) {
            PendingClaim asked = each.next();
            boolean fits = batch.isEmpty() || room + asked.wish().room() <= MOST;
            if (fits && lanes.add(asked.wish().lane().key())) {
                batch.add(asked);
                room += asked.wish().room();
                each.remove();
            }
        }
        return batch;
    }

    private void withdraw() {
        List<PendingClaim> withdrawn =
                waiting.stream().filter(asked -> !asked.still().getAsBoolean()).toList();
        waiting.removeAll(withdrawn);
        withdrawn.forEach(asked -> answer(asked, Result.untouched(asked.wish()), null));
    }
}
