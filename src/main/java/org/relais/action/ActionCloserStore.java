package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;

/** What is still under way of actions that are over. */
final class ActionCloserStore {
    private static final String TAKE_BACK_REMINDERS =
            """
            with kept as materialized (
                select id, reminder_delivery_id from assignment
                where action_id = $1 and reminder_delivery_id is not null
                order by id for no key update
            )
            update assignment s set reminder_delivery_id = null
            from kept where s.id = kept.id
            returning kept.reminder_delivery_id
            """;

    private static final String RUNNING =
            """
            select o.organisation_id, o.broadcast_id
            from action a
            join action_offer o on o.action_id = a.id
            join broadcast b on b.id = o.broadcast_id
            where a.state in ('ended', 'cancelled') and b.state not in ('finished', 'cancelled')
              and ($1::bigint is null or a.id = $1)
            order by o.broadcast_id
            limit 1000
            """;

    /** Forgets every reminder of an action; completes with their deliveries. */
    Future<List<Long>> takeBackReminders(SqlClient tx, Action action) {
        return tx.preparedQuery(TAKE_BACK_REMINDERS)
                .execute(Tuple.of(action.id()))
                .map(Rows.all(row -> row.getLong(0)));
    }

    /** Offers that still go out although the action is over; of one action, or of all for null. */
    Future<List<ActionStore.Offer>> running(SqlClient client, @Nullable Long actionId) {
        return client.preparedQuery(RUNNING)
                .execute(Tuple.of(actionId))
                .map(Rows.all(
                        row -> new ActionStore.Offer(row.getLong("organisation_id"), row.getLong("broadcast_id"))));
    }
}
