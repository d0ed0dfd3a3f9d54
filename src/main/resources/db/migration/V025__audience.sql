-- Audiences that organisers keep under a name, to choose them for broadcasts, actions and call lists. What is chosen is
-- copied: a change here changes nothing that was composed with it before.
create table saved_audience (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    name            text        not null check (length(name) between 1 and 100),
    -- As the audience package writes it.
    audience        jsonb       not null check (jsonb_typeof(audience) = 'object'),
    -- Changes with every update, so that two organisers can't overwrite each other unseen.
    version         integer     not null default 1,
    created_by      text        not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    unique (organisation_id, name)
);
