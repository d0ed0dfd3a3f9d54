package org.relais.action;

import java.util.List;
import org.relais.contact.PersonStore;

/** What is kept of volunteers and their actions: follows merges, leaves only states and times after an erasure. */
public final class ActionPersonStore extends PersonStore {
    /**
     * Where both had a part in one action, the one that went further stays the person's; the other stays as a count. Of two
     * answers to an event the later one stays, as it does in the event itself.
     */
    private static final String PART_ONCE =
            """
            with ranked as (
                select s.id, row_number() over (
                           partition by s.action_id
                           order by a.kind = 'event' and s.state = 'offered',
                                    case when a.kind = 'event' then s.active_at end desc,
                                    array_position(array['done', 'accepted', 'declined', 'offered'], s.state), s.id) as place
                from assignment s
                join action a on a.id = s.action_id
                where s.organisation_id = $1 and s.contact_id in ($2, $3)
            )
            update assignment s set contact_id = null, address_id = null
            from ranked where s.id = ranked.id and ranked.place > 1
            """;

    private static final String MOVE =
            """
            update assignment set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    private static final String ERASE =
            """
            update assignment set contact_id = null, address_id = null where organisation_id = $1 and contact_id = any ($2)
            """;

    private static final String FORGET_HAND =
            """
            update action_offer
            set contact_ids = array(select id from unnest(contact_ids) id where id <> all ($2) order by id)
            where organisation_id = $1 and contact_ids && $2
            """;

    private static final String EXPORT =
            """
            select jsonb_strip_nulls(jsonb_build_object(
                       'action', a.id, 'kind', a.kind, 'title', a.title, 'state', s.state, 'answer', s.answer,
                       'offeredAt', s.offered_at, 'acceptedAt', s.accepted_at, 'declinedAt', s.declined_at,
                       'doneAt', s.done_at, 'reminders', s.reminders, 'remindedAt', s.reminded_at,
                       'events', (select jsonb_agg(jsonb_build_object('what', e.kind, 'at', e.at, 'detail', e.detail)
                                                   order by e.id)
                                  from action_event e where e.assignment_id = s.id))) as record
            from assignment s
            join action a on a.id = s.action_id
            where s.organisation_id = $1 and s.contact_id = $2
            order by s.id
            """;

    public ActionPersonStore() {
        super("actions", List.of(PART_ONCE, MOVE), List.of(ERASE, FORGET_HAND), EXPORT);
    }
}
