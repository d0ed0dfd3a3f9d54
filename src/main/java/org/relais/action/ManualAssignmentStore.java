package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.relais.database.Rows;

/** Who may still be assigned to an action by hand: also whom its offer was for and could not be sent to. */
final class ManualAssignmentStore {
    private static final String STANDING =
            """
            select c.id, case when m.contact_id is null then 'no_consent' else m.refusal end as refusal,
                   exists (select from action_offer o
                           join delivery d on d.broadcast_id = o.broadcast_id
                           where o.action_id = $2
                             and d.contact_id in (select c.id union all select id from contact where merged_into = c.id)
                             and d.state not in ('suppressed', 'cancelled', 'failed')) as offered
            from contact c
            left join messageable_contact m on m.contact_id = c.id
            where c.organisation_id = $1 and c.id = any ($3) and c.merged_into is null and c.erased_at is null
            order by c.id
            """;

    private static final String EXPANDING =
            """
            select exists (select from action_offer o
                           join broadcast b on b.id = o.broadcast_id
                           where o.organisation_id = $1 and o.action_id = $2 and b.expanded_at is null
                             and b.state not in ('cancelled', 'finished')) as expanding
            """;

    /**
     * @param known those that are contacts of the organisation
     * @param free those of them who were never offered the action and may be written to
     * @param leftOut those who were never offered it and may not
     * @param expanding whether an offer is still turned into deliveries, so that this can't be said for sure
     */
    record Candidates(Set<Long> known, List<Long> free, List<AssignmentResult.LeftOut> leftOut, boolean expanding) {}

    Future<Candidates> standing(SqlClient client, Action action, List<Long> contactIds) {
        return client.preparedQuery(EXPANDING)
                .execute(Tuple.of(action.organisationId(), action.id()))
                .map(Rows.only(row -> row.getBoolean("expanding")))
                .compose(expanding -> client.preparedQuery(STANDING)
                        .execute(Tuple.of(
                                action.organisationId(), action.id(), (Object) contactIds.toArray(Long[]::new)))
                        .map(rows -> standing(rows, expanding)));
    }

    private static Candidates standing(Iterable<Row> rows, boolean expanding) {
        Set<Long> known = new HashSet<>();
        List<Long> free = new ArrayList<>();
        List<AssignmentResult.LeftOut> leftOut = new ArrayList<>();
        for (Row row : rows) {
            known.add(row.getLong("id"));
            String refusal = row.getString("refusal");
            if (!row.getBoolean("offered")) {
                if (refusal == null) {
                    free.add(row.getLong("id"));
                } else {
                    leftOut.add(new AssignmentResult.LeftOut(row.getLong("id"), refusal));
                }
            }
        }
        return new Candidates(known, free, leftOut, expanding);
    }
}
