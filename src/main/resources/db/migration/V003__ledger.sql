-- The ledger: append-only events of everybody's consent, the hash chain that seals them, and the texts people agreed to.
create table ledger_event (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    -- No foreign key: the row outlives an erased contact, as a pseudonym.
    contact_id      bigint,
    kind            text        not null,
    class           text,
    state_before    text,
    state_after     text,
    -- When it happened by the platform's clock, and when we wrote it down.
    occurred_at     timestamptz not null,
    recorded_at     timestamptz not null,
    channel         text,
    -- webhook | import | api | console | page | volunteer | retention | system
    source          text        not null,
    -- What it rests on: file hash and row, page and wording …; for a webhook it stands in ledger_text.
    source_reference text,
    wording         text,
    language        text,
    actor           text,
    -- Rule that fired, what was blocked, what was in flight: never personal data.
    detail          jsonb       not null default '{}',
    -- SHA-256 over the salt and the rest of ledger_text: a commitment that says nothing once that is erased.
    text_hash       bytea       check (length(text_hash) = 32),
    -- The transaction that wrote it: the chain seals in this order, behind the oldest one still running.
    written_in      xid8        not null default pg_current_xact_id()
);
-- One person's history: the proof, and whether an erasure explains missing words.
create index ledger_event_by_contact on ledger_event (contact_id, id);
-- The organisation's ledger, newest first, and its export.
create index ledger_event_by_organisation on ledger_event (organisation_id, id);
-- Sealing goes on from the last transaction it has seen.
create index ledger_event_by_transaction on ledger_event (written_in);
create trigger ledger_event_append_only before update or delete or truncate on ledger_event
    for each statement execute function refuse_change();

-- The person's own words, and the platform's key of the event (which may contain the number): apart from the event so
-- that an erasure can remove them and leave the chain whole.
create table ledger_text (
    event_id  bigint primary key references ledger_event,
    text      text,
    reference text,
    salt      bytea  not null check (length(salt) = 16)
);
create trigger ledger_text_unchangeable before update or truncate on ledger_text
    for each statement execute function refuse_change();

-- The hash chain of each organisation's ledger. A ledger row is written without looking at any other, so that stops
-- never queue behind one lock; rows are sealed afterwards, in batches, in the order of their transactions and behind the
-- oldest transaction still running, so that none can turn up in front of a sealed one.
create table ledger_link (
    organisation_id bigint      not null,
    position        bigint      not null check (position > 0),
    event_id        bigint      not null unique,
    -- SHA-256 over the hash before it and the event.
    hash            bytea       not null check (length(hash) = 32),
    sealed_at       timestamptz not null,
    primary key (organisation_id, position)
);
create trigger ledger_link_append_only before update or delete or truncate on ledger_link
    for each statement execute function refuse_change();

-- The last link of each chain.
create table ledger_chain (
    organisation_id bigint      primary key,
    position        bigint      not null,
    hash            bytea       not null check (length(hash) = 32),
    sealed_at       timestamptz not null
);

create function refuse_return() returns trigger language plpgsql as $$
begin
    if new.organisation_id <> old.organisation_id or new.position <= old.position then
        raise exception 'the head of a ledger only moves on' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger ledger_chain_moves_on before update on ledger_chain for each row execute function refuse_return();
create trigger ledger_chain_kept before delete or truncate on ledger_chain
    for each statement execute function refuse_change();

-- How far sealing has come, over all organisations. Transaction numbers start again when a dump is restored elsewhere:
-- then they stand below sealed_until, and sealing looks at every row once.
create table ledger_seal (
    one          boolean primary key default true check (one),
    sealed_until xid8    not null default '0'
);
insert into ledger_seal default values;

-- How many people joined by themselves, were added by the organisation, and stopped, on each day of the organisation's, counted while their events are sealed, so that no
-- stop waits for a counter and nobody reads a month of events to draw it.
create table ledger_day (
    organisation_id bigint not null references organisation,
    day             date   not null,
    joined          bigint not null,
    added           bigint not null default 0,
    stopped         bigint not null,
    primary key (organisation_id, day)
);

-- Heads of the chains at certain times. Whoever cuts the end off a chain leaves a chain that closes; only a head that
-- was noted before, here and above all in a log or a file elsewhere, tells that something is missing.
create table ledger_anchor (
    organisation_id bigint      not null,
    position        bigint      not null check (position > 0),
    hash            bytea       not null check (length(hash) = 32),
    at              timestamptz not null,
    primary key (organisation_id, position)
);
create trigger ledger_anchor_append_only before update or delete or truncate on ledger_anchor
    for each statement execute function refuse_change();

-- How far each destination outside has been told of each chain. It saves sending heads twice, and proves nothing: what has
-- arrived there does.
create table ledger_anchor_sent (
    destination     text        not null,
    organisation_id bigint      not null,
    position        bigint      not null,
    sent_at         timestamptz not null,
    primary key (destination, organisation_id)
);

-- Texts that people agree to, version by version: what the ledger names as join@3/fr is looked up here for the proof. A
-- version is written once and never changes.
create table wording (
    organisation_id bigint      not null references organisation,
    name            text        not null check (name ~ '^[a-z][a-z0-9_.-]{0,62}$'),
    version         integer     not null check (version > 0),
    language        text        not null check (language ~ '^[a-z]{2,3}$'),
    text            text        not null check (length(text) between 1 and 8000),
    approved_by     text        not null,
    approved_at     timestamptz not null,
    primary key (organisation_id, name, language, version)
);
create trigger wording_append_only before update or delete or truncate on wording
    for each statement execute function refuse_change();
