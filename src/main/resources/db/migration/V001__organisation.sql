-- Organisations, who signs in for them, and the senders they send from.
--
-- The schema is a file per aggregate, in the order in which they build on each other. Until 1.0 is tagged these files are
-- edited in place, and a database of an earlier state is made anew; from then on files are only added.
--
-- Every trigger there is. None of them can be switched off by a setting: what is written in bulk is checked in bulk.
--
--   table            trigger                         what it does, and why
--   ---------------  ------------------------------  -----------------------------------------------------------------
--   organisation     organisation_kept               refuses delete and truncate: rows refer to it without foreign keys
--                    organisation_barred_channels    writes barred_channels from the policies, nobody else does
--   contact          contact_kept                    refuses delete and truncate, as above: an erasure empties the row
--                    contact_inserted                checks the organisation, in place of a foreign key
--                    contact_name_inserted           notes that the name index has not seen these people
--                    contact_name_changed            takes a changed name out of the index with the same commit
--                    contact_facet                   keeps consent.facet_id true when language, area or tags change
--   address          address_inserted                checks the contact; keeps consent.reachable_on true
--                    address_changed, _deleted       keep consent.reachable_on true
--                    address_is_followed             what is queued for an address that was left goes to the next one
--                    address_moves_deliveries        what is open moves with an address, so that a stop finds it
--   ledger_event     ledger_event_append_only        refuses every change
--   ledger_text      ledger_text_unchangeable        refuses every change but the removal by an erasure
--   ledger_link      ledger_link_append_only         refuses every change
--   ledger_anchor    ledger_anchor_append_only       refuses every change
--   ledger_chain     ledger_chain_moves_on, _kept    the head of a chain only ever moves on
--   wording          wording_append_only             refuses every change
--   consent          consent_inserted                checks the contact; keeps reachable_on true
--                    consent_facet                   fills facet_id in for writers that don't know it
--                    consent_gone                    forgets a combination that was this person's alone
--                    consent_hold_settled            marks the words of a hold as read once it is settled, however
--   suppression      suppression_removed             notes each entry that is taken off the list
--   policy_override  policy_override_barred_channels has the organisation's barred_channels written again
--   delivery         delivery_counts_new             checks what it refers to; counts per broadcast and state
--                    delivery_counts_moved, _gone    count per broadcast and state
--   action_event     action_event_append_only        refuses every change
--   event_turn       event_turn_append_only          refuses every change
--   notice_version   notice_version_append_only      refuses every change
--   ledger_event, contact, delivery, import_job, broadcast_answer, share_event, share_join, event_answer, question_answer,
--   assignment, call_attempt, named_contact: …_feed  write what happened into the feed (V019)

create function refuse_delete() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never deleted', tg_table_name using errcode = 'restrict_violation';
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Organisations that share whom nobody of them may write to, and nothing else: each of them, a section, keeps its people.
create table federation (
    id         bigint      generated always as identity primary key,
    name       text        not null unique check (length(name) between 1 and 200),
    created_at timestamptz not null
);

create table organisation (
    id                        bigint generated always as identity primary key,
    slug                      text        not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name                      text        not null check (length(name) between 1 and 200),
    -- How French says "of" it where rules don't find it: "du Collectif", "de l’ANV".
    name_of                   text        check (length(name_of) between 1 and 200),
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
    -- Whether it also links to the person's own page to stop, for organisations that want it.
    mention_link              boolean     not null default false,
    -- Whether people whom a messenger shows without their number are asked for it, once, so that one STOP stops everything.
    number_request            boolean     not null default true,
    -- Whether what needs no words is acknowledged by a sign under the person's own message, where the platform has it.
    says_less                 boolean     not null default false,
    occasional_retention_days integer     not null default 60 check (occasional_retention_days between 1 and 60),
    regular_silence_days      integer     not null default 1095 check (regular_silence_days between 30 and 3650),
    -- Channels whose own terms bar it, kept here so that "may be messaged" (V005) reads one row; triggers write it.
    barred_channels           text[]      not null default '{}',
    -- The federation that it is a section of. What stops read it by reads this row anyway.
    federation_id             bigint      references federation,
    created_at                timestamptz not null
);
-- The sections of a federation.
create index organisation_by_federation on organisation (federation_id) where federation_id is not null;
create trigger organisation_kept before delete or truncate on organisation for each statement execute function refuse_delete();

-- What an organisation's public pages link to; empty until it says so.
create table public_page (
    organisation_id bigint      primary key references organisation,
    -- Legal notice and privacy policy on the organisation's own site.
    legal_url       text        check (legal_url ~ '^https?://'),
    privacy_url     text        check (privacy_url ~ '^https?://'),
    updated_by      text        not null,
    updated_at      timestamptz not null
);

create table organiser (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    email           text        not null check (email = lower(email) and email like '%_@_%'),
    name            text        not null,
    role            text        not null check (role in ('owner', 'organiser', 'viewer', 'reader', 'coordinator')),
    language        text        not null default 'fr',
    created_at      timestamptz not null,
    disabled_at     timestamptz,
    -- Of sessions that are over; those that are open say it themselves.
    last_seen_at    timestamptz,
    unique (organisation_id, email),
    -- What foreign keys of other tables refer to.
    unique (organisation_id, id)
);

