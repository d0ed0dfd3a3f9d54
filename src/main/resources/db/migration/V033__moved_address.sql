-- When an address moves to another contact (a merge, a changed number), what is open to it moves along, so that a stop of
-- that person finds it. A person who has a delivery of the same broadcast already does not get a second one.
create function move_open_deliveries() returns trigger language plpgsql as $$
begin
    update delivery d set state = 'cancelled', reason = 'duplicate', settled_at = now()
    where d.contact_id = old.contact_id and d.address_id = new.id and d.queued and d.broadcast_id is not null
      and exists (select from delivery e where e.broadcast_id = d.broadcast_id and e.contact_id = new.contact_id);
    update delivery d set contact_id = new.contact_id
    where d.contact_id = old.contact_id and d.address_id = new.id and d.state in ('queued', 'sending')
      and not exists (select from delivery e where e.broadcast_id = d.broadcast_id and e.contact_id = new.contact_id);
    return null;
end $$;
create trigger address_moves_deliveries after update of contact_id on address
    for each row when (old.contact_id <> new.contact_id) execute function move_open_deliveries();

-- A stop of a merged person also looks for what was still being sent to the contacts it was merged from.
create index contact_by_merged on contact (merged_into) where merged_into is not null;
