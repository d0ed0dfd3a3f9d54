-- Texts that people agree to, version by version: what the ledger names as join@3/fr is looked up here for the proof. A
-- version is written once and never changes.
create table wording (
    organisation_id bigint      not null references organisation,
    name            text        not null check (name ~ '^[a-z][a-z0-9_.-]{0,62}$'),
    version         integer     not null check (version > 0),
    language        text        not null check (language ~ '^[a-z]{2,3}$'),
    text            text        not null check (length(text) between 1 and 8000),
    approved_by     text        not null,
    approved_at     timestamptz not null,
    primary key (organisation_id, name, language, version)
);
create trigger wording_append_only before update or delete or truncate on wording
    for each statement execute function refuse_change();
