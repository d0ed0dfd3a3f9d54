-- Call actions: script, list of contacts, calls and their results.

-- How one action's list is worked; without a row the defaults hold.
create table call_list (
    action_id       bigint      primary key references action on delete cascade,
    organisation_id bigint      not null references organisation,
    -- Silence after which a contact goes back to the list.
    lease_minutes   integer     not null default 15 check (lease_minutes between 1 and 240),
    most_attempts   smallint    not null default 3 check (most_attempts between 1 and 10),
    -- Pause before somebody who did not answer is called again.
    retry_minutes   integer     not null default 240 check (retry_minutes between 5 and 20160),
    -- Where the data of occasional contacts come from, by language; said first. A contact's own origin goes before it.
    origin          jsonb       not null default '{}' check (jsonb_typeof(origin) = 'object'),
    updated_by      text        not null,
    updated_at      timestamptz not null
);

-- Every script an action ever had: a call goes on with the one it began with.
create table call_script (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    action_id       bigint      not null references action on delete cascade,
    version         integer     not null check (version > 0),
    script          jsonb       not null check (jsonb_typeof(script) = 'object'),
    created_by      text        not null,
    created_at      timestamptz not null,
    unique (action_id, version, organisation_id)
);

create table call_entry (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    action_id       bigint      not null references action on delete cascade,
    -- Null once erased or merged into another one of the list.
    contact_id      bigint,
    state           text        not null default 'waiting' check (state in ('waiting', 'leased', 'closed')),
    -- 0: a call-back that was promised, 1: not called yet, 2: called before.
    turn            smallint    not null default 1 check (turn between 0 and 2),
    next_at         timestamptz not null,
    attempts        smallint    not null default 0,
    -- Why it is closed: a result, or why the person may not be called.
    reason          text,
    added_at        timestamptz not null,
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    check ((state = 'closed') = (reason is not null)),
    unique (action_id, contact_id)
);
-- Whom to hand out next: what was promised, then the new ones, then the others.
create index call_entry_due on call_entry (action_id, turn, next_at, id) where state = 'waiting';
-- A page of a list in the order in which it is called.
create index call_entry_by_turn on call_entry
    (action_id, array_position(array['leased', 'waiting', 'closed'], state), next_at, id);
create index call_entry_by_contact on call_entry (contact_id);

-- One call: from the moment the number is shown. While it is open, it is the lease of its contact.
create table call_attempt (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    action_id       bigint      not null references action,
    entry_id        bigint      not null references call_entry,
    script_id       bigint      not null references call_script,
    contact_id      bigint,
    volunteer_id    bigint,
    handed_out_at   timestamptz not null,
    lease_until     timestamptz not null,
    ended_at        timestamptz,
    -- expired: silence; paused: given back; returned: the volunteer left (their own stop), and the contact went back to
    -- the list at once; stopped: the person may not be called any more; withdrawn: the action ended.
    result          text        check (result in ('reached', 'no_answer', 'call_back', 'refused', 'wrong_number', 'removed',
                                                  'expired', 'paused', 'returned', 'stopped', 'withdrawn')),
    call_back_at    timestamptz,
    -- Whether it was the one contact of an occasional person.
    only_contact    boolean     not null,
    -- Step of the script at which the volunteer stands; null before the first.
    step            smallint,
    -- The number shown, and the chat and message in which it was.
    address_id      bigint,
    chat_address_id bigint,
    sender_id       bigint      not null references sender,
    card_delivery_id bigint,
    -- When the number was taken out of the chat and of our own copy of it.
    cleared_at      timestamptz,
    -- When the volunteer was asked whether the person wished to be removed, until they say: nobody else is given them before.
    removal_asked_at timestamptz,
    -- Ledger event of a removal, until the outbox is known to be empty of the person.
    owed_stop       bigint,
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    foreign key (organisation_id, volunteer_id) references contact (organisation_id, id),
    check ((ended_at is null) = (result is null)),
    check ((result = 'call_back') = (call_back_at is not null))
);
-- Never two volunteers on one contact, in whatever action; and a volunteer has one contact at a time.
create unique index call_attempt_one_volunteer on call_attempt (contact_id, organisation_id) where ended_at is null;
create unique index call_attempt_one_contact on call_attempt (volunteer_id, organisation_id) where ended_at is null;
create index call_attempt_by_action on call_attempt (action_id, id);
create index call_attempt_latest on call_attempt (action_id, ended_at, id) where result is not null;
create index call_attempt_by_entry on call_attempt (entry_id, id);
create index call_attempt_by_volunteer on call_attempt (volunteer_id, action_id);
create index call_attempt_by_contact on call_attempt (contact_id);
create index call_attempt_removal_asked on call_attempt (contact_id) where removal_asked_at is not null;
-- Numbers that still stand in a chat after the call.
create index call_attempt_uncleared on call_attempt (ended_at) where cleared_at is null;
-- Removals whose stop still has to be enforced.
create index call_attempt_owed on call_attempt (id) where owed_stop is not null;

create table call_answer (
    attempt_id      bigint      not null references call_attempt,
    organisation_id bigint      not null,
    -- Id of the script's step, and of the option chosen or else the person's words as the volunteer typed them.
    question        text        not null,
    choice          text,
    words           text        check (length(words) <= 4000),
    at              timestamptz not null,
    primary key (attempt_id, question)
);

-- What was answered by the people themselves: what a volunteer noted before "no answer" or "wrong number" is no answer of theirs.
-- It is kept, and counts again once that result is corrected.
create view given_call_answer as
select a.*
from call_answer a join call_attempt t on t.id = a.attempt_id
where coalesce(t.result, '') not in ('no_answer', 'wrong_number');

-- Why a person may not be called: the one definition of who may be contacted, for a telephone, to which no policy of a
-- messenger applies. Null when they may.
create function call_refusal(
    class text, state text, occasional_spent_at timestamptz, has_number boolean, suppressed boolean,
    consent_only boolean) returns text
language sql immutable parallel safe as $$
    select refusal(case when class = 'occasional' then 'first_contact' else 'broadcast' end, class, state,
                   occasional_spent_at, case when has_number then 'active' else 'unreachable' end, suppressed, consent_only)
$$;

-- Numbers that can be called: a phone number that WhatsApp does not know is one, a wrong number is none, and neither is one
-- that was only shared so that a STOP reaches further (V002).
create view callable_address as
select a.id, a.organisation_id, a.contact_id, a.identifier, a.last_inbound_at, a.status
from address a
where a.kind = 'phone' and a.status <> 'retired' and coalesce(a.status_reason, '') not in ('wrong_number', 'shared');

-- An occasional person is called only by whoever can say where the number comes from: by their own record or by the list's,
-- or by the ledger, which statements ask where these two say nothing.
create function call_origin_missing(class text, variables jsonb, list_origin jsonb) returns boolean
language sql immutable parallel safe as $$
    select coalesce(class = 'occasional' and not coalesce(variables ? 'origin', false)
                    and coalesce(list_origin, '{}') = '{}', false)
$$;