-- One-time links and sessions are kept as SHA-256 of 256 random bits: a copy of the table signs nobody in.
create table sign_in_link (
    token_hash   bytea       primary key,
    organiser_id bigint      not null references organiser,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    -- When its person asked for it by mail; null: made by an owner, or on the server.
    mailed_at    timestamptz,
    -- The owner or token that made it and knows the secret, as the audit trail names them: it ends with their right to.
    created_by   text
);
create index sign_in_link_by_organiser on sign_in_link (organiser_id);

create table console_session (
    token_hash   bytea       primary key,
    -- By which it is named in lists; the hash is nobody's to see.
    id           bigint generated always as identity unique,
    organiser_id bigint      not null references organiser,
    -- Who else knew the secret by which it began: the maker of its link or invitation, as the audit trail names them, or
    -- whoever vouched for its passkey. Null: nobody, as with a mailed link, one's own, and one of the server. Who it is that
    -- sits there can't be known, so it ends with the maker's right to let people in (V033), and all that it adds does too.
    vouched_by   text,
    -- Browser and system, as far as the browser says.
    device       text        not null default '',
    created_at   timestamptz not null,
    -- Noted at most once a minute.
    last_used_at timestamptz not null,
    expires_at   timestamptz not null
);
create index console_session_by_organiser on console_session (organiser_id);
-- For the end of a maker's right.
create index console_session_by_voucher on console_session (vouched_by) where vouched_by is not null;

-- Passkeys: an organiser's device signs with a key that never leaves it. What stands here verifies, and opens nothing.
create table passkey (
    organisation_id bigint      not null references organisation,
    id              bigint      generated always as identity,
    organiser_id    bigint      not null,
    -- As the device names it; it says whose it is beside it, so that nothing has to be unique over all organisations.
    credential_id   bytea       not null check (length(credential_id) between 1 and 1023),
    -- COSE (RFC 9052).
    public_key      bytea       not null check (length(public_key) between 1 and 2048),
    -- How often it had signed, as it last said; 0 for devices that don't count.
    sign_count      bigint      not null check (sign_count >= 0),
    name            text        not null check (length(name) between 1 and 100),
    -- As of the session in which it was added: else whoever makes a link for a colleague and opens it themself would have a
    -- door of their own for good. Forbidding such sessions to add any would leave places without mail with none at all.
    vouched_by      text,
    created_at      timestamptz not null,
    last_used_at    timestamptz,
    primary key (organisation_id, id),
    unique (organisation_id, credential_id),
    foreign key (organisation_id, organiser_id) references organiser (organisation_id, id)
);
create index passkey_by_organiser on passkey (organisation_id, organiser_id);
-- For the end of a maker's right.
create index passkey_by_voucher on passkey (organisation_id, vouched_by) where vouched_by is not null;

-- Passwords of organisers: optional, and at most one each.
create table organiser_password (
    organisation_id bigint      not null references organisation,
    organiser_id    bigint      not null,
    -- Argon2id, with its parameters and its salt.
    hash            text        not null check (hash like '$argon2id$%'),
    -- As of the session in which it was set, for the reason of a passkey's.
    vouched_by      text,
    set_at          timestamptz not null,
    -- The second factor (RFC 6238), sealed as the secrets of senders are, with that key; null: the password is enough.
    totp_secret     bytea,
    totp_key        text,
    totp_since      timestamptz,
    -- The last step of 30 s of which a code was used: each is good once.
    totp_step       bigint      not null default 0,
    -- SHA-256 of 80 random bits each, for whoever has lost the device; one that was used is gone.
    recovery_codes  bytea[]     not null default '{}',
    -- Wrong codes one after the other, and when the last one was: for an hour they count.
    wrong_codes     integer     not null default 0,
    wrong_code_at   timestamptz,
    check ((totp_secret is null) = (totp_key is null) and (totp_secret is null) = (totp_since is null)),
    check (totp_secret is not null or recovery_codes = '{}'),
    primary key (organisation_id, organiser_id),
    foreign key (organisation_id, organiser_id) references organiser (organisation_id, id)
);
-- For the end of a maker's right.
create index organiser_password_by_voucher on organiser_password (organisation_id, vouched_by) where vouched_by is not null;

-- Challenges that a passkey has signed, or a provider of sign-in or the page after a password given back: each is good once, on whichever node. Those that
-- nobody answered stand nowhere.
create table passkey_challenge (
    organisation_id bigint      not null references organisation,
    -- SHA-256.
    hash            bytea       not null check (length(hash) = 32),
    -- Until then it could be shown again.
    expires_at      timestamptz not null,
    primary key (organisation_id, hash)
);
-- For the removal of old rows.
create index passkey_challenge_by_time on passkey_challenge (expires_at);

