-- What an organisation's public pages link to; empty until it says so.
create table public_page (
    organisation_id bigint      primary key references organisation,
    -- Legal notice and privacy policy on the organisation's own site.
    legal_url       text        check (legal_url ~ '^https?://'),
    privacy_url     text        check (privacy_url ~ '^https?://'),
    updated_by      text        not null,
    updated_at      timestamptz not null
);
