-- Wordings of an organisation's own, in place of the texts Relais is delivered with.
create table text_override (
    organisation_id bigint      not null references organisation,
    language        text        not null check (language ~ '^[a-z]{2,3}$'),
    key             text        not null,
    -- An ICU message pattern.
    text            text        not null check (length(text) between 1 and 1000),
    updated_by      text        not null,
    updated_at      timestamptz not null,
    primary key (organisation_id, language, key)
);

-- Audiences kept under a name.
create table audience (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    name            text        not null check (length(name) between 1 and 100),
    definition      jsonb       not null check (jsonb_typeof(definition) = 'object'),
    created_by      text        not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    unique (organisation_id, name)
);

alter table broadcast
    -- first_contact: the only message that occasional contacts ever get.
    add column purpose   text not null default 'broadcast' check (purpose in ('broadcast', 'first_contact')),
    -- Only addresses of this channel; null: each person's preferred one.
    add column channel   text,
    -- Worth nothing after this.
    add column not_after timestamptz,
    -- The last contact there was when it started: who joins later is not part of it, and a resumed expansion ends.
    add column audience_until bigint,
    -- Changes with every update of a draft, so that two organisers can't overwrite each other unseen.
    add column version   integer not null default 1,
    add constraint broadcast_scheduled check (state <> 'scheduled' or scheduled_at is not null),
    add constraint broadcast_expanded check (state not in ('sending', 'finished') or expanded_at is not null),
    add constraint broadcast_started check (state in ('draft', 'scheduled', 'cancelled') or started_at is not null),
    add constraint broadcast_finished check (state <> 'finished' or finished_at is not null),
    add constraint broadcast_open check (finished_at is null or state in ('finished', 'cancelled'));
create index broadcast_by_organisation on broadcast (organisation_id, id desc);
-- What the runner looks after: finished_at stays empty until the last delivery is settled, also after a cancel.
create index broadcast_running on broadcast (id) where finished_at is null and state <> 'draft';
