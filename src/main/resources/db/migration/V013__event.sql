-- Events: actions that people answer with yes, maybe or no. One row per action of kind event.
create table event (
    action_id       bigint      primary key references action,
    organisation_id bigint      not null references organisation,
    title           text        not null check (length(title) between 1 and 200),
    starts_at       timestamptz not null,
    ends_at         timestamptz not null check (ends_at > starts_at),
    -- Of the place: what the clock on its wall says is what people are told.
    time_zone       text        not null check (timezone(time_zone, timestamptz '2020-01-01 00:00+00') is not null),
    place           text        not null check (length(place) <= 300),
    map_url         text        check (map_url ~ '^https?://'),
    -- Null: as many as come.
    capacity        integer     check (capacity between 1 and 1000000),
    -- Counts changes (RFC 5545, SEQUENCE): who was told an older one is told again.
    sequence        integer     not null default 0 check (sequence >= 0),
    changed_at      timestamptz not null,
    cancelled_at    timestamptz,
    -- Why, or what takes place instead, as its organiser wrote it: people are told.
    cancel_note     text        check (cancel_note is null
                                       or length(cancel_note) <= 300 and cancel_note ~ '\S' and cancelled_at is not null),
    -- Days after the end until nobody can be read from the answers any more.
    retention_days  integer     not null default 30 check (retention_days between 0 and 365),
    forgotten_at    timestamptz
);
-- Events whose answers are forgotten some days after the end.
create index event_open on event (ends_at) where forgotten_at is null;

-- Where each person stands. The row of the event is locked before any of these is written, so places are never given twice.
create table event_answer (
    id              bigint      generated always as identity primary key,
    organisation_id bigint      not null,
    action_id       bigint      not null references event,
    -- Null once forgotten or erased: the count stays.
    contact_id      bigint,
    standing        text        not null check (standing in ('yes', 'waiting', 'maybe', 'no', 'stopped')),
    -- When they came to stand there: the order of the waiting list.
    since           timestamptz not null,
    -- The change that the person knows of.
    told            integer     not null,
    -- Whom they bring besides themselves, as they said: nobody's consent, and no place.
    companions      integer     not null default 0 check (companions between 0 and 20 and (companions = 0 or standing not in ('no', 'stopped'))),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
create unique index event_answer_once on event_answer (action_id, contact_id) where contact_id is not null;
-- Counts per standing, and the order of the waiting list.
create index event_answer_standing on event_answer (action_id, standing, since, id);
create index event_answer_by_contact on event_answer (contact_id);

-- What happened, for the figures; nobody is named in it.
create table event_turn (
    id              bigint      generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    action_id       bigint      not null references event,
    -- Null for a first answer.
    was             text        check (was in ('yes', 'waiting', 'maybe', 'no', 'stopped')),
    standing        text        not null check (standing in ('yes', 'waiting', 'maybe', 'no', 'stopped')),
    -- answer: the person's own; place: one became free; erasure: the person is gone; stop: the person has stopped, and so
    -- can't be told any more that a place is theirs.
    cause           text        not null check (cause in ('answer', 'place', 'erasure', 'stop')),
    at              timestamptz not null
);
-- The figures over time.
create index event_turn_by_action on event_turn (action_id, at);
create trigger event_turn_append_only before update or delete or truncate on event_turn
    for each statement execute function refuse_change();

-- What is queued for a person because of an answer, so that it can be taken back when the answer or the event changes.
create table event_notice (
    answer_id   bigint not null references event_answer,
    -- day, hours: reminders; change: a change, a cancellation or a free place.
    kind        text   not null check (kind in ('day', 'hours', 'change')),
    delivery_id bigint not null,
    primary key (answer_id, kind)
);
