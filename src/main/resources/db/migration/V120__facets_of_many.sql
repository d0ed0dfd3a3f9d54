-- A file that gives a tag to a hundred thousand people changes the combination of each of them. Person by person that took
-- a quarter of a millisecond and the locks of a whole piece of the file for seconds; an import changes them together, after
-- it has changed the people. It says so for its own transaction by relais.facets_together; what nobody has any more is
-- forgotten once the file is in.
create function refresh_facets(organisation bigint, contacts bigint[]) returns void language plpgsql as $$
begin
    update consent s
    set facet_id = d.facet_id
    from (select one.language, one.area, one.tags, facet_of(organisation, one.language, one.area, one.tags) as facet_id
          from (select distinct c.language, c.area, c.tags from contact c where c.id = any (contacts)
                order by c.language, c.area, c.tags) one
          offset 0) d
    join contact c on c.id = any (contacts) and c.tags = d.tags
         and coalesce(c.language, '') = coalesce(d.language, '') and coalesce(c.area, '') = coalesce(d.area, '')
    where s.contact_id = c.id and s.facet_id is distinct from d.facet_id;
end $$;

create or replace function contact_facet() returns trigger language plpgsql as $$
declare
    before bigint;
begin
    if current_setting('relais.facets_together', true) = 'on' then
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
