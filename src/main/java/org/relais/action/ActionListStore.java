package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** What there is to do for one person. */
public final class ActionListStore {
    private static final String OF_PERSON =
            """
            select a.*, coalesce(s.state, 'offered') as standing
            from action a
            left join assignment s on s.action_id = a.id and s.contact_id = $2
            where a.organisation_id = $1 and a.state = 'open' and (a.ends_at is null or a.ends_at > $3)
              and (s.id is not null
                   or exists (select from action_offer o
                              join delivery d on d.broadcast_id = o.broadcast_id
                              where o.action_id = a.id
                                and d.contact_id in (select $2::bigint union all select id from contact where merged_into = $2)
                                and d.state in ('sending', 'accepted', 'delivered', 'read', 'unknown')))
            order by array_position(array['accepted', 'offered', 'done', 'declined'], coalesce(s.state, 'offered')), a.id desc
            limit $4
            """;

    private static final String OTHERS =
            """
            select a.title
            from action a
            where a.organisation_id = $1 and a.state = 'open' and (a.ends_at is null or a.ends_at > $3)
              and not exists (select from assignment s where s.action_id = a.id and s.contact_id = $2)
              and not exists (select from event_answer w where w.action_id = a.id and w.contact_id = $2)
              and not exists (select from action_offer o
                              join delivery d on d.broadcast_id = o.broadcast_id
                              where o.action_id = a.id and d.contact_id = $2)
            order by a.id desc
            limit $4
            """;

    /** An open action and where the person stands in it. */
    public record Listed(Action action, AssignmentState state) {}

    /** First what was begun, then what was offered, then what is done or was declined; newest first in each. */
    public Future<List<Listed>> of(SqlClient client, long organisationId, long contactId, Instant now, int limit) {
        return client.preparedQuery(OF_PERSON)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now), limit))
                .map(Rows.all(
                        row -> new Listed(ActionStore.action(row), AssignmentState.of(row.getString("standing")))));
    }

    /** The titles of open actions that a person was never offered and has no part in, the newest first. */
    public Future<List<String>> others(SqlClient client, long organisationId, long contactId, Instant now, int limit) {
        return client.preparedQuery(OTHERS)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now), limit))
                .map(Rows.all(row -> row.getString("title")));
    }
}
