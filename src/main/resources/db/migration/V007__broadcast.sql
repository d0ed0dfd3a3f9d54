-- Messages as composed, and broadcasts.
create table message (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    -- The spec as the template package writes it: bodies per language, buttons, share text, platform template.
    spec            jsonb       not null,
    created_at      timestamptz not null
);
-- Every message with a text to share is shareable (V010).
create index message_shareable on message (organisation_id, id desc) where spec ? 'share';
-- Whether a picture of ours is still named.
create index message_by_picture on message (right(spec ->> 'image', 47)) where spec ? 'image';

-- Pictures that organisers uploaded for messages, without metadata.
create table picture (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    -- Its place in our addresses, by which the platforms fetch it: nobody guesses it, and its end says what it is.
    name            text        not null unique check (name ~ '^[A-Za-z0-9_-]{43}\.(jpg|png)$'),
    bytes           bytea       not null check (length(bytes) between 1 and 5242880),
    created_at      timestamptz not null
);
-- Compressed already: a second time would only cost.
alter table picture alter column bytes set storage external;
create index picture_by_time on picture (organisation_id, created_at);

create table broadcast (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    title           text        not null check (length(title) between 1 and 200),
    message_id      bigint      not null references message,
    -- A second text, which a half of its people gets instead: which one is drawn by V032's seed, once, as each delivery is made.
    variant_id      bigint      references message,
    audience        jsonb       not null,
    -- first_contact: the only message that occasional contacts ever get.
    purpose         text        not null default 'broadcast' check (purpose in ('broadcast', 'first_contact')),
    -- Only addresses of this channel; null: each person's preferred one.
    channel         text,
    -- Worth nothing after this.
    not_after       timestamptz,
    state           text        not null default 'draft'
                    check (state in ('draft', 'scheduled', 'expanding', 'sending', 'paused', 'finished', 'cancelled')),
    -- Why it stands still or ended early, in our words or the platform's code.
    state_reason    text,
    -- Changes with every update of a draft, so that two organisers can't overwrite each other unseen.
    version         integer     not null default 1,
    created_by      text        not null,
    created_at      timestamptz not null,
    scheduled_at    timestamptz,
    started_at      timestamptz,
    expanded_at     timestamptz,
    finished_at     timestamptz,
    -- Last contact id expanded, so that a crash resumes where it stood.
    expanded_until  bigint      not null default 0,
    -- The last contact there was when it started: who joins later is not part of it, and a resumed expansion ends.
    audience_until  bigint,
    -- How many people it is for, and how many of them may be messaged, as the first found who counted them for its start or
    -- after it: whoever follows it need not.
    people          bigint,
    messageable     bigint,
    constraint broadcast_scheduled check (state <> 'scheduled' or scheduled_at is not null),
    constraint broadcast_expanded check (state not in ('sending', 'finished') or expanded_at is not null),
    constraint broadcast_started check (state in ('draft', 'scheduled', 'cancelled') or started_at is not null),
    constraint broadcast_finished check (state <> 'finished' or finished_at is not null),
    constraint broadcast_open check (finished_at is null or state in ('finished', 'cancelled')),
    unique (organisation_id, id)
);
create index broadcast_by_organisation on broadcast (organisation_id, id desc);
-- Lists of them, the last to leave first.
create index broadcast_by_time on broadcast (organisation_id, (coalesce(started_at, scheduled_at, created_at)) desc, id desc);
-- Those that are still being written, however many were sent.
create index broadcast_draft on broadcast (organisation_id, id desc) where state = 'draft';
-- What the pacer hands out from.
create index broadcast_sending on broadcast (organisation_id, id) where state in ('expanding', 'sending');
-- What the runner looks after: finished_at stays empty until the last delivery is settled, also after a cancel.
create index broadcast_running on broadcast (id) where finished_at is null and state <> 'draft';

-- How many deliveries of a broadcast stand in each state, kept by the statements that change them, so that the counters
-- agree with the rows in every snapshot. A statement only ever adds rows of differences: nobody waits for a hot counter.
-- folding sums them up now and then.
create table broadcast_change (
    broadcast_id bigint  not null,
    state        text    not null,
    reason       text    not null,
    difference   integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
-- Progress of one broadcast, and the folding.
create index broadcast_change_by_broadcast on broadcast_change (broadcast_id);

create table broadcast_total (
    broadcast_id bigint not null,
    state        text   not null,
    reason       text   not null,
    deliveries   bigint not null,
    primary key (broadcast_id, state, reason)
);

-- What readers look at.
create view broadcast_progress as
select broadcast_id, state, reason, sum(deliveries)::bigint as deliveries
from (select broadcast_id, state, reason, deliveries from broadcast_total
      union all
      select broadcast_id, state, reason, difference from broadcast_change) parts
group by broadcast_id, state, reason
having sum(deliveries) <> 0;
