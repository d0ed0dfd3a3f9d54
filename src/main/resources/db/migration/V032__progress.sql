-- How many deliveries of a broadcast stand in each state, kept by the statements that change them, so that the counters
-- agree with the rows in every snapshot. A statement only ever adds rows of differences: nobody waits for a hot counter.
-- folding sums them up now and then.
create table broadcast_change (
    broadcast_id bigint  not null,
    state        text    not null,
    reason       text    not null,
    difference   integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index broadcast_change_by_broadcast on broadcast_change (broadcast_id);

create table broadcast_total (
    broadcast_id bigint not null,
    state        text   not null,
    reason       text   not null,
    deliveries   bigint not null,
    primary key (broadcast_id, state, reason)
);

-- What readers look at.
create view broadcast_progress as
select broadcast_id, state, reason, sum(deliveries)::bigint as deliveries
from (select broadcast_id, state, reason, deliveries from broadcast_total
      union all
      select broadcast_id, state, reason, difference from broadcast_change) parts
group by broadcast_id, state, reason
having sum(deliveries) <> 0;

create function count_new_deliveries() returns trigger language plpgsql as $$
begin
    if exists (select from (select distinct organisation_id, message_id, sender_id, broadcast_id from changed_after) n
               where not exists (select from message m where m.id = n.message_id and m.organisation_id = n.organisation_id)
                  or n.sender_id is not null
                     and not exists (select from sender s where s.id = n.sender_id and s.organisation_id = n.organisation_id)
                  or n.broadcast_id is not null
                     and not exists (select from broadcast b where b.id = n.broadcast_id and b.organisation_id = n.organisation_id))
       or exists (select from changed_after n
                  where n.address_id is not null and not exists (select from address a where a.id = n.address_id)) then
        raise exception 'a delivery refers to a message, sender, broadcast or address that its organisation does not have'
            using errcode = 'foreign_key_violation';
    end if;
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select broadcast_id, state, coalesce(reason, ''), count(*)
    from changed_after where broadcast_id is not null
    group by broadcast_id, state, coalesce(reason, '');
    return null;
end $$;

create function count_gone_deliveries() returns trigger language plpgsql as $$
begin
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select broadcast_id, state, coalesce(reason, ''), -count(*)
    from changed_before where broadcast_id is not null
    group by broadcast_id, state, coalesce(reason, '');
    return null;
end $$;

create function count_moved_deliveries() returns trigger language plpgsql as $$
begin
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select broadcast_id, state, reason, sum(difference)
    from (select broadcast_id, state, coalesce(reason, '') as reason, 1 as difference
          from changed_after where broadcast_id is not null
          union all
          select broadcast_id, state, coalesce(reason, ''), -1
          from changed_before where broadcast_id is not null) moves
    group by broadcast_id, state, reason
    having sum(difference) <> 0;
    return null;
end $$;

create trigger delivery_counts_new after insert on delivery
    referencing new table as changed_after for each statement execute function count_new_deliveries();
create trigger delivery_counts_gone after delete on delivery
    referencing old table as changed_before for each statement execute function count_gone_deliveries();
create trigger delivery_counts_moved after update on delivery
    referencing old table as changed_before new table as changed_after
    for each statement execute function count_moved_deliveries();
