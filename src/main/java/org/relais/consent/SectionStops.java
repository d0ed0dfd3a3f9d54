package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.relais.consent.ConsentStore.Key;
import org.relais.consent.SectionStore.OwedStop;
import org.relais.consent.SectionStore.SamePerson;
import org.relais.consent.StopEnforcer.Enforced;
import org.relais.contact.AddressId;
import org.relais.database.SqlFaults;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.task.ConcurrencyLimit;
import org.relais.task.Sequence;

/**
 * What a stop in one section of a federation makes of the same person in the others, once it is committed. Their lists have had
 * the person's addresses since that commit, so no claim takes a message to one of them. Here each section's own contact
 * becomes unsubscribed, each in a transaction of its own that locks nobody else, so that the whole person is stopped,
 * counted and shown there, and comes back there by the rules for everybody.
 */
public final class SectionStops {
    private static final int MOST_AT_ONCE = 4;
    private static final int ATTEMPTS = 4;

    private final SectionStore store = new SectionStore();
    private final ConsentStore consents = new ConsentStore();
    private final Pool pool;
    private final Ledger ledger;
    private final ConsentWriter writer;
    private final InstantSource clock;

    public SectionStops(Pool pool, Fingerprints fingerprints, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.ledger = new Ledger(clock, new SecureRandom());
        this.writer = new ConsentWriter(ledger, fingerprints, clock);
    }

    /**
     * Stops whoever a stopped person is in the other sections of the federation. Done again, it changes nothing.
     *
     * @return all of them, whose outboxes must be empty too before the stop is answered
     */
    public Future<List<Key>> stop(long organisationId, long contactId) {
        return store.samePerson(pool, organisationId, contactId, clock.instant())
                .compose(this::stop);
    }

    /** Stops in these sections whom a list names by these identifiers. */
    Future<List<Key>> stop(List<Long> sections, List<AddressId> identifiers, Instant at) {
        return store.named(pool, sections, identifiers, at, clock.instant()).compose(this::stop);
    }

    private Future<List<Key>> stop(List<SamePerson> found) {
        ConcurrencyLimit limit = new ConcurrencyLimit(MOST_AT_ONCE);
        List<Future<Void>> stops = found.stream()
                .filter(SamePerson::open)
                .map(one -> limit.run(() -> stop(one, ATTEMPTS)))
                .toList();
        return Future.join(stops)
                .map(found.stream()
                        .map(one -> new Key(one.organisationId(), one.contactId()))
                        .toList());
    }

    private Future<Void> stop(SamePerson person, int left) {
        return (person.stopped()
                        ? consents.stopAgain(pool, person.organisationId(), person.contactId(), person.at())
                        : Future.succeededFuture(false))
                .compose(stood -> stood ? Future.succeededFuture() : stopAnew(person))
                .recover(fault -> left > 1 && SqlFaults.isPassing(fault)
                        ? stop(person, left - 1)
                        : fault instanceof UnknownContactException
                                ? Future.succeededFuture()
                                : Future.failedFuture(fault));
    }

    private Future<Void> stopAnew(SamePerson person) {
        ConsentEvent stop = ConsentEvent.stop(
                        person.organisationId(), person.contactId(), person.at(), EventSource.SYSTEM)
                .detail(new JsonObject().put("rule", "section"));
        return pool.withTransaction(transaction -> writer.apply(transaction, List.of(stop)))
                .mapEmpty();
    }

    /** Notes that everybody has followed a stop, in every section. */
    public Future<Void> followed(long organisationId, long contactId) {
        return store.followed(pool, organisationId, contactId);
    }

    /**
     * Stops whose node has not come to that in so long a time. Whom a list has named is stopped first; notes of who has come back
     * meanwhile go.
     */
    Future<List<Key>> owed(Duration patience) {
        return store.owed(pool, patience.toSeconds()).compose(owed -> {
            List<SamePerson> back = owed.stream()
                    .filter(one -> !one.stands())
                    .map(OwedStop::person)
                    .toList();
            return Sequence.each(back, one -> followed(one.organisationId(), one.contactId()))
                    .compose(done -> stop(owed.stream()
                            .filter(OwedStop::stands)
                            .map(OwedStop::person)
                            .toList()));
        });
    }

    /** Writes into each section's own ledger what the stop has taken out of its outbox, and what was in flight at the bound. */
    public Future<Void> note(Key person, Enforced enforced) {
        if (enforced.cancelled() == 0 && enforced.inFlight().isEmpty()) {
            return Future.succeededFuture();
        }
        JsonObject detail = new JsonObject()
                .put("rule", "section")
                .put("cancelled", enforced.cancelled())
                .put("inFlight", new JsonArray(enforced.inFlight()));
        LedgerKind kind = enforced.inFlight().isEmpty() ? LedgerKind.BLOCKED : LedgerKind.IN_FLIGHT;
        return ledger.append(
                        pool,
                        LedgerEntry.of(
                                person.organisationId(),
                                person.contactId(),
                                kind,
                                clock.instant(),
                                LedgerEntry.Origin.system(),
                                detail))
                .mapEmpty();
    }
}
