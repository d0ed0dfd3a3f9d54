package org.relais.ledger;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.relais.database.Rows;

/** Noted heads in SQL. */
final class AnchorStore {

    /** Notes the head of every chain that has moved since it was last noted; returns the new ones. */
    Future<List<ChainHead>> note(SqlClient client, Instant at) {
        return client.preparedQuery(
                        """
                        insert into ledger_anchor (organisation_id, position, hash, at)
                        select organisation_id, position, hash, $1 from ledger_chain order by organisation_id
                        on conflict (organisation_id, position) do nothing
                        returning organisation_id, position, hash, at
                        """)
                .execute(Tuple.of(sql(at)))
                .map(AnchorStore::anchors);
    }

    /** Every head that was noted of one chain, oldest first. */
    Future<List<ChainHead>> all(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select organisation_id, position, hash, at from ledger_anchor
                        where organisation_id = $1
                        order by position
                        """)
                .execute(Tuple.of(organisationId))
                .map(AnchorStore::anchors);
    }

    private static List<ChainHead> anchors(RowSet<Row> rows) {
        return Rows.all(
                rows,
                row -> new ChainHead(
                        row.getLong("organisation_id"),
                        row.getLong("position"),
                        row.getBuffer("hash"),
                        instant(row, "at")));
    }
}
