package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.consent.Consent;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.ConsentStore;
import org.relais.consent.Fingerprints;
import org.relais.consent.UnknownContactException;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.contact.PersonRecords;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.task.Sequence;

/**
 * What organisers write down about addresses: that one is a contact's as well, or another contact's. A stop on either side
 * stays one: with an address goes the stop of who had it, and whatever a stopped person gains is listed.
 */
public final class AddressService {
    private final Pool pool;
    private final ConsentService consent;
    private final List<PersonRecords> records;
    private final InstantSource clock;
    private final Ledger ledger;
    private final AddressLinks links;
    private final AuditStore audit;
    private final OwnNumbers own;
    private final AddressStore addresses = new AddressStore();
    private final ContactStore contacts = new ContactStore();
    private final ConsentStore consents = new ConsentStore();

    /** @param records what other parts keep by address */
    public AddressService(
            Pool pool,
            ConsentService consent,
            Fingerprints fingerprints,
            List<PersonRecords> records,
            InstantSource clock) {
        this.pool = pool;
        this.consent = consent;
        this.records = List.copyOf(records);
        this.clock = clock;
        this.ledger = new Ledger(clock, new SecureRandom());
        this.links = new AddressLinks(ledger, fingerprints, clock);
        this.audit = new AuditStore(clock);
        this.own = new OwnNumbers(clock);
    }

