package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.relais.consent.SectionStore.Entry;
import org.relais.contact.Address;
import org.relais.contact.AddressId;

/**
 * The suppression list as it is entered: that of an organisation, and in a federation those of all its sections, in one
 * statement.
 */
public final class SuppressionList {
    private final SuppressionStore store = new SuppressionStore();
    private final SectionStore sections = new SectionStore();
    private final Fingerprints fingerprints;

    public SuppressionList(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
    }

    /**
     * A person to be entered.
     *
     * @param sections the other organisations of the federation; empty without one
     * @param left those of the identifiers that the person has left: in another section they may be a stranger's by now
     * @param basis of the entry in the organisation's own list
     * @param stoppedAt when they stopped, for the other sections
     */
    public record Listing(
            long organisationId,
            List<Long> sections,
            List<AddressId> identifiers,
            List<AddressId> left,
            SuppressionStore.Basis basis,
            Instant stoppedAt) {

        /** Not before the stop, whose time may lie ahead of this node's clock. */
        private Instant since(Instant now) {
            return stoppedAt.isAfter(now) ? stoppedAt : now;
        }

        /** Somebody who has stopped, under some addresses of theirs. */
        public static Listing of(Consent consent, List<AddressId> identifiers, long eventId) {
            return of(consent, identifiers, List.of(), eventId);
        }

        /** Somebody who has stopped, under all their addresses. */
        public static Listing ofAddresses(Consent consent, List<Address> own, long eventId) {
            return of(
                    consent,
                    own.stream().map(Address::identifier).toList(),
                    own.stream()
                            .filter(address -> address.status() == Address.Status.RETIRED)
                            .map(Address::identifier)
                            .toList(),
                    eventId);
        }

        private static Listing of(Consent consent, List<AddressId> identifiers, List<AddressId> left, long eventId) {
            Instant stoppedAt = consent.standing().stoppedAt();
            return new Listing(
                    consent.organisationId(),
                    consent.sections(),
                    identifiers,
                    left,
                    SuppressionStore.Basis.optOut(eventId),
                    stoppedAt == null ? consent.changedAt() : stoppedAt);
        }
    }

    /**
     * Enters identifiers under the current key; those that are listed under it stay as they are.
     *
     * @throws MissingKeyException when there is no key
     */
    public Future<Void> add(SqlConnection transaction, List<Listing> listings, Instant now) {
        Future<Void> all = Future.succeededFuture();
        List<Entry> shared = new ArrayList<>();
        for (Listing listing : listings) {
            if (listing.identifiers().isEmpty()) {
                continue;
            }
            if (listing.sections().isEmpty()) {
                all = all.compose(before -> store.add(
                        transaction,
                        fingerprints,
                        listing.organisationId(),
                        listing.identifiers(),
                        listing.basis(),
                        listing.since(now)));
            } else {
                listing.identifiers().forEach(identifier -> share(listing, identifier, now, shared));
            }
        }
        return shared.isEmpty()
                ? all
                : all.compose(before -> sections.enter(transaction, shared, fingerprints.currentKeyId(), now));
    }

    private void share(Listing listing, AddressId identifier, Instant now, List<Entry> shared) {
        long own = listing.organisationId();
        shared.add(new Entry(own, fingerprint(own, identifier), identifier, listing.since(now), listing.basis()));
        if (listing.left().contains(identifier)) {
            return;
        }
        for (long section : listing.sections()) {
            shared.add(new Entry(section, fingerprint(section, identifier), identifier, listing.stoppedAt(), null));
        }
    }

    private Buffer fingerprint(long organisationId, AddressId identifier) {
        return Buffer.buffer(fingerprints.of(organisationId, identifier));
    }
}
