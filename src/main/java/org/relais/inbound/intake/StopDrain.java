package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.relais.consent.ConsentService;
import org.relais.consent.StopEnforcer;
import org.relais.consent.StopEnforcer.Enforced;
import org.relais.metrics.Meters;
import org.relais.task.ConcurrencyLimit;
import org.relais.task.Sequence;

/**
 * The second half of a committed stop or hold: what is queued for the person is cancelled and what is open is waited
 * for, and only then may the webhook be answered. That this is over is noted on the inbox row. Until it is, a
 * redelivery of the webhook waits too, and after a crash the inbox's own work takes it up.
 */
public final class StopDrain {
    private static final int MOST_AT_ONCE = 32;

    private final Pool pool;
    private final PendingStopStore store;
    private final ConsentService consent;
    private final StopEnforcer enforcer;
    private final InstantSource clock;
    private final Duration bound;

    /**
     * @param enforcer the same that the consent service calls
     * @param bound on the whole, longer than the enforcer's own: past it something is wrong with the database
     */
    public StopDrain(
            Pool pool,
            PendingStopStore store,
            ConsentService consent,
            StopEnforcer enforcer,
            InstantSource clock,
            Duration bound) {
        this.pool = pool;
        this.store = store;
        this.consent = consent;
        this.enforcer = enforcer;
        this.clock = clock;
        this.bound = bound;
    }

    /** Completes when nothing to any of these people is open, or the enforcer's bound was hit. */
    public Future<List<DrainedStop>> enforce(List<PendingStop> pending) {
        Map<Long, PendingStop> people = new LinkedHashMap<>();
        pending.forEach(one -> people.merge(one.contactId(), one, StopDrain::stricter));
        ConcurrencyLimit limit = new ConcurrencyLimit(MOST_AT_ONCE);
        Map<Long, Future<Enforced>> waits = new LinkedHashMap<>();
        people.forEach((contactId, one) -> waits.put(contactId, limit.run(() -> enforceOne(one))));
        return Future.join(List.copyOf(waits.values())).map(all -> drained(pending, people, waits));
    }

    /** What was cancelled counts for one of a person's events; how the wait ended, for all of them. */
    private static List<DrainedStop> drained(
            List<PendingStop> pending, Map<Long, PendingStop> people, Map<Long, Future<Enforced>> waits) {
        return pending.stream()
                .map(one -> {
                    Enforced enforced =
                            Objects.requireNonNull(waits.get(one.contactId())).result();
                    boolean first = people.get(one.contactId()) == one;
                    if (first && !enforced.inFlight().isEmpty()) {
                        Meters.drainBoundHit();
                    }
                    return new DrainedStop(one, first ? enforced : new Enforced(0, enforced.inFlight()));
                })
                .toList();
    }

    /** Notes that the wait is over, for the ledger and so that the last word may go. */
    public Future<Void> over(List<DrainedStop> drained) {
        return pool.withTransaction(transaction -> over(transaction, drained));
    }

    /** As {@link #over(List)}, in the caller's transaction. */
    public Future<Void> over(SqlConnection transaction, List<DrainedStop> drained) {
        List<PendingStop> pending = drained.stream().map(DrainedStop::pending).toList();
        return store.markEnforced(transaction, pending, clock.instant())
                .compose(marked -> note(
                        transaction,
                        drained.stream()
                                .filter(one -> marked.contains(one.pending().inboxId()))
                                .toList()));
    }

    /** Tells the ledger alone. */
    public Future<Void> note(SqlConnection transaction, List<DrainedStop> drained) {
        return Sequence.each(
                drained.stream().filter(DrainedStop::noted).toList(),
                one -> consent.note(transaction, one.stop(), one.enforced()));
    }

    private Future<Enforced> enforceOne(PendingStop one) {
        return enforcer.enforce(one.organisationId(), one.contactId()).timeout(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static PendingStop stricter(PendingStop one, PendingStop other) {
        return one.effect() == ConsentEffectKind.STOP && one.ledgerEventId() != null ? one : other;
    }
}
