-- Consent of each contact, its append-only ledger, and the suppression list.
create table ledger_event (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    -- No foreign key: the row outlives an erased contact, as a pseudonym.
    contact_id      bigint,
    kind            text        not null,
    class           text,
    state_before    text,
    state_after     text,
    -- When it happened by the platform's clock, and when we wrote it down.
    occurred_at     timestamptz not null,
    recorded_at     timestamptz not null,
    channel         text,
    -- webhook | import | api | console | page | volunteer | retention | system
    source          text        not null,
    -- What it rests on: file hash and row, page and wording …; for a webhook it stands in ledger_text.
    source_reference text,
    wording         text,
    language        text,
    actor           text,
    -- Rule that fired, what was blocked, what was in flight: never personal data.
    detail          jsonb       not null default '{}',
    -- SHA-256 over the salt and the rest of ledger_text: a commitment that says nothing once that is erased.
    text_hash       bytea       check (length(text_hash) = 32),
    -- The transaction that wrote it: the chain seals in this order, behind the oldest one still running.
    written_in      xid8        not null default pg_current_xact_id()
);
create index ledger_event_by_contact on ledger_event (contact_id, id);
create index ledger_event_by_organisation on ledger_event (organisation_id, id);
create index ledger_event_by_transaction on ledger_event (written_in);

