package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;

/** Which contact a person is: finds, creates, links and merges, so that a stop follows them under every identifier. */
public final class IdentityService {

    public IdentityService(Fingerprints fingerprints, InstantSource clock) {}

    /**
     * The contact behind the identifiers of one sighting, created when none is known, merged when several are. A new
     * contact is {@code pending}, or {@code unsubscribed} when the suppression list knows one of its identifiers.
     */
    public Future<Resolved> resolve(SqlConnection transaction, Sighting sighting) {
        throw new UnsupportedOperationException();
    }

    /** The person moved from one set of identifiers to another (changed number or id, migrated group); a stop moves along. */
    public Future<Resolved> move(SqlConnection transaction, Sighting sighting, List<AddressId> previous) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes two contacts one; the stricter consent wins, and both ledgers stay.
     *
     * @return the contact that remains, the older one
     */
    public Future<Long> merge(
            SqlConnection transaction, long organisationId, long one, long other, String sourceReference) {
        throw new UnsupportedOperationException();
    }

    /**
     * Somebody was there.
     *
     * @param identifiers all identifiers the platform gave, the one to answer to first
     * @param senderId the sender of ours they used; null when there was none (a page)
     * @param at platform's time
     * @param sourceReference key of the event, for the ledger
     */
    public record Sighting(
            long organisationId,
            @Nullable Long senderId,
            List<AddressId> identifiers,
            @Nullable String displayName,
            @Nullable String language,
            Instant at,
            @Nullable String sourceReference) {

        public Sighting {
            identifiers = List.copyOf(identifiers);
            if (identifiers.isEmpty()) {
                throw new IllegalArgumentException("a sighting has an identifier");
            }
        }
    }

    /**
     * @param addressId the row of the sighting's first identifier
     * @param created whether the contact is new
     * @param state what the person's consent is now
     */
    public record Resolved(long contactId, long addressId, boolean created, ConsentState state) {}
}
