-- Consent of each contact, and the suppression list.
--
-- What audiences choose people by, once per combination that occurs: a million people have a few thousand. With its number
-- beside the standing, an audience is counted from a few counters (standing_total), whatever it asks for, and the definition
-- of "may be messaged" is applied once per group.
create table facet (
    id              bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    language        text,
    area            text,
    tags            text[] not null,
    -- Of all three: tags can be longer than an index entry.
    key             uuid   not null,
    unique (organisation_id, key)
);
-- People of an area, however it is written.
create index facet_by_area on facet (organisation_id, folded(area));

create table consent (
    contact_id          bigint      primary key,
    organisation_id     bigint      not null,
    class               text        not null check (class in ('member', 'regular', 'occasional')),
    state               text        not null check (state in ('pending', 'subscribed', 'held', 'unsubscribed')),
    -- The platform's time of the event that set the state.
    changed_at          timestamptz not null,
    basis_event_id      bigint      not null,
    -- The newest stop, explicit opt-in and hold by the platform's time: an older event changes nothing, whenever it comes.
    stopped_at          timestamptz,
    opted_in_at         timestamptz,
    held_at             timestamptz,
    -- The state that a hold interrupted and a release gives back.
    held_from           text        check (held_from in ('pending', 'subscribed')),
    -- The one contact an occasional person may ever get, spent before the attempt, and the delivery it was spent on.
    occasional_spent_at timestamptz,
    occasional_delivery_id bigint,
    occasional_spent    boolean     generated always as (occasional_spent_at is not null) stored,
    mention_sent_at     timestamptz,
    -- The stop that was confirmed and the hold whose question was asked: one of each per episode.
    confirmed_stop_id   bigint,
    questioned_hold_id  bigint,
    -- Channels of the person's active addresses, sorted, comma between: triggers keep it true. It lets an audience of a
    -- million be counted from standing_total alone.
    reachable_on        text        not null default '',
    -- Number of the person's combination of language, area and tags: triggers keep it true.
    facet_id            bigint,
    -- When standing or class last changed, by this database's clock; the contact's own time can't say it, because a stop
    -- does not lock that row.
    updated_at          timestamptz not null default now(),
    check ((state = 'held') = (held_from is not null)),
    check (state <> 'unsubscribed' or stopped_at is not null)
);
-- Lists of those who stand so, group by group (standing_total says which there are): each group's first are found in their
-- order. The negative number is for these statements alone: any other order could be had by the key too, which goes through
-- everybody for a group of few.
create index consent_standing on consent (organisation_id, state, class, facet_id, (-contact_id));
-- Whose standing has changed since, as contact_by_update says of the rest (V002).
create index consent_by_update on consent ((-organisation_id), updated_at);
-- Who has stopped while a broadcast was on its way: few of many, and nobody else has an entry.
create index consent_by_stop on consent (organisation_id, stopped_at) where stopped_at is not null;

