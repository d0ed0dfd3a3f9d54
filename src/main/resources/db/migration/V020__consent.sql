-- Consent of each contact, its append-only ledger, and the suppression list.
create table ledger_event (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
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
    -- What it rests on: inbox event key, or file hash and row, or page and wording.
    source_reference text,
    wording         text,
    language        text,
    actor           text,
    -- Rule that fired, what was blocked, what was in flight: never personal data.
    detail          jsonb       not null default '{}'
);
create index ledger_event_by_contact on ledger_event (contact_id, id);
create index ledger_event_by_organisation on ledger_event (organisation_id, id);

-- The person's own words, apart from the event so that an erasure can remove them and leave the chain whole.
create table ledger_text (
    event_id bigint primary key references ledger_event,
    text     text not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger ledger_event_append_only before update or delete or truncate on ledger_event
    for each statement execute function refuse_change();

create table consent (
    contact_id          bigint      primary key,
    organisation_id     bigint      not null,
    class               text        not null check (class in ('member', 'regular', 'occasional')),
    state               text        not null check (state in ('pending', 'subscribed', 'held', 'unsubscribed')),
    -- The platform's time of the event that set the state: an older event changes nothing.
    changed_at          timestamptz not null,
    basis_event_id      bigint      not null references ledger_event,
    -- The one contact an occasional person may ever get, spent before the attempt.
    occasional_spent_at timestamptz,
    mention_sent_at     timestamptz,
    confirmed_stop_id   bigint      references ledger_event,
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
create index consent_by_state on consent (organisation_id, state);

create table suppression (
    organisation_id bigint      not null references organisation,
    fingerprint     bytea       not null check (length(fingerprint) = 32),
    key_id          text        not null,
    reason          text        not null,
    added_at        timestamptz not null,
    event_id        bigint      references ledger_event,
    primary key (organisation_id, fingerprint)
);

-- The one definition of "may be messaged": null when it may, else the reason. Purposes: broadcast (also reminders,
-- actions), reply (to what the person just sent), confirmation (the one after a stop), question (the one of a hold),
-- first_contact (the only one to an occasional contact).
create function refusal(
    purpose text, class text, state text, occasional_spent_at timestamptz, address_status text,
    suppressed boolean, consent_only boolean) returns text
language sql immutable parallel safe as $$
    select case
        when purpose = 'confirmation' then case when state = 'unsubscribed' then null else 'not_unsubscribed' end
        when purpose = 'question' then case when state = 'held' then null else 'not_held' end
        when state = 'unsubscribed' then 'unsubscribed'
        when suppressed then 'suppressed'
        when state = 'held' then 'held'
        when address_status <> 'active' then 'unreachable'
        when purpose = 'reply' then null
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

create view messageable as
select a.id as address_id,
       a.organisation_id,
       a.contact_id,
       a.channel,
       refusal('broadcast', s.class, s.state, s.occasional_spent_at, a.status,
               exists (select from suppression u where u.organisation_id = a.organisation_id and u.fingerprint = a.fingerprint),
               o.consent_only) as refusal
from address a
join consent s on s.contact_id = a.contact_id
join organisation o on o.id = a.organisation_id;
