-- What messages cost. A platform says of each that it delivers whether it is billed, and under which category; rates are the
-- organisation's own, set by an owner, or else those that the platform publishes.

-- Delivered messages, counted once each by the statement that first hears of it; folded into totals now and then, so that
-- nobody waits for a hot counter.
create table charge_change (
    organisation_id bigint  not null,
    -- First day of the month in the organisation's time zone.
    month           date    not null,
    channel         text    not null,
    -- Whose number it is (ISO 3166), empty when nobody knows; the platform's category, and whether it is billed.
    country         text    not null,
    category        text    not null,
    billable        boolean not null,
    -- 0 for none; the message for broadcasts and offers of actions only, of which there are few, and which know no action.
    broadcast_id    bigint  not null,
    action_id       bigint  not null,
    message_id      bigint  not null,
    messages        integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index charge_change_by_month on charge_change (organisation_id, month);

create table charge_total (
    organisation_id bigint  not null,
    month           date    not null,
    channel         text    not null,
    country         text    not null,
    category        text    not null,
    billable        boolean not null,
    broadcast_id    bigint  not null,
    action_id       bigint  not null,
    message_id      bigint  not null,
    messages        bigint  not null,
    primary key (organisation_id, month, channel, country, category, billable, broadcast_id, action_id, message_id)
);

-- What one message costs. '*' stands for every other country or category.
create table spending_rate (
    organisation_id bigint        not null references organisation,
    channel         text          not null,
    country         text          not null,
    category        text          not null,
    -- Counts for the months that begin on this day or later.
    valid_from      date          not null,
    price           numeric(12, 6) not null check (price >= 0),
    primary key (organisation_id, channel, country, category, valid_from)
);

create table spending (
    organisation_id bigint primary key references organisation,
    currency        text   not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
    -- Broadcasts are paused once a month has cost so much, in whole units; null: never.
    ceiling         bigint check (ceiling >= 0)
);

-- What platforms publish as prices, in euros: the same for all, written whenever the service starts.
create table published_rate (
    channel    text           not null,
    country    text           not null,
    category   text           not null,
    valid_from date           not null,
    price      numeric(12, 6) not null check (price >= 0),
    primary key (channel, country, category, valid_from)
);

-- The rates that count: the organisation's own of a channel, else what its platform publishes.
create view counting_rate as
select organisation_id, channel, country, category, valid_from, price, false as published
from spending_rate
union all
select o.id, p.channel, p.country, p.category, p.valid_from, p.price, true
from organisation o cross join published_rate p
where not exists (select from spending_rate r where r.organisation_id = o.id and r.channel = p.channel)
  and not exists (select from spending s where s.organisation_id = o.id and s.currency <> 'EUR');

-- What readers look at: counts with what they cost; no price for what is not billed, or has no rate.
create view charge as
select c.organisation_id, c.month, c.channel, c.country, c.category, c.billable, c.broadcast_id, c.action_id,
       c.message_id, c.messages, case when c.billable then r.price end as price
from (select organisation_id, month, channel, country, category, billable, broadcast_id, action_id,
             message_id, sum(messages)::bigint as messages
      from (select organisation_id, month, channel, country, category, billable, broadcast_id, action_id,
                   message_id, messages
            from charge_total
            union all
            select organisation_id, month, channel, country, category, billable, broadcast_id, action_id,
                   message_id, messages
            from charge_change) parts
      group by organisation_id, month, channel, country, category, billable, broadcast_id, action_id, message_id) c
left join lateral (select s.price from counting_rate s
                   where s.organisation_id = c.organisation_id and s.channel = c.channel
                     and s.country in (c.country, '*') and s.category in (c.category, '*') and s.valid_from <= c.month
                   order by s.country = '*', s.category = '*', s.valid_from desc
                   limit 1) r on true;

-- First day of the month that it is for that organisation at that time.
create function month_at(organisation bigint, at timestamptz) returns date language sql stable as $$
    select date_trunc('month', at at time zone o.time_zone)::date from organisation o where o.id = organisation
$$;

-- What a month has cost so far.
create function spent_in_month(organisation bigint, its_month date) returns numeric language sql stable as $$
    select coalesce(sum(c.messages * c.price), 0) from charge c
    where c.organisation_id = organisation and c.month = its_month
$$;

-- The dearest of what one message may cost in that month in the organisation's own country; null without any rate.
create function dearest_rate(organisation bigint, its_channel text, its_month date) returns numeric language sql stable as $$
    select max(price)
    from (select distinct on (r.category) r.price
          from counting_rate r join organisation o on o.id = r.organisation_id
          where r.organisation_id = organisation and r.channel = its_channel and r.country in (o.country, '*')
            and r.valid_from <= its_month
          order by r.category, r.country = '*', r.valid_from desc) rates
$$;

-- Whether no further message fits under the ceiling, on none of the channels that have rates, whatever is under way: what
-- is left is less than one message costs, since a price hardly ever divides it.
create function ceiling_reached(organisation bigint, its_month date) returns boolean language sql stable as $$
    select exists (
        select from spending p
        cross join lateral (select spent_in_month(organisation, its_month) as spent) s
        cross join lateral (select min(price) as price
                            from (select dearest_rate(organisation, r.channel, its_month) as price
                                  from (select distinct channel from counting_rate
                                        where organisation_id = organisation) r) rates
                            where price > 0) r
        where p.organisation_id = organisation and (s.spent >= p.ceiling or s.spent + r.price > p.ceiling))
$$;

-- Pauses one of its broadcasts (null: all) because of the ceiling; returns how many.
create function pause_at_ceiling(organisation bigint, its_broadcast bigint) returns bigint language sql as $$
    with paused as (
        update broadcast set state = 'paused', state_reason = 'spending_ceiling'
        where organisation_id = organisation and id = coalesce(its_broadcast, id)
          and state in ('expanding', 'sending') and finished_at is null
        returning 1
    )
    select count(*) from paused
$$;

-- Whether its owners have to know: no further message fits, or a broadcast stands because of what may still be billed.
create function ceiling_alarms(organisation bigint, at timestamptz) returns boolean language sql stable as $$
    select exists (select from spending p where p.organisation_id = organisation and p.ceiling is not null)
       and (exists (select from broadcast b
                    where b.organisation_id = organisation and b.state = 'paused' and b.state_reason = 'spending_ceiling')
            or ceiling_reached(organisation, month_at(organisation, at)))
$$;

-- How many messages of broadcasts more than those that are under way fit under the ceiling, each at the dearest rate; negative
-- when some under way do not; null where nothing bounds them. What is under way has been taken from the queue and is neither
-- billed yet nor refused. Whoever asks has taken its own before, in a transaction that is over: of two who ask at the same
-- time each counts the other's, so that both may hold back, and never both go too far.
-- A platform tells of nearly all that arrives within a day. What nobody has heard of since is with phones that are off, and
-- would count against every later month: it counts no more, and is billed in the month in which it arrives, if it does.
-- No index finds what is under way: it would have to know of every settlement and receipt, of those too who have no ceiling.
create function spending_room(organisation bigint, its_channel text, at timestamptz) returns bigint
language plpgsql stable as $$
declare
    bound     numeric := (select ceiling from spending where organisation_id = organisation);
    its_month date := month_at(organisation, at);
    price     numeric;
    fitting   bigint;
    begun     bigint;
    running   bigint[];
begin
    if bound is null then
        return null;
    end if;
    price := dearest_rate(organisation, its_channel, its_month);
    if coalesce(price, 0) = 0 then
        return null;
    end if;
    fitting := floor((bound - spent_in_month(organisation, its_month)) / price);
    running := array(select b.id from broadcast b
                     where b.organisation_id = organisation and b.state not in ('draft', 'scheduled')
                       and (b.finished_at is null or b.finished_at > at - interval '1 day'));
    -- The counters know states and no channels: when all of it fits, nothing has to be counted; else only where there is some.
    select coalesce(sum(p.deliveries), 0), array_agg(distinct p.broadcast_id) into begun, running
    from broadcast_progress p
    where p.broadcast_id = any (running) and p.state in ('sending', 'accepted', 'withheld', 'unknown');
    if begun > fitting then
        begun := (select count(*) from delivery d join sender s on s.id = d.sender_id
                  where d.broadcast_id = any (running) and d.state in ('sending', 'accepted', 'withheld', 'unknown')
                    and not d.charged and s.channel = its_channel
                    and coalesce(d.settled_at, d.claimed_at) > at - interval '1 day');
    end if;
    return fitting - begun;
end $$;
