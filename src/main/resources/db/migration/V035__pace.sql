-- How often somebody wishes to be written to at most, in their own words.
alter table contact
    add column pace              text check (pace in ('week', 'month')),
    -- The last broadcast that went to them, or may have, and when; kept while they have such a wish.
    add column paced_at          timestamptz,
    add column paced_delivery_id bigint,
    -- The hold, by its ledger event, that was granted as a pause, and when it ends by itself, if they said so.
    add column pause_hold_id     bigint,
    add column pause_ends_at     timestamptz,
    -- Time of their newest words of which an organiser has said that they are no stop: nothing is to be decided, and it goes on.
    add column pause_kept_at     timestamptz,
    add constraint contact_pause check (pause_hold_id is not null or pause_ends_at is null and pause_kept_at is null),
    add constraint contact_paced check (pace is not null or paced_at is null and paced_delivery_id is null);
-- The few who have one, for previews.
create index contact_by_pace on contact (organisation_id, id) where pace is not null;
create index contact_by_pause on contact (pause_ends_at) where pause_ends_at is not null;
-- Whose holds wait for nobody's decision.
create index contact_by_kept_pause on contact (organisation_id, id) where pause_kept_at is not null;

-- The one definition of "too soon", for claims and previews: by days, so that what goes out on one morning a week is not too
-- soon by some seconds. What certainly never reached them used nothing up; what is no longer kept, or may have arrived, did.
-- Such an end is final, so a look at it that is a moment old errs on the side of fewer messages. Asked only about people
-- who have such a wish: it is called, not inlined.
create function too_soon(pace text, paced_at timestamptz, paced_delivery_id bigint, now timestamptz) returns boolean
language sql stable parallel safe as $$
    select coalesce((now at time zone 'UTC')::date
                    < ((paced_at at time zone 'UTC')
                       + case pace when 'week' then interval '7 days' when 'month' then interval '1 month' end)::date, false)
           and not exists (select from delivery d
                           where d.id = paced_delivery_id and d.state in ('failed', 'cancelled', 'suppressed'))
$$;

-- A wish is a change of the person for other programs; what was last sent is none.
do $$ begin
    execute 'create or replace trigger contact_feed after update on contact for each row
             when (new.erased_at is null and new.merged_into is null
                   and (old.pace is distinct from new.pace or ' || details_changed() || '))
             execute function feed_contact()';
end $$;
