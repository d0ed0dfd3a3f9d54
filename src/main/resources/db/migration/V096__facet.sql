-- What audiences choose people by, once per combination that occurs: a million people have a few thousand. With its number
-- beside the standing, an audience is counted from one index, whatever it asks for, and the definition of "may be
-- messaged" is applied once per group.
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

alter table consent add column facet_id bigint;
insert into facet (organisation_id, language, area, tags, key)
select distinct c.organisation_id, c.language, c.area, c.tags, facet_key(c.language, c.area, c.tags)
from contact c join consent s on s.contact_id = c.id;
update consent s set facet_id = f.id
from contact c join facet f on f.organisation_id = c.organisation_id and f.key = facet_key(c.language, c.area, c.tags)
where c.id = s.contact_id;

-- For writers that do not know the number. The contact's row is locked, so that a change of it that is under way can't be
-- missed.
create function consent_facet() returns trigger language plpgsql as $$
begin
    if exists (select from inserted where facet_id is null) then
        perform from contact c where c.id in (select contact_id from inserted where facet_id is null)
        order by c.id for share;
        update consent s set facet_id = facet_of(c.organisation_id, c.language, c.area, c.tags)
        from inserted i join contact c on c.id = i.contact_id
        where s.contact_id = i.contact_id and i.facet_id is null;
    end if;
    return null;
end $$;
create trigger consent_facet after insert on consent referencing new table as inserted
    for each statement execute function consent_facet();

-- A combination that nobody has any more is nobody's, but it was somebody's: it goes with them.
create function forget_facet(unused bigint) returns void language plpgsql as $$
declare
    organisation bigint;
begin
    select organisation_id into organisation from facet where id = unused;
    if organisation is null
       or exists (select from consent s where s.organisation_id = organisation and s.facet_id = unused) then
        return;
    end if;
    -- Whoever is giving it to a person right now is waited for; the next statement then sees that person.
    perform from facet where id = unused for update;
    delete from facet f
    where f.id = unused
      and not exists (select from consent s where s.organisation_id = organisation and s.facet_id = unused);
end $$;

create function contact_facet() returns trigger language plpgsql as $$
declare
    before bigint;
begin
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
    perform forget_facet(old.facet_id);
    return null;
end $$;
create trigger consent_gone after delete on consent for each row execute function consent_gone();

drop index consent_standing;
create index consent_standing on consent (organisation_id, state, class, occasional_spent, reachable_on, facet_id);

create or replace view messageable_count as
select g.organisation_id,
       g.class,
       g.state,
       string_to_array(g.reachable_on, ',') as channels,
       refusal('broadcast', g.class, g.state, case when g.occasional_spent then timestamptz 'epoch' end,
               case when g.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(g.reachable_on, ',') <@ o.barred_channels) as refusal,
       refusal('first_contact', g.class, g.state, case when g.occasional_spent then timestamptz 'epoch' end,
               case when g.reachable_on = '' then 'unreachable' else 'active' end, false, o.consent_only,
               string_to_array(g.reachable_on, ',') <@ o.barred_channels) as first_contact_refusal,
       g.contacts,
       f.language,
       f.area,
       f.tags
from (select s.organisation_id, s.state, s.class, s.occasional_spent, s.reachable_on, s.facet_id, count(*) as contacts
      from consent s
      group by s.organisation_id, s.state, s.class, s.occasional_spent, s.reachable_on, s.facet_id) g
join organisation o on o.id = g.organisation_id
-- One look-up per group: the planner can't know how few groups there are.
left join lateral (select * from facet where id = g.facet_id limit 1) f on true;
