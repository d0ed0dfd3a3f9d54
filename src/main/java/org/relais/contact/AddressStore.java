package org.relais.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses in SQL, always within one organisation. */
public final class AddressStore {

    /** All addresses of a contact, the preferred one first (latest inbound, active before the rest). */
    public Future<List<Address>> ofContact(SqlClient client, long organisationId, long contactId) {
        throw new UnsupportedOperationException();
    }

    /** The address with this channel and identifier. */
    public Future<Optional<Address>> find(SqlClient client, long organisationId, AddressId identifier) {
        throw new UnsupportedOperationException();
    }

    /**
     * Marks what the platform said of an address; {@link Address.Status#RETIRED} is not for callers.
     *
     * @return false when there is no such address or it is retired
     */
    public Future<Boolean> mark(
            SqlClient client, long organisationId, long addressId, Address.Status status, @Nullable String reason) {
        throw new UnsupportedOperationException();
    }
}