-- Forms of the console that were sent: a second press of the same button does nothing again, on whichever node it arrives.
create table sent_form (
    -- SHA-256 of the session's secret, the form's address, the page's key and everything that was filled in.
    key     bytea       primary key check (length(key) = 32),
    sent_at timestamptz not null
);
-- For the removal of old rows.
create index sent_form_by_time on sent_form (sent_at);

create table api_token (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    name            text        not null check (length(name) between 1 and 100),
    role            text        not null default 'organiser' check (role in ('owner', 'organiser', 'viewer', 'reader')),
    token_hash      bytea       not null unique,
    -- As the audit trail names them: it ends with their right to make tokens.
    created_by      text        not null,
    created_at      timestamptz not null,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    last_used_at    timestamptz
);

-- Requests of the API that carried an Idempotency-Key: done once, on whichever node they arrive again.
create table idempotent_request (
    organisation_id bigint      not null references organisation,
    -- SHA-256 of the token's name and the key.
    key             bytea       not null check (length(key) = 32),
    -- SHA-256 of method, address and body: the same key for another request is refused.
    request         bytea       not null check (length(request) = 32),
    begun_at        timestamptz not null,
    -- Null until it was answered. The answer is sealed with the caller's key, which stands nowhere here.
    status          smallint    check (status between 200 and 299),
    answer          bytea,
    primary key (organisation_id, key),
    check ((status is null) = (answer is null))
);
-- For the removal of those that are a day old.
create index idempotent_request_by_time on idempotent_request (begun_at);

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

-- A number or a bot.
create table sender (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    channel         text        not null,
    external_id     text        not null,
    name            text        not null,
    status          text        not null default 'active' check (status in ('active', 'paused')),
    -- Why it is paused, by the platform's code or one of ours (organiser: a person or a program of theirs did it, by name
    -- and in the words that they gave), and until when (null: until somebody resumes it).
    status_reason   text,
    paused_by       text,
    paused_words    text        check (paused_by is not null or paused_words is null),
    paused_until    timestamptz,
    -- The platform told the whole sender to stand still until then: survives a restart and a change of node.
    throttled_until timestamptz,
    created_at      timestamptz not null,
    -- Where its secrets are: in a configuration file, and changed there; or in sender_credential.
    source          text        not null default 'file' check (source in ('file', 'database')),
    -- Nothing new is sent with it from then on; the row stays for what was sent, and for late webhooks.
    removed_at      timestamptz,
    -- What its platform counts different people by, as it was last told; and the pool that this means: its own while unknown.
    portfolio       text,
    recipient_pool  text        not null generated always as (coalesce(portfolio, 'sender:' || external_id)) stored,
    -- What its platform shows people beside its name, JPEG or PNG; and when the platform was last asked for it.
    picture          bytea      check (length(picture) <= 262144),
    picture_asked_at timestamptz,
    -- One that was removed may be connected again, by another organisation too.
    unique nulls not distinct (channel, external_id, removed_at),
    unique (organisation_id, id)
);

-- How a sender is reached, for those that were connected while the service ran. Secrets are sealed with a key that the
-- database never sees, and bound to their row: a copy in another row can't be opened.
create table sender_credential (
    sender_id bigint  primary key references sender,
    settings  jsonb   not null check (jsonb_typeof(settings) = 'object'),
    -- What messages are sent with; null once the sender is removed and nothing of it is open.
    access    bytea,
    -- What webhooks are verified by: kept after a removal, since a stop may come late.
    webhook   bytea   not null,
    -- The key that both are sealed with, for the rotation.
    key_id    text    not null,
    -- Changes with the content, so that nodes read the row anew; not with the key.
    revision  bigint  not null
);
create sequence sender_revision;

-- What each run of the retention removed of each organisation: counts only.
create table retention_run (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    at              timestamptz not null,
    occasional      bigint      not null,
    silent          bigint      not null,
    event_people    bigint      not null,
    event_rows      bigint      not null
);
create index retention_run_by_organisation on retention_run (organisation_id, id desc);

-- How each sender stands at its platform: what was last heard from it, what its platform says, and what alarms.

create table sender_health (
    sender_id       bigint      primary key references sender,
    -- The last webhook of any kind; the last thing that somebody wrote or pressed; the last message that the platform took.
    -- Within some seconds: they are noted at most every other second.
    heard_at        timestamptz,
    written_at      timestamptz,
    accepted_at     timestamptz,
    -- The first message since then of which the platform said that it failed, or nothing, and how often that was noted.
    failing_since   timestamptz,
    failures        int         not null default 0,
    -- Some may fail by themselves: so many without one that was taken are an outage.
    outage_since    timestamptz generated always as (case when failures >= 3 then failing_since end) stored,
    -- When its platform was last asked, or is being asked by a node.
    looked_at       timestamptz,
    -- Since when a look found what may keep a stop from being heard, and what it was: a code with its arguments. It alarms
    -- once a second look finds it too.
    alarm           jsonb,
    suspected_since timestamptz,
    alarmed_since   timestamptz,
    -- The owner who said that broadcasts may go on all the same.
    released_by     text,
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
