-- People and the addresses under which platforms know them.
create table contact (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    name            text        not null default '',
    language        text        check (language ~ '^[a-z]{2,3}$'),
    -- An unknown zone is refused here: it would break every statement that reads contact hours.
    time_zone       text        check (time_zone is null or timezone(time_zone, timestamptz '2020-01-01 00:00+00') is not null),
    area            text,
    tags            text[]      not null default '{}',
    -- Free columns of an import, offered as variables to message bodies.
    variables       jsonb       not null default '{}' check (jsonb_typeof(variables) = 'object'),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    -- Last time the person wrote, pressed or joined: what silence is measured from.
    last_seen_at    timestamptz,
    merged_into     bigint      references contact,
    erased_at       timestamptz,
    unique (organisation_id, id)
);
create index contact_by_organisation on contact (organisation_id, id);
create index contact_by_tag on contact using gin (tags);

create table address (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    channel         text        not null,
    -- phone: E.164 with plus; chat: Telegram chat id; bsuid: WhatsApp business-scoped user id.
    kind            text        not null check (kind in ('phone', 'chat', 'bsuid')),
    identifier      text        not null check (length(identifier) between 1 and 160),
    -- HMAC of the identifier under the suppression key that was current when the address was stored.
    fingerprint     bytea,
    status          text        not null default 'active' check (status in ('active', 'unreachable', 'retired')),
    status_reason   text,
    -- Last inbound on this address: the preferred one is the latest, and WhatsApp's 24 h window starts here.
    last_inbound_at timestamptz,
    -- The sender the person last wrote to; null: the organisation's first sender of the channel.
    sender_id       bigint      references sender,
    created_at      timestamptz not null,
    -- When the person left it for another one: who writes on it later is somebody else.
    retired_at      timestamptz,
    check ((status = 'retired') = (retired_at is not null)),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    -- The identifier first: a phone number is one person on every channel.
    unique (organisation_id, identifier, channel)
);
create index address_by_contact on address (contact_id);
create index address_by_fingerprint on address (organisation_id, fingerprint);
