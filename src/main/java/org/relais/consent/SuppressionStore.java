package org.relais.consent;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.database.Rows;

/** The suppression list in SQL: fingerprints of everybody who must not be messaged, and nothing else about them. */
public final class SuppressionStore {

    /** Which of these fingerprints are on the list, under whatever key. */
    public Future<List<Listed>> find(SqlClient client, long organisationId, Collection<Buffer> fingerprints) {
        if (fingerprints.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return client.preparedQuery(
                        """
                        select fingerprint, added_at, reason from suppression
                        where organisation_id = $1 and fingerprint = any ($2)
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(fingerprints.toArray(Buffer[]::new)))
                .map(Rows.all(SuppressionStore::listed));
    }

    /**
     * Why somebody is on the list.
     *
     * @param reason opt_out, erasure, retention, import, or section: a stop in another section of the federation
     * @param eventId ledger event that it rests on; null for a list from elsewhere
     */
    public record Basis(String reason, @Nullable Long eventId) {
        public static Basis optOut(@Nullable Long eventId) {
            return new Basis("opt_out", eventId);
        }
    }

    /**
     * Enters identifiers under the current key; those that are listed under it stay as they are.
     *
     * @throws MissingKeyException when there is no key
     */
    public Future<Void> add(
            SqlClient client,
            Fingerprints fingerprints,
            long organisationId,
            List<AddressId> identifiers,
            Basis basis,
            Instant at) {
        Buffer[] current = identifiers.stream()
                .map(identifier -> Buffer.buffer(fingerprints.of(organisationId, identifier)))
                .distinct()
                .toArray(Buffer[]::new);
        // In their own order, so that two who enter the same ones don't wait crosswise.
        return client.preparedQuery(
                        """
                        insert into suppression (organisation_id, fingerprint, key_id, reason, added_at, event_id)
                        select $1, f, $3, $4, $5, $6 from unnest($2::bytea[]) f order by f
                        on conflict (organisation_id, fingerprint) do nothing
                        """)
                .execute(Tuple.of(
                        organisationId, current, fingerprints.currentKeyId(), basis.reason(), sql(at), basis.eventId()))
                .mapEmpty();
    }

    /** Takes fingerprints off the list, for a person who opted in again; returns how many were on it. */
    public Future<Integer> remove(SqlClient client, long organisationId, Collection<Buffer> fingerprints) {
        return client.preparedQuery("delete from suppression where organisation_id = $1 and fingerprint = any ($2)")
                .execute(Tuple.tuple().addLong(organisationId).addValue(fingerprints.toArray(Buffer[]::new)))
                .map(RowSet::rowCount);
    }

    /** Takes off the list what was entered before a time. */
    Future<Void> remove(SqlClient client, long organisationId, Collection<Buffer> fingerprints, Instant before) {
        return client.preparedQuery(
                        """
                        delete from suppression where organisation_id = $1 and fingerprint = any ($2) and added_at < $3
                        """)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addValue(fingerprints.toArray(Buffer[]::new))
                        .addValue(sql(before)))
                .mapEmpty();
    }

    /** Enters under the current key what is listed under an older one, now that the identifier has been seen again. */
    public Future<Void> rekey(
            SqlClient client, long organisationId, List<Buffer> older, Buffer current, String currentKeyId) {
        return client.preparedQuery("select rekey_suppression($1, $2, $3, $4)")
                .execute(Tuple.of(organisationId, older.toArray(Buffer[]::new), current, currentKeyId))
                .mapEmpty();
    }

    /** How many fingerprints each key still has; an old key without any may leave the configuration. */
    public Future<List<KeyUse>> keyUse(SqlClient client) {
        return client.preparedQuery(
                        "select key_id, count(*) as fingerprints from suppression group by key_id order by 1")
                .execute()
                .map(Rows.all(row -> new KeyUse(row.getString("key_id"), row.getLong("fingerprints"))));
    }

    /** Notes keys that were not used here before. */
    Future<Void> noteKeys(SqlClient client, Map<String, Buffer> marks) {
        return client.preparedQuery(
                        """
                        insert into suppression_key (id, mark)
                        select n.id, n.mark from unnest($1::text[], $2::bytea[]) n (id, mark)
                        on conflict (id) do nothing
                        """)
                .execute(marksOf(marks))
                .mapEmpty();
    }

    /** Those of these keys that made another mark when they were first used. */
    Future<List<String>> changedKeys(SqlClient client, Map<String, Buffer> marks) {
        return client.preparedQuery(
                        """
                        select k.id from suppression_key k
                        join unnest($1::text[], $2::bytea[]) n (id, mark) on n.id = k.id and n.mark <> k.mark
                        order by k.id
                        """)
                .execute(marksOf(marks))
                .map(Rows.all(row -> row.getString("id")));
    }

    private static Tuple marksOf(Map<String, Buffer> marks) {
        return Tuple.tuple()
                .addArrayOfString(marks.keySet().toArray(String[]::new))
                .addArrayOfBuffer(marks.values().toArray(Buffer[]::new));
    }

    private static Listed listed(Row row) {
        return new Listed(
                row.getBuffer("fingerprint"),
                instant(row, "added_at"),
                row.getString("reason").equals("section"));
    }

    /**
     * A fingerprint on the list.
     *
     * @param addedAt since when
     * @param elsewhere whether a stop in another section of the federation put it there
     */
    public record Listed(Buffer fingerprint, Instant addedAt, boolean elsewhere) {}

    /** @param keyId as in the configuration */
    public record KeyUse(String keyId, long fingerprints) {}
}
