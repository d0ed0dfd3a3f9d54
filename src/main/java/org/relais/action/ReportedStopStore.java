package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.database.Rows;

/** Removals that volunteers reported and whose outbox is still to be emptied ({@code owed_stop} of one table). */
final class ReportedStopStore {
    private final String open;
    private final String done;

    /** @param table where a report stands: calls, or people who were brought */
    ReportedStopStore(String table) {
        this.open =
                """
                select id, organisation_id, contact_id, owed_stop from %s
                where owed_stop is not null and contact_id is not null
                order by id limit 50
                """
                        .formatted(table);
        this.done =
                """
                update %s set owed_stop = null where id = $1 and owed_stop = $2
                """
                        .formatted(table);
    }

    /** @param eventId ledger event of the stop */
    record ReportedStop(long id, long organisationId, long contactId, long eventId) {}

    Future<List<ReportedStop>> open(SqlClient client) {
        return client.preparedQuery(open)
                .execute()
                .map(Rows.all(row -> new ReportedStop(
                        row.getLong("id"),
                        row.getLong("organisation_id"),
                        row.getLong("contact_id"),
                        row.getLong("owed_stop"))));
    }

    Future<Void> done(SqlClient client, ReportedStop stop) {
        return client.preparedQuery(done)
                .execute(Tuple.of(stop.id(), stop.eventId()))
                .mapEmpty();
    }
}
