-- Tenants, the people who sign in, and the senders they send from.
create table organisation (
    id                        bigint generated always as identity primary key,
    slug                      text        not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name                      text        not null check (length(name) between 1 and 200),
    kind                      text        not null check (kind in ('party', 'candidate', 'campaign', 'union', 'association', 'ngo', 'other')),
    -- Why the organisation writes, per language: {"fr": "...", "en": "..."}; stands in every legal mention.
    purpose                   jsonb       not null default '{}' check (jsonb_typeof(purpose) = 'object'),
    language                  text        not null default 'fr' check (language ~ '^[a-z]{2,3}$'),
    time_zone                 text        not null default 'Europe/Paris',
    country                   text        not null default 'FR' check (country ~ '^[A-Z]{2}$'),
    -- Strict countries (Belgium): occasional contacts may not be messaged at all.
    consent_only              boolean     not null default false,
    -- Contact hours in the contact's own time zone; contact_days is ISO 1 = Monday … 7 = Sunday.
    contact_from              time        not null default '09:00',
    contact_until             time        not null default '20:00' check (contact_until > contact_from),
    contact_days              smallint[]  not null default '{1,2,3,4,5,6}' check (contact_days <@ '{1,2,3,4,5,6,7}'::smallint[] and cardinality(contact_days) > 0),
    -- The legal mention is carried by every broadcast (0) or at least once in so many days.
    mention_every_days        integer     not null default 0 check (mention_every_days between 0 and 365),
    occasional_retention_days integer     not null default 60 check (occasional_retention_days between 1 and 60),
    regular_silence_days      integer     not null default 1095 check (regular_silence_days between 30 and 3650),
    created_at                timestamptz not null
);

create table organiser (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    email           text        not null check (email = lower(email) and email like '%_@_%'),
    name            text        not null,
    role            text        not null check (role in ('owner', 'organiser', 'viewer')),
    password_hash   text,
    language        text        not null default 'fr',
    created_at      timestamptz not null,
    disabled_at     timestamptz,
    unique (organisation_id, email)
);

-- One-time links and sessions are kept as SHA-256 of 256 random bits: a copy of the table signs nobody in.
create table sign_in_link (
    token_hash   bytea       primary key,
    organiser_id bigint      not null references organiser,
    expires_at   timestamptz not null,
    used_at      timestamptz
);

create table console_session (
    token_hash   bytea       primary key,
    organiser_id bigint      not null references organiser,
    created_at   timestamptz not null,
    expires_at   timestamptz not null
);

create table api_token (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    name            text        not null check (length(name) between 1 and 100),
    role            text        not null default 'organiser' check (role in ('owner', 'organiser', 'viewer')),
    token_hash      bytea       not null unique,
    created_at      timestamptz not null,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    last_used_at    timestamptz
);

create table audit_event (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    actor           text        not null,
    action          text        not null,
    subject         text        not null,
    detail          jsonb       not null default '{}',
    at              timestamptz not null
);
create index audit_event_by_time on audit_event (organisation_id, id desc);

-- A number or a bot; its secrets stay in the configuration, never here.
create table sender (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    channel         text        not null,
    external_id     text        not null,
    name            text        not null,
    status          text        not null default 'active' check (status in ('active', 'paused')),
    -- Why a platform or an organiser paused it, and until when (null: until somebody resumes it).
    status_reason   text,
    paused_until    timestamptz,
    created_at      timestamptz not null,
    unique (channel, external_id),
    unique (organisation_id, id)
);
