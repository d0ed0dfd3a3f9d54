-- Webhook events as received, one row each, deduplicated by the platform's own key.
create table inbox (
    id                 bigint generated always as identity primary key,
    channel            text        not null,
    sender_external_id text        not null,
    event_key          text        not null,
    kind               text        not null,
    platform_time      timestamptz not null,
    received_at        timestamptz not null,
    event              jsonb       not null,
    processed_at       timestamptz,
    attempt            smallint    not null default 0,
    error              text,
    unique (channel, sender_external_id, event_key)
);
create index inbox_open on inbox (id) where processed_at is null;
