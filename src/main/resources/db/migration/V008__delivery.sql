-- The outbox: one delivery is one message to one address. What paces it, counts it and moves it.
--
-- No foreign keys on sender, broadcast, message and address: four look-ups per row would cost more than the rest of an
-- insert. The trigger below that counts new rows checks them in bulk instead; an address may go away later (erasure).
create table delivery (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    message_id      bigint      not null,
    sender_id       bigint,
    broadcast_id    bigint,
    -- Of what is said in the course of an action: it costs on its account (V026). Offers know theirs by the broadcast.
    action_id       bigint,
    address_id      bigint,
    -- What it was sent under: ledger event and consent class (below) at the claim.
    basis_event_id  bigint,
    -- Of what somebody who has stopped asks for: the time of the stop that stood then. A later one takes it back, also what comes
    -- back to the queue when that is answered.
    after_stop_at   timestamptz,
    not_before      timestamptz not null,
    -- Worth nothing after this: cancelled instead of sent.
    not_after       timestamptz,
    -- For whoever looks on: what ends a claim is how long it has been watched, see claim_batch.
    lease_until     timestamptz,
    queued_at       timestamptz not null,
    claimed_at      timestamptz,
    settled_at      timestamptz,
    delivered_at    timestamptz,
    read_at         timestamptz,
    -- 0 stop confirmations, 1 replies, 2 broadcasts.
    priority        smallint    not null check (priority between 0 and 2),
    -- Claims so far, counted anew from 1 behind 32767: a sender whose platform wants silence all day tries its first message
    -- every few seconds. And how many of them ended in "certainly not taken, later".
    attempt         smallint    not null default 0,
    retries         smallint    not null default 0,
    -- The index of what is due hangs on this rather than on the state, so that settling and receipts touch no index.
    queued          boolean     not null generated always as (state = 'queued') stored,
    -- Whether what the platform bills for it is counted (V026).
    charged         boolean     not null default false,
    -- Whether the text that went out says who writes, why and how to stop: conversations show it as it was read.
    mentioned       boolean     not null default false,
    -- Whether it went out in the words of a template that the platform has approved.
    templated       boolean     not null default false,
    state           text        not null check (state in
                    ('queued', 'sending', 'accepted', 'withheld', 'delivered', 'read', 'failed', 'unknown', 'suppressed', 'cancelled')),
    purpose         text        not null check (purpose in ('broadcast', 'reply', 'confirmation', 'question', 'stopped_reply',
                                                           'first_contact', 'test')),
    reason          text,
    node            text,
    basis_class     text,
    -- Of the text that went out, as its person read it; null as long as nothing did.
    language        text,
    -- The platform's id of the last attempt that it accepted; looked up within the contact's deliveries.
    external_id     text,
    -- Of the request, or the webhook, that it comes of: what the log finds it by. Null of broadcasts and the like.
    request_id      text,
    -- Values of this delivery's own, which go before the contact's variables.
    variables       jsonb       check (jsonb_typeof(variables) = 'object'),
    check (broadcast_id is null or priority = 2),
    check ((state = 'sending') = (lease_until is not null)),
    check (state in ('suppressed', 'failed') or (sender_id is not null and address_id is not null)),
    check (state not in ('withheld', 'suppressed', 'failed', 'cancelled', 'unknown') or reason is not null)
) with (
    -- A delivery is written three times: queued, claimed, settled. With room for the second version beside the first, that
    -- of the settlement takes the place of the first, no index learns of it, and the table does not become larger than it
    -- was with less room: the versions that found none had pages of their own.
    fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 100000);
-- One message per person and broadcast.
create unique index delivery_once_per_broadcast on delivery (broadcast_id, contact_id) where broadcast_id is not null;
-- At most one confirmation per stop: basis_event_id is the stop's ledger event.
create unique index delivery_one_confirmation on delivery (contact_id, basis_event_id) where purpose = 'confirmation';
-- A lane is one broadcast, or 0 for everything else; the sender takes turns between lanes.
create index delivery_due on delivery (sender_id, priority, coalesce(broadcast_id, 0), not_before, id) where queued;
-- What a stop's cancel and drain look through, and receipts that carry no id of ours.
create index delivery_by_contact on delivery (contact_id, id);

