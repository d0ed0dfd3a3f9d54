package org.relais.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Contacts in SQL. Every statement names the organisation: no id of another tenant ever finds a row. */
public final class ContactStore {

    /** The contact, also when it was merged or erased. */
    public Future<Optional<Contact>> find(SqlClient client, long organisationId, long contactId) {
        throw new UnsupportedOperationException();
    }

    /** The contact that {@code contactId} is now, after every merge. */
    public Future<Optional<Contact>> current(SqlClient client, long organisationId, long contactId) {
        throw new UnsupportedOperationException();
    }

    /** Whose address this is; a phone number is found whatever the channel it is stored under. */
    public Future<Optional<Contact>> findByAddress(SqlClient client, long organisationId, AddressId address) {
        throw new UnsupportedOperationException();
    }

    /**
     * Contacts that are neither merged nor erased, in id order.
     *
     * @param afterId the last id of the page before, 0 for the first
     * @param limit 1 to 1,000
     */
    public Future<List<Contact>> page(SqlClient client, long organisationId, Filter filter, long afterId, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Overwrites what an organiser may write; completes with false when there is no such contact, or it was merged or erased. */
    public Future<Boolean> update(
            SqlClient client, long organisationId, long contactId, ContactDetails details, Instant now) {
        throw new UnsupportedOperationException();
    }

    /**
     * What to list; null parts don't narrow.
     *
     * @param search part of a name, or a whole identifier
     */
    public record Filter(@Nullable String tag, @Nullable String search) {
        public static final Filter ALL = new Filter(null, null);
    }
}
