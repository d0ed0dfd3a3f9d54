-- Who may be messaged: the platforms' terms, the one definition, and the views that everything reads it by.
--
-- Whom a platform's own terms bar from using it: each channel's provider says so at the start. An owner's written override lifts it for one organisation.
create table channel_policy (
    channel           text not null,
    organisation_kind text not null,
    primary key (channel, organisation_kind)
);

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
-- actions), reply (to what the person just sent), confirmation (the one after a stop), stopped_reply (to what somebody asks
-- for after their stop: to join again, or their data), question (the one of a hold),
-- first_contact (the only one to an occasional contact), test (an organiser's own). It must stay one plain expression:
-- PostgreSQL then writes it into the statement that calls it.
create function refusal(
    purpose text, class text, state text, occasional_spent_at timestamptz, address_status text,
    suppressed boolean, consent_only boolean, channel_barred boolean default false) returns text
language sql immutable parallel safe as $$
    select case
        when purpose = 'confirmation' then case when state = 'unsubscribed' then null else 'not_unsubscribed' end
        when purpose = 'stopped_reply' then case
            when state <> 'unsubscribed' then 'not_unsubscribed'
            when address_status <> 'active' then 'unreachable'
            when channel_barred then 'channel_policy' end
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
       -- When they last said so themselves; of who was written in, since when they are.
       case when s.state = 'subscribed' then coalesce(s.opted_in_at, s.changed_at) end as consented_at,
       refusal('broadcast', s.class, s.state, s.occasional_spent_at,
               case when s.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(s.reachable_on, ',') <@ o.barred_channels) as refusal,
       refusal('first_contact', s.class, s.state, s.occasional_spent_at,
               case when s.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(s.reachable_on, ',') <@ o.barred_channels) as first_contact_refusal
from consent s
join organisation o on o.id = s.organisation_id;

-- The same, counted: from the counters (V004), with the definition once per group.
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
       g.contacts,
       f.language,
       f.area,
       f.tags
from standing g
join organisation o on o.id = g.organisation_id
-- One look-up per group: the planner can't know how few groups there are.
left join lateral (select * from facet where id = g.facet_id limit 1) f on true;
