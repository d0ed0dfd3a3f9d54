-- Heads of the hash chains at certain times. Whoever cuts the end off a chain leaves a chain that closes; only a head that
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

-- The head of a chain only ever moves on.
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
