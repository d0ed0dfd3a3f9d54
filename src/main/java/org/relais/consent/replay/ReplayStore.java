package org.relais.consent.replay;

import static org.relais.database.Timestamps.instantOrNull;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.consent.replay.ExportedLine.Listed;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;

/** What a replay compares with, in SQL. */
final class ReplayStore {
    private static final String PERSON =
            """
            select c.id, s.state, s.opted_in_at, s.held_at
            from contact named
            join contact c on c.id = coalesce(named.merged_into, named.id)
            join consent s on s.contact_id = c.id
            where named.organisation_id = $1 and named.id = $2
            """;

    /**
     * Those of these contacts of which the chain knew up to a position: an id that was given out later may be another
     * person's here.
     */
    Future<Set<Long>> known(SqlClient client, long organisationId, long position, Collection<Long> contactIds) {
        return client.preparedQuery(
                        """
                        select distinct e.contact_id
                        from ledger_event e
                        join ledger_link l on l.event_id = e.id
                        where e.organisation_id = $1 and l.position <= $2 and e.contact_id = any ($3)
                        """)
                .execute(Tuple.of(organisationId, position, contactIds.toArray(Long[]::new)))
                .map(rows -> {
                    Set<Long> known = new HashSet<>();
                    rows.forEach(row -> known.add(row.getLong("contact_id")));
                    return known;
                });
    }

    /** How a person stands now; empty for who was erased. */
    Future<Optional<Present>> present(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(PERSON)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(ReplayStore::present));
    }

    /** Addresses in use, after an id, with how their people stand. */
    Future<List<Addressed>> addresses(SqlClient client, long organisationId, long afterId, int limit) {
        return client.preparedQuery(
                        """
                        select a.id as address_id, a.channel, a.kind, a.identifier, s.contact_id as id, s.state,
                               s.opted_in_at, s.held_at
                        from address a
                        join consent s on s.contact_id = a.contact_id
                        where a.organisation_id = $1 and a.id > $2 and a.status <> 'retired'
                        order by a.id limit $3
                        """)
                .execute(Tuple.of(organisationId, afterId, limit))
                .map(Rows.all(row -> new Addressed(
                        row.getLong("address_id"),
                        new AddressId(
                                row.getString("channel"),
                                AddressKind.of(row.getString("kind")),
                                row.getString("identifier")),
                        present(row))));
    }

    /** Puts entries back on the suppression list as they were; what they rested on is not in this ledger. */
    Future<Integer> enlist(SqlClient client, long organisationId, List<Listed> entries) {
        return client.preparedQuery(
                        """
                        insert into suppression (organisation_id, fingerprint, key_id, reason, added_at)
                        select $1, n.fingerprint, n.key_id, n.reason, n.added_at
                        from unnest($2::bytea[], $3::text[], $4::text[], $5::timestamptz[])
                             n (fingerprint, key_id, reason, added_at)
                        order by n.fingerprint
                        on conflict (organisation_id, fingerprint) do nothing
                        """)
                .execute(Tuple.of(
                        organisationId,
                        entries.stream().map(Listed::fingerprint).toArray(Buffer[]::new),
                        entries.stream().map(Listed::keyId).toArray(String[]::new),
                        entries.stream().map(Listed::reason).toArray(String[]::new),
                        entries.stream().map(entry -> sql(entry.addedAt())).toArray(OffsetDateTime[]::new)))
                .map(RowSet::rowCount);
    }

    private static Present present(Row row) {
        return new Present(
                row.getLong("id"),
                ConsentState.of(row.getString("state")),
                instantOrNull(row, "opted_in_at"),
                instantOrNull(row, "held_at"));
    }

    /** How a person stands in the restored database. */
    record Present(long contactId, ConsentState state, @Nullable Instant optedInAt, @Nullable Instant heldAt) {

        /** Whether a stop of that time is still to be applied: they have neither stopped nor come back since. */
        boolean lacksStop(Instant at) {
            return state != ConsentState.UNSUBSCRIBED && !cameBackAfter(at);
        }

        boolean lacksHold(Instant at) {
            return (state == ConsentState.SUBSCRIBED || state == ConsentState.PENDING)
                    && !cameBackAfter(at)
                    && (heldAt == null || heldAt.isBefore(at));
        }

        boolean cameBackAfter(Instant at) {
            return optedInAt != null && optedInAt.isAfter(at);
        }
    }

    record Addressed(long addressId, AddressId identifier, Present person) {}
}
