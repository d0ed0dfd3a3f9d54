package org.relais.consent.privacy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.MissingKeyException;
import org.relais.consent.UnknownContactException;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.contact.PersonRecords;
import org.relais.ledger.Ledger;

/** The right to be forgotten (GDPR art. 17), for one person at a time. */
public final class ErasureService {
    private final ContactStore contacts = new ContactStore();
    private final Pool pool;
    private final ConsentService consent;
    private final Fingerprints fingerprints;
    private final Erasure erasure;
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
        this.clock = clock;
    }

    /**
     * Stops the person, waits until nothing to them is under way, then removes everything personal. Their fingerprints
     * stay on the suppression list and their ledger stays as a pseudonym. Doing it again changes nothing.
     *
     * @param contactId of the person, also when it was merged into another since
     * @param actor who carried it out: {@code organiser:<id>} and the like; null: the person themselves
     * @return the contact that was erased; fails with {@link UnknownContactException}, or with
     *     {@link MissingKeyException} when there is no key to keep the fingerprints under
     */
    public Future<Erased> erase(long organisationId, long contactId, @Nullable String actor) {
        if (!fingerprints.available()) {
            return Future.failedFuture(new MissingKeyException());
        }
        return contacts.current(pool, organisationId, contactId)
                .compose(found -> found.isPresent()
                        ? erase(found.get(), actor)
                        : Future.failedFuture(new UnknownContactException(contactId)));
    }

    private Future<Erased> erase(Contact contact, @Nullable String actor) {
        if (contact.erasedAt() != null) {
            return Future.succeededFuture(new Erased(contact.id(), false));
        }
        ConsentEvent stop = ConsentEvent.stop(
                        contact.organisationId(), contact.id(), clock.instant(), ErasureReason.REQUEST.source())
                .by(actor)
                .detail(new JsonObject().put("rule", "erasure"));
        return consent.stop(stop)
                .compose(stopped -> pool.withTransaction(transaction -> contacts.lock(
                                transaction, contact.organisationId(), List.of(stopped.contactId()))
                        .compose(locked -> erasure.erase(
                                        transaction, contact.organisationId(), locked, ErasureReason.REQUEST, actor)
                                .map(new Erased(stopped.contactId(), !locked.isEmpty())))));
    }

    /**
     * @param contactId the contact that stood for the person
     * @param now false when the person had been erased before
     */
    public record Erased(long contactId, boolean now) {}
}
