package org.relais.consent.privacy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.MissingKeyException;
import org.relais.consent.UnknownContactException;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.contact.MessageUnderWayException;
import org.relais.contact.PersonRecords;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** The right to be forgotten (GDPR art. 17), for one person at a time. */
public final class ErasureService {
    private final ContactStore contacts = new ContactStore();
    private final Pool pool;
    private final ConsentService consent;
    private final Fingerprints fingerprints;
    private final Erasure erasure;
    private final AuditStore audit;
    private final InstantSource clock;

    /** @param records what other parts keep about people */
    public ErasureService(
            Pool pool,
            ConsentService consent,
            Fingerprints fingerprints,
            List<PersonRecords> records,
            InstantSource clock) {
        this.pool = pool;
        this.consent = consent;
        this.fingerprints = fingerprints;
        this.erasure = new Erasure(new Ledger(clock, new SecureRandom()), fingerprints, records, clock);
        this.audit = new AuditStore(clock);
        this.clock = clock;
    }

    /**
     * Stops the person, waits until nothing to them is under way, then removes everything personal. Their fingerprints
     * stay on the suppression list and their ledger stays as a pseudonym. Doing it again changes nothing.
     *
     * @param contactId of the person, also when it was merged into another since
     * @return the contact that was erased; fails with {@link UnknownContactException}, or with
     *     {@link MissingKeyException} when there is no key to keep the fingerprints under
     */
    public Future<Erased> erase(Actor actor, long contactId) {
        if (!fingerprints.available()) {
            return Future.failedFuture(new MissingKeyException());
        }
        return actor.permitted(Permission.ERASURE)
                .compose(permitted -> contacts.current(pool, actor.organisationId(), contactId))
                .compose(found -> found.isPresent()
                        ? erase(actor, found.get())
                        : Future.failedFuture(new UnknownContactException(contactId)));
    }

    private Future<Erased> erase(Actor actor, Contact contact) {
        if (contact.erasedAt() != null) {
            return Future.succeededFuture(new Erased(contact.id(), false));
        }
        ConsentEvent stop = ConsentEvent.stop(
                        contact.organisationId(), contact.id(), clock.instant(), EventSource.of(actor))
                .by(actor)
                .detail(new JsonObject().put("rule", "erasure"));
        return consent.stop(stop).compose(stopped -> forget(actor, stopped.contactId(), Set.of()));
    }

    /**
     * Whoever writes to us meanwhile is answered, and that is waited for as well.
     *
     * @param waitedFor what was under way until the wait for it was over: it has begun, or never does
     */
    private Future<Erased> forget(Actor actor, long contactId, Set<Long> waitedFor) {
        return pool.withTransaction(
                        transaction -> contacts.lock(transaction, actor.organisationId(), List.of(contactId))
                                .compose(locked -> locked.isEmpty()
                                        ? Future.succeededFuture(new Erased(contactId, false))
                                        : erase(transaction, actor, contactId, waitedFor)))
                .recover(fault -> fault instanceof MessageUnderWayException underWay
                        ? consent.enforceAgain(actor.organisationId(), contactId)
                                .compose(over -> forget(actor, contactId, underWay.deliveryIds()))
                        : Future.failedFuture(fault));
    }

    private Future<Erased> erase(SqlConnection transaction, Actor actor, long contactId, Set<Long> waitedFor) {
        return erasure.erase(
                        transaction,
                        actor.organisationId(),
                        List.of(contactId),
                        ErasureReason.REQUEST,
                        LedgerEntry.Origin.of(actor),
                        waitedFor)
                .compose(erased -> audit.write(transaction, actor, "contact.erase", "contact:" + contactId))
                .map(new Erased(contactId, true));
    }

    /**
     * @param contactId the contact that stood for the person
     * @param now false when the person had been erased before
     */
    public record Erased(long contactId, boolean now) {}
}
