package org.relais.contact;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.instantOrNull;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;

/**
 * Addresses in SQL, always within one organisation. Whoever locks rows of several tables does it in the order contact,
 * consent, address, and by id within each: nobody then waits crosswise ({@code architecture.md} has all of it).
 *
 * <p>What is asked by person compares the organisation by {@code is not distinct from}, for which no index serves: a plan
 * made while there were few addresses could go through all of the organisation's instead of the person's.
 */
public final class AddressStore {
    private static final String SELECT =
            """
            select id, organisation_id, contact_id, channel, kind, identifier, status, status_reason, last_inbound_at,
                   sender_id, created_at, retired_at, fingerprint
            from address
            """;

    /** All addresses of a contact, the preferred one first (active before the rest, then latest inbound). */
    public Future<List<Address>> ofContact(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(
                        SELECT
                                + """
                        where contact_id = $2 and organisation_id is not distinct from $1
                        order by status = 'active' desc, last_inbound_at desc nulls last, id
                        """)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.all(AddressStore::address));
    }

    /** Every address that one of the identifiers names; a phone number names its addresses on all channels. */
    public Future<List<Address>> named(SqlClient client, long organisationId, List<AddressId> identifiers) {
        return client.preparedQuery(
                        SELECT
                                + """
                        where organisation_id = $1 and identifier = any ($2)
                        """)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addValue(
                                identifiers.stream().map(AddressId::identifier).toArray(String[]::new)))
                .map(Rows.all(AddressStore::address))
                .map(found -> found.stream()
                        .filter(address ->
                                identifiers.stream().anyMatch(identifier -> identifier.sameAs(address.identifier())))
                        .toList());
    }

    /** All addresses of several contacts, retired ones too. */
    public Future<List<Address>> ofContacts(SqlClient client, long organisationId, List<Long> contactIds) {
        return client.preparedQuery(
                        SELECT
                                + """
                        where contact_id = any ($2) and organisation_id is not distinct from $1
                        order by id
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(contactIds.toArray(Long[]::new)))
                .map(Rows.all(AddressStore::address));
    }

    /**
     * Adds addresses to a contact, in the order of their identifiers so that two who add the same ones don't wait
     * crosswise.
     *
     * @return how many were new; one that exists, whoever's it is, is left alone
     */
    public Future<Integer> insert(
            SqlClient client, long organisationId, long contactId, List<New> addresses, Instant now) {
        List<New> sorted = addresses.stream().sorted(New.BY_IDENTIFIER).toList();
        return client.preparedQuery(
                        """
                        insert into address (organisation_id, contact_id, channel, kind, identifier, fingerprint, created_at)
                        select $1, $2, n.channel, n.kind, n.identifier, n.fingerprint, $3
                        from unnest($4::text[], $5::text[], $6::text[], $7::bytea[])
                             with ordinality n (channel, kind, identifier, fingerprint, place)
                        order by n.place
                        on conflict (organisation_id, identifier, channel) do nothing
                        """)
                .execute(Tuple.of(
                        organisationId,
                        contactId,
                        sql(now),
                        texts(sorted, New::channel),
                        texts(sorted, New::kind),
                        texts(sorted, New::identifierText),
                        sorted.stream().map(New::fingerprint).toArray(Buffer[]::new)))
                .map(RowSet::rowCount);
    }

    /**
     * Accounts that an organiser wrote down by hand, of whichever these are: a bot is not let write to anybody who has not
     * opened the chat, so nothing is sent there until they do ({@link Address#UNOPENED}). Numbers are left alone. The
     * consents of their people are locked before, as in {@link #mark}.
     */
    public Future<Void> leaveUnopened(SqlClient client, long organisationId, List<AddressId> written) {
        String[] accounts = written.stream()
                .filter(one -> !one.kind().isPhone())
                .map(AddressId::identifier)
                .sorted()
                .toArray(String[]::new);
        return accounts.length == 0
                ? Future.succeededFuture()
                : client.preparedQuery(
                                """
                                update address set status = 'unreachable', status_reason = $3
                                where organisation_id is not distinct from $1 and identifier = any ($2) and kind <> 'phone'
                                  and status = 'active' and last_inbound_at is null
                                """)
                        .execute(Tuple.of(organisationId, accounts, Address.UNOPENED))
                        .mapEmpty();
    }

    /** Moves all addresses of one contact to another. */
    public Future<Void> move(SqlClient client, long organisationId, long from, long into) {
        return client.preparedQuery(
                        "update address set contact_id = $3 where contact_id = $2 and organisation_id is not distinct from $1")
                .execute(Tuple.of(organisationId, from, into))
                .mapEmpty();
    }

    /** Gives one address to another contact, who was seen when somebody wrote on it. */
    public Future<Void> give(SqlClient client, long organisationId, long addressId, long contactId) {
        return client.preparedQuery(
                        """
                        with given as (
                            update address set contact_id = $3 where id = $2 and organisation_id is not distinct from $1
                            returning last_inbound_at
                        )
                        update contact c set last_seen_at = greatest(c.last_seen_at, given.last_inbound_at)
                        from given
                        where c.organisation_id = $1 and c.id = $3 and given.last_inbound_at is not null
                        """)
                .execute(Tuple.of(organisationId, addressId, contactId))
                .mapEmpty();
    }

    /** Gives retired addresses to the contact who writes on them now. */
    public Future<Void> reassign(SqlClient client, long organisationId, List<Long> addressIds, long contactId) {
        return client.preparedQuery(
                        """
                        update address
                        set contact_id = $3, status = 'active', status_reason = null, retired_at = null, sender_id = null,
                            last_inbound_at = null
                        where id = any ($2) and organisation_id is not distinct from $1 and status = 'retired'
                        """)
                .execute(Tuple.of(organisationId, addressIds.toArray(Long[]::new), contactId))
                .mapEmpty();
    }

    /** The person left these addresses at that time. */
    public Future<Void> retire(
            SqlClient client, long organisationId, List<Long> addressIds, String reason, Instant at) {
        return client.preparedQuery(
                        """
                        update address set status = 'retired', status_reason = $3, retired_at = $4
                        where id = any ($2) and organisation_id is not distinct from $1 and status <> 'retired'
                        """)
                .execute(Tuple.of(organisationId, addressIds.toArray(Long[]::new), reason, sql(at)))
                .mapEmpty();
    }

    /** Stores fingerprints under a newer key. */
    public Future<Void> fingerprint(
            SqlClient client, long organisationId, List<Long> addressIds, List<Buffer> fingerprints) {
        return client.preparedQuery(
                        """
                        update address a set fingerprint = n.fingerprint
                        from unnest($2::bigint[], $3::bytea[]) n (id, fingerprint)
                        where a.id = n.id and a.organisation_id is not distinct from $1
                        """)
                .execute(Tuple.of(organisationId, addressIds.toArray(Long[]::new), fingerprints.toArray(Buffer[]::new)))
                .mapEmpty();
    }

    /**
     * Empties the addresses of erased contacts. The rows stay, because deliveries point to them.
     */
    public Future<Void> erase(SqlClient client, long organisationId, List<Long> contactIds, Instant now) {
        return client.preparedQuery(
                        """
                        update address
                        set identifier = 'erased:' || id, fingerprint = null, status = 'retired', status_reason = 'erased',
                            retired_at = coalesce(retired_at, $3), last_inbound_at = null, sender_id = null
                        where contact_id = any ($2) and organisation_id is not distinct from $1
                        """)
                .execute(Tuple.of(organisationId, contactIds.toArray(Long[]::new), sql(now)))
                .mapEmpty();
    }

    /** Nothing is sent to these contacts any more, until they write themselves; their consents are locked before, as in {@link #mark}. */
    public Future<Void> silence(SqlClient client, long organisationId, List<Long> contactIds, String reason) {
        return client.preparedQuery(
                        """
                        update address set status = 'unreachable', status_reason = $3
                        where contact_id = any ($2) and organisation_id is not distinct from $1 and status = 'active'
                        """)
                .execute(Tuple.of(organisationId, contactIds.toArray(Long[]::new), reason))
                .mapEmpty();
    }

    /**
     * Marks what the platform said of an address; {@link Address.Status#RETIRED} is not for callers.
     *
     * @return false when there is no such address or it is retired
     */
    public Future<Boolean> mark(
            SqlClient client, long organisationId, long addressId, Address.Status status, @Nullable String reason) {
        if (status == Address.Status.RETIRED) {
            return Future.failedFuture(new IllegalArgumentException("only a change of identity retires an address"));
        }
        // A trigger writes the consent row; it is locked first, to keep the order that stops lock in.
        return client.preparedQuery(
                        """
                        with consent_first as materialized (
                            select s.contact_id from address a join consent s on s.contact_id = a.contact_id
                            where a.organisation_id = $1 and a.id = $2
                            for no key update of s
                        )
                        update address a set status = $3, status_reason = $4
                        from consent_first f
                        where a.organisation_id = $1 and a.id = $2 and a.contact_id = f.contact_id and a.status <> 'retired'
                        """)
                .execute(Tuple.of(organisationId, addressId, status.sqlName(), reason))
                .map(rows -> rows.rowCount() == 1);
    }

    private static String[] texts(List<New> addresses, java.util.function.Function<New, String> part) {
        return addresses.stream().map(part).toArray(String[]::new);
    }

    private static Address address(Row row) {
        return new Address(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getLong("contact_id"),
                new AddressId(
                        row.getString("channel"), AddressKind.of(row.getString("kind")), row.getString("identifier")),
                Address.Status.of(row.getString("status")),
                row.getString("status_reason"),
                instantOrNull(row, "last_inbound_at"),
                row.getLong("sender_id"),
                instant(row, "created_at"),
                instantOrNull(row, "retired_at"),
                row.getBuffer("fingerprint"));
    }

    /**
     * An address to add.
     *
     * @param fingerprint for the suppression list; null when no key is configured
     */
    public record New(AddressId identifier, @Nullable Buffer fingerprint) {
        static final java.util.Comparator<New> BY_IDENTIFIER =
                java.util.Comparator.comparing(New::identifierText).thenComparing(New::channel);

        String channel() {
            return identifier.channel();
        }

        String kind() {
            return identifier.kind().sqlName();
        }

        String identifierText() {
            return identifier.identifier();
        }
    }
}
