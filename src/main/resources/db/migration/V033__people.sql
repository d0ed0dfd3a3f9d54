-- Who may enter the console, and the end of it.

-- An organisation keeps an owner: the last one is neither removed nor given another role. Two who remove each other at the
-- same time wait for one another at their organisation's row.
create function organiser_keeps_owner() returns trigger language plpgsql as $$
begin
    perform from organisation where id = old.organisation_id for no key update;
    if not exists (select from organiser o where o.organisation_id = old.organisation_id and o.id <> old.id
                   and o.role = 'owner' and o.disabled_at is null) then
        raise exception 'the last owner stays' using errcode = 'check_violation', constraint = 'organiser_last_owner';
    end if;
    return new;
end $$;
create trigger organiser_keeps_owner before update of role, disabled_at on organiser for each row
    when (old.role = 'owner' and old.disabled_at is null and (new.role <> 'owner' or new.disabled_at is not null))
    execute function organiser_keeps_owner();

-- Invitations by a link: good once, for seven days, with the role that stands here, until somebody takes it back.
create table invitation (
    id              bigint generated always as identity,
    organisation_id bigint      not null references organisation,
    email           text        not null check (email = lower(email) and email like '%_@_%'),
    name            text        not null,
    role            text        not null check (role in ('owner', 'organiser', 'viewer', 'reader', 'coordinator')),
    language        text        not null,
    -- SHA-256 of 256 random bits: a copy of the table lets nobody in.
    token_hash      bytea       not null unique check (length(token_hash) = 32),
    -- As the audit trail names them: it ends with their right to invite.
    created_by      text        not null,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    accepted_at     timestamptz,
    revoked_at      timestamptz,
    primary key (organisation_id, id)
);
-- One address has one invitation, whoever invites at the same time.
create unique index invitation_open on invitation (organisation_id, email) where accepted_at is null and revoked_at is null;
-- For whoever signs in by a provider that vouches for their address, and may have been invited anywhere.
create index invitation_by_email on invitation (email) where accepted_at is null and revoked_at is null;

-- Who is owner no more keeps no secret that opens anything: links, invitations and tokens that they made end, and so do those
-- that were made with these tokens. Sessions that began by these links and invitations end too, with the passkeys and passwords that were
-- set there: the maker may be the one who opened them. Whoever is removed is signed out everywhere too, and nothing of before opens anything,
-- even once they are back.
create function organiser_access_ends() returns trigger language plpgsql as $$
declare
    makers text[];
begin
    with recursive maker (name) as (
        select 'organiser:' || new.id
        union
        select 'token:' || t.id from maker m join api_token t
            on t.organisation_id = new.organisation_id and t.created_by = m.name
    )
    select array_agg(name) into makers from maker;
    update api_token set revoked_at = coalesce(new.disabled_at, now())
    where organisation_id = new.organisation_id and created_by = any(makers) and revoked_at is null;
    update invitation set revoked_at = coalesce(new.disabled_at, now())
    where organisation_id = new.organisation_id and created_by = any(makers)
      and accepted_at is null and revoked_at is null;
    delete from sign_in_link l using organiser o
    where o.id = l.organiser_id and o.organisation_id = new.organisation_id and l.created_by = any(makers);
    -- After the links, by which no further one begins now; and whose they are is held first, as by whoever ends sessions.
    perform from organiser o
    where o.organisation_id = new.organisation_id
      and (exists (select from console_session s where s.organiser_id = o.id and s.vouched_by = any(makers))
           or exists (select from passkey p where p.organisation_id = o.organisation_id and p.organiser_id = o.id
                      and p.vouched_by = any(makers))
           or exists (select from organiser_password p where p.organisation_id = o.organisation_id
                      and p.organiser_id = o.id and p.vouched_by = any(makers)))
    order by o.id for no key update;
    delete from console_session s using organiser o
    where o.id = s.organiser_id and o.organisation_id = new.organisation_id and s.vouched_by = any(makers);
    delete from passkey where organisation_id = new.organisation_id and vouched_by = any(makers);
    delete from organiser_password where organisation_id = new.organisation_id and vouched_by = any(makers);
    if old.disabled_at is not distinct from new.disabled_at then
        return null;
    end if;
    delete from console_session where organiser_id = new.id;
    delete from sign_in_link where organiser_id = new.id;
    delete from passkey where organisation_id = new.organisation_id and organiser_id = new.id;
    delete from organiser_password where organisation_id = new.organisation_id and organiser_id = new.id;
    update invitation set revoked_at = new.disabled_at
    where new.disabled_at is not null and organisation_id = new.organisation_id and email = new.email
      and accepted_at is null and revoked_at is null;
    return null;
end $$;
create trigger organiser_access_ends after update of role, disabled_at on organiser for each row
    when (old.disabled_at is distinct from new.disabled_at or old.role = 'owner' and new.role <> 'owner') execute function organiser_access_ends();

-- What a session knew of when its person was here last stays when it ends. Whoever ends sessions holds the organiser's row first,
-- as a removal does.
create function organiser_last_seen() returns trigger language plpgsql as $$
begin
    update organiser set last_seen_at = greatest(last_seen_at, old.last_used_at) where id = old.organiser_id;
    return null;
end $$;
create trigger organiser_last_seen after delete on console_session for each row execute function organiser_last_seen();

-- Whoever asks for a link to sign in says only their address, and may enter several organisations.
create index organiser_by_email on organiser (email) where disabled_at is null;
