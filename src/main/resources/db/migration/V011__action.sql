-- What volunteers are asked to do, who was asked, and what they answered.
create table action (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    kind            text        not null check (kind in ('share', 'call', 'event', 'question')),
    state           text        not null default 'draft' check (state in ('draft', 'open', 'ended', 'cancelled')),
    title           text        not null check (length(title) between 1 and 200),
    -- The offer as composed: without the buttons, which Relais adds.
    message_id      bigint      not null references message,
    -- Made when it is opened: the offer with its buttons, what follows a yes (share), and the reminder.
    offer_id        bigint      references message,
    content_id      bigint      references message,
    reminder_id     bigint      references message,
    audience        jsonb       not null check (jsonb_typeof(audience) = 'object'),
    -- Most units of work (calls, shares …) of one volunteer, in all and on one day of the organisation's; null: no ceiling.
    per_volunteer   integer     check (per_volunteer between 1 and 100000),
    per_day         integer     check (per_day between 1 and 10000),
    -- So many hours after the last word of a volunteer they are reminded, at most so many times; 0 times: never.
    remind_hours    integer     not null default 24 check (remind_hours between 1 and 720),
    remind_times    integer     not null default 0 check (remind_times between 0 and 5),
    -- Whether those are reminded too who have not answered the offer.
    remind_silent   boolean     not null default false,
    created_by      text        not null,
    created_at      timestamptz not null,
    opened_at       timestamptz,
    -- When it ends by itself; null: when an organiser ends it.
    ends_at         timestamptz,
    ended_at        timestamptz,
    -- Changes with every update of a draft.
    version         integer     not null default 1,
    check (state <> 'open' or (opened_at is not null and offer_id is not null and reminder_id is not null)),
    check ((state in ('ended', 'cancelled')) = (ended_at is not null)),
    unique (organisation_id, id)
);
create index action_by_organisation on action (organisation_id, id desc);
-- What ends by itself at its time.
create index action_open on action (ends_at) where state = 'open';

-- Organisers of the role coordinator see and run these actions, and no others.
create table action_coordinator (
    organisation_id bigint      not null,
    organiser_id    bigint      not null,
    action_id       bigint      not null,
    assigned_by     text        not null,
    assigned_at     timestamptz not null,
    primary key (organisation_id, organiser_id, action_id),
    foreign key (organisation_id, organiser_id) references organiser (organisation_id, id),
    foreign key (organisation_id, action_id) references action (organisation_id, id) on delete cascade
);
-- For the end of an action's row.
create index action_coordinator_by_action on action_coordinator (organisation_id, action_id);

-- An offer goes out as a broadcast; those who are assigned by hand later get one of their own.
create table action_offer (
    broadcast_id    bigint      primary key references broadcast,
    organisation_id bigint      not null,
    action_id       bigint      not null,
    -- Those assigned by hand; null for the audience of the action.
    contact_ids     bigint[],
    created_by      text        not null,
    created_at      timestamptz not null,
    -- Up to here people were looked at for those who have not answered; 0: from the first one on.
    silent_after    bigint      not null default 0,
    foreign key (organisation_id, action_id) references action (organisation_id, id)
);
create index action_offer_by_action on action_offer (action_id);

-- One volunteer's part in an action: from their first answer on, or from the first reminder. The delivery is the offer's.
create table assignment (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    action_id       bigint      not null,
    -- Null once erased, or when two people turned out to be one who has another assignment of the action.
    contact_id      bigint,
    delivery_id     bigint      not null,
    state           text        not null default 'offered' check (state in ('offered', 'accepted', 'declined', 'done')),
    -- The button they answered with: yes, no, maybe …
    answer          text        check (answer ~ '^[a-z]{1,12}$'),
    offered_at      timestamptz not null,
    accepted_at     timestamptz,
    declined_at     timestamptz,
    done_at         timestamptz,
    -- Last word of the volunteer in this action: what a reminder counts from.
    active_at       timestamptz not null,
    reminders       integer     not null default 0,
    reminded_at     timestamptz,
    -- The last reminder, taken back when it is not needed any more.
    reminder_delivery_id bigint,
    -- Where to: the address they answered from; null: their preferred one.
    address_id      bigint,
    check (state <> 'accepted' or accepted_at is not null),
    check (state <> 'declined' or declined_at is not null),
    check (state <> 'done' or (done_at is not null and accepted_at is not null)),
    foreign key (organisation_id, action_id) references action (organisation_id, id),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    unique (delivery_id, organisation_id)
);
-- One part per volunteer and action; whoever is erased is counted on.
create unique index assignment_once on assignment (action_id, contact_id, organisation_id) where contact_id is not null;
-- A volunteer's actions: what a reply may mean.
create index assignment_by_contact on assignment (contact_id, action_id);
-- A volunteers' page: who accepted, declined or is done.
create index assignment_by_state on assignment (action_id, state, contact_id) where contact_id is not null;
-- Those whose last word is long ago.
create index assignment_to_remind on assignment (action_id, state, active_at) where state in ('offered', 'accepted');

