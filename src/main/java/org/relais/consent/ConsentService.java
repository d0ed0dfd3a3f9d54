package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.relais.consent.StopEnforcer.Enforced;
import org.relais.contact.AddressId;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.task.Sequence;

/**
 * What any door asks for that concerns consent: changes, which {@link ConsentWriter} decides and writes, their enforcement,
 * and what a person gets once.
 *
 * <p>Rows are locked in the order of contact ids. Two transactions can still lock crosswise when one of them works on
 * several people in several calls; PostgreSQL then ends one with SQLSTATE 40P01, and the whole transaction is to be tried
 * again.
 */
public final class ConsentService {
    private final Pool pool;
    private final StopEnforcer enforcer;
    private final InstantSource clock;
    private final Ledger ledger;
    private final ConsentWriter writer;
    private final SectionStops sectionStops;
    private final ConsentStore store = new ConsentStore();

    public ConsentService(Pool pool, Fingerprints fingerprints, StopEnforcer enforcer, InstantSource clock) {
        this.pool = pool;
        this.enforcer = enforcer;
        this.clock = clock;
        this.ledger = new Ledger(clock, new SecureRandom());
        this.sectionStops = new SectionStops(pool, fingerprints, clock);
        this.writer = new ConsentWriter(ledger, fingerprints, clock);
    }

    /** What writes the changes, for whoever has locked the person's consent already. */
    public ConsentWriter writer() {
        return writer;
    }

    /**
     * Applies one event in the caller's transaction, under the lock of the person's consent.
     *
     * @return fails with {@link UnknownContactException} when the organisation has no such contact
     */
    public Future<ConsentChange> apply(SqlConnection transaction, ConsentEvent event) {
        return writer.apply(transaction, event, null);
    }

    /**
     * Applies several, locking in id order so that two batches can't deadlock; several events of one person are applied
     * in the order given.
     *
     * @return the changes in the order of the events; fails with {@link UnknownContactException}, having changed
     *     nothing, when one names a contact that the organisation hasn't
     */
    public Future<List<ConsentChange>> apply(SqlConnection transaction, List<ConsentEvent> events) {
        return writer.apply(transaction, events);
    }

    /** Applies one event in a transaction of its own; a stop goes on as in {@link #stop}. */
    public Future<ConsentChange> apply(ConsentEvent event) {
        return commit(event).compose(change -> enforce(change).map(change));
    }

    /** First half of {@link #apply(ConsentEvent)}: commits the event; {@link #enforce} is the second. */
    public Future<ConsentChange> commit(ConsentEvent event) {
        return pool.withTransaction(transaction -> apply(transaction, event));
    }

    /**
     * Commits the stop, then empties the outbox of the person; completes when it may be answered. Done again for a
     * repeated stop: the first one's process may have died in between.
     */
    public Future<ConsentChange> stop(ConsentEvent event) {
        if (event.kind() != ConsentEvent.Kind.OPT_OUT) {
            return Future.failedFuture(new IllegalArgumentException("not a stop"));
        }
        return apply(event);
    }

    /**
     * Second half of a stop whose first half is committed: empties the outbox, and writes into the ledger what was
     * blocked, and what was in flight when the bound was hit. Nothing to do for a change that is no stop.
     */
    public Future<Void> enforce(ConsentChange change) {
        return change.stopped()
                ? enforcer.enforce(change.organisationId(), change.contactId())
                        .compose(enforced -> note(pool, change, enforced))
                : Future.succeededFuture();
    }

    /**
     * A stop of somebody who had stopped when they were last looked at: it counts from now, without a row of the ledger for
     * each, and is seen through like the first.
     *
     * @return false when they have come back meanwhile, and nothing was done: then it is a stop like any other
     */
    public Future<Boolean> stopAgain(long organisationId, long contactId) {
        return store.now(pool)
                .map(now -> EffectiveTime.ahead(now, clock.instant()))
                .compose(ahead -> store.stopAgain(
                        pool, organisationId, contactId, clock.instant().plus(ahead)))
                .compose(stood ->
                        stood ? enforceAgain(organisationId, contactId).map(true) : Future.succeededFuture(false));
    }

