package org.relais.inbox;

import java.util.List;
import org.relais.contact.PersonStore;

/** What people wrote to us, where they stand in a dialogue and which rights they exercised. */
public final class InboundPersonStore extends PersonStore {
    /** Of two open dialogues the one that was moved last goes on. */
    private static final String KEEP_ONE_CONVERSATION =
            """
            delete from conversation
            where organisation_id = $1 and contact_id in ($2, $3)
              and contact_id <> (select contact_id from conversation
                                 where organisation_id = $1 and contact_id in ($2, $3)
                                 order by updated_at desc, contact_id limit 1)
            """;

    /** Asked by both halves is asked once, with the earlier deadline. */
    private static final String KEEP_ONE_REQUEST =
            """
            delete from rights_request later using rights_request earlier
            where later.organisation_id = $1 and later.contact_id in ($2, $3) and later.state = 'open'
              and earlier.organisation_id = $1 and earlier.contact_id in ($2, $3) and earlier.state = 'open'
              and earlier.kind = later.kind and (earlier.due_at, earlier.id) < (later.due_at, later.id)
            """;

    /** That of the person who stays, if they have one. */
    private static final String KEEP_ONE_CASE =
            """
            delete from inbox_case
            where organisation_id = $1 and contact_id = $2
              and exists (select from inbox_case where organisation_id = $1 and contact_id = $3)
            """;

    private static final List<String> MERGES = List.of(
            KEEP_ONE_CONVERSATION,
            KEEP_ONE_REQUEST,
            KEEP_ONE_CASE,
            "update inbox_case set contact_id = $3 where organisation_id = $1 and contact_id = $2",
            "update contact_note set contact_id = $3 where organisation_id = $1 and contact_id = $2",
            "update conversation set contact_id = $3 where organisation_id = $1 and contact_id = $2",
            "update inbound_message set contact_id = $3 where organisation_id = $1 and contact_id = $2",
            "update handwritten_message set contact_id = $3 where organisation_id = $1 and contact_id = $2",
            "update rights_request set contact_id = $3 where organisation_id = $1 and contact_id = $2",
            "update inbox set contact_id = $3 where organisation_id = $1 and contact_id = $2");

    /**
     * A worked event keeps its key and nothing else, for as long as the platform may deliver it again: without the key,
     * the redelivery would bring the person back.
     */
    private static final List<String> ERASURES = List.of(
            "delete from conversation where organisation_id = $1 and contact_id = any($2::bigint[])",
            "delete from inbox_case where organisation_id = $1 and contact_id = any($2::bigint[])",
            "delete from contact_note where organisation_id = $1 and contact_id = any($2::bigint[])",
            "delete from inbound_message where organisation_id = $1 and contact_id = any($2::bigint[])",
            "delete from handwritten_message where organisation_id = $1 and contact_id = any($2::bigint[])",
            // Who asked for it has got it, by whoever erased.
            """
            update rights_request r set state = 'done', closed_at = e.recorded_at, closed_by = coalesce(e.actor, e.source)
            from ledger_event e
            where r.organisation_id = $1 and r.contact_id = any($2::bigint[]) and r.kind = 'erasure' and r.state = 'open'
              and e.organisation_id = $1 and e.contact_id = r.contact_id and e.kind = 'erasure'
            """,
            """
            update rights_request set event_key = null, text = null, note = null, link_hash = null, link_until = null,
                   link_message_id = null
            where organisation_id = $1 and contact_id = any($2::bigint[])
            """,
            """
            update inbox set event = '{}', contact_id = null, address_id = null, person = null
            where organisation_id = $1 and contact_id = any($2::bigint[]) and processed_at is not null
            """,
            // Receipts name the person only by an address; what is delivered again of them changes nothing.
            """
            delete from inbox i
            using address a
            join sender s on s.organisation_id = a.organisation_id and s.channel = a.channel
            where a.organisation_id = $1 and a.contact_id = any($2::bigint[]) and i.processed_at is not null
              and i.kind = 'STATUS' and i.channel = s.channel and i.sender_external_id = s.external_id
              and i.event->'from' @> jsonb_build_array(jsonb_build_object('identifier', a.identifier))
            """);

    /**
     * All that they wrote, in its order. What was a stop, a consent or the use of a right is no message of the inbox, or not
     * for long: the words stand in the ledger or with the request, once for all that one message brought about.
     */
    private static final String EXPORT =
            """
            with named as (
                select $2::bigint as id
                union select id from contact where organisation_id = $1 and merged_into = $2),
            said as (
                select e.recorded_at as at, e.id, t.reference as event_key, t.text, e.kind
                from ledger_event e
                join ledger_text t on t.event_id = e.id
                where e.organisation_id = $1 and e.contact_id in (select id from named) and e.source = 'webhook'
                union all
                select received_at, id, event_key, text, 'rights_request'
                from rights_request where organisation_id = $1 and contact_id = $2 and recorded_by is null),
            decided as (
                select distinct on (coalesce(s.event_key, s.text)) s.* from said s
                where s.text <> ''
                  and not exists (select from inbound_message m
                                  where m.organisation_id = $1 and m.contact_id = $2
                                    and (m.event_key = s.event_key and m.text <> ''
                                         or m.text = s.text and m.received_at = s.at))
                order by coalesce(s.event_key, s.text), s.at, s.id)
            select record from (
                select 1 as part, received_at as at, id, jsonb_build_object('record', 'message', 'text', text, 'kind', kind,
                    'receivedAt', received_at, 'state', state, 'content', content, 'media',
                    (select jsonb_strip_nulls(jsonb_build_object('state', m.state, 'fileName', m.file_name, 'type', m.type,
                            'latitude', m.latitude, 'longitude', m.longitude, 'base64', translate(encode(m.bytes, 'base64'), chr(10), '')))
                     from inbound_media m where m.message_id = inbound_message.id)) as record
                from inbound_message where organisation_id = $1 and contact_id = $2
                union all
                select 1, at, id, jsonb_build_object('record', 'message', 'text', text, 'kind', kind, 'receivedAt', at)
                from decided
                union all
                select 2, null, id, jsonb_build_object('record', 'rights_request', 'right', kind, 'text', text, 'receivedAt',
                    received_at, 'dueAt', due_at, 'state', state, 'closedAt', closed_at, 'note', note)
                from rights_request where organisation_id = $1 and contact_id = $2
                union all
                select 3, null, contact_id, jsonb_build_object('record', 'conversation', 'state', state, 'data', data,
                    'expiresAt', expires_at)
                from conversation where organisation_id = $1 and contact_id = $2
                union all
                select 4, null, id, jsonb_build_object('record', 'event', 'channel', channel, 'kind', kind, 'receivedAt',
                    received_at, 'content', event)
                from inbox where organisation_id = $1 and contact_id = $2
                union all
                select 5, null, id, jsonb_build_object('record', 'note', 'text', text, 'writtenAt', written_at)
                from contact_note where organisation_id = $1 and contact_id = $2
                union all
                select 6, null, contact_id, jsonb_build_object('record', 'case', 'labels', labels, 'snoozedUntil', snoozed_until)
                from inbox_case where organisation_id = $1 and contact_id = $2
                union all
                select 7, null, id, jsonb_build_object('record', 'handwritten', 'text', text, 'content', content, 'writtenAt',
                    written_at, 'afterStop', after_stop)
                from handwritten_message where organisation_id = $1 and contact_id = $2) held
            order by part, at, id
            """;

    public InboundPersonStore() {
        super("received", MERGES, ERASURES, EXPORT);
    }
}
