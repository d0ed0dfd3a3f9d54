-- A file from its upload in the console until its import is decided: what its columns mean may be changed and its rows be
-- read again, by whichever node is asked. In parts, because a file may be a gibibyte. An erasure of anybody removes all of
-- the organisation's, as nobody can be taken out of one.
create table import_file (
    organisation_id bigint  not null references organisation,
    import_id       bigint  not null,
    part            integer not null check (part >= 0),
    content         bytea   not null,
    -- Without its last part a file is not whole.
    last            boolean not null,
    -- The first rows as they were read, the headings before them.
    sample          jsonb,
    -- Names of a workbook's visible sheets, the one that is read before the others.
    sheets          text[],
    primary key (organisation_id, import_id, part),
    check ((part = 0) = (sample is not null))
);

-- How often it was said how to read the file: a decision names the reading that was seen.
alter table import_job add column readings integer not null default 0 check (readings >= 0);

-- What the columns of a file meant to an organisation, for its next file of the kind with the same headings.
create table import_layout (
    organisation_id bigint      not null references organisation,
    kind            text        not null check (kind in ('contacts', 'suppression')),
    -- SHA-256 of the headings in their order: they are the organisation's own words.
    headings_hash   bytea       not null check (length(headings_hash) = 32),
    meanings        text[]      not null,
    used_at         timestamptz not null,
    primary key (organisation_id, kind, headings_hash)
);
