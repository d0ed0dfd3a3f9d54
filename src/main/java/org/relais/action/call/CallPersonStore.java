package org.relais.action.call;

import java.util.List;
import org.relais.contact.PersonStore;

/** Calls to a person, and calls that a person made as a volunteer. */
public final class CallPersonStore extends PersonStore {
    /** A person is on a list once, and called by one volunteer at a time: of two open calls the one that goes is ended. */
    private static final String END_DOUBLE =
            """
            update call_attempt t set ended_at = handed_out_at, result = 'withdrawn'
            where t.organisation_id = $1 and t.ended_at is null
              and (t.contact_id = $2 and exists (select from call_attempt o where o.contact_id = $3 and o.ended_at is null)
                   or t.volunteer_id = $2 and exists (select from call_attempt o where o.volunteer_id = $3 and o.ended_at is null)
                   or t.contact_id = $2 and t.volunteer_id = $3 or t.contact_id = $3 and t.volunteer_id = $2)
            """;

    private static final String OPEN_AGAIN =
            """
            update call_entry e set state = 'waiting'
            where e.organisation_id = $1 and e.state = 'leased'
              and not exists (select from call_attempt t where t.entry_id = e.id and t.ended_at is null)
              and exists (select from call_attempt t where t.entry_id = e.id
                          and ($2 in (t.contact_id, t.volunteer_id) or $3 in (t.contact_id, t.volunteer_id)))
            """;

    private static final String MOVE_ATTEMPTS =
            """
            update call_attempt
            set contact_id = case when contact_id = $2 then $3 else contact_id end,
                volunteer_id = case when volunteer_id = $2 then $3 else volunteer_id end
            where organisation_id = $1 and (contact_id = $2 or volunteer_id = $2)
            """;

    private static final String CLOSE_DOUBLE =
            """
            update call_entry e set state = 'closed', reason = 'merged', contact_id = null
            where e.organisation_id = $1 and e.contact_id = $2
              and exists (select from call_entry o where o.action_id = e.action_id and o.contact_id = $3)
            """;

    private static final String MOVE_ENTRIES =
            """
            update call_entry set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    private static final String ERASE_ANSWERS =
            """
            update call_answer a set words = null
            from call_attempt t where t.id = a.attempt_id and t.organisation_id = $1 and t.contact_id = any ($2)
            """;

    /** What a volunteer typed while they called somebody says something of that person. */
    private static final String ERASE_WORDS =
            """
            update inbound_message i set text = '', content = 'elsewhere', about = null
            from call_attempt t
            where t.organisation_id = $1 and t.contact_id = any ($2)
              and i.organisation_id = $1 and i.contact_id = t.volunteer_id and i.kind = 'understood' and i.about = 'call'
              and i.received_at >= t.handed_out_at and i.received_at <= coalesce(t.ended_at, 'infinity')
            """;

    private static final String ERASE_ATTEMPTS =
            """
            update call_attempt
            set ended_at = coalesce(ended_at, handed_out_at), result = coalesce(result, 'withdrawn'), owed_stop = null,
                address_id = case when contact_id = any ($2) then null else address_id end,
                chat_address_id = case when volunteer_id = any ($2) then null else chat_address_id end,
                contact_id = case when contact_id = any ($2) then null else contact_id end,
                volunteer_id = case when volunteer_id = any ($2) then null else volunteer_id end
            where organisation_id = $1 and (contact_id = any ($2) or volunteer_id = any ($2))
            """;

    /** Whom an erased volunteer had goes back; an erased contact is called no more. */
    private static final String ERASE_ENTRIES =
            """
            update call_entry e
            set state = case when e.contact_id = any ($2) then 'closed' else 'waiting' end,
                reason = case when e.contact_id = any ($2) then coalesce(e.reason, 'erased') end,
                contact_id = case when e.contact_id = any ($2) then null else e.contact_id end
            where e.organisation_id = $1
              and (e.contact_id = any ($2)
                   or e.state = 'leased'
                      and not exists (select from call_attempt t where t.entry_id = e.id and t.ended_at is null))
            """;

    private static final String EXPORT =
            """
            select record from (
                select e.id, e.added_at as at, jsonb_build_object(
                           'what', 'on a list', 'action', e.action_id, 'state', e.state, 'reason', e.reason, 'at', e.added_at)
                           as record
                from call_entry e where e.organisation_id = $1 and e.contact_id = $2
                union all
                select t.id, t.handed_out_at, jsonb_strip_nulls(jsonb_build_object(
                           'what', 'called', 'action', t.action_id, 'volunteer', t.volunteer_id, 'result', t.result,
                           'at', t.handed_out_at, 'callBackAt', t.call_back_at,
                           'answers', (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                                               'question', a.question,
                                               'asked', said_in_step(s.script, a.question, null, c.language),
                                               'choice', case when a.choice is not null then coalesce(
                                                   said_in_step(s.script, a.question, a.choice, c.language), a.choice) end,
                                               'words', a.words, 'at', a.at))
                                               order by a.at)
                                       from call_answer a where a.attempt_id = t.id)))
                from call_attempt t
                join contact c on c.id = t.contact_id
                join call_script s on s.id = t.script_id
                where t.organisation_id = $1 and t.contact_id = $2
                union all
                select t.id, t.handed_out_at, jsonb_strip_nulls(jsonb_build_object(
                           'what', 'made a call', 'action', t.action_id, 'result', t.result, 'at', t.handed_out_at))
                from call_attempt t where t.organisation_id = $1 and t.volunteer_id = $2
            ) records
            order by at, id
            """;

    public CallPersonStore() {
        super(
                "calls",
                List.of(END_DOUBLE, OPEN_AGAIN, MOVE_ATTEMPTS, CLOSE_DOUBLE, MOVE_ENTRIES),
                List.of(ERASE_ANSWERS, ERASE_WORDS, ERASE_ATTEMPTS, ERASE_ENTRIES),
                EXPORT);
    }
}
