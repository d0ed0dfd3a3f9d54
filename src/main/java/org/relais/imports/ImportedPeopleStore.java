package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.relais.database.Rows;

/** The people whom an import added, told by the ledger, which says of each what they were first written from. */
public final class ImportedPeopleStore {
    /**
     * A file that people came from.
     *
     * @param created how many it added
     */
    public record Source(long importId, String fileName, long created) {}

    /** Empty when there is no such import, or it is not finished. */
    public Future<Optional<Source>> source(SqlClient client, long organisationId, long importId) {
        return client.preparedQuery(
                        """
                        select id, file_name, rows_created from import_job
                        where organisation_id = $1 and id = $2 and state = 'finished' and kind = 'contacts'
                        """)
                .execute(Tuple.of(organisationId, importId))
                .map(Rows.first(row ->
                        new Source(row.getLong("id"), row.getString("file_name"), row.getInteger("rows_created"))));
    }

    /**
     * Contacts that the import added, the newest first; who was merged or erased since is not among them.
     *
     * @param beforeId the last contact of the page before; {@link Long#MAX_VALUE} for the first
     */
    public Future<List<Long>> newest(SqlClient client, long organisationId, long importId, long beforeId, int limit) {
        return client.preparedQuery(
                        """
                        select c.id
                        from contact c
                        where c.organisation_id = $1 and c.id < $3 and c.merged_into is null and c.erased_at is null
                          and c.id between (select min(first_contact) from import_chunk where import_id = $2)
                                       and (select max(last_contact) from import_chunk where import_id = $2)
                          and exists (select from ledger_event e
                                      where e.contact_id = c.id and e.organisation_id = $1 and e.state_before is null
                                        and starts_with(e.source_reference, 'import/' || $2::bigint || '/'))
                        order by c.id desc
                        limit $4
                        """)
                .execute(Tuple.of(organisationId, importId, beforeId, limit))
                .map(Rows.all(row -> row.getLong("id")));
    }
}
