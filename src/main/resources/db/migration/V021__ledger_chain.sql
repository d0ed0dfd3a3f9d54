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

-- How far sealing has come, over all organisations. Transaction numbers start again when a dump is restored elsewhere:
-- then they stand below sealed_until, and sealing looks at every row once.
create table ledger_seal (
    one          boolean primary key default true check (one),
    sealed_until xid8    not null default '0'
);
insert into ledger_seal default values;
