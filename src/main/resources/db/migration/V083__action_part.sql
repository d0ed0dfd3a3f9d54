-- Whoever was offered an action, once per offer that the platform took, with what came of it: what every figure is counted
-- from. The answer and the end come from the events; an answer proves an offer whose delivery is not certain.
create view action_part as
select o.organisation_id,
       o.action_id,
       d.id as delivery_id,
       s.id as assignment_id,
       -- Null once erased; two people who became one are counted twice, as they were written to twice.
       case when s.id is not null then s.contact_id
            when c.erased_at is null then coalesce(c.merged_into, c.id) end as contact_id,
       coalesce(d.settled_at, d.claimed_at, d.queued_at) as offered_at,
       answer.kind as answer,
       answer.at as answered_at,
       case when answer.kind = 'accepted' and finish.kind = 'done' then finish.at end as done_at
from action_offer o
join delivery d on d.broadcast_id = o.broadcast_id
left join assignment s on s.delivery_id = d.id
left join contact c on c.id = d.contact_id
left join lateral (
    select e.kind, e.at from action_event e
    where e.assignment_id = s.id and e.kind in ('accepted', 'declined')
    order by e.id desc limit 1) answer on true
left join lateral (
    select e.kind, e.at from action_event e
    where e.assignment_id = s.id and e.kind in ('done', 'undone')
    order by e.id desc limit 1) finish on true
where d.state in ('accepted', 'delivered', 'read') or answer.kind is not null;
