-- What each run of the retention removed of each organisation: counts only.
create table retention_run (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    at              timestamptz not null,
    occasional      bigint      not null,
    silent          bigint      not null,
    event_people    bigint      not null,
    event_rows      bigint      not null
);
create index retention_run_by_organisation on retention_run (organisation_id, id desc);
