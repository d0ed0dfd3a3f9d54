-- What is checked and filled in for new consents and addresses concerns these persons only, and is looked up person by
-- person. The plans are kept by each connection; a join that was planned while there were few people would go through
-- everybody for each new one ever after. A scalar subquery can't be turned into a join, and without sequential scans it
-- has the index left.
create or replace function consent_inserted() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    behind bigint[];
begin
    if current_setting('relais.whole_people', true) = 'on' then
        return null;
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

create or replace function address_inserted() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    behind bigint[];
begin
    if current_setting('relais.whole_people', true) = 'on' then
        return null;
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

create or replace function consent_facet() returns trigger language plpgsql set enable_seqscan = off as $$
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