-- What happened, in order; the figures are counted from it. Kinds of actions may write kinds of events of their own.
create table action_event (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    action_id       bigint      not null,
    -- Null for what happened to the action itself.
    assignment_id   bigint      references assignment,
    -- opened ended cancelled; accepted declined done undone unit reminded thanked …
    kind            text        not null check (kind ~ '^[a-z_]{1,40}$'),
    at              timestamptz not null,
    -- Never personal data.
    detail          jsonb       not null default '{}' check (jsonb_typeof(detail) = 'object'),
    -- The transaction that wrote it, as of answers (V015).
    written_in      xid8        not null default pg_current_xact_id(),
    foreign key (organisation_id, action_id) references action (organisation_id, id)
);
-- Figures of an action; with the columns after it the index is enough.
create index action_event_by_action on action_event (action_id, kind, assignment_id, id);
-- A volunteer's newest answer, and units of today.
create index action_event_by_assignment on action_event (assignment_id, kind, at);
-- Welcomes (V017): whoever has just said yes, and on which day somebody last did something.
create index action_event_accepted on action_event (organisation_id, written_in, id) where kind = 'accepted';
create index action_event_deeds on action_event (organisation_id, ((at at time zone 'UTC')::date), id)
    where kind in ('accepted', 'unit', 'done');
create trigger action_event_append_only before update or delete or truncate on action_event
    for each statement execute function refuse_change();

-- What a volunteer answered and whether they finished, from the events; those who did neither have a row all the same.
-- Each one's events are sorted by themselves: the newest first of all events would be gone through for it otherwise.
create view assignment_answer as
select s.id as assignment_id,
       s.organisation_id,
       s.action_id,
       s.delivery_id,
       s.contact_id,
       answer.kind as answer,
       answer.at as answered_at,
       case when answer.kind = 'accepted' and finish.kind = 'done' then finish.at end as done_at
from assignment s
left join lateral (
    select e.kind, e.at
    from (select id, kind, at from action_event
          where assignment_id = s.id and kind in ('accepted', 'declined') offset 0) e
    order by e.id desc limit 1) answer on true
left join lateral (
    select e.kind, e.at
    from (select id, kind, at from action_event
          where assignment_id = s.id and kind in ('done', 'undone') offset 0) e
    order by e.id desc limit 1) finish on true;

-- Whoever was offered an action, once per offer that the platform took, with what came of it. An answer proves an offer
-- whose delivery is not certain. Figures of whole actions are the same, counted without going through everybody.
create view action_part as
select o.organisation_id,
       o.action_id,
       d.id as delivery_id,
       s.assignment_id,
       -- Null once erased; two people who became one are counted twice, as they were written to twice.
       case when s.assignment_id is not null then s.contact_id
            when c.erased_at is null then coalesce(c.merged_into, c.id) end as contact_id,
       coalesce(d.settled_at, d.claimed_at, d.queued_at) as offered_at,
       s.answer,
       s.answered_at,
       s.done_at
from action_offer o
join delivery d on d.broadcast_id = o.broadcast_id
left join assignment_answer s on s.delivery_id = d.id
left join contact c on c.id = d.contact_id
where d.state in ('accepted', 'delivered', 'read') or s.answer is not null
union all
-- Who came by what a friend passed on of it, and was shown the offer in the chat.
select s.organisation_id, s.action_id, s.delivery_id, s.assignment_id, s.contact_id,
       coalesce(d.settled_at, d.claimed_at, d.queued_at), s.answer, s.answered_at, s.done_at
from assignment_answer s
join delivery d on d.id = s.delivery_id
where d.broadcast_id is null and s.answer is not null;

-- What a step of a script or of questions says, or where an option is named the label of that, in a language or else in
-- the script's own: so that whoever is told what is held on them reads what they were asked.
create function said_in_step(script jsonb, its_step text, its_option text, wanted text) returns text language sql immutable
as $$
    select coalesce(words ->> wanted, words ->> (script ->> 'language'))
    from jsonb_array_elements(script -> 'steps') step
    cross join lateral (
        select case when its_option is null then step -> 'text'
                    else (select option -> 'label' from jsonb_array_elements(step -> 'options') option
                          where option ->> 'id' = its_option) end as words) said
    where step ->> 'id' = its_step
$$;
