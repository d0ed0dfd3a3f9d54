package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Consent;
import org.relais.consent.ConsentRules;
import org.relais.consent.ConsentSnapshot;
import org.relais.consent.ConsentStore;
import org.relais.consent.ConsentStore.Key;
import org.relais.consent.Fingerprints;
import org.relais.consent.SuppressionList;
import org.relais.consent.pause.PauseStore;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentState;
import org.relais.contact.ContactStore;
import org.relais.contact.PersonRecords;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;
import org.relais.task.Sequence;

/**
 * Merge of contacts into one: the oldest remains. The stricter consent wins, and of two pauses the later end; a spent
 * first contact stays spent, a stop covers all addresses of both. The ledger of the other contact is not rewritten; it is read together with that of the
 * one it became.
 */
final class ContactMerge {
    private final AddressStore addresses = new AddressStore();
    private final ContactStore contacts = new ContactStore();
    private final ConsentStore consents = new ConsentStore();
    private final PauseStore pauses = new PauseStore();
    private final SuppressionList list;
    private final Ledger ledger;
    private final Fingerprints fingerprints;
    private final List<PersonRecords> records;
    private final InstantSource clock;

    ContactMerge(Ledger ledger, Fingerprints fingerprints, List<PersonRecords> records, InstantSource clock) {
        this.ledger = ledger;
        this.fingerprints = fingerprints;
        this.list = new SuppressionList(fingerprints);
        this.records = List.copyOf(records);
        this.clock = clock;
    }

    /**
     * Locks the consents of contacts that are locked already, and merges all of them into the first.
     *
     * @param locked in id order, at least one
     * @return the consent of the contact that remains, locked
     */
    Future<Consent> merge(
            SqlConnection transaction, long organisationId, List<Long> locked, LedgerEntry.Origin origin) {
        return consents.lock(transaction, Key.of(organisationId, locked)).compose(found -> {
            Future<Consent> merged = Future.succeededFuture(consentOf(found, locked.get(0)));
            for (Long from : locked.subList(1, locked.size())) {
                merged = merged.compose(into -> merge(transaction, consentOf(found, from), into, origin));
            }
            return merged;
        });
    }

    private static Consent consentOf(Map<Long, Consent> found, long contactId) {
        return Objects.requireNonNull(found.get(contactId), "every contact that stands has a consent");
    }

    private Future<Consent> merge(SqlConnection transaction, Consent from, Consent into, LedgerEntry.Origin origin) {
        Consent one = merged(from, into);
        long organisationId = into.organisationId();
        return ledger.append(transaction, entries(from, into, one, origin))
                .compose(written -> one.state() == ConsentState.HELD
                        ? pauses.join(transaction, from.contactId(), into.contactId(), one.basisEventId())
                        : Future.succeededFuture())
                .compose(paused -> contacts.merge(
                        transaction, organisationId, from.contactId(), into.contactId(), clock.instant()))
                .compose(done -> addresses.move(transaction, organisationId, from.contactId(), into.contactId()))
                .compose(done -> consents.delete(transaction, organisationId, List.of(from.contactId())))
                .compose(done -> consents.update(transaction, List.of(one)))
                .compose(done -> follow(transaction, organisationId, from.contactId(), into.contactId()))
                .compose(done -> enlist(transaction, one))
                .map(one);
    }

    private static Consent merged(Consent from, Consent into) {
        ConsentSnapshot standing = ConsentRules.merge(into.standing(), from.standing());
        Consent basis = standing.state() == into.state() ? into : from;
        return new Consent(
                into.contactId(),
                into.organisationId(),
                standing,
                basis.changedAt(),
                basis.basisEventId(),
                earlier(into.occasionalSpentAt(), from.occasionalSpentAt()),
                once(confirmed(into), confirmed(from), basis),
                once(questioned(into), questioned(from), basis),
                // The delivery that a first contact was spent on moves along.
                into.occasionalSpentAt() != null ? into.occasionalDeliveryId() : from.occasionalDeliveryId(),
                into.sections());
    }

    /** Both halves were one person all along: what one half was told needn't be told again. */
    private static @Nullable Long once(boolean into, boolean from, Consent basis) {
        return into || from ? Long.valueOf(basis.basisEventId()) : null;
    }

    private static boolean confirmed(Consent consent) {
        return consent.state() == ConsentState.UNSUBSCRIBED
                && Objects.equals(consent.confirmedStopId(), consent.basisEventId());
    }

    private static boolean questioned(Consent consent) {
        return consent.state() == ConsentState.HELD
                && Objects.equals(consent.questionedHoldId(), consent.basisEventId());
    }

    private List<LedgerEntry> entries(Consent from, Consent into, Consent one, LedgerEntry.Origin origin) {
        Instant now = clock.instant();
        return List.of(
                LedgerEntry.of(
                                from.organisationId(),
                                from.contactId(),
                                LedgerKind.MERGE,
                                now,
                                origin,
                                new JsonObject().put("into", into.contactId()))
                        .with(new LedgerEntry.Change(from.consentClass(), from.state(), null)),
                LedgerEntry.of(
                                into.organisationId(),
                                into.contactId(),
                                LedgerKind.MERGE,
                                now,
                                origin,
                                new JsonObject().put("from", from.contactId()))
                        .with(new LedgerEntry.Change(one.consentClass(), into.state(), one.state())));
    }

    private Future<Void> follow(SqlConnection transaction, long organisationId, long from, long into) {
        return Sequence.each(records, one -> one.merged(transaction, organisationId, from, into));
    }

    private Future<Void> enlist(SqlConnection transaction, Consent one) {
        if (one.state() != ConsentState.UNSUBSCRIBED || !fingerprints.available()) {
            return Future.succeededFuture();
        }
        return addresses
                .ofContacts(transaction, one.organisationId(), List.of(one.contactId()))
                .compose(own -> list.add(
                        transaction,
                        List.of(SuppressionList.Listing.ofAddresses(one, own, one.basisEventId())),
                        clock.instant()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
