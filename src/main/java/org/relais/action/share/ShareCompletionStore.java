package org.relais.action.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.relais.action.Assignment;
import org.relais.action.AssignmentStore;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who has shared what they accepted to share. */
final class ShareCompletionStore {
    private static final String SHARED =
            """
            select s.*
            from assignment s
            join action a on a.id = s.action_id
            where a.state = 'open' and a.kind = 'share' and (a.ends_at is null or a.ends_at > $1)
              and s.state = 'accepted' and s.contact_id is not null
              and exists (select from share_event e
                          where e.message_id = a.content_id and e.volunteer_id = s.contact_id and e.kind = 'shared'
                            and e.at >= s.accepted_at)
            order by s.id
            limit $2
            for no key update of s skip locked
            for share of a skip locked
            """;

    /** Those who have, and are not done yet; kept from others until the transaction ends. */
    Future<List<Assignment>> shared(SqlClient tx, Instant now, int limit) {
        return tx.preparedQuery(SHARED)
                .execute(Tuple.of(Timestamps.sql(now), limit))
                .map(Rows.all(AssignmentStore::assignment));
    }
}
