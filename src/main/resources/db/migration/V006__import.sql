-- Imports: what was asked, how far it is, the rows between the dry run and the decision.
create table import_job (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    kind            text        not null check (kind in ('contacts', 'suppression')),
    state           text        not null check (state in
                    ('uploaded', 'checking', 'checked', 'merging', 'finished', 'refused', 'failed', 'cancelled')),
    file_name       text        not null check (length(file_name) between 1 and 255),
    -- Where the upload lies until it has been read; null afterwards.
    file_path       text,
    file_size       bigint      check (file_size >= 0),
    file_sha256     bytea       check (length(file_sha256) = 32),
    charset         text,
    options         jsonb       not null check (jsonb_typeof(options) = 'object'),
    headings        text[],
    rows_read       integer     not null default 0,
    rows_good       integer     not null default 0,
    rows_refused    integer     not null default 0,
    -- What the dry run announces; people may join or stop before the merge.
    found_created   integer     not null default 0,
    found_updated   integer     not null default 0,
    found_kept_stopped integer  not null default 0,
    found_suppressed integer    not null default 0,
    found_torn      integer     not null default 0,
    found_conflicting integer   not null default 0,
    -- What the merge did.
    rows_created    integer     not null default 0,
    rows_updated    integer     not null default 0,
    rows_kept_stopped integer   not null default 0,
    rows_suppressed integer     not null default 0,
    rows_torn       integer     not null default 0,
    rows_conflicting integer    not null default 0,
    -- The file's own fault: reason, line, column and detail, never a cell.
    fault           jsonb,
    created_by      text        not null,
    decided_by      text,
    created_at      timestamptz not null,
    checked_at      timestamptz,
    decided_at      timestamptz,
    finished_at     timestamptz,
    -- Last sign of life of the node that reads the file.
    progress_at     timestamptz,
    check (state not in ('checked', 'merging', 'finished') or (file_sha256 is not null and checked_at is not null)),
    check (state not in ('merging', 'finished') or (decided_at is not null and decided_by is not null)),
    check ((state = 'refused') = (fault is not null)),
    check (rows_read = 0 or rows_good + rows_refused <= rows_read)
);
create index import_job_by_organisation on import_job (organisation_id, id desc);
-- What a node that starts carries on, and what is left lying.
create index import_job_open on import_job (state) where state in ('uploaded', 'checking', 'checked', 'merging');

-- Rows of files that were read and not yet purged. A refused row keeps its cells, so that it can be given back.
create table import_row (
    import_id        bigint   not null,
    row_number       integer  not null,
    line             bigint   not null,
    -- All that is wrong in the row, one place of the three arrays for each; null when it is good.
    refusal          text[],
    refused_column   text[],
    refusal_detail   text[],
    cells            text[],
    phone            text,
    phone_fingerprint bytea,
    chat             text,
    chat_fingerprint bytea,
    -- Under keys that have been replaced, while any are configured.
    older_fingerprints bytea[],
    like contact_details,
    class            text,
    -- Null: the evidence given for the whole file, in import_job.options.
    evidence_source  text,
    evidence_at      timestamptz,
    wording          text,
    primary key (import_id, row_number)
);

-- Fresh statistics of the rows above, for the service's role, which owns no table and so may not analyse one.
create function analyse_import_rows() returns void language plpgsql security definer
set search_path = ${flyway:defaultSchema}, pg_temp as $$
begin
    analyze import_row;
end $$;
-- It works as the owner: for the service's role alone, to which it is granted after the migrations.
revoke execute on function analyse_import_rows () from public;

-- The merge, in pieces that each commit with its rows: whoever finds an unfinished one after a crash carries on there.
create table import_chunk (
    import_id  bigint  not null references import_job,
    first_row  integer not null,
    last_row   integer not null check (last_row >= first_row),
    done       boolean not null default false,
    created    integer not null default 0,
    updated    integer not null default 0,
    kept_stopped integer not null default 0,
    suppressed integer not null default 0,
    torn       integer not null default 0,
    conflicting integer not null default 0,
    -- Whom it added: the first and last of them by id, between which people from elsewhere may stand.
    first_contact bigint,
    last_contact bigint,
    primary key (import_id, first_row)
);
-- The next piece that nobody is working on.
create index import_chunk_open on import_chunk (import_id, first_row) where not done;
