package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Every change of consent goes through here, whichever door it came by. */
public final class ConsentService {

    public ConsentService(Pool pool, Fingerprints fingerprints, StopEnforcer enforcer, InstantSource clock) {}

    /**
     * Applies one event in the caller's transaction, under the lock of the person's consent.
     *
     * @return fails when the organisation has no such contact
     */
    public Future<ConsentChange> apply(SqlConnection transaction, ConsentEvent event) {
        throw new UnsupportedOperationException();
    }

    /**
     * Applies several, locking in id order so that two batches can't deadlock; several events of one person are applied
     * in the order given.
     *
     * @return the changes in the order of the events
     */
    public Future<List<ConsentChange>> apply(SqlConnection transaction, List<ConsentEvent> events) {
        throw new UnsupportedOperationException();
    }

    /** Applies one event in a transaction of its own; a stop goes through {@link #stop}. */
    public Future<ConsentChange> apply(ConsentEvent event) {
        throw new UnsupportedOperationException();
    }

    /** Commits the stop, then empties the outbox of the person; completes when it may be answered. */
    public Future<ConsentChange> stop(ConsentEvent event) {
        throw new UnsupportedOperationException();
    }

    /**
     * Second half of a stop whose first half is committed: empties the outbox, and writes what was in flight into the
     * ledger when the bound was hit. Nothing to do for a change that is no stop.
     */
    public Future<Void> enforce(ConsentChange change) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the right to confirm the present stop, once per episode; to be called in the transaction that enqueues the
     * confirmation.
     *
     * @return the stop's ledger event; empty when there is no stop or it was confirmed before
     */
    public Future<Optional<Long>> claimConfirmation(SqlConnection transaction, long organisationId, long contactId) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #claimConfirmation}, for the one question of a hold. */
    public Future<Optional<Long>> claimQuestion(SqlConnection transaction, long organisationId, long contactId) {
        throw new UnsupportedOperationException();
    }
}
