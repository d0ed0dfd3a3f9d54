-- People, the addresses under which platforms know them, and how they are found by name.

-- What is said of a person: columns of contact, and of the staged rows of an import (V006).
create type contact_details as (
    name text, language text, time_zone text, area text, tags text[], variables jsonb, external_id text
);

-- The condition of a trigger on contact that is for changes of what is said of the person, of the columns above: written
-- out, because a function of the whole row may not be asked before an update, and costs more than the comparison.
create function details_changed() returns text language sql stable as $$
    select format('(%s) is distinct from (%s)', string_agg('old.' || attname, ', ' order by attnum),
                  string_agg('new.' || attname, ', ' order by attnum))
    from pg_attribute where attrelid = 'contact_details'::regclass and attnum > 0
$$;

-- A foreign key costs 4 to 6 µs a row, which a file of a million people would wait for. Rows of contact and organisation
-- are never deleted (an erasure empties them), so a check at insertion holds the same invariant: statement triggers make
-- it for a whole batch at once.
create table contact (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    name            text        not null default '',
    language        text        check (language ~ '^[a-z]{2,3}$'),
    -- What the language rests on: the person's own choice, which stands, or else their sentences. How many were clearly of it
    -- (two are enough to know), and which other language the last clear one was of.
    language_chosen boolean     not null default false,
    language_sentences smallint not null default 0 check (language_sentences between 0 and 2),
    language_other  text,
    -- An unknown zone is refused here: it would break every statement that reads contact hours.
    time_zone       text        check (time_zone is null or timezone(time_zone, timestamptz '2020-01-01 00:00+00') is not null),
    area            text,
    tags            text[]      not null default '{}',
    -- Free columns of an import, offered as variables to message bodies.
    variables       jsonb       not null default '{}' check (jsonb_typeof(variables) = 'object'),
    -- What another program of the organisation calls the person. Whoever turns out to be somebody else keeps theirs where
    -- that one has one already, so that both lead to the person who remains.
    external_id     text        check (length(external_id) between 1 and 100),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    -- Last time the person wrote, pressed or joined: what silence is measured from.
    last_seen_at    timestamptz,
    -- The day of it: the index below hangs on this, so that it learns of a person once a day at most.
    last_seen_on    date        generated always as ((last_seen_at at time zone 'UTC')::date) stored,
    -- When the person was asked for their number: never again after that.
    number_asked_at timestamptz,
    -- Whether what asked for it still stands under the conversation, as Telegram's keyboard does.
    number_open     boolean     not null default false,
    -- The stop after which they were told once that nothing is sent any more.
    told_stop_id    bigint,
    merged_into     bigint      check (merged_into < id),
    erased_at       timestamptz,
    -- What foreign keys of other tables refer to: a row of theirs can't name a contact of another organisation.
    unique (organisation_id, id)
);
create unique index contact_by_external_id on contact (organisation_id, external_id) where external_id is not null;
-- Who was changed since, for another program that keeps in step. For statements that ask for the negative number alone:
-- on tables that have no statistics yet, any other that names an organisation and a person would read all of it by this.
create index contact_by_update on contact ((-organisation_id), updated_at);
-- Lists of people with a tag; an audience is counted without it (V004).
create index contact_by_tag on contact using gin (tags);
-- Who has fallen silent, day by day (V017), and who wrote lately.
create index contact_by_last_seen on contact (organisation_id, last_seen_on, id) where last_seen_on is not null;
-- A stop of a merged person also looks for what was still being sent to the contacts it was merged from.
create index contact_by_merged on contact (merged_into) where merged_into is not null;
-- Those who were erased, whom figures of actions count together.
create index contact_by_erasure on contact (organisation_id, id) where erased_at is not null;
create trigger contact_kept before delete or truncate on contact for each statement execute function refuse_delete();

create function contact_inserted() returns trigger language plpgsql as $$
begin
    if exists (select from (select distinct organisation_id from inserted) i
               left join organisation o on o.id = i.organisation_id where o.id is null) then
        raise exception 'a contact needs an organisation' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
create trigger contact_inserted after insert on contact referencing new table as inserted
    for each statement execute function contact_inserted();

-- The names of the free columns that people of an organisation have or had: whether anybody has one is asked at every letter
-- of a text that names it. In the order of the names, so that two who add the same ones wait for each other in no circle.
create table contact_column (
    organisation_id bigint not null,
    name            text   not null,
    -- How the file headed it that said it last; null where no file did.
    title           text,
    primary key (organisation_id, name)
);

create function contact_columns_inserted() returns trigger language plpgsql as $$
begin
    insert into contact_column (organisation_id, name)
    select distinct i.organisation_id, k.name
    from inserted i cross join lateral jsonb_object_keys(i.variables) k (name)
    where i.variables <> '{}'
      and not exists (select from contact_column c where c.organisation_id = i.organisation_id and c.name = k.name)
    order by 1, 2
    on conflict do nothing;
    return null;