    /**
     * For whoever stops once more: their stop stands in the ledger, but what it waits for may still be under way. And for whoever
     * is to be forgotten.
     */
    public Future<Void> enforceAgain(long organisationId, long contactId) {
        return enforcer.enforce(organisationId, contactId).mapEmpty();
    }

    /**
     * Sees through stops in sections of a federation whose node died between commit and answer, so that the same people in
     * the other sections follow although nobody repeats them. Done by two nodes at once, it changes nothing twice.
     *
     * @param patience how long a stop's own node is left to it
     */
    public Future<Void> takeUpSectionStops(Duration patience) {
        return sectionStops
                .owed(patience)
                .compose(owed -> Sequence.each(owed, one -> enforceAgain(one.organisationId(), one.contactId())
                        // Also where the organisation has left the federation since.
                        .compose(done -> sectionStops.followed(one.organisationId(), one.contactId()))));
    }

    /**
     * Stops in other sections of a federation whom a list of one has named by addresses, and empties the outbox of each. Their
     * lists have these addresses already.
     */
    public Future<Void> stopInSections(List<Long> sections, List<AddressId> identifiers, Instant at) {
        return sectionStops
                .stop(sections, identifiers, at)
                .compose(stopped -> Sequence.each(stopped, one -> enforceAgain(one.organisationId(), one.contactId())));
    }

    /** Writes into the ledger what a stop has blocked, and what was in flight when its bound was hit. */
    public Future<Void> note(SqlClient client, ConsentChange change, Enforced enforced) {
        if (enforced.cancelled() == 0 && enforced.inFlight().isEmpty()) {
            return Future.succeededFuture();
        }
        JsonObject detail = new JsonObject()
                .put("stop", change.ledgerEventId())
                .put("cancelled", enforced.cancelled())
                .put("inFlight", new JsonArray(enforced.inFlight()));
        LedgerKind kind = enforced.inFlight().isEmpty() ? LedgerKind.BLOCKED : LedgerKind.IN_FLIGHT;
        return ledger.append(
                        client,
                        LedgerEntry.of(
                                change.organisationId(),
                                change.contactId(),
                                kind,
                                clock.instant(),
                                LedgerEntry.Origin.system(),
                                detail))
                .mapEmpty();
    }

    /**
     * Takes the right to confirm the present stop; to be called in the transaction that enqueues the confirmation. An
     * episode begins with the stop that makes a person unsubscribed and ends with the opt-in that ends it: however
     * often STOP is repeated in between, however many nodes hear it, exactly one caller gets it. A person who was
     * unsubscribed from the start, by the suppression list, gets none.
     *
     * @return empty when there is no stop or it was confirmed before
     */
    public Future<Optional<UnconfirmedStop>> claimConfirmation(
            SqlConnection transaction, long organisationId, long contactId) {
        return store.claimConfirmation(transaction, organisationId, contactId);
    }

    /** As {@link #claimConfirmation}, for the one question of a hold. */
    public Future<Optional<Long>> claimQuestion(SqlConnection transaction, long organisationId, long contactId) {
        return store.claimQuestion(transaction, organisationId, contactId);
    }

    /**
     * Spends the one contact that an occasional person may ever get, for a contact that is not a message of ours: a call,
     * or a volunteer's own message. To be called before the number is shown; nobody else can spend it afterwards, and no
     * first contact is sent.
     *
     * @return false when the person is not occasional, was contacted before, has stopped or is held or suppressed, or the
     *     organisation contacts nobody without consent
     */
    public Future<Boolean> spendOnlyContact(SqlConnection transaction, long organisationId, long contactId) {
        return store.spendOnlyContact(transaction, organisationId, contactId, clock.instant());
    }
}
