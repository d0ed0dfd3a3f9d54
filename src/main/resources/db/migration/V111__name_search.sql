-- People are found by the beginnings of the words of their name, whatever their accents and capitals: "elodie ma" finds
-- Élodie Martin. The index is beside the contacts and filled behind their back, because an entry in it costs more than
-- the rest of an import's row; what it has not seen yet is looked through by the search itself.

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
    contact_id      bigint   primary key,
    organisation_id bigint   not null,
    words           tsvector not null
);
create index contact_name_words on contact_name using gin (words);

-- Contacts that the index has not seen yet: one row per statement that inserted some.
create table contact_name_todo (
    id       bigint generated always as identity primary key,
    first_id bigint not null,
    last_id  bigint not null check (last_id >= first_id)
);
insert into contact_name_todo (first_id, last_id) select min(id), max(id) from contact having count(*) > 0;

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
    update contact_name set words = name_vector(new.name) where contact_id = new.id;
    return null;
end $$;
create trigger contact_name_changed after update of name on contact for each row
    when (old.name <> new.name) execute function contact_name_changed();

create function contacts_named(organisation bigint, asked text) returns setof bigint language sql stable as $$
    select n.contact_id from contact_name n
    where n.organisation_id = organisation and n.words @@ name_query(asked)
    union
    select c.id from contact_name_todo t join contact c on c.id between t.first_id and t.last_id
    where c.organisation_id = organisation and name_vector(c.name) @@ name_query(asked)
$$;
