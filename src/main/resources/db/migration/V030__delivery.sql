-- Messages as composed, broadcasts, and the outbox.
create table message (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    -- The spec as the template package writes it: bodies per language, buttons, share text, platform template.
    spec            jsonb       not null,
    created_at      timestamptz not null
);

create table broadcast (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    title           text        not null check (length(title) between 1 and 200),
    message_id      bigint      not null references message,
    audience        jsonb       not null,
    state           text        not null default 'draft'
                    check (state in ('draft', 'scheduled', 'expanding', 'sending', 'paused', 'finished', 'cancelled')),
    created_by      text        not null,
    created_at      timestamptz not null,
    scheduled_at    timestamptz,
    started_at      timestamptz,
    expanded_at     timestamptz,
    finished_at     timestamptz,
    -- Last contact id expanded, so that a crash resumes where it stood.
    expanded_until  bigint      not null default 0,
    unique (organisation_id, id)
);

create table delivery (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    sender_id       bigint      references sender,
    broadcast_id    bigint      references broadcast,
    contact_id      bigint      not null,
    address_id      bigint      references address,
    message_id      bigint      not null references message,
    purpose         text        not null check (purpose in ('broadcast', 'reply', 'confirmation', 'question', 'first_contact', 'test')),
    -- 0 stop confirmations, 1 replies, 2 broadcasts.
    priority        smallint    not null check (priority between 0 and 2),
    state           text        not null check (state in
                    ('queued', 'sending', 'accepted', 'delivered', 'read', 'failed', 'unknown', 'suppressed', 'cancelled')),
    reason          text,
    attempt         smallint    not null default 0,
    not_before      timestamptz not null,
    lease_until     timestamptz,
    node            text,
    external_id     text,
    basis_event_id  bigint,
    queued_at       timestamptz not null,
    claimed_at      timestamptz,
    settled_at      timestamptz,
    check ((state = 'sending') = (lease_until is not null)),
    check (state in ('suppressed', 'failed') or (sender_id is not null and address_id is not null)),
    check (state not in ('suppressed', 'failed', 'cancelled', 'unknown') or reason is not null)
);
create unique index delivery_once_per_broadcast on delivery (broadcast_id, contact_id) where broadcast_id is not null;
create index delivery_due on delivery (sender_id, priority, not_before, id) where state = 'queued';
create index delivery_open on delivery (contact_id) where state in ('queued', 'sending');
create index delivery_leased on delivery (lease_until) where state = 'sending';
create index delivery_by_external on delivery (external_id) where external_id is not null;
create index delivery_by_contact on delivery (contact_id, id);
