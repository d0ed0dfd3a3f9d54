package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentChange;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.UnknownContactException;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry;

/**
 * Writes down single people with what their consent rests on (GDPR 7(1)). Whoever is on the suppression list stays
 * unsubscribed, whatever an organiser writes down.
 */
public final class ContactService {
    private final Pool pool;
    private final IdentityService identities;
    private final ConsentService consent;
    private final InstantSource clock;
    private final AddressStore addresses = new AddressStore();
    private final ContactStore contacts = new ContactStore();

    public ContactService(Pool pool, IdentityService identities, ConsentService consent, InstantSource clock) {
        this.pool = pool;
        this.identities = identities;
        this.consent = consent;
        this.clock = clock;
    }

    /**
     * A person to be written down.
     *
     * @param identifiers under which they can be reached; at least one
     * @param evidence what their class rests on
     */
    public record NewContact(
            long organisationId,
            List<AddressId> identifiers,
            ContactDetails details,
            ConsentClass consentClass,
            Evidence evidence) {}

    /**
     * What a class rests on.
     *
     * @param source the form, meeting or list it comes from; for an occasional contact the origin of the data
     * @param at when it was given, not later than now
     * @param wording what the person agreed to, or its name and version; null for occasional contacts only
     * @param language of the wording
     */
    public record Evidence(String source, Instant at, @Nullable String wording, @Nullable String language) {}

    /** @param isNew false: nothing was changed, the contact has one of the addresses already */
    public record Created(long contactId, boolean isNew) {}

    /**
     * Creates a contact.
     *
     * @param actor who writes it down
     * @param source {@code CONSOLE} or {@code API}
     */
    public Future<Created> create(NewContact contact, String actor, EventSource source) {
        return pool.withTransaction(transaction -> addresses
                        .named(transaction, contact.organisationId(), contact.identifiers())
                        .map(found -> found.stream()
                                .filter(address -> address.status() != Address.Status.RETIRED)
                                .findFirst())
                        .compose(owner -> owner.isPresent()
                                ? Future.succeededFuture(new Created(owner.get().contactId(), false))
                                : insert(transaction, contact, actor, source)))
                .recover(fault -> fault instanceof TakenException taken
                        ? Future.succeededFuture(new Created(taken.contactId, false))
                        : Future.failedFuture(fault));
    }

    private Future<Created> insert(SqlConnection transaction, NewContact contact, String actor, EventSource source) {
        ContactDetails details = contact.details();
        IdentityService.Sighting sighting = new IdentityService.Sighting(
                contact.organisationId(),
                null,
                contact.identifiers(),
                details.name(),
                details.language(),
                clock.instant(),
                null,
                new LedgerEntry.Origin(source, null, null, actor));
        return identities.resolve(transaction, sighting).compose(resolved -> {
            if (!resolved.created()) {
                return Future.failedFuture(new TakenException(resolved.contactId()));
            }
            long id = resolved.contactId();
            return contacts.update(transaction, contact.organisationId(), id, details, clock.instant())
                    .compose(updated -> consent.apply(
                            transaction, event(contact, id, source).by(actor)))
                    .map(change -> new Created(id, true));
        });
    }

    /**
     * Writes down what somebody who is known agreed to on paper or by word of mouth. It ends no stop and settles no hold:
     * only the person's own act does.
     *
     * @param consentClass member or regular
     * @param actor who writes it down
     * @param source {@code CONSOLE} or {@code API}
     * @return applied or not; fails with {@link UnknownContactException}
     */
    public Future<ConsentChange> agreed(
            long organisationId,
            long contactId,
            ConsentClass consentClass,
            Evidence evidence,
            String actor,
            EventSource source) {
        return consent.apply(
                event(organisationId, contactId, consentClass, evidence, source).by(actor));
    }

    private static ConsentEvent event(NewContact contact, long id, EventSource source) {
        return event(contact.organisationId(), id, contact.consentClass(), contact.evidence(), source);
    }

    private static ConsentEvent event(
            long organisationId, long id, ConsentClass consentClass, Evidence evidence, EventSource source) {
        ConsentEvent event = consentClass == ConsentClass.OCCASIONAL
                ? ConsentEvent.classChange(organisationId, id, ConsentClass.OCCASIONAL, evidence.at(), source)
                : ConsentEvent.optIn(organisationId, id, ConsentEvent.OptIn.ORGANISER, evidence.at(), source)
                        .as(consentClass);
        return event.wording(evidence.wording(), evidence.language())
                .detail(new JsonObject().put("origin", evidence.source()));
    }

    /** Somebody else was faster: takes back what this transaction did. */
    private static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long contactId;

        TakenException(long contactId) {
            super("an address is taken", null, false, false);
            this.contactId = contactId;
        }
    }
}
