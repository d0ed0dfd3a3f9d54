package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Consent;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentSnapshot;
import org.relais.consent.ConsentStore;
import org.relais.consent.ConsentWriter;
import org.relais.consent.Fingerprints;
import org.relais.consent.SuppressionList;
import org.relais.consent.SuppressionStore;
import org.relais.consent.SuppressionStore.Listed;
import org.relais.consent.identity.IdentityService.Person;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.contact.Address;
import org.relais.contact.AddressId;
import org.relais.contact.AddressStore;
import org.relais.contact.AddressStore.New;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.database.Savepoint;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;

/**
 * Writer of contacts' addresses, none past the suppression list: with a listed one its contact is unsubscribed, and
 * whatever an unsubscribed contact gains is listed.
 */
final class AddressLinks {
    private final AddressStore addresses = new AddressStore();
    private final ContactStore contacts = new ContactStore();
    private final ConsentStore consents = new ConsentStore();
    private final SuppressionStore suppressions = new SuppressionStore();
    private final SuppressionList list;
    private final Ledger ledger;
    private final ConsentWriter application;
    private final Fingerprints fingerprints;
    private final InstantSource clock;

    AddressLinks(Ledger ledger, Fingerprints fingerprints, InstantSource clock) {
        this.ledger = ledger;
        this.application = new ConsentWriter(ledger, fingerprints, clock);
        this.fingerprints = fingerprints;
        this.list = new SuppressionList(fingerprints);
        this.clock = clock;
    }

    /**
     * A contact for identifiers that are nobody's.
     *
     * @param left rows of these identifiers that their persons have left
     * @return null, with nothing done, when somebody else was faster
     */
    Future<@Nullable Person> create(
            SqlConnection transaction, Sighting sighting, List<AddressId> identifiers, List<Address> left) {
        long organisationId = sighting.organisationId();
        ContactDetails details = ContactDetails.of(sighting.name(), sighting.language());
        return Savepoint.set(transaction)
                .compose(savepoint -> contacts.insert(transaction, organisationId, details, clock.instant())
                        .compose(contactId -> take(transaction, sighting, contactId, identifiers, left)
                                .compose(took -> took
                                        ? savepoint
                                                .release()
                                                .compose(kept -> admit(transaction, sighting, contactId, identifiers))
                                                .compose(state -> person(
                                                        transaction, sighting, contactId, identifiers, true, state))
                                        : savepoint.rollback().map(undone -> null))));
    }

    /**
     * Adds what an existing contact lacks, whose consent is locked.
     *
     * @param before rows of these identifiers as they were found
     * @return null when somebody else took one of the identifiers meanwhile
     */
    Future<@Nullable Person> complete(
            SqlConnection transaction,
            Sighting sighting,
            Consent consent,
            List<AddressId> identifiers,
            List<Address> before) {
        List<AddressId> gained = identifiers.stream()
                .filter(identifier -> before.stream()
                        .filter(address -> !sighting.cameAfterLeaving(address))
                        .noneMatch(address -> address.identifier().equals(identifier)))
                .toList();
        boolean asBefore = gained.isEmpty()
                && before.stream()
                        .filter(address -> !sighting.cameAfterLeaving(address))
                        .allMatch(address -> address.contactId() == consent.contactId());
        if (asBefore) {
            return rekey(transaction, sighting.organisationId(), before)
                    .map(done -> person(consent.contactId(), before, false, consent.state(), consent));
        }
        return take(transaction, sighting, consent.contactId(), identifiers, before)
                .compose(took -> took
                        ? rekey(transaction, sighting.organisationId(), before)
                                .compose(done -> contacts.touch(
                                        transaction,
                                        sighting.organisationId(),
                                        List.of(consent.contactId()),
                                        clock.instant()))
                                .compose(done -> guard(transaction, sighting, consent, gained))
                                .compose(state ->
                                        person(transaction, sighting, consent.contactId(), identifiers, false, state))
                        : Future.succeededFuture(null));
    }

