-- The feed: what happened to people, for other programs to follow. A row is written by the transaction of what happened, by
-- the triggers below, so that no door can leave it out; it has ids, states and codes, never a name, number or word.
create table feed_event (
    -- The order in which it was written. Not a key: a row is entered into one index when it is written and into two when it
    -- has its place, and one that only grows would be two entries more.
    id              bigint      not null generated always as identity,
    organisation_id bigint      not null,
    -- No foreign key: like the ledger's, the row outlives an erased contact as a pseudonym.
    contact_id      bigint,
    kind            text        not null check (kind ~ '^[a-z_]{1,40}$'),
    at              timestamptz not null,
    detail          jsonb       not null default '{}' check (jsonb_typeof(detail) = 'object'),
    -- Its place in the feed, given once it was committed; null until then. Readers go by it alone: what a transaction that
    -- commits late has written comes behind everything that has been read.
    position        bigint
);
-- The feed of an organisation.
create unique index feed_event_by_position on feed_event (organisation_id, position) where position is not null;
-- What has no place yet, in the order in which it was written.
create index feed_event_unplaced on feed_event (id) where position is null;
-- A person's rows, for their erasure and disclosure; those without a place are few, and are looked through.
create index feed_event_by_contact on feed_event (contact_id) where contact_id is not null and position is not null;
create index feed_event_by_volunteer on feed_event (organisation_id, ((detail ->> 'volunteerId')::bigint))
    where kind in ('join', 'call', 'referral');

-- The last place that was given, and the last that was pruned. Places are microseconds since 1970 where there is nothing
-- larger, so that a database that is restored from an older backup goes on behind all that anybody has read.
create table feed_head (
    one        boolean     primary key default true check (one),
    position   bigint      not null default 0,
    pruned     bigint      not null default 0,
    -- Between these two moments whoever waits for events is told of new rows. Not when nobody waits, nor while they are
    -- looked for several times a second: transactions that tell commit one after the other.
    told_from  timestamptz not null default '-infinity',
    told_until timestamptz not null default '-infinity'
);
insert into feed_head default values;

create function feed_told() returns trigger language plpgsql as $$
begin
    if exists (select from inserted)
       and (select clock_timestamp() between told_from and told_until from feed_head) then
        notify relais_feed;
    end if;
    return null;
end $$;
create trigger feed_event_told after insert on feed_event referencing new table as inserted
    for each statement execute function feed_told();

-- What the ledger notes of people. Of what a file says, it tells whom the file made new and whose consent it changed. The
-- ledger has one entry for whom a file makes new, with their consent; the feed has the two events that every other door
-- leaves. Others than these are notes on notes.
create function feed_ledger() returns trigger language plpgsql as $$
begin
    insert into feed_event (organisation_id, contact_id, kind, at, detail)
    select i.organisation_id, i.contact_id, k.kind, i.recorded_at,
           jsonb_strip_nulls(jsonb_build_object(
               'ledgerEventId', i.id, 'occurredAt', i.occurred_at, 'channel', i.channel, 'source', i.source,
               'class', i.class, 'before', i.state_before, 'state', i.state_after,
               'into', case when i.kind = 'merge' then i.detail -> 'into' end,
               'from', case when i.kind = 'merge' then i.detail -> 'from' end))
    from inserted i
    cross join lateral (
        select 1 as place, 'contact_created' as kind
        where i.kind = 'opt_in' and i.source = 'import' and i.state_before is null
        union all
        select 2, case i.kind when 'opt_out' then 'stop' when 'created' then 'contact_created'
                              when 'merge' then 'contact_merged' when 'erasure' then 'contact_erased'
                              when 'identity_change' then 'contact_changed' else i.kind end) k
    where i.contact_id is not null
      and i.kind in ('opt_out', 'opt_in', 'hold', 'release', 'suppressed', 'class_change', 'platform_resume', 'created',
                     'merge', 'erasure', 'identity_change')
      and (i.source <> 'import' or i.state_before is distinct from i.state_after)
    order by i.id, k.place;
    return null;
end $$;
create trigger ledger_event_feed after insert on ledger_event referencing new table as inserted
    for each statement execute function feed_ledger();

create function feed_contact() returns trigger language plpgsql as $$
begin
    insert into feed_event (organisation_id, contact_id, kind, at)
    values (new.organisation_id, new.id, 'contact_changed', new.updated_at);
    return null;
end $$;
do $$ begin
    execute 'create trigger contact_feed after update on contact for each row
             when (new.erased_at is null and new.merged_into is null and ' || details_changed() || ')
             execute function feed_contact()';
