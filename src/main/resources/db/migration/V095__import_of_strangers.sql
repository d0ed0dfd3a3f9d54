-- An import writes contact, address and consent of people nobody knew in one statement, each from the same row: what these
-- triggers look up for every row is what that statement has just written. It says so for its own transaction by
-- relais.whole_people; for all other writers they check as before.
create or replace function address_inserted() returns trigger language plpgsql as $$
declare
    behind bigint[];
begin
    if current_setting('relais.whole_people', true) = 'on' then
        return null;
    end if;
    if exists (select from inserted i
               left join contact c on c.id = i.contact_id and c.organisation_id = i.organisation_id where c.id is null) then
        raise exception 'an address needs a contact of its organisation' using errcode = 'foreign_key_violation';
    end if;
    select array_agg(i.contact_id) into behind
    from inserted i join consent s on s.contact_id = i.contact_id
    where i.status = 'active' and i.channel <> all (string_to_array(s.reachable_on, ','));
    if behind is not null then
        perform refresh_reach(behind);
    end if;
    return null;
end $$;

create or replace function consent_inserted() returns trigger language plpgsql as $$
declare
    behind bigint[];
begin
    if current_setting('relais.whole_people', true) = 'on' then
        return null;
    end if;
    if exists (select from inserted i
               left join contact c on c.id = i.contact_id and c.organisation_id = i.organisation_id where c.id is null) then
        raise exception 'a consent needs a contact of its organisation' using errcode = 'foreign_key_violation';
    end if;
    select array_agg(d.contact_id) into behind
    from (select i.contact_id
          from inserted i left join address a on a.contact_id = i.contact_id and a.status = 'active'
          group by i.contact_id, i.reachable_on
          having min(a.channel) is distinct from max(a.channel) or i.reachable_on <> coalesce(min(a.channel), '')) d;
    if behind is not null then
        perform refresh_reach(behind);
    end if;
    return null;
end $$;