    /**
     * Gives a contact an address that is nobody's, or the use of a number that they had only shared so that a stop reaches
     * further. Done again, it changes nothing.
     *
     * @return the contact that this id is now; fails with {@link UnknownContactException}, and with
     *     {@link InvalidInputException} for an address that somebody else has or that is on the suppression list
     */
    public Future<Long> add(Actor actor, long contactId, AddressId identifier) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(
                        transaction -> current(transaction, actor, contactId).compose(id -> own.refuse(
                                        transaction, actor.organisationId(), "identifier", List.of(identifier))
                                .compose(others ->
                                        addresses.named(transaction, actor.organisationId(), List.of(identifier)))
                                .compose(found -> add(transaction, actor, id, identifier, found)))));
    }

    private Future<Long> add(
            SqlConnection transaction, Actor actor, long contactId, AddressId identifier, List<Address> found) {
        Optional<Address> had = found.stream()
                .filter(address -> address.status() != Address.Status.RETIRED)
                .findFirst();
        if (had.isPresent()) {
            return had.get().contactId() == contactId
                    ? known(transaction, actor, had.get())
                    : taken(had.get().contactId());
        }
        return consents(transaction, actor, List.of(contactId))
                .map(locked -> Objects.requireNonNull(locked.get(contactId)))
                .compose(standing -> links.listed(transaction, actor.organisationId(), List.of(identifier))
                        .compose(listed -> listed.isPresent() && standing.state() != ConsentState.UNSUBSCRIBED
                                ? refused("identifier", FaultCode.SUPPRESSED)
                                : take(transaction, actor, standing, identifier, found)));
    }

    private Future<Long> known(SqlConnection transaction, Actor actor, Address had) {
        long contactId = had.contactId();
        return had.onlyShared()
                ? addresses
                        .mark(transaction, actor.organisationId(), had.id(), Address.Status.ACTIVE, null)
                        .compose(marked -> noted(transaction, actor, contactId, had.identifier()))
                : Future.succeededFuture(contactId);
    }

    private Future<Long> noted(SqlConnection transaction, Actor actor, long contactId, AddressId identifier) {
        return written(transaction, actor, contactId, new JsonObject().put("added", kind(identifier)))
                .compose(done -> audited(transaction, actor, "address-add", contactId, new JsonObject()))
                .map(contactId);
    }

    private Future<Long> take(
            SqlConnection transaction, Actor actor, Consent standing, AddressId identifier, List<Address> left) {
        Sighting writtenDown = new Sighting(
                actor.organisationId(),
                null,
                List.of(identifier),
                null,
                null,
                clock.instant(),
                null,
                LedgerEntry.Origin.of(actor));
        long contactId = standing.contactId();
        return links.complete(transaction, writtenDown, standing, List.of(identifier), left)
                .compose(person -> person == null
                        ? addresses
                                .named(transaction, actor.organisationId(), List.of(identifier))
                                .compose(theirs -> taken(theirs.stream()
                                        .map(Address::contactId)
                                        .filter(id -> id != contactId)
                                        .findFirst()
                                        .orElseThrow()))
                        : ContactService.unopened(transaction, addresses, actor, List.of(identifier))
                                .compose(done -> noted(transaction, actor, contactId, identifier)));
    }

    /**
     * Gives another contact an address, because it was written down with the wrong person. What was queued for it is
     * cancelled: it was written to somebody else. Completes when nothing that a stop forbids is open any more.
     *
     * @return the contact that has it now; empty when the first one has no such address. Fails with
     *     {@link UnknownContactException}, and with {@link InvalidInputException} while something is on its way there, or
     *     one of the two is asked whether they wish to stop
     */
    public Future<Optional<Long>> move(Actor actor, long contactId, long addressId, long into) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(
                        transaction -> contacts.find(transaction, actor.organisationId(), contactId)
                                .map(found -> found.filter(contact -> contact.mergedInto() == null)
                                        .orElseThrow(() -> new UnknownContactException(contactId)))
                                .compose(from -> move(transaction, actor, from.id(), addressId, into))))
                .compose(moved -> moved.isEmpty()
                        ? Future.succeededFuture(moved)
                        : enforce(actor.organisationId(), moved.get()).map(moved));
    }

    private Future<Optional<Long>> move(SqlConnection transaction, Actor actor, long from, long addressId, long into) {
        if (from == into) {
            return refused("contact", FaultCode.JOIN_ITSELF);
        }
        List<Long> both = Stream.of(from, into).sorted().toList();
        return contacts.lock(transaction, actor.organisationId(), both)
                .compose(locked -> locked.size() < 2
                        ? refused("contact", FaultCode.CONTACT_UNKNOWN)
                        : addresses.ofContact(transaction, actor.organisationId(), from))
                .map(all -> all.stream()
                        .filter(address -> address.id() == addressId && address.status() != Address.Status.RETIRED)
                        .findFirst())
                .compose(address -> address.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : consents(transaction, actor, both)
                                .compose(locked -> move(
                                        transaction,
                                        actor,
                                        address.get(),
                                        Objects.requireNonNull(locked.get(from)),
                                        Objects.requireNonNull(locked.get(into))))
                                .map(Optional.of(into)));
    }

    private Future<Void> move(SqlConnection transaction, Actor actor, Address address, Consent from, Consent into) {
        if (from.state() == ConsentState.HELD || into.state() == ConsentState.HELD) {
            return refused("contact", FaultCode.HOLD_OPEN);
        }
        long organisationId = actor.organisationId();
        return moves(transaction, address)
                .compose(done -> addresses.give(transaction, organisationId, address.id(), into.contactId()))
                // What was written meanwhile has moved along.
                .compose(done -> moves(transaction, address))
                .compose(done -> contacts.touch(
                        transaction, organisationId, List.of(from.contactId(), into.contactId()), clock.instant()))
                .compose(done -> spent(transaction, from, into))
                .compose(done -> stopped(transaction, actor, address, from, into))
                .compose(done -> written(
                        transaction, actor, from.contactId(), moved(address).put("into", into.contactId())))
                .compose(done -> written(
                        transaction, actor, into.contactId(), moved(address).put("from", from.contactId())))
                .compose(done -> audited(
                        transaction,
                        actor,
                        "address-move",
                        from.contactId(),
                        new JsonObject().put("into", into.contactId())));
    }

    private Future<Void> moves(SqlConnection transaction, Address address) {
        return Sequence.each(records, one -> one.addressMoves(transaction, address.id()));
    }

    /** An occasional contact is written to once, by whatever contact of ours. */
    private Future<Void> spent(SqlConnection transaction, Consent from, Consent into) {
        return from.occasionalSpentAt() == null
                        || into.occasionalSpentAt() != null
                        || into.consentClass() != ConsentClass.OCCASIONAL
                ? Future.succeededFuture()
                : consents.update(
                        transaction,
                        List.of(new Consent(
                                into.contactId(),
                                into.organisationId(),
                                into.standing(),
                                into.changedAt(),
                                into.basisEventId(),
                                from.occasionalSpentAt(),
                                into.confirmedStopId(),
                                into.questionedHoldId(),
                                null,
                                into.sections())));
    }

    private Future<Void> stopped(SqlConnection transaction, Actor actor, Address address, Consent from, Consent into) {
        if (into.state() == ConsentState.UNSUBSCRIBED) {
            return links.enlist(transaction, into, List.of(address.identifier()));
        }
        if (from.state() != ConsentState.UNSUBSCRIBED) {
            return Future.succeededFuture();
        }
        ConsentEvent stop = ConsentEvent.stop(
                        actor.organisationId(), into.contactId(), clock.instant(), EventSource.of(actor))
                .detail(new JsonObject().put("rule", "address_moved").put("from", from.contactId()))
                .by(actor);
        return consent.apply(transaction, stop).mapEmpty();
    }

    private Future<Void> enforce(long organisationId, long contactId) {
        return consents.find(pool, organisationId, contactId)
                .compose(found -> found.filter(one -> one.state() == ConsentState.UNSUBSCRIBED)
                                .isPresent()
                        ? consent.enforceAgain(organisationId, contactId)
                        : Future.succeededFuture());
    }

    private Future<Long> current(SqlConnection transaction, Actor actor, long contactId) {
        return contacts.current(transaction, actor.organisationId(), contactId)
                .compose(named -> contacts.lock(
                        transaction,
                        actor.organisationId(),
                        named.stream().map(Contact::id).toList()))
                .compose(locked -> locked.isEmpty()
                        ? Future.failedFuture(new UnknownContactException(contactId))
                        : Future.succeededFuture(locked.get(0)));
    }

    private Future<Map<Long, Consent>> consents(SqlConnection transaction, Actor actor, List<Long> locked) {
        return consents.lock(transaction, ConsentStore.Key.of(actor.organisationId(), locked));
    }

    private Future<Void> written(SqlConnection transaction, Actor actor, long contactId, JsonObject detail) {
        return ledger.append(
                        transaction,
                        LedgerEntry.of(
                                actor.organisationId(),
                                contactId,
                                LedgerKind.IDENTITY_CHANGE,
                                clock.instant(),
                                LedgerEntry.Origin.of(actor),
                                detail))
                .mapEmpty();
    }

    private Future<Void> audited(
            SqlConnection transaction, Actor actor, String action, long contactId, JsonObject detail) {
        return audit.write(transaction, actor, "contact." + action, "contact:" + contactId, detail);
    }

    private static JsonObject moved(Address address) {
        return new JsonObject().put("moved", kind(address.identifier()));
    }

    private static String kind(AddressId identifier) {
        return identifier.kind().sqlName();
    }

    private static <T> Future<T> taken(long contactId) {
        return Future.failedFuture(new InvalidInputException("identifier", FaultCode.ADDRESS_TAKEN, contactId));
    }

    private static <T> Future<T> refused(String field, FaultCode code) {
        return Future.failedFuture(new InvalidInputException(field, code));
    }
}