end $$;

-- What a delivery of a broadcast came to: of most statements that move some, none has.
create function feed_delivery() returns trigger language plpgsql as $$
begin
    if exists (select from changed_after
               where broadcast_id is not null
                 and state in ('delivered', 'read', 'failed', 'unknown', 'suppressed', 'cancelled')) then
        insert into feed_event (organisation_id, contact_id, kind, at, detail)
        select a.organisation_id, a.contact_id, 'delivery',
               coalesce(case a.state when 'read' then a.read_at when 'delivered' then a.delivered_at end,
                        a.settled_at, a.queued_at),
               jsonb_strip_nulls(jsonb_build_object(
                   'deliveryId', a.id, 'broadcastId', a.broadcast_id, 'state', a.state, 'reason', a.reason))
        from changed_after a
        join changed_before b on b.id = a.id
        where a.broadcast_id is not null and a.state <> b.state
          and a.state in ('delivered', 'read', 'failed', 'unknown', 'suppressed', 'cancelled')
        order by a.id;
    end if;
    return null;
end $$;
create trigger delivery_feed after update on delivery
    referencing old table as changed_before new table as changed_after
    for each statement execute function feed_delivery();

-- The rest, row by row. Arguments: the kind; the columns of person and time; then pairs of a column and what it is called.
create function feed_row() returns trigger language plpgsql as $$
declare
    written jsonb := to_jsonb(new);
    told    jsonb := '{}';
begin
    for i in 3 .. tg_nargs - 2 by 2 loop
        told := told || jsonb_build_object(tg_argv[i + 1], written -> tg_argv[i]);
    end loop;
    insert into feed_event (organisation_id, contact_id, kind, at, detail)
    values (new.organisation_id, (written ->> tg_argv[1])::bigint, tg_argv[0],
            (written ->> tg_argv[2])::timestamptz, jsonb_strip_nulls(told));
    return null;
end $$;

create trigger import_job_feed after update of state on import_job for each row
    when (new.state = 'finished' and old.state <> 'finished')
    execute function feed_row('import_finished', '', 'finished_at', 'id', 'importId');
create trigger broadcast_answer_feed after insert on broadcast_answer for each row
    when (new.contact_id is not null)
    execute function feed_row('answer', 'contact_id', 'answered_at', 'broadcast_id', 'broadcastId', 'payload', 'payload');
create trigger share_event_feed after insert on share_event for each row
    when (new.kind = 'shared' and new.volunteer_id is not null)
    execute function feed_row('share', 'volunteer_id', 'at', 'message_id', 'shareId', 'app', 'app');
create trigger share_join_feed after insert on share_join for each row
    when (new.contact_id is not null)
    execute function feed_row('join', 'contact_id', 'joined_at', 'message_id', 'shareId', 'volunteer_id', 'volunteerId');
create trigger event_answer_feed_new after insert on event_answer for each row
    when (new.contact_id is not null)
    execute function feed_row('attendance', 'contact_id', 'since', 'action_id', 'actionId', 'standing', 'standing');
create trigger event_answer_feed_moved after update of standing on event_answer for each row
    when (new.contact_id is not null and new.standing <> old.standing)
    execute function feed_row('attendance', 'contact_id', 'since', 'action_id', 'actionId', 'standing', 'standing');
-- What was answered is asked for by who may: it may show an opinion, and is kept in one place.
create trigger question_answer_feed after insert or update of answered_at on question_answer for each row
    when (new.contact_id is not null)
    execute function feed_row('question_answer', 'contact_id', 'answered_at', 'action_id', 'actionId', 'step', 'step');
create trigger assignment_feed after update of state on assignment for each row
    when (new.contact_id is not null and new.state <> old.state)
    execute function feed_row('action', 'contact_id', 'active_at', 'action_id', 'actionId', 'state', 'state');
create trigger call_attempt_feed after update of ended_at on call_attempt for each row
    when (new.contact_id is not null and old.ended_at is null and new.ended_at is not null)
    execute function feed_row('call', 'contact_id', 'ended_at', 'action_id', 'actionId', 'id', 'callId', 'result', 'result',
                              'volunteer_id', 'volunteerId', 'call_back_at', 'callBackAt');
create trigger named_contact_feed after insert on named_contact for each row
    when (new.contact_id is not null)
    execute function feed_row('referral', 'contact_id', 'brought_at', 'action_id', 'actionId', 'volunteer_id', 'volunteerId');
