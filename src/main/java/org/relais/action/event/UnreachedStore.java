package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;

/** People of an event with the number to call them by, and what became of the last message to them. */
final class UnreachedStore {
    /** Nobody who has stopped, is held or has not agreed is on a list of people to call. */
    private static final String PAGE =
            """
            select a.id, a.contact_id, a.standing, c.name, p.identifier as phone, last.reason
            from event_answer a
            join contact c on c.id = a.contact_id
            join consent s on s.contact_id = a.contact_id and s.state = 'subscribed'
            left join lateral (
                select n.identifier from callable_address n
                where n.contact_id = a.contact_id order by n.id limit 1) p on true
            left join lateral (
                select d.reason from event_notice n join delivery d on d.id = n.delivery_id
                where n.answer_id = a.id and d.state in ('failed', 'suppressed') order by d.id desc limit 1) last on true
            where a.action_id = $1 and a.id > $2 and a.standing in ('yes', 'waiting', 'maybe')
            order by a.id
            limit $3
            """;

    /**
     * @param failed why the last message did not arrive; null when it did, or there was none
     */
    record Person(
            long answerId,
            long contactId,
            String name,
            @Nullable String phone,
            AttendanceState standing,
            @Nullable String failed) {
        Unreached because(String reason) {
            return new Unreached(contactId, name, phone, standing, reason);
        }
    }

    Future<List<Person>> page(SqlClient client, long actionId, long afterAnswerId, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(actionId, afterAnswerId, limit))
                .map(Rows.all(row -> new Person(
                        row.getLong("id"),
                        row.getLong("contact_id"),
                        row.getString("name"),
                        row.getString("phone"),
                        AttendanceState.of(row.getString("standing")),
                        row.getString("reason"))));
    }
}
