package org.relais.ledger.anchor;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.relais.database.Rows;
import org.relais.ledger.ChainHead;

/** Which noted heads a destination has not got yet, in SQL. */
final class UnsentAnchorStore {

    /** Lets one node at a time send to a destination, until the end of the transaction; false while another does. */
    Future<Boolean> take(SqlConnection transaction, String destination) {
        return transaction
                .preparedQuery("select pg_try_advisory_xact_lock(hashtextextended('anchors to ' || $1, 0)) as taken")
                .execute(Tuple.of(destination))
                .map(Rows.only(row -> row.getBoolean("taken")));
    }

    /** Heads after the last that a destination is known to have, in the order of each chain. */
    Future<List<ChainHead>> unsent(SqlClient client, String destination, int limit) {
        return client.preparedQuery(
                        """
                        select a.organisation_id, a.position, a.hash, a.at
                        from ledger_chain c
                        left join ledger_anchor_sent s on s.destination = $1 and s.organisation_id = c.organisation_id
                        cross join lateral (
                            select * from ledger_anchor a
                            where a.organisation_id = c.organisation_id and a.position > coalesce(s.position, 0)
                            order by a.position limit $2) a
                        order by a.organisation_id, a.position
                        limit $2
                        """)
                .execute(Tuple.of(destination, limit))
                .map(Rows.all(UnsentAnchorStore::head));
    }

    /** Heads after these positions of the chains. */
    Future<List<ChainHead>> after(SqlClient client, Map<Long, Long> positions, int limit) {
        return client.preparedQuery(
                        """
                        select a.organisation_id, a.position, a.hash, a.at
                        from ledger_chain c
                        left join unnest($1::bigint[], $2::bigint[]) k (organisation_id, position)
                             on k.organisation_id = c.organisation_id
                        cross join lateral (
                            select * from ledger_anchor a
                            where a.organisation_id = c.organisation_id and a.position > coalesce(k.position, 0)
                            order by a.position limit $3) a
                        order by a.organisation_id, a.position
                        limit $3
                        """)
                .execute(Tuple.of(
                        positions.keySet().toArray(Long[]::new),
                        positions.values().toArray(Long[]::new),
                        limit))
                .map(Rows.all(UnsentAnchorStore::head));
    }

    /** Notes that a destination has these. */
    Future<Void> sent(SqlClient client, String destination, List<ChainHead> heads, Instant now) {
        return client.preparedQuery(
                        """
                        insert into ledger_anchor_sent (destination, organisation_id, position, sent_at)
                        select $1, n.organisation_id, max(n.position), $4
                        from unnest($2::bigint[], $3::bigint[]) n (organisation_id, position)
                        group by n.organisation_id
                        on conflict (destination, organisation_id) do update
                        set position = excluded.position, sent_at = excluded.sent_at
                        """)
                .execute(Tuple.of(
                        destination,
                        heads.stream().map(ChainHead::organisationId).toArray(Long[]::new),
                        heads.stream().map(ChainHead::position).toArray(Long[]::new),
                        sql(now)))
                .mapEmpty();
    }

    private static ChainHead head(Row row) {
        return new ChainHead(
                row.getLong("organisation_id"), row.getLong("position"), row.getBuffer("hash"), instant(row, "at"));
    }
}
