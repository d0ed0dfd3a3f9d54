package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who is to be reminded of which action. */
final class ReminderStore {
    /**
     * Whoever has not answered has no assignment yet, and needs one to be reminded no more often than the rule says. Of each
     * offer the next $2 people are looked at, and after the last of them the first again: however many got it, this reads no more.
     */
    private static final String NOTE_SILENT =
            """
            with offer as materialized (
                select o.broadcast_id, o.silent_after, a.id, a.organisation_id,
                       $1::timestamptz - make_interval(hours => a.remind_hours) as before
                from action a
                join action_offer o on o.action_id = a.id
                where a.state = 'open' and a.remind_silent and a.remind_times > 0 and (a.ends_at is null or a.ends_at > $1)
                order by o.broadcast_id
                for no key update of o skip locked
            ), looked as materialized (
                select offer.*, d.*
                from offer
                cross join lateral (
                    select d.id as delivery_id, d.contact_id, d.state, d.settled_at from delivery d
                    where d.broadcast_id = offer.broadcast_id and d.contact_id > offer.silent_after
                    order by d.contact_id
                    limit $2) d
            ), moved as (
                update action_offer o set silent_after = seen.up_to
                from (select offer.broadcast_id,
                             case when count(looked.contact_id) = $2 then max(looked.contact_id) else 0 end as up_to
                      from offer left join looked on looked.broadcast_id = offer.broadcast_id
                      group by 1) seen
                where o.broadcast_id = seen.broadcast_id and o.silent_after <> seen.up_to
            )
            insert into assignment (organisation_id, action_id, contact_id, delivery_id, offered_at, active_at)
            select l.organisation_id, l.id, c.id, l.delivery_id, l.settled_at, l.settled_at
            from looked l
            join contact named on named.id = l.contact_id
            join contact c on c.id = coalesce(named.merged_into, named.id)
            where l.state in ('accepted', 'delivered', 'read') and l.settled_at <= l.before
              and c.erased_at is null
              and not exists (select from assignment s
                              where s.delivery_id = l.delivery_id offset 0)
              and not exists (select from assignment s
                              where s.action_id = l.id and s.contact_id = c.id offset 0)
            order by l.delivery_id
            on conflict do nothing
            """;

    /**
     * Whoever is answering just now is left for the next time; an action that is ending just now, too, so that none of its
     * reminders is queued after its end. Whoever has answered an event is reminded of it by the event itself. Who asked for
     * fewer messages gets none of these. Whoever has not answered is offered it once more, and that waits until the organisation has
     * said what it is, where it has to; what somebody takes part in is what they asked for.
     */
    private static final String DUE =
            """
            select s.*
            from assignment s
            join action a on a.id = s.action_id
            join messageable_contact m on m.contact_id = s.contact_id and m.refusal is null
            where a.state = 'open' and (a.ends_at is null or a.ends_at > $1)
              and (s.state = 'accepted' and a.kind <> 'event'
                   or s.state = 'offered' and a.remind_silent
                      and (a.declaration is not null
                           or not exists (select from organisation o where o.id = a.organisation_id and o.political)))
              and s.reminders < a.remind_times
              and greatest(s.active_at, s.reminded_at) <= $1::timestamptz - make_interval(hours => a.remind_hours)
              and not exists (select from contact w where w.id = s.contact_id and w.pace is not null)
            order by s.id
            limit $2
            for no key update of s skip locked
            for share of a skip locked
            """;

    private static final String REMINDED =
            """
            update assignment set reminders = reminders + 1, reminded_at = $2, reminder_delivery_id = $3 where id = $1
            """;

    private static final String TAKE_BACK =
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

    /**
     * Completes with how many were noted.
     *
     * @param looked at most as many people of each offer are looked at
     */
    Future<Integer> noteSilent(SqlClient client, Instant now, int looked) {
        return client.preparedQuery(NOTE_SILENT)
                .execute(Tuple.of(Timestamps.sql(now), looked))
                .map(SqlResult::rowCount);
    }

    /** Those who are due, kept from others until the transaction ends. */
    Future<List<Assignment>> due(SqlClient tx, Instant now, int limit) {
        return tx.preparedQuery(DUE)
                .execute(Tuple.of(Timestamps.sql(now), limit))
                .map(Rows.all(AssignmentStore::assignment));
    }

    /** @param deliveryId null when there was nowhere to send it */
    Future<Void> reminded(SqlClient tx, Assignment assignment, @Nullable Long deliveryId, Instant now) {
        return tx.preparedQuery(REMINDED)
                .execute(Tuple.of(assignment.id(), Timestamps.sql(now), deliveryId))
                .mapEmpty();
    }

    /** Forgets every reminder of an action; completes with their deliveries. */
    Future<List<Long>> takeBack(SqlClient tx, Action action) {
        return tx.preparedQuery(TAKE_BACK).execute(Tuple.of(action.id())).map(Rows.all(row -> row.getLong(0)));
    }
}
