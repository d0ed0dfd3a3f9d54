-- Programs that are told what happens: each is one queue through its organisation's feed (V019).
create table webhook (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    url             text        not null check (url ~ '^https?://' and length(url) <= 500),
    -- Names of feed kinds; none for all.
    kinds           text[]      not null,
    -- The secret is made from a key of the configuration, the row's id and this number: nothing of it stands here. The one
    -- before signs too until a day after the change.
    secret_version  integer     not null default 1 check (secret_version > 0),
    secret_changed_at timestamptz not null,
    -- The place up to which everything was taken, or put aside.
    position        bigint      not null check (position >= 0),
    -- When it last took something; null before it ever did.
    taken_at        timestamptz,
    -- How often what comes next was tried in vain; not before this it is tried again.
    attempt         integer     not null default 0,
    due_at          timestamptz not null,
    failing_since   timestamptz,
    error           text        check (error ~ '^[a-z0-9_]{1,40}$'),
    created_at      timestamptz not null,
    created_by      text        not null,
    check ((attempt = 0) = (failing_since is null))
);
create index webhook_by_organisation on webhook (organisation_id, id);

-- Events that were put aside because the program refused each of them again and again; the queue went on behind them.
create table webhook_refusal (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    webhook_id      bigint      not null references webhook on delete cascade,
    position        bigint      not null,
    kind            text        not null,
    error           text        not null check (error ~ '^[a-z0-9_]{1,40}$'),
    at              timestamptz not null
);
create index webhook_refusal_by_webhook on webhook_refusal (webhook_id, position);