-- How many people stand how, by all that audiences and lists ask for, kept by the statements that change it, so that the
-- counters agree with the rows in every snapshot. A statement only ever adds rows of differences: nobody waits for a hot
-- counter. Folding sums them up now and then. The facet is 0 while a person has none yet.
create table standing_change (
    organisation_id  bigint  not null,
    state            text    not null,
    class            text    not null,
    occasional_spent boolean not null,
    reachable_on     text    not null,
    facet_id         bigint  not null,
    difference       integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
-- The counts of one organisation.
create index standing_change_by_organisation on standing_change (organisation_id);

create table standing_total (
    organisation_id  bigint  not null,
    state            text    not null,
    class            text    not null,
    occasional_spent boolean not null,
    reachable_on     text    not null,
    facet_id         bigint  not null,
    contacts         bigint  not null,
    primary key (organisation_id, facet_id, state, class, occasional_spent, reachable_on)
);

-- What readers look at.
create view standing as
select organisation_id, state, class, occasional_spent, reachable_on, facet_id, sum(contacts)::bigint as contacts
from (select organisation_id, state, class, occasional_spent, reachable_on, facet_id, contacts from standing_total
      union all
      select organisation_id, state, class, occasional_spent, reachable_on, facet_id, difference from standing_change) parts
group by organisation_id, state, class, occasional_spent, reachable_on, facet_id
having sum(contacts) <> 0;

create function count_consents() returns trigger language plpgsql as $$
begin
    insert into standing_change
    select organisation_id, state, class, occasional_spent, reachable_on, coalesce(facet_id, 0),
           case tg_op when 'INSERT' then count(*) else -count(*) end
    from changed
    group by 1, 2, 3, 4, 5, 6;
    return null;
end $$;
create trigger consent_counts_new after insert on consent referencing new table as changed
    for each statement execute function count_consents();
create trigger consent_counts_gone after delete on consent referencing old table as changed
    for each statement execute function count_consents();

-- Many statements that could change a standing change none: those end at the first look.
create function count_moved_consents() returns trigger language plpgsql as $$
begin
    if not exists (select from changed_after) then
        return null;
    end if;
    insert into standing_change
    select organisation_id, state, class, occasional_spent, reachable_on, facet_id, sum(difference)
    from (select organisation_id, state, class, occasional_spent, reachable_on, coalesce(facet_id, 0) as facet_id,
                 1 as difference
          from changed_after
          union all
          select organisation_id, state, class, occasional_spent, reachable_on, coalesce(facet_id, 0), -1
          from changed_before) moves
    group by 1, 2, 3, 4, 5, 6
    having sum(difference) <> 0;
    return null;
end $$;
create trigger consent_counts_moved after update on consent
    referencing old table as changed_before new table as changed_after
    for each statement execute function count_moved_consents();

-- A person was changed when the contact or the consent was, whichever is later, and each change is later than the ones
-- before: the contact's time is the service's and the consent's this database's, and one of the two clocks is behind. A
-- look-up by an index only, as below.
create function consent_updated() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    new.updated_at := greatest(now(), old.updated_at + interval '1 microsecond',
        (select c.updated_at + interval '1 microsecond' from contact c where c.id = new.contact_id));
    return new;
end $$;
create trigger consent_updated before update of state, class on consent for each row
    when ((old.state, old.class, old.basis_event_id) is distinct from (new.state, new.class, new.basis_event_id))
    execute function consent_updated();

create function contact_updated() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    new.updated_at := greatest(new.updated_at, old.updated_at + interval '1 microsecond',
        (select s.updated_at + interval '1 microsecond' from consent s where s.contact_id = new.id));
    return new;
end $$;
do $$ begin
    execute 'create trigger contact_updated before update of updated_at on contact for each row
             when (old.updated_at <> new.updated_at or ' || details_changed() || ') execute function contact_updated()';
end $$;

create function facet_key(language text, area text, tags text[]) returns uuid language plpgsql immutable parallel safe as $$
begin
    return md5(coalesce(language, '') || chr(30) || coalesce('=' || area, '') || chr(30) || tags::text)::uuid;
end $$;

-- The number of a combination, which is new when nobody had it. Whoever adds the same one at the same time waits for the
-- other's commit and then reads it. Until the end of the transaction it can't be forgotten.
create function facet_of(organisation bigint, its_language text, its_area text, its_tags text[]) returns bigint
language plpgsql as $$
declare
    its_key uuid := facet_key(its_language, its_area, its_tags);
    found_id bigint;
begin
    select id into found_id from facet where organisation_id = organisation and key = its_key for key share;
    if found_id is null then
        insert into facet (organisation_id, language, area, tags, key)
        values (organisation, its_language, its_area, its_tags, its_key)
        on conflict do nothing
        returning id into found_id;
    end if;
    if found_id is null then
        select id into found_id from facet where organisation_id = organisation and key = its_key for key share;
    end if;
    return found_id;
end $$;

-- Whether anybody has it, by a look-up for each way to stand: counters of which many were just changed would all be summed
-- up for each of those who are changed together.
create function facet_in_use(organisation bigint, its_facet bigint) returns boolean language sql stable
set enable_seqscan = off as $$
    select exists (
        select from unnest('{pending,subscribed,held,unsubscribed}'::text[]) as s (state)
        cross join unnest('{member,regular,occasional}'::text[]) as c (class)
        cross join lateral (
            select from consent
            where organisation_id = organisation and state = s.state and class = c.class and facet_id = its_facet
            limit 1) one)
$$;

-- All who stand so, by the index and no other way: only whoever asks knows that they are few.
create function all_standing(organisation bigint, its_state text, its_class text, its_facet bigint) returns setof bigint
language sql stable set enable_seqscan = off as $$
    select contact_id from consent
    where organisation_id = organisation and state = its_state and class = its_class and facet_id = its_facet
$$;

-- A combination that nobody has any more is nobody's, but it was somebody's: it goes with them.
create function forget_facet(unused bigint) returns void language plpgsql as $$
declare
    organisation bigint;
begin
    select organisation_id into organisation from facet where id = unused;
    if organisation is null or facet_in_use(organisation, unused) then
        return;
    end if;
    -- Whoever is giving it to a person right now is waited for; the next statement then sees that person.
    perform from facet where id = unused for update;
    delete from facet f
    where f.id = unused and not facet_in_use(organisation, unused);
end $$;

-- For writers that do not know the number. The contact's row is locked, so that a change of it that is under way can't be
-- missed.
create function consent_facet() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    new_here bigint[];
begin
    select array_agg(contact_id) into new_here from inserted where facet_id is null;
    if new_here is not null then
        perform from contact c where c.id = any (new_here) order by c.id for share;
        update consent s
        set facet_id = (select facet_of(c.organisation_id, c.language, c.area, c.tags)
                        from contact c where c.id = s.contact_id)
        where s.contact_id = any (new_here);
    end if;
    return null;
end $$;
create trigger consent_facet after insert on consent referencing new table as inserted
    for each statement execute function consent_facet();

-- Whoever changes many people at once (an import) gives them their numbers in the same statement; then this finds them
-- right and looks no further. What such a writer took them from, it forgets itself, once for all.
create function contact_facet() returns trigger language plpgsql as $$
declare
    before bigint;
begin
    if (select (f.language, f.area, f.tags) is not distinct from (new.language, new.area, new.tags)
        from consent s join facet f on f.id = s.facet_id where s.contact_id = new.id) then
        return null;
    end if;
    select facet_id into before from consent where contact_id = new.id for update;
    if found then
        update consent set facet_id = facet_of(new.organisation_id, new.language, new.area, new.tags)
        where contact_id = new.id;
        perform forget_facet(before);
    end if;
    return null;
end $$;
create trigger contact_facet after update of language, area, tags on contact for each row
    when ((old.language, old.area, old.tags) is distinct from (new.language, new.area, new.tags))
    execute function contact_facet();

create function consent_gone() returns trigger language plpgsql as $$
begin
    perform forget_facet(facet_id) from (select distinct facet_id from gone) facets;
    return null;
end $$;
create trigger consent_gone after delete on consent referencing old table as gone
    for each statement execute function consent_gone();

-- A separate statement locks first: the one that recomputes then has a snapshot in which every address written under an
-- earlier lock is visible, so two changes at once can't leave the older answer.
create function refresh_reach(contacts bigint[]) returns void language plpgsql as $$
begin
    perform from consent s where s.contact_id = any (contacts) order by s.contact_id for update;
    update consent s set reachable_on = r.reachable_on
    from (select k.contact_id, coalesce(string_agg(distinct a.channel, ',' order by a.channel), '') as reachable_on
          from unnest(contacts) k (contact_id)
          left join address a on a.contact_id = k.contact_id and a.status = 'active'
          group by k.contact_id) r
    where s.contact_id = r.contact_id and s.reachable_on <> r.reachable_on;
end $$;

-- What is checked for new addresses and consents is looked up person by person and by an index only: the plans are kept by
-- each connection, and a join that was planned while there were few people would go through everybody for each new one
-- ever after. A scalar subquery can't be turned into a join, and without sequential scans it has the index left.
--
-- No check is left out for a file of a million, but there it is made for all rows of a statement at once: what was written
-- EXCEPT what stands in the other table leaves nothing when all is right, as it is for people who are new in all three
-- tables and have one channel. Each side is read once, by the index, whatever the plan.
create function address_inserted() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    behind bigint[];
begin
    if exists (select from inserted offset 100) then
        if not exists (select contact_id, organisation_id, channel, status from inserted
                       except
                       select contact_id, organisation_id, reachable_on, 'active' from consent
                       where contact_id = any (array(select contact_id from inserted))) then
            return null;
        end if;
    end if;
    if exists (select from inserted i
               where (select c.organisation_id from contact c where c.id = i.contact_id)
                         is distinct from i.organisation_id) then
        raise exception 'an address needs a contact of its organisation' using errcode = 'foreign_key_violation';
    end if;
    select array_agg(i.contact_id) into behind
    from inserted i
    where i.status = 'active'
      and i.channel <> all (string_to_array((select s.reachable_on from consent s where s.contact_id = i.contact_id), ','));
    if behind is not null then
        perform refresh_reach(behind);
    end if;
    return null;
end $$;
create trigger address_inserted after insert on address referencing new table as inserted
    for each statement execute function address_inserted();

create function address_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform refresh_reach(array[old.contact_id]);
    else
        perform refresh_reach(array[old.contact_id, new.contact_id]);
    end if;
    return null;
end $$;
create trigger address_changed after update of status, contact_id, channel on address for each row
    when (old.status <> new.status or old.contact_id <> new.contact_id or old.channel <> new.channel)
    execute function address_changed();
create trigger address_deleted after delete on address for each row execute function address_changed();

-- Inserted last (contact, address, consent), with reachable_on as the inserter knows it: then this only compares. Whose
-- lowest and highest channel are what reachable_on says has that one.
create function consent_inserted() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    behind bigint[];
begin
    if exists (select from inserted offset 100) then
        if not exists (select contact_id, organisation_id from inserted
                       except
                       select id, organisation_id from contact where id = any (array(select contact_id from inserted)))
           and not exists (select contact_id, reachable_on, reachable_on from inserted
                           except
                           select contact_id, min(channel), max(channel) from address
                           where contact_id = any (array(select contact_id from inserted)) and status = 'active'
                           group by contact_id) then
            return null;
        end if;
    end if;
    if exists (select from inserted i
               where (select c.organisation_id from contact c where c.id = i.contact_id)
                         is distinct from i.organisation_id) then
        raise exception 'a consent needs a contact of its organisation' using errcode = 'foreign_key_violation';
    end if;
    select array_agg(i.contact_id) into behind
    from inserted i
    where i.reachable_on <> coalesce((select string_agg(distinct a.channel, ',' order by a.channel)
                                      from address a where a.contact_id = i.contact_id and a.status = 'active'), '');
    if behind is not null then
        perform refresh_reach(behind);
    end if;
    return null;
end $$;
create trigger consent_inserted after insert on consent referencing new table as inserted
    for each statement execute function consent_inserted();

create table suppression (
    organisation_id bigint      not null references organisation,
    fingerprint     bytea       not null check (length(fingerprint) = 32),
    key_id          text        not null,
    reason          text        not null,
    added_at        timestamptz not null,
    event_id        bigint      references ledger_event,
    primary key (organisation_id, fingerprint)
);

-- Stops in a section of a federation that the same people in other sections may not have followed yet: written by the stop's
-- own transaction, gone once they have. What is left when a node dies in between, any other takes up.
create table section_stop (
    organisation_id bigint      not null references organisation,
    contact_id      bigint      not null,
    -- Somebody whom another section's list names, who is to be stopped here as of this time; null: who has stopped here.
    named_at        timestamptz,
    written_at      timestamptz not null default now(),
    primary key (organisation_id, contact_id)
);

-- Every entry that left the suppression list, without the fingerprint: who came back need not stay known. The list has to
-- be written by the service's role, so nothing keeps somebody with its password from taking entries off; but this table
-- only the owner's trigger writes, and 'ledger verify' asks for the event that the same transaction left in the ledger.
create table suppression_removal (
    id              bigint      generated always as identity primary key,
    organisation_id bigint      not null,
    key_id          text        not null,
    removed_in      xid8        not null default pg_current_xact_id(),
    removed_at      timestamptz not null default clock_timestamp(),
    -- The key under which the same identifier was entered anew, when that is why.
    rekeyed_to      text
);
-- The removals of an organisation, in order.
create index suppression_removal_by_organisation on suppression_removal (organisation_id, id);

create function suppression_removed() returns trigger language plpgsql security definer
set search_path = ${flyway:defaultSchema}, pg_temp as $$
begin
    insert into suppression_removal (organisation_id, key_id) select organisation_id, key_id from removed;
    return null;
end $$;
create trigger suppression_removed after delete on suppression referencing old table as removed
    for each statement execute function suppression_removed();

-- Enters under the current key what is listed under an older one, now that the identifier has been seen again.
create function rekey_suppression(organisation bigint, older bytea[], fingerprint_now bytea, key_now text) returns void
language plpgsql security definer set search_path = ${flyway:defaultSchema}, pg_temp as $$
declare
    last_removal bigint;
begin
    if not exists (select from suppression s where s.organisation_id = organisation and s.fingerprint = any (older)) then
        return;
    end if;
    select coalesce(max(id), 0) into last_removal from suppression_removal;
    with gone as (
        delete from suppression s where s.organisation_id = organisation and s.fingerprint = any (older)
        returning s.reason, s.added_at, s.event_id
    )
    insert into suppression (organisation_id, fingerprint, key_id, reason, added_at, event_id)
    select organisation, fingerprint_now, key_now, g.reason, g.added_at, g.event_id from gone g
    order by g.added_at
    limit 1
    on conflict do nothing;
    update suppression_removal r set rekeyed_to = key_now
    where r.id > last_removal and r.removed_in = pg_current_xact_id() and r.organisation_id = organisation
      and r.key_id <> key_now;
end $$;
-- It writes as the owner: for the service's role alone, to which it is granted after the migrations.
revoke execute on function rekey_suppression (bigint, bytea[], bytea, text) from public;

-- Which keys this suppression list was written under, and a mark that each makes: a secret that was mistyped or exchanged
-- under the same name would find nobody on the list, and say nothing about it.
create table suppression_key (
    id   text  primary key,
    mark bytea not null check (length(mark) = 32)
);
