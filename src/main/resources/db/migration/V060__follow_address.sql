-- A person who left an address for another on the same channel (changed number, migrated group) gets there what was queued
-- for the old one: nobody loses a message by moving. Due a moment later, so that a claim that is running and has read the
-- old address finds the row not due any more instead of a row without address.
create function follow_address() returns trigger language plpgsql as $$
begin
    update delivery d
    set address_id = n.id, not_before = greatest(d.not_before, clock_timestamp() + interval '1 second')
    from (select a.id from address a
          where a.contact_id = new.contact_id and a.channel = new.channel and a.status = 'active'
          order by a.last_inbound_at desc nulls last, a.id desc
          limit 1) n
    where d.contact_id = new.contact_id and d.address_id = new.id and d.queued;
    return null;
end $$;
create trigger address_is_followed after update of status on address
    for each row when (new.status = 'retired' and old.status <> 'retired') execute function follow_address();
