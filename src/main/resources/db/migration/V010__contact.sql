-- People and the addresses under which platforms know them.
--
-- A foreign key costs 4 to 6 µs a row, which a file of a million people would wait for. Rows of contact and organisation
-- are never deleted (an erasure empties them), so a check at insertion holds the same invariant: statement triggers make
-- it for a whole batch at once.
create table contact (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
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
    merged_into     bigint      check (merged_into < id),
    erased_at       timestamptz,
    unique (organisation_id, id)
);
create index contact_by_tag on contact using gin (tags);

create function refuse_delete() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never deleted', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger contact_kept before delete or truncate on contact for each statement execute function refuse_delete();
create trigger organisation_kept before delete or truncate on organisation for each statement execute function refuse_delete();

create function contact_inserted() returns trigger language plpgsql as $$
begin
    if exists (select from (select distinct organisation_id from inserted) i
               left join organisation o on o.id = i.organisation_id where o.id is null) then
        raise exception 'a contact needs an organisation' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
create trigger contact_inserted after insert on contact referencing new table as inserted
    for each statement execute function contact_inserted();

create table address (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    channel         text        not null,
    -- phone: E.164 with plus; chat: Telegram chat id; bsuid: WhatsApp business-scoped user id.
    kind            text        not null check (kind in ('phone', 'chat', 'bsuid')),
    identifier      text        not null check (length(identifier) between 1 and 160),
    -- HMAC of the identifier under the suppression key that was current when the address was last seen.
    fingerprint     bytea       check (length(fingerprint) = 32),
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
    -- The identifier first: a phone number is one person on every channel.
    unique (organisation_id, identifier, channel)
);
create index address_by_contact on address (contact_id);
