package org.relais.consent.proof;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.relais.database.Rows;

/** Owners of the suppression list's entries: whose stop one keeps, when the person has been erased since. */
final class ListedStore {

    Future<Optional<Long>> contact(SqlClient client, long organisationId, List<Buffer> fingerprints) {
        return client.preparedQuery(
                        """
                        select e.contact_id
                        from suppression s
                        join ledger_event e on e.id = s.event_id
                        where s.organisation_id = $1 and s.fingerprint = any ($2) and e.contact_id is not null
                        order by e.id desc
                        limit 1
                        """)
                .execute(Tuple.tuple().addLong(organisationId).addValue(fingerprints.toArray(Buffer[]::new)))
                .map(Rows.first(row -> row.getLong("contact_id")));
    }
}
