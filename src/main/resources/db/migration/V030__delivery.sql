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
    -- Why it stands still or ended early, in our words or the platform's code.
    state_reason    text,
    unique (organisation_id, id)
);

-- No foreign keys on sender, broadcast, message and address: four look-ups per row would cost more than the rest of an
-- insert. The trigger that counts new rows (V032) checks them in bulk instead; an address may go away later (erasure).
create table delivery (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    message_id      bigint      not null,
    sender_id       bigint,
    broadcast_id    bigint,
    address_id      bigint,
    -- What it was sent under: ledger event and consent class (below) at the claim.
    basis_event_id  bigint,
    not_before      timestamptz not null,
    -- Worth nothing after this: cancelled instead of sent.
    not_after       timestamptz,
    -- By the database's clock, the one clock that all nodes share.
    lease_until     timestamptz,
    queued_at       timestamptz not null,
    claimed_at      timestamptz,
    settled_at      timestamptz,
    delivered_at    timestamptz,
    read_at         timestamptz,
    -- 0 stop confirmations, 1 replies, 2 broadcasts.
    priority        smallint    not null check (priority between 0 and 2),
    -- Claims so far; and how many of them ended in "certainly not taken, later".
    attempt         smallint    not null default 0,
    retries         smallint    not null default 0,
    -- The index of what is due hangs on this rather than on the state, so that settling and receipts touch no index.
    queued          boolean     not null generated always as (state = 'queued') stored,
    state           text        not null check (state in
                    ('queued', 'sending', 'accepted', 'delivered', 'read', 'failed', 'unknown', 'suppressed', 'cancelled')),
    purpose         text        not null check (purpose in ('broadcast', 'reply', 'confirmation', 'question', 'first_contact', 'test')),
    reason          text,
    node            text,
    basis_class     text,
    -- The platform's id of the last attempt that it accepted; looked up within the contact's deliveries.
    external_id     text,
    -- Values of this delivery's own, which go before the contact's variables.
    variables       jsonb       check (jsonb_typeof(variables) = 'object'),
    check (broadcast_id is null or priority = 2),
    check ((state = 'sending') = (lease_until is not null)),
    check (state in ('suppressed', 'failed') or (sender_id is not null and address_id is not null)),
    check (state not in ('suppressed', 'failed', 'cancelled', 'unknown') or reason is not null)
) with (
    -- Room on each page for what a claim and its settling write, so that settling changes no index.
    fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 100000);
-- One message per person and broadcast.
create unique index delivery_once_per_broadcast on delivery (broadcast_id, contact_id) where broadcast_id is not null;
-- At most one confirmation per stop: basis_event_id is the stop's ledger event.
create unique index delivery_one_confirmation on delivery (contact_id, basis_event_id) where purpose = 'confirmation';
-- A lane is one broadcast, or 0 for everything else; the sender takes turns between lanes.
create index delivery_due on delivery (sender_id, priority, coalesce(broadcast_id, 0), not_before, id) where queued;
-- What a stop's cancel and drain look through, and receipts that carry no id of ours.
create index delivery_by_contact on delivery (contact_id, id);
create index broadcast_sending on broadcast (organisation_id, id) where state in ('expanding', 'sending');

-- What one claim took, for the rescue of what a dead node leaves: one row here is cheaper than an index on every lease.
-- The node removes it when all of it is settled.
create table claim_batch (
    id           bigint generated always as identity primary key,
    node         text        not null,
    -- A little after the leases of its deliveries.
    lease_until  timestamptz not null,
    delivery_ids bigint[]    not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index claim_batch_by_lease on claim_batch (lease_until);
create index claim_batch_by_node on claim_batch (node);
