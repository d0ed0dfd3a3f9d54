-- Rights under the GDPR that people exercise in their replies, until an organiser has answered.
create table rights_request (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    -- No foreign key: the answer to an erasure outlives the contact, as a pseudonym.
    contact_id      bigint      not null,
    kind            text        not null check (kind in ('erasure', 'objection', 'origin', 'access')),
    -- Webhook event it came with, and its words; null when an organiser wrote it down, and after an erasure.
    event_key       text,
    text            text,
    -- Who wrote down what came by letter, by telephone or on the doorstep; null: it came by webhook.
    recorded_by     text,
    received_at     timestamptz not null,
    -- One month after receipt (GDPR article 12(3)).
    due_at          timestamptz not null,
    state           text        not null default 'open' check (state in ('open', 'done', 'refused')),
    closed_at       timestamptz,
    closed_by       text,
    note            text        check (length(note) <= 4000),
    check ((state = 'open') = (closed_at is null and closed_by is null))
);
-- Asked twice is asked once, with the first deadline.
create unique index rights_request_open on rights_request (contact_id, kind) where state = 'open';
create index rights_request_by_organisation on rights_request (organisation_id, due_at, id);
create index rights_request_by_contact on rights_request (contact_id, id);
