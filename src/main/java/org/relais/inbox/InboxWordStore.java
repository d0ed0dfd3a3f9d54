package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;

/** Search for words in what people wrote, notes and labels: a bounded number of the newest of each is looked through. */
final class InboxWordStore {
    private static final String FOUND = Database.PLANNED_EACH_TIME
            + """
            with newest as materialized (
                select n.id
                from unnest(array['new', 'read', 'answered']) s (state)
                cross join lateral (select i.id from inbound_message i
                                    where i.organisation_id = $1 and i.state = s.state
                                    order by i.id desc limit $3) n
                order by n.id desc limit $3
            ), found as (
                (select 'message' as place, i.id, i.contact_id, i.text, i.received_at as at
                 from newest n
                 cross join lateral (select * from inbound_message where id = n.id) i
                 where strpos(folded(i.text), folded($2)) > 0
                 order by n.id desc limit $4)
                union all
                (select 'note', n.id, n.contact_id, n.text, n.written_at
                 from (select * from contact_note where organisation_id = $1 order by id desc limit $3) n
                 where strpos(folded(n.text), folded($2)) > 0
                 order by n.id desc limit $4)
                union all
                (select 'label', k.contact_id, k.contact_id, l.label, null
                 from (select contact_id, labels from inbox_case
                       where organisation_id = $1 and labels <> '{}' order by contact_id desc limit $3) k
                 cross join lateral unnest(k.labels) l (label)
                 where strpos(folded(l.label), folded($2)) > 0
                 order by k.contact_id desc limit $4)
            )
            select f.*, c.name from found f
            join contact c on c.id = f.contact_id
            order by f.place, f.id desc
            """;

    /** As {@link InboxService#words}. */
    Future<List<InboxWords>> find(SqlClient client, long organisationId, String words, int newest, int limit) {
        return client.preparedQuery(FOUND)
                .execute(Tuple.of(organisationId, words, newest, limit))
                .map(Rows.all(row -> new InboxWords(
                        SqlNamed.of(InboxWords.Place.class, row.getString("place")),
                        row.getLong("contact_id"),
                        row.getString("name"),
                        row.getString("text"),
                        Timestamps.instantOrNull(row, "at"))));
    }
}