-- What one claim took, for the rescue of what a dead node leaves: one row here is cheaper than an index on every lease.
-- The node removes it when all of it is settled.
create table claim_batch (
    id           bigint generated always as identity primary key,
    node         text        not null,
    -- A little after the leases of its deliveries, by a clock that may jump; with the id it tells this claim from any other,
    -- also on a server that gives ids out again.
    lease_until  timestamptz not null,
    -- What a node that has watched this row for as long may end it by.
    lease        interval    not null,
    -- How long after it was asked for the node may begin what it took: so long a stop that is answered by another node waits
    -- for it, whatever its own bound is. Null: of a version that does not say.
    start_within interval,
    delivery_ids bigint[]    not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
-- What a node has claimed: it looks for what it does not know of any more.
create index claim_batch_by_node on claim_batch (node);

-- Which deliveries of a claim may have begun: noted before their requests do. Every claim has a row here, an empty one
-- from its own statement; what is in no row of a claim that has one has certainly not begun. Unlogged: a note need not be
-- on disk, since a server that crashes or is replaced by its standby finds this table empty, and then nothing is certain.
create unlogged table claim_start (
    batch_id     bigint   not null,
    delivery_ids bigint[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
-- Forgotten with its claim.
create index claim_start_by_batch on claim_start (batch_id);

-- One node paces the senders of an organisation on a channel at a time, as long as it is alive (delivery_node). The node before the last change, by which the one that takes over knows that it does: PostgreSQL tells the old row of an
-- upsert from version 18 on only.
create table pacer_lease (
    organisation_id bigint      not null references organisation,
    channel         text        not null,
    node            text        not null,
    previous_node   text,
    primary key (organisation_id, channel)
);

-- How many different people a platform lets a portfolio write to in 24 hours outside of open windows: a pool that all its
-- senders share, on whichever nodes they are, and of whichever organisations. Whoever wants room locks the row.
create table recipient_pool (
    channel   text        not null,
    -- As sender.recipient_pool.
    pool      text        not null,
    -- Null: no limit, or none known (learnt_at).
    most      bigint      check (most > 0),
    learnt_at timestamptz,
    -- Rows of pool_recipient.
    used      bigint      not null default 0 check (used >= 0),
    primary key (channel, pool)
);

-- Who has a place in a pool, by the last message that took it; kept only where there is a limit.
create table pool_recipient (
    channel    text        not null,
    pool       text        not null,
    address_id bigint      not null,
    sent_at    timestamptz not null,
    primary key (channel, pool, address_id)
);
-- Who leaves first.
create index pool_recipient_by_time on pool_recipient (channel, pool, sent_at);

-- Gives places to those who are wanted, in their order, for whom there is room (or to all of them, who then only are
-- counted), and to all who have one already; returns them. A limit of null is none. Each of its statements sees what others
-- committed before the row was locked, which a single one would not.
create function admit_recipients(
    its_channel text, its_pool text, its_limit bigint, bounded boolean, wanted bigint[], at timestamptz,
    since timestamptz) returns bigint[]
language plpgsql as $$
declare
    room     bigint;
    gone     bigint;
    known    bigint[];
    admitted bigint[];
begin
    insert into recipient_pool (channel, pool) values (its_channel, its_pool) on conflict do nothing;
    select case when bounded then least(p.most, its_limit) - p.used end into room
    from recipient_pool p where p.channel = its_channel and p.pool = its_pool
    for update;
    with old as (
        delete from pool_recipient r where r.channel = its_channel and r.pool = its_pool and r.sent_at <= since returning 1
    )
    select count(*) into gone from old;
    with again as (
        update pool_recipient r set sent_at = greatest(r.sent_at, at)
        where r.channel = its_channel and r.pool = its_pool and r.address_id = any (wanted)
        returning r.address_id
    )
    select coalesce(array_agg(address_id), '{}') into known from again;
    with entered as (
        insert into pool_recipient (channel, pool, address_id, sent_at)
        select its_channel, its_pool, w.address_id, at
        from unnest(wanted) with ordinality as w(address_id, place)
        where w.address_id <> all (known)
        group by w.address_id order by min(w.place)
        limit case when room is not null then greatest(0, room + gone) end
        returning address_id
    )
    select coalesce(array_agg(address_id), '{}') into admitted from entered;
    update recipient_pool p set used = p.used - gone + cardinality(admitted)
    where p.channel = its_channel and p.pool = its_pool;
    return known || admitted;
end $$;

-- Nodes that are alive; they share the pacing out among themselves by hash. A node is dead once others have watched its row
-- stand unchanged for long enough: no clock of the database has a say in it.
create table delivery_node (
    node       text        primary key,
    seen_until timestamptz not null
);

-- What a new delivery refers to is looked up row by row and by an index only. The plan of this check is kept by each
-- connection, and one that was made while there were few messages or addresses would read all of them ever after, for
-- every single reply. A scalar subquery can't be turned into a join, and without sequential scans it has the index left.
create function count_new_deliveries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (select from (select distinct organisation_id, message_id, sender_id, broadcast_id from changed_after) n
               where (select m.organisation_id from message m where m.id = n.message_id)
                         is distinct from n.organisation_id
                  or n.sender_id is not null
                     and (select s.organisation_id from sender s where s.id = n.sender_id)
                         is distinct from n.organisation_id
                  or n.broadcast_id is not null
                     and (select b.organisation_id from broadcast b where b.id = n.broadcast_id)
                         is distinct from n.organisation_id)
       or exists (select from changed_after n
                  where n.address_id is not null and (select a.id from address a where a.id = n.address_id) is null) then
        raise exception 'a delivery refers to a message, sender, broadcast or address that its organisation does not have'
            using errcode = 'foreign_key_violation';
    end if;
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select broadcast_id, state, coalesce(reason, ''), count(*)
    from changed_after where broadcast_id is not null
    group by broadcast_id, state, coalesce(reason, '');
    return null;
end $$;
create trigger delivery_counts_new after insert on delivery
    referencing new table as changed_after for each statement execute function count_new_deliveries();

create function count_gone_deliveries() returns trigger language plpgsql as $$
begin
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select broadcast_id, state, coalesce(reason, ''), -count(*)
    from changed_before where broadcast_id is not null
    group by broadcast_id, state, coalesce(reason, '');
    return null;
end $$;
create trigger delivery_counts_gone after delete on delivery
    referencing old table as changed_before for each statement execute function count_gone_deliveries();

create function count_moved_deliveries() returns trigger language plpgsql as $$
begin
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select broadcast_id, state, reason, sum(difference)
    from (select broadcast_id, state, coalesce(reason, '') as reason, 1 as difference
          from changed_after where broadcast_id is not null
          union all
          select broadcast_id, state, coalesce(reason, ''), -1
          from changed_before where broadcast_id is not null) moves
    group by broadcast_id, state, reason
    having sum(difference) <> 0;
    return null;
end $$;
create trigger delivery_counts_moved after update on delivery
    referencing old table as changed_before new table as changed_after
    for each statement execute function count_moved_deliveries();

-- When an address moves to another contact (a merge, a changed number), what is open to it moves along, so that a stop of
-- that person finds it. A person who has a delivery of the same broadcast already does not get a second one.
create function move_open_deliveries() returns trigger language plpgsql as $$
begin
    update delivery d set state = 'cancelled', reason = 'duplicate', settled_at = now()
    where d.contact_id = old.contact_id and d.address_id = new.id and d.queued and d.broadcast_id is not null
      and exists (select from delivery e where e.broadcast_id = d.broadcast_id and e.contact_id = new.contact_id);
    update delivery d set contact_id = new.contact_id
    where d.contact_id = old.contact_id and d.address_id = new.id and d.state in ('queued', 'sending')
      and not exists (select from delivery e where e.broadcast_id = d.broadcast_id and e.contact_id = new.contact_id);
    return null;
end $$;
create trigger address_moves_deliveries after update of contact_id on address
    for each row when (old.contact_id <> new.contact_id) execute function move_open_deliveries();

-- A person who left an address for another on the same channel (changed number, migrated group) gets there what was queued
-- for the old one: nobody loses a message by moving. Due a moment later, so that a claim that is running and has read the
-- old address finds the row not due any more instead of a row without address.
create function follow_address() returns trigger language plpgsql as $$
begin
    update delivery d
    set address_id = n.id, not_before = greatest(d.not_before, clock_timestamp() + interval '1 second')
    from (select a.id from address a
          where a.contact_id = new.contact_id and a.channel = new.channel and a.status = 'active'
          order by a.last_inbound_at desc nulls last, a.id desc
          limit 1) n
    where d.contact_id = new.contact_id and d.address_id = new.id and d.queued;
    return null;
end $$;
create trigger address_is_followed after update of status on address
    for each row when (new.status = 'retired' and old.status <> 'retired') execute function follow_address();
