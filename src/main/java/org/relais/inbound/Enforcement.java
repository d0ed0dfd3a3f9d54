package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ConsentState;
import org.relais.consent.StopEnforcer;

/**
 * The second half of a committed stop or hold: what is queued for the person is cancelled and what is open is waited
 * for, and only then may the webhook be answered. That this is over is noted on the inbox row. Until it is, a
 * redelivery of the webhook waits too, and after a crash the inbox's own work takes it up.
 */
final class Enforcement {
    private static final int MOST_AT_ONCE = 32;

    private final Pool pool;
    private final OwedStore store;
    private final ConsentService consent;
    private final StopEnforcer enforcer;
    private final InstantSource clock;
    private final Duration bound;

    /**
     * @param enforcer the same that the consent service calls; used alone where no stop is to be noted in the ledger
     * @param bound on the whole, longer than the enforcer's own: past it something is wrong with the database
     */
    Enforcement(
            Pool pool,
            OwedStore store,
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

    /** Completes when nothing to any of these people is open, or the enforcer's bound was hit and noted. */
    Future<Void> enforce(List<Owed> owed) {
        Map<Long, Owed> people = new LinkedHashMap<>();
        owed.forEach(one -> people.merge(one.contactId(), one, Enforcement::stricter));
        Turns turns = new Turns(MOST_AT_ONCE);
        List<Future<Void>> waits = new ArrayList<>();
        people.values().forEach(one -> waits.add(turns.run(() -> enforceOne(one))));
        return Future.join(waits).mapEmpty();
    }

    /** Notes that the wait is over, so that the last word may go. Nobody waits for this: else the inbox takes it up. */
    Future<Void> over(List<Owed> owed) {
        return store.markEnforced(pool, owed, clock.instant());
    }

    private Future<Void> enforceOne(Owed one) {
        Long ledgerEventId = one.ledgerEventId();
        Future<Void> wait = one.effect() == Effect.STOP && ledgerEventId != null
                ? consent.enforce(new ConsentChange(
                        one.organisationId(),
                        one.contactId(),
                        ConsentEvent.Kind.OPT_OUT,
                        ConsentState.UNSUBSCRIBED,
                        ConsentState.UNSUBSCRIBED,
                        true,
                        ledgerEventId))
                : enforcer.enforce(one.organisationId(), one.contactId()).mapEmpty();
        return wait.timeout(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Owed stricter(Owed one, Owed other) {
        return one.effect() == Effect.STOP && one.ledgerEventId() != null ? one : other;
    }
}
