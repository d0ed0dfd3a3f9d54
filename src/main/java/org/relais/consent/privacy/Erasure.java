package org.relais.consent.privacy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.consent.Consent;
import org.relais.consent.ConsentStore;
import org.relais.consent.ConsentStore.Key;
import org.relais.consent.Fingerprints;
import org.relais.consent.SuppressionStore;
import org.relais.contact.Address;
import org.relais.contact.AddressStore;
import org.relais.contact.ContactStore;
import org.relais.contact.MessageUnderWayException;
import org.relais.contact.PersonRecords;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.task.Sequence;

/**
 * Erasure of everything personal of locked contacts in one transaction. What stays: the pseudonymous ledger, whose
 * words go while its hashes still close, and the fingerprints of whom must not be messaged again.
 */
final class Erasure {
    private final ContactStore contacts = new ContactStore();
    private final AddressStore addresses = new AddressStore();
    private final ConsentStore consents = new ConsentStore();
    private final SuppressionStore suppressions = new SuppressionStore();
    private final Ledger ledger;
    private final Fingerprints fingerprints;
    private final List<PersonRecords> records;
    private final InstantSource clock;

    Erasure(Ledger ledger, Fingerprints fingerprints, List<PersonRecords> records, InstantSource clock) {
        this.ledger = ledger;
        this.fingerprints = fingerprints;
        this.records = List.copyOf(records);
        this.clock = clock;
    }

    /**
     * Fails with {@link MessageUnderWayException} while something is on its way to one of them.
     *
     * @param locked contacts that stand for themselves, locked by the caller, in id order
     * @param origin by whom, for the ledger
     * @param waitedFor what may be under way all the same
     */
    Future<Void> erase(
            SqlConnection transaction,
            long organisationId,
            List<Long> locked,
            ErasureReason reason,
            LedgerEntry.Origin origin,
            Set<Long> waitedFor) {
        if (locked.isEmpty()) {
            return Future.succeededFuture();
        }
        return consents.lock(transaction, Key.of(organisationId, locked))
                .compose(found -> note(transaction, organisationId, locked, found, reason, origin))
                .compose(noted -> contacts.withMerged(transaction, organisationId, locked))
                .compose(all -> forget(transaction, organisationId, all, waitedFor))
                .compose(done -> consents.delete(transaction, organisationId, locked))
                .compose(done -> contacts.erase(transaction, organisationId, locked, clock.instant()));
    }

    /** The ledger's entries of the erasure, and the fingerprints that rest on them. */
    private Future<Void> note(
            SqlConnection transaction,
            long organisationId,
            List<Long> locked,
            Map<Long, Consent> consentOf,
            ErasureReason reason,
            LedgerEntry.Origin origin) {
        return addresses.ofContacts(transaction, organisationId, locked).compose(own -> {
            Map<Long, List<Address>> byContact = own.stream().collect(Collectors.groupingBy(Address::contactId));
            List<LedgerEntry> entries = locked.stream()
                    .map(contactId -> entry(
                            Objects.requireNonNull(consentOf.get(contactId)),
                            byContact.getOrDefault(contactId, List.of()).size(),
                            reason,
                            origin))
                    .toList();
            return ledger.append(transaction, entries).compose(eventIds -> {
                Future<Void> all = Future.succeededFuture();
                for (int i = 0; i < locked.size(); i++) {
                    Consent consent = Objects.requireNonNull(consentOf.get(locked.get(i)));
                    List<Address> mine = byContact.getOrDefault(locked.get(i), List.of());
                    if (reason.lists(consent.state()) && !mine.isEmpty()) {
                        long eventId = eventIds.get(i);
                        all = all.compose(before -> list(transaction, organisationId, mine, reason, eventId));
                    }
                }
                return all;
            });
        });
    }

    private LedgerEntry entry(Consent consent, int addressCount, ErasureReason reason, LedgerEntry.Origin origin) {
        return LedgerEntry.of(
                        consent.organisationId(),
                        consent.contactId(),
                        LedgerKind.ERASURE,
                        clock.instant(),
                        origin,
                        new JsonObject()
                                .put("reason", reason.sqlName())
                                .put("addresses", addressCount)
                                .put("listed", reason.lists(consent.state())))
                .with(new LedgerEntry.Change(consent.consentClass(), consent.state(), null));
    }

    private Future<Void> list(
            SqlConnection transaction, long organisationId, List<Address> own, ErasureReason reason, long eventId) {
        return suppressions.add(
                transaction,
                fingerprints,
                organisationId,
                own.stream().map(Address::identifier).toList(),
                new SuppressionStore.Basis(reason == ErasureReason.REQUEST ? "erasure" : "retention", eventId),
                clock.instant());
    }

    /** Other parts first: they may still need an address to find what is theirs. */
    private Future<Void> forget(SqlConnection transaction, long organisationId, List<Long> all, Set<Long> waitedFor) {
        Instant now = clock.instant();
        return Sequence.each(records, one -> one.erase(transaction, organisationId, all))
                .compose(before -> Sequence.each(records, one -> one.underWay(transaction, all)
                        .compose(open -> waitedFor.containsAll(open)
                                ? Future.succeededFuture()
                                : Future.failedFuture(new MessageUnderWayException(Set.copyOf(open))))))
                .compose(before -> ledger.forget(transaction, organisationId, all))
                .compose(before -> addresses.erase(transaction, organisationId, all, now));
    }
}