    /** Makes every identifier the contact's own; false when one was taken by somebody else in this moment. */
    private Future<Boolean> take(
            SqlConnection transaction,
            Sighting sighting,
            long contactId,
            List<AddressId> identifiers,
            List<Address> before) {
        long organisationId = sighting.organisationId();
        List<Long> left = before.stream()
                .filter(sighting::cameAfterLeaving)
                .filter(address -> identifiers.contains(address.identifier()))
                .map(Address::id)
                .toList();
        List<New> missing = identifiers.stream()
                .filter(identifier -> before.stream()
                        .noneMatch(address -> address.identifier().equals(identifier)))
                .map(identifier -> new New(
                        identifier,
                        fingerprints.current(organisationId, identifier).orElse(null)))
                .toList();
        Future<Integer> inserted = missing.isEmpty()
                ? Future.succeededFuture(0)
                : addresses.insert(transaction, organisationId, contactId, missing, clock.instant());
        return inserted.compose(count -> count < missing.size()
                ? Future.succeededFuture(false)
                : left.isEmpty()
                        ? Future.succeededFuture(true)
                        : addresses
                                .reassign(transaction, organisationId, left, contactId)
                                .map(true));
    }

    /**
     * The first consent of a new contact: pending, or unsubscribed when the list knows them. Whoever turns up without
     * having agreed to anything is occasional (the CNIL's "contact occasionnel" is one who turns to the organisation now
     * and then): only an opt-in makes them more.
     */
    private Future<ConsentState> admit(
            SqlConnection transaction, Sighting sighting, long contactId, List<AddressId> identifiers) {
        return listed(transaction, sighting.organisationId(), identifiers).compose(listing -> {
            ConsentSnapshot standing = listing.map(
                            one -> ConsentSnapshot.stopped(ConsentClass.OCCASIONAL, one.addedAt()))
                    .orElseGet(() -> ConsentSnapshot.of(ConsentClass.OCCASIONAL, ConsentState.PENDING));
            LedgerEntry entry = new LedgerEntry(
                    sighting.organisationId(),
                    contactId,
                    listing.isPresent() ? LedgerKind.SUPPRESSED : LedgerKind.CREATED,
                    sighting.at(),
                    new LedgerEntry.Change(standing.consentClass(), null, standing.state()),
                    sighting.origin(),
                    LedgerEntry.Words.NONE,
                    listing.filter(Listed::elsewhere).isPresent()
                            ? new JsonObject().put("rule", "section")
                            : new JsonObject());
            Instant since = listing.map(Listed::addedAt).orElse(sighting.at());
            return ledger.append(transaction, entry)
                    .compose(eventId -> consents.insert(
                            transaction,
                            // Their stop was confirmed, if at all, before they were forgotten.
                            new Consent(
                                    contactId,
                                    sighting.organisationId(),
                                    standing,
                                    since,
                                    eventId,
                                    null,
                                    listing.isPresent() ? eventId : null,
                                    null,
                                    null,
                                    List.of()),
                            channels(identifiers)))
                    .compose(inserted -> listing.isPresent()
                            ? suppressions.add(
                                    transaction,
                                    fingerprints,
                                    sighting.organisationId(),
                                    identifiers,
                                    SuppressionStore.Basis.optOut(null),
                                    clock.instant())
                            : Future.succeededFuture())
                    .map(standing.state());
        });
    }

    /** An existing contact gains addresses: a listed one stops them, unless they opted in explicitly since. */
    private Future<ConsentState> guard(
            SqlConnection transaction, Sighting sighting, Consent consent, List<AddressId> gained) {
        long organisationId = sighting.organisationId();
        if (gained.isEmpty() || !fingerprints.available()) {
            return Future.succeededFuture(consent.state());
        }
        if (consent.state() == ConsentState.UNSUBSCRIBED) {
            return enlist(transaction, consent, gained).map(ConsentState.UNSUBSCRIBED);
        }
        return listed(transaction, organisationId, gained)
                .compose(listing -> listing.isPresent()
                        ? stop(transaction, sighting, consent, listing.get(), gained)
                        : Future.succeededFuture(consent.state()));
    }