end $$;
create trigger contact_columns_inserted after insert on contact referencing new table as inserted
    for each statement execute function contact_columns_inserted();

create function contact_columns_changed() returns trigger language plpgsql as $$
begin
    insert into contact_column (organisation_id, name)
    select new.organisation_id, k.name
    from jsonb_object_keys(new.variables) k (name)
    where not exists (select from contact_column c where c.organisation_id = new.organisation_id and c.name = k.name)
    order by 2
    on conflict do nothing;
    return null;
end $$;
create trigger contact_columns_changed after update of variables on contact for each row
    when (new.variables <> '{}' and old.variables <> new.variables) execute function contact_columns_changed();

create table address (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    channel         text        not null,
    -- phone: E.164 with plus, on any channel; every other kind is of the one channel that declares it.
    kind            text        not null check (kind ~ '^[a-z]{2,20}$'),
    identifier      text        not null check (length(identifier) between 1 and 160),
    -- HMAC of the identifier under the suppression key that was current when the address was last seen.
    fingerprint     bytea       check (length(fingerprint) = 32),
    status          text        not null default 'active' check (status in ('active', 'unreachable', 'retired')),
    -- The platform's code, or ours: 'shared' is a number that its person shared in a chat so that one STOP stops everything.
    -- They were told that it is used for nothing else, so it is neither messaged nor called until they write from it, or an
    -- organiser has it from elsewhere.
    status_reason   text,
    -- Last inbound on this address: the preferred one is the latest, and a platform's free window starts here.
    last_inbound_at timestamptz,
    -- The sender the person last wrote to; null: the organisation's first sender of the channel.
    sender_id       bigint      references sender,
    created_at      timestamptz not null,
    -- When the person left it for another one: who writes on it later is somebody else.
    retired_at      timestamptz,
    -- Whose it was before: what was claimed for them while it changed hands still goes to it, and a stop of who has it now waits.
    had_by          bigint,
    check ((status = 'retired') = (retired_at is not null)),
    -- The identifier first: a phone number is one person on every channel.
    unique (organisation_id, identifier, channel),
    -- What foreign keys of other tables refer to; in this order for the same reason as address_by_ending's.
    unique (id, organisation_id)
    -- Each message that comes in is noted in its address: with room for the new version beside the old, no index learns of it.
) with (fillfactor = 90);
-- A person's addresses; the unique constraint above finds the person of an identifier.
create index address_by_contact on address (contact_id);

create function address_changes_hands() returns trigger language plpgsql as $$
begin
    new.had_by := old.contact_id;
    return new;
end $$;
create trigger address_changes_hands before update of contact_id on address for each row
    when (old.contact_id <> new.contact_id) execute function address_changes_hands();
-- People of a number whose last digits were typed. The organisation stands behind them: an index that begins with it looks as
-- good as the unique one above to whoever plans on an empty table, and then each number is sought among all there are.
create index address_by_ending on address (reverse(identifier) text_pattern_ops, organisation_id) where kind = 'phone';
-- The same for its first digits; patterns, as the unique one above may be sorted by another order than that of digits.
create index address_by_beginning on address (identifier text_pattern_ops, organisation_id) where kind = 'phone';

-- Search by name: people are found by the beginnings of the words of their name, whatever their accents and capitals:
-- "elodie ma" finds Élodie Martin. The index is beside the contacts and filled behind their back, because an entry in it
-- costs more than the rest of an import's row; what it has not seen yet is looked through by the search itself.

