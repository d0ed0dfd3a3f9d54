-- How each sender stands at its platform: what was last heard from it, what its platform says, and what alarms.

create table sender_health (
    sender_id       bigint      primary key references sender,
    -- The last webhook of any kind; the last thing that somebody wrote or pressed; the last message that the platform took.
    -- Within some seconds: they are noted at most every other second.
    heard_at        timestamptz,
    written_at      timestamptz,
    accepted_at     timestamptz,
    -- When its platform was last asked, or is being asked by a node.
    looked_at       timestamptz,
    -- Since when a look found what may keep a stop from being heard, and what it was: a code with its arguments. It alarms
    -- once a second look finds it too.
    alarm           jsonb,
    suspected_since timestamptz,
    alarmed_since   timestamptz,
    -- The owner who said that broadcasts may go on all the same.
    released_by     text,
    released_at     timestamptz,
    constraint sender_health_alarm_has_begun check ((alarm is null) = (suspected_since is null)),
    constraint sender_health_alarmed_for_something check (alarmed_since is null or alarm is not null)
);
-- What broadcasts wait for.
create index sender_health_alarmed on sender_health (sender_id) where alarmed_since is not null;

-- The hours in which a sender was heard, of some weeks: how long it is usually silent.
create table sender_hour (
    sender_id bigint      not null references sender,
    hour      timestamptz not null,
    primary key (sender_id, hour)
);

-- What each check of a sender found when it was last done: codes with their arguments, never a secret.
create table sender_check (
    sender_id  bigint      not null references sender,
    name       text        not null,
    checked_at timestamptz not null,
    results    jsonb       not null check (jsonb_typeof(results) = 'array'),
    primary key (sender_id, name)
);

-- The last time that a platform asked for our address by its verify token, by whether it knew the token.
create table handshake (
    channel  text        not null,
    -- Last segment of the address, empty where a channel has one for all senders.
    account  text        not null,
    accepted boolean     not null,
    at       timestamptz not null,
    primary key (channel, account, accepted)
);
