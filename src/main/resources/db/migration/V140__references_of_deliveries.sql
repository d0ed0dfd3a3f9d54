-- What a new delivery refers to is looked up row by row and by an index only. The plan of this check is kept by each
-- connection, and one that was made while there were few messages or addresses would read all of them ever after, for
-- every single reply. A scalar subquery can't be turned into a join, and without sequential scans it has the index left.
create or replace function count_new_deliveries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (select from (select distinct organisation_id, message_id, sender_id, broadcast_id from changed_after) n
               where (select m.organisation_id from message m where m.id = n.message_id)
                         is distinct from n.organisation_id
                  or n.sender_id is not null
                     and (select s.organisation_id from sender s where s.id = n.sender_id)
                         is distinct from n.organisation_id
                  or n.broadcast_id is not null
                     and (select b.organisation_id from broadcast b where b.id = n.broadcast_id)
                         is distinct from n.organisation_id)
       or exists (select from changed_after n
                  where n.address_id is not null and (select a.id from address a where a.id = n.address_id) is null) then
        raise exception 'a delivery refers to a message, sender, broadcast or address that its organisation does not have'
            using errcode = 'foreign_key_violation';
    end if;
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select broadcast_id, state, coalesce(reason, ''), count(*)
    from changed_after where broadcast_id is not null
    group by broadcast_id, state, coalesce(reason, '');
    return null;
end $$;
