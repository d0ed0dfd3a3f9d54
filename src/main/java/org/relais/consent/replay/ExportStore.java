package org.relais.consent.replay;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.consent.replay.ExportedLine.Listed;
import org.relais.database.Rows;

/** What an export reads besides the links, in SQL. */
final class ExportStore {

    /** The last link before the first event that was recorded since; 0 for all, the head when there is none. */
    Future<Long> before(SqlClient client, long organisationId, @Nullable Instant since) {
        if (since == null) {
            return Future.succeededFuture(0L);
        }
        return client.preparedQuery(
                        """
                        select coalesce(
                            (select min(l.position) - 1 from ledger_link l
                             join ledger_event e on e.id = l.event_id
                             where l.organisation_id = $1 and e.recorded_at >= $2),
                            (select position from ledger_chain where organisation_id = $1), 0) as position
                        """)
                .execute(Tuple.of(organisationId, sql(since)))
                .map(Rows.only(row -> row.getLong("position")));
    }

    /** The hash of the chain up to a link; empty when it has none at that position. */
    Future<Optional<Buffer>> hash(SqlClient client, long organisationId, long position) {
        return hashes(client, organisationId, position - 1, 1).map(found -> Optional.ofNullable(found.get(position)));
    }

    /** The hashes of the chain after a position. */
    Future<TreeMap<Long, Buffer>> hashes(SqlClient client, long organisationId, long after, int limit) {
        return client.preparedQuery(
                        """
                        select position, hash from ledger_link
                        where organisation_id = $1 and position > $2 order by position limit $3
                        """)
                .execute(Tuple.of(organisationId, after, limit))
                .map(rows -> {
                    TreeMap<Long, Buffer> hashes = new TreeMap<>();
                    rows.forEach(row -> hashes.put(row.getLong("position"), row.getBuffer("hash")));
                    return hashes;
                });
    }

    /** The suppression list after a fingerprint. @param since null: all of it */
    Future<List<Listed>> listed(
            SqlClient client, long organisationId, @Nullable Instant since, Buffer after, int limit) {
        return client.preparedQuery(
                        """
                        select fingerprint, key_id, reason, added_at from suppression
                        where organisation_id = $1 and fingerprint > $2 and added_at >= $3
                        order by fingerprint limit $4
                        """)
                .execute(Tuple.of(organisationId, after, sql(since == null ? Instant.EPOCH : since), limit))
                .map(Rows.all(ExportStore::listed));
    }

    private static Listed listed(Row row) {
        return new Listed(
                row.getBuffer("fingerprint"),
                row.getString("key_id"),
                row.getString("reason"),
                instant(row, "added_at"));
    }
}