    private Future<ConsentState> stop(
            SqlConnection transaction, Sighting sighting, Consent consent, Listed listing, List<AddressId> gained) {
        ConsentEvent event = ConsentEvent.stop(
                        sighting.organisationId(), consent.contactId(), listing.addedAt(), EventSource.SYSTEM)
                .from(sighting.channel(), null)
                .detail(new JsonObject().put("rule", "suppression_list"));
        return application.apply(transaction, List.of(event)).compose(changes -> {
            ConsentState after = changes.get(0).after();
            return after == ConsentState.UNSUBSCRIBED
                    ? Future.succeededFuture(after)
                    : suppressions
                            .remove(transaction, sighting.organisationId(), prints(sighting.organisationId(), gained))
                            .map(after);
        });
    }

    /** The oldest entry of the list that names one of these. */
    Future<Optional<Listed>> listed(SqlConnection transaction, long organisationId, List<AddressId> identifiers) {
        return suppressions
                .find(transaction, organisationId, prints(organisationId, identifiers))
                .map(found -> found.stream().min(Comparator.comparing(Listed::addedAt)));
    }

    private List<Buffer> prints(long organisationId, List<AddressId> identifiers) {
        return identifiers.stream()
                .flatMap(identifier -> fingerprints.everyKey(organisationId, identifier).stream())
                .toList();
    }

    /** Lists what a person who has stopped gains, under the current key, whatever key had it before. */
    Future<Void> enlist(SqlConnection transaction, Consent consent, List<AddressId> gained) {
        return list.add(
                transaction,
                List.of(SuppressionList.Listing.of(consent, gained, consent.basisEventId())),
                clock.instant());
    }

    /** What was stored under a key that was replaced since, or under none, is stored anew under the current one. */
    private Future<Void> rekey(SqlConnection transaction, long organisationId, List<Address> seen) {
        List<Address> outdated = fingerprints.available()
                ? seen.stream()
                        .filter(address -> !fingerprints
                                .current(organisationId, address.identifier())
                                .equals(Optional.ofNullable(address.fingerprint())))
                        .toList()
                : List.of();
        if (outdated.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Buffer> current = outdated.stream()
                .map(address -> Buffer.buffer(fingerprints.of(organisationId, address.identifier())))
                .toList();
        Future<Void> all = addresses.fingerprint(
                transaction, organisationId, outdated.stream().map(Address::id).toList(), current);
        for (Address address : outdated) {
            List<Buffer> everyKey = fingerprints.everyKey(organisationId, address.identifier());
            all = all.compose(before -> suppressions.rekey(
                    transaction,
                    organisationId,
                    everyKey.subList(1, everyKey.size()),
                    everyKey.get(0),
                    fingerprints.currentKeyId()));
        }
        return all;
    }

    private Future<@Nullable Person> person(
            SqlConnection transaction,
            Sighting sighting,
            long contactId,
            List<AddressId> identifiers,
            boolean created,
            ConsentState state) {
        return addresses
                .named(transaction, sighting.organisationId(), identifiers)
                .map(found -> person(contactId, found, created, Objects.requireNonNull(state), null));
    }

    private static Person person(
            long contactId, List<Address> found, boolean created, ConsentState state, @Nullable Consent locked) {
        return new Person(
                contactId,
                found.stream()
                        .filter(address -> address.contactId() == contactId)
                        .toList(),
                created,
                state,
                locked);
    }

    private static String channels(List<AddressId> identifiers) {
        return identifiers.stream().map(AddressId::channel).distinct().sorted().collect(Collectors.joining(","));
    }
}
