package org.relais.delivery;

import io.vertx.core.Future;
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
import java.util.function.Predicate;
import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;
import org.relais.database.SqlFaults;
import org.relais.delivery.ClaimStore.ClaimRequest;
import org.relais.delivery.ClaimStore.Result;
import org.relais.task.Batcher;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batcher of what the senders of a node want to claim at the same time, in one statement: what is asked for while a claim is
 * under way goes into the next one. One event loop.
 */
final class ClaimBatcher {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimBatcher.class);
    /** Deliveries in one statement: a stop waits for whichever is under way. */
    private static final int MOST = 500;

    private final Pool pool;
    private final EngineSettings settings;
    private final InstantSource clock;
    private final LeaseClock leaseClock;
    private final ClaimStore store = new ClaimStore();
    private final Batcher<PendingClaim, Result> batches =
            new Batcher<>(Batch::new, Comparator.comparing(pending -> !pending.urgent()), this::claim);

    private static final class PendingClaim {
        private final ClaimRequest request;
        private final BooleanSupplier still;
        /** What {@code still} said when the statement was put together: asked once, since time alone may change it. */
        private boolean wanted;

        PendingClaim(ClaimRequest request, BooleanSupplier still) {
            this.request = request;
            this.still = still;
        }

        boolean urgent() {
            return request.lane().key().urgent();
        }
    }

    ClaimBatcher(Pool pool, EngineSettings settings, InstantSource clock, LongSupplier nanoTime) {
        this.pool = pool;
        this.settings = settings;
        this.clock = clock;
        this.leaseClock = new LeaseClock(clock, nanoTime);
    }

    /**
     * Claims what is requested, or less; fails when nobody knows whether anything was taken, and when PostgreSQL refuses what
     * is in this lane, whatever comes of the others.
     *
     * @param still asked again right before the statement is sent: a sender may have been told to stand still meanwhile
     */
    Future<Result> claim(ClaimRequest request, BooleanSupplier still) {
        return batches.add(new PendingClaim(request, still));
    }

    /** What is urgent first; a lane once, since a statement would take the same rows for it twice. */
    private static final class Batch implements Predicate<PendingClaim> {
        private final Set<Lane.Key> lanes = new HashSet<>();
        private int room;

        @Override
        public boolean test(PendingClaim pending) {
            pending.wanted = pending.still.getAsBoolean();
            if (!pending.wanted) {
                return true;
            }
            boolean fits = room == 0 || room + pending.request.room() <= MOST;
            if (!fits || !lanes.add(pending.request.lane().key())) {
                return false;
            }
            room += pending.request.room();
            return true;
        }
    }

    private Future<List<Future<Result>>> claim(List<PendingClaim> batch) {
        List<PendingClaim> wanted =
                batch.stream().filter(pending -> pending.wanted).toList();
        return take(wanted)
                .map(results -> answers(batch, results.iterator()))
                .recover(fault -> wanted.size() > 1 && SqlFaults.isOfStatement(fault) || SqlFaults.isOfData(fault)
                        ? oneByOne(batch)
                        : Future.failedFuture(fault));
    }

    private Future<List<Result>> take(List<PendingClaim> wanted) {
        if (wanted.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        // Read before the statement is sent, so that the node's own bounds end before the lease, and before the drain
        // of a stop that the statement does not see.
        LeaseTerm startWithin = new LeaseTerm(leaseClock.read(), settings.startWithin());
        return store.claim(
                pool, wanted.stream().map(pending -> pending.request).toList(), settings, startWithin, clock.instant());
    }

    private static List<Future<Result>> answers(List<PendingClaim> batch, Iterator<Result> results) {
        return batch.stream()
                .map(pending -> pending.wanted ? results.next() : Result.untouched(pending.request))
                .map(Future::succeededFuture)
                .toList();
    }

    /** Nothing was taken: what is refused in one lane, as often as it is asked for, must keep no other sender waiting. */
    private Future<List<Future<Result>>> oneByOne(List<PendingClaim> batch) {
        List<Future<Result>> results = new ArrayList<>();
        return Sequence.each(batch, pending -> alone(pending).transform(result -> {
                    results.add(
                            result.succeeded()
                                    ? Future.succeededFuture(result.result())
                                    : Future.failedFuture(result.cause()));
                    return Future.succeededFuture();
                }))
                .map(results);
    }

    private Future<Result> alone(PendingClaim pending) {
        pending.wanted = pending.still.getAsBoolean();
        return pending.wanted ? take(pending) : Future.succeededFuture(Result.untouched(pending.request));
    }

    /**
     * One row that PostgreSQL refuses keeps nothing else of its lane waiting: half as much is asked for, down to the first one
     * alone. If it is that, it is put off, and this claim fails.
     */
    private Future<Result> take(PendingClaim pending) {
        return take(List.of(pending)).map(results -> results.get(0)).recover(fault -> {
            if (!SqlFaults.isOfData(fault)) {
                return Future.failedFuture(fault);
            }
            return pending.request.room() > 1
                    ? take(new PendingClaim(pending.request.half(), pending.still))
                    : store.putOff(pool, pending.request, clock.instant())
                            .onSuccess(put -> put.ifPresent(id -> LOG.error(
                                    "delivery {} can't be claimed and is put off: {}", id, fault.getMessage())))
                            .compose(put -> Future.<Result>failedFuture(fault));
        });
    }
}
