-- How often somebody wishes to be written to at most, in their own words.
alter table contact
    add column pace              text check (pace in ('week', 'month')),
    -- The last broadcast that went to them, or may have, and when; kept while they have such a wish.
    add column paced_at          timestamptz,
    add column paced_delivery_id bigint,
    add constraint contact_paced check (pace is not null or paced_at is null and paced_delivery_id is null);
-- The few who have one, for previews.
create index contact_by_pace on contact (organisation_id, id) where pace is not null;

-- The one definition of "too soon", for claims and previews: by days, so that what goes out on one morning a week is not too
-- soon by some seconds. One plain expression, as refusal is.
create function too_soon(pace text, paced_at timestamptz, now timestamptz) returns boolean
language sql immutable parallel safe as $$
    select coalesce((now at time zone 'UTC')::date
                    < ((paced_at at time zone 'UTC')
                       + case pace when 'week' then interval '7 days' when 'month' then interval '1 month' end)::date, false)
$$;