-- Without accents, capitals and ligatures.
create function folded(written text) returns text language sql immutable parallel safe as $$
    select lower(regexp_replace(
        normalize(translate(replace(replace(replace(replace(replace(written, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'),
                            'øØłŁđĐı', 'oOlLdDi'), NFKD),
        '[\u0300-\u036f\u064b-\u065f\u0640]', '', 'g'))
$$;

create function name_words(written text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct left(w, 100)), '{}')
    from regexp_split_to_table(folded(written), '[\s!-/:-@\[-`{-~’‘“”«»‹›–—·…]+') as w
    where w <> ''
$$;

create function name_vector(written text) returns tsvector language sql immutable parallel safe as $$
    select array_to_tsvector(name_words(written))
$$;

-- Null when nothing was asked for: it then finds nobody.
create function name_query(asked text) returns tsquery language sql immutable parallel safe as $$
    select string_agg(quote_literal(w) || ':*', ' & ')::tsquery from unnest(name_words(asked)) as w
$$;

create table contact_name (
    organisation_id bigint   not null,
    contact_id      bigint   not null,
    words           tsvector not null,
    -- In the order of a list, whose first are tried one by one for a name that many bear.
    primary key (organisation_id, contact_id)
);
-- Few people are looked for, and each word of theirs is an entry.
create index contact_name_words on contact_name using gin (words);

-- Contacts that the index has not seen yet: one row per statement that inserted some.
create table contact_name_todo (
    id       bigint generated always as identity primary key,
    first_id bigint not null,
    last_id  bigint not null check (last_id >= first_id)
);

create function contact_name_inserted() returns trigger language plpgsql as $$
begin
    insert into contact_name_todo (first_id, last_id) select min(id), max(id) from inserted having count(*) > 0;
    return null;
end $$;
create trigger contact_name_inserted after insert on contact referencing new table as inserted
    for each statement execute function contact_name_inserted();

-- A name that was corrected or erased is out of the index with the same commit. Who is filling it holds the contact's row.
create function contact_name_changed() returns trigger language plpgsql as $$
begin
    update contact_name set words = name_vector(new.name)
    where organisation_id = new.organisation_id and contact_id = new.id;
    return null;
end $$;
create trigger contact_name_changed after update of name on contact for each row
    when (old.name <> new.name) execute function contact_name_changed();

-- The first of a list with the words of their names, in the order of the key and no other way: while the table has not been
-- analysed yet, a few are looked for, and all of them would be read and sorted.
create function names_newest(organisation bigint, beyond bigint, most bigint)
returns table (id bigint, words tsvector) language sql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off as $$
    select n.contact_id, n.words from contact_name n
    where n.organisation_id = organisation and n.contact_id < beyond
    order by n.contact_id desc limit most
$$;
create function names_oldest(organisation bigint, beyond bigint, most bigint)
returns table (id bigint, words tsvector) language sql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off as $$
    select n.contact_id, n.words from contact_name n
    where n.organisation_id = organisation and n.contact_id > beyond
    order by n.contact_id limit most
$$;

-- The list by names, read as the search reads them; who has none comes last. The expression stands here itself: what an index
-- calls finds no other function by its name.
create index contact_by_name on contact (organisation_id, (coalesce(nullif(left(folded(name), 60), ''), chr(1114109)) collate "C"), id)
    where merged_into is null and erased_at is null;

-- A page of it, from that index and no other way, as above; beyond: the last of the page before, 0 for none.
create function people_by_name(organisation bigint, beyond bigint, most bigint) returns setof bigint language sql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off as $$
    select c.id from contact c
    where c.organisation_id = organisation and c.merged_into is null and c.erased_at is null
      and (coalesce(nullif(left(folded(c.name), 60), ''), chr(1114109)) collate "C", c.id) > (
          coalesce((select coalesce(nullif(left(folded(k.name), 60), ''), chr(1114109)) collate "C"
                    from contact k where k.id = beyond and k.organisation_id = organisation), '' collate "C"),
          beyond)
    order by coalesce(nullif(left(folded(c.name), 60), ''), chr(1114109)) collate "C", c.id limit most
$$;

-- People whose names have words that begin so, the first that are met. The index of the words finds them, and no other:
-- what is not in it may look common where it is rare. It goes through all who bear a word, so of several words it is asked
-- for those only that few of the newest bear, and the names it finds say the rest.
create function names_like(organisation bigint, asked text, most bigint) returns setof bigint language sql stable
set enable_seqscan = off as $$
    with newest as materialized (
        select words from names_newest(organisation, 9223372036854775807, 200) where cardinality(name_words(asked)) > 1
    ), rare (query) as materialized (
        select string_agg(each.query::text, ' & ')::tsquery
        from unnest(name_words(asked)) w cross join lateral (select (quote_literal(w) || ':*')::tsquery as query offset 0) each
        where (select count(*) from newest n where n.words @@ each.query) < 10
    )
    select contact_id
    from (select contact_id, words from contact_name
          where organisation_id + 0 = organisation
            and words @@ coalesce((select query from rare), (select name_query(asked))) offset 0) n
    where words @@ (select name_query(asked))
    limit most
$$;

-- People whose names have all these words, the first that are met and not many more: a name can be half a town's. Where the
-- newest have it often enough, it is too common for the index of the words, which goes through all who bear it. For a rare
-- one the limit would have the whole table read, and the key all names of the organisation.
create function namesakes(organisation bigint, name text, most integer) returns setof bigint language sql stable
set enable_seqscan = off as $$
    with asked as materialized (
        select string_agg(quote_literal(w), ' & ')::tsquery as all_words from unnest(name_words(namesakes.name)) as w
    ), newest as materialized (
        select n.id from names_newest(organisation, 9223372036854775807, 1000) n
        where n.words @@ (select all_words from asked)
    )
    (select id from newest where (select count(*) from newest) >= 20 limit most)
    union
    (select n.contact_id from contact_name n
     where (select count(*) from newest) < 20
       and n.organisation_id + 0 = organisation and n.words @@ (select all_words from asked)
     limit most)
    union
    (select c.id from contact_name_todo t
     cross join lateral (
         select c.id, c.name from contact c
         where c.id between t.first_id and t.last_id and c.organisation_id = organisation offset 0) c
     where name_words(c.name) @> name_words(namesakes.name)
     limit most)
$$;