-- The person's own words, and the platform's key of the event (WhatsApp writes the number into it): apart from the event
-- so that an erasure can remove them and leave the chain whole.
create table ledger_text (
    event_id  bigint primary key references ledger_event,
    text      text,
    reference text,
    salt      bytea  not null check (length(salt) = 16)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger ledger_event_append_only before update or delete or truncate on ledger_event
    for each statement execute function refuse_change();
create trigger ledger_text_unchangeable before update or truncate on ledger_text
    for each statement execute function refuse_change();

create table consent (
    contact_id          bigint      primary key,
    organisation_id     bigint      not null,
    class               text        not null check (class in ('member', 'regular', 'occasional')),
    state               text        not null check (state in ('pending', 'subscribed', 'held', 'unsubscribed')),
    -- The platform's time of the event that set the state.
    changed_at          timestamptz not null,
    basis_event_id      bigint      not null,
    -- The newest stop, explicit opt-in and hold by the platform's time: an older event changes nothing, whenever it comes.
    stopped_at          timestamptz,
    opted_in_at         timestamptz,
    held_at             timestamptz,
    -- The state that a hold interrupted and a release gives back.
    held_from           text        check (held_from in ('pending', 'subscribed')),
    -- The one contact an occasional person may ever get, spent before the attempt, and the delivery it was spent on.
    occasional_spent_at timestamptz,
    occasional_delivery_id bigint,
    occasional_spent    boolean     generated always as (occasional_spent_at is not null) stored,
    mention_sent_at     timestamptz,
    -- The stop that was confirmed and the hold whose question was asked: one of each per episode.
    confirmed_stop_id   bigint,
    questioned_hold_id  bigint,
    check ((state = 'held') = (held_from is not null)),
    -- Channels of the person's active addresses, sorted, comma between: triggers keep it true. It lets an audience of a
    -- million be counted from consent_standing alone.
    reachable_on        text        not null default '',
    check ((state = 'held') = (held_from is not null)),
    check (state <> 'unsubscribed' or stopped_at is not null)
);
create index consent_standing on consent (organisation_id, state, class, occasional_spent, reachable_on);

-- A separate statement locks first: the one that recomputes then has a snapshot in which every address written under an
-- earlier lock is visible, so two changes at once can't leave the older answer.
create function refresh_reach(contacts bigint[]) returns void language plpgsql as $$
begin
    perform from consent s where s.contact_id = any (contacts) order by s.contact_id for update;
    update consent s set reachable_on = r.reachable_on
    from (select k.contact_id, coalesce(string_agg(distinct a.channel, ',' order by a.channel), '') as reachable_on
          from unnest(contacts) k (contact_id)
          left join address a on a.contact_id = k.contact_id and a.status = 'active'
          group by k.contact_id) r
    where s.contact_id = r.contact_id and s.reachable_on <> r.reachable_on;
end $$;

create function address_inserted() returns trigger language plpgsql as $$
declare
    behind bigint[];
begin
    if exists (select from inserted i
               left join contact c on c.id = i.contact_id and c.organisation_id = i.organisation_id where c.id is null) then
        raise exception 'an address needs a contact of its organisation' using errcode = 'foreign_key_violation';
    end if;
    select array_agg(i.contact_id) into behind
    from inserted i join consent s on s.contact_id = i.contact_id
    where i.status = 'active' and i.channel <> all (string_to_array(s.reachable_on, ','));
    if behind is not null then
        perform refresh_reach(behind);
    end if;
    return null;
end $$;
create trigger address_inserted after insert on address referencing new table as inserted
    for each statement execute function address_inserted();

create function address_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform refresh_reach(array[old.contact_id]);
    else
        perform refresh_reach(array[old.contact_id, new.contact_id]);
    end if;
    return null;
end $$;
create trigger address_changed after update of status, contact_id, channel on address for each row
    when (old.status <> new.status or old.contact_id <> new.contact_id or old.channel <> new.channel)
    execute function address_changed();
create trigger address_deleted after delete on address for each row execute function address_changed();

-- Inserted last (contact, address, consent), with reachable_on as the inserter knows it: then this only compares.
create function consent_inserted() returns trigger language plpgsql as $$
declare
    behind bigint[];
begin
    if exists (select from inserted i
               left join contact c on c.id = i.contact_id and c.organisation_id = i.organisation_id where c.id is null) then
        raise exception 'a consent needs a contact of its organisation' using errcode = 'foreign_key_violation';
    end if;
    select array_agg(d.contact_id) into behind
    from (select i.contact_id
          from inserted i left join address a on a.contact_id = i.contact_id and a.status = 'active'
          group by i.contact_id, i.reachable_on
          having min(a.channel) is distinct from max(a.channel) or i.reachable_on <> coalesce(min(a.channel), '')) d;
    if behind is not null then
        perform refresh_reach(behind);
    end if;
    return null;
end $$;
create trigger consent_inserted after insert on consent referencing new table as inserted
    for each statement execute function consent_inserted();

create table suppression (
    organisation_id bigint      not null references organisation,
    fingerprint     bytea       not null check (length(fingerprint) = 32),
    key_id          text        not null,
    reason          text        not null,
    added_at        timestamptz not null,
    event_id        bigint      references ledger_event,
    primary key (organisation_id, fingerprint)
);

-- Whom a platform's own terms bar from using it. An owner's written override lifts it for one organisation.
create table channel_policy (
    channel           text not null,
    organisation_kind text not null,
    primary key (channel, organisation_kind)
);
insert into channel_policy values ('whatsapp', 'party'), ('whatsapp', 'candidate'), ('whatsapp', 'campaign');

create table policy_override (
    organisation_id bigint      not null references organisation,
    channel         text        not null,
    -- What the owner wrote when taking the responsibility.
    statement       text        not null check (length(statement) between 20 and 4000),
    actor           text        not null,
    event_id        bigint      not null references ledger_event,
    at              timestamptz not null,
    primary key (organisation_id, channel)
);

-- Kept on the organisation so that the definition below reads one row; only these triggers write it.
alter table organisation add column barred_channels text[] not null default '{}';

create function barred_channels(organisation bigint, kind text) returns text[]
language sql stable as $$
    select coalesce(array_agg(p.channel order by p.channel), '{}')
    from channel_policy p
    where p.organisation_kind = kind
      and not exists (select from policy_override w where w.organisation_id = organisation and w.channel = p.channel)
$$;
create function set_barred_channels() returns trigger language plpgsql as $$
begin
    new.barred_channels := barred_channels(new.id, new.kind);
    return new;
end $$;
create trigger organisation_barred_channels before insert or update on organisation
    for each row execute function set_barred_channels();
create function touch_barred_channels() returns trigger language plpgsql as $$
begin
    update organisation set kind = kind where id = coalesce(new.organisation_id, old.organisation_id);
    return null;
end $$;
create trigger policy_override_barred_channels after insert or update or delete on policy_override
    for each row execute function touch_barred_channels();

-- The one definition of "may be messaged": null when it may, else the reason. Purposes: broadcast (also reminders,
-- actions), reply (to what the person just sent), confirmation (the one after a stop), question (the one of a hold),
-- first_contact (the only one to an occasional contact), test (an organiser's own). It must stay one plain expression:
-- PostgreSQL then writes it into the statement that calls it.
create function refusal(
    purpose text, class text, state text, occasional_spent_at timestamptz, address_status text,
    suppressed boolean, consent_only boolean, channel_barred boolean default false) returns text
language sql immutable parallel safe as $$
    select case
        when purpose = 'confirmation' then case when state = 'unsubscribed' then null else 'not_unsubscribed' end
        when state = 'unsubscribed' then 'unsubscribed'
        when suppressed then 'suppressed'
        when purpose = 'question' and state <> 'held' then 'not_held'
        when purpose <> 'question' and state = 'held' then 'held'
        when address_status <> 'active' then 'unreachable'
        when channel_barred then 'channel_policy'
        when purpose in ('reply', 'question', 'test') then null
        when class = 'occasional' and consent_only then 'consent_only'
        when purpose = 'first_contact' then case
            when class <> 'occasional' then 'not_occasional'
            when occasional_spent_at is not null then 'occasional_spent'
            else null end
        when class = 'occasional' then 'occasional'
        when state = 'pending' then 'pending'
        else null
    end
$$;

-- When a message may next go out: now when inside the contact hours, else the next opening, in the contact's own zone.
-- One plain expression as well; the tests hold it to Java's time zone rules across changes of the clock.
create function next_contact_time(
    contact_from time, contact_until time, contact_days smallint[], zone text, now timestamptz) returns timestamptz
language sql immutable parallel safe as $$
    select case
        when extract(isodow from now at time zone zone)::smallint = any (contact_days)
             and (now at time zone zone)::time < contact_until
        then case when (now at time zone zone)::time >= contact_from then now
             else ((now at time zone zone)::date + contact_from) at time zone zone end
        else ((now at time zone zone)::date + contact_from + make_interval(days => case
            when (extract(isodow from now at time zone zone)::integer) % 7 + 1 = any (contact_days) then 1
            when (extract(isodow from now at time zone zone)::integer + 1) % 7 + 1 = any (contact_days) then 2
            when (extract(isodow from now at time zone zone)::integer + 2) % 7 + 1 = any (contact_days) then 3
            when (extract(isodow from now at time zone zone)::integer + 3) % 7 + 1 = any (contact_days) then 4
            when (extract(isodow from now at time zone zone)::integer + 4) % 7 + 1 = any (contact_days) then 5
            when (extract(isodow from now at time zone zone)::integer + 5) % 7 + 1 = any (contact_days) then 6
            else 7 end)) at time zone zone
    end
$$;

-- Per address, for enqueue and claim. A stop makes the contact unsubscribed and, for whoever comes back after an
-- erasure, leaves its fingerprint: the probe is exact whatever runs at the same time.
create view messageable as
select a.id as address_id,
       a.organisation_id,
       a.contact_id,
       a.channel,
       s.class,
       s.state,
       refusal('broadcast', s.class, s.state, s.occasional_spent_at, a.status,
               exists (select from suppression u where u.organisation_id = a.organisation_id and u.fingerprint = a.fingerprint),
               o.consent_only, a.channel = any (o.barred_channels)) as refusal
from address a
join consent s on s.contact_id = a.contact_id
join organisation o on o.id = a.organisation_id;

-- Per person, for lists and audiences; merged and erased contacts have no consent and don't appear.
create view messageable_contact as
select s.organisation_id,
       s.contact_id,
       s.class,
       s.state,
       string_to_array(s.reachable_on, ',') as channels,
       refusal('broadcast', s.class, s.state, s.occasional_spent_at,
               case when s.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(s.reachable_on, ',') <@ o.barred_channels) as refusal,
       refusal('first_contact', s.class, s.state, s.occasional_spent_at,
               case when s.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(s.reachable_on, ',') <@ o.barred_channels) as first_contact_refusal
from consent s
join organisation o on o.id = s.organisation_id;

-- The same, counted: groups first, from the index alone, then the definition once per group.
create view messageable_count as
select g.organisation_id,
       g.class,
       g.state,
       string_to_array(g.reachable_on, ',') as channels,
       refusal('broadcast', g.class, g.state, case when g.occasional_spent then timestamptz 'epoch' end,
               case when g.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(g.reachable_on, ',') <@ o.barred_channels) as refusal,
       refusal('first_contact', g.class, g.state, case when g.occasional_spent then timestamptz 'epoch' end,
               case when g.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(g.reachable_on, ',') <@ o.barred_channels) as first_contact_refusal,
       g.contacts
from (select s.organisation_id, s.state, s.class, s.occasional_spent, s.reachable_on, count(*) as contacts
      from consent s
      group by s.organisation_id, s.state, s.class, s.occasional_spent, s.reachable_on) g
join organisation o on o.id = g.organisation_id;
