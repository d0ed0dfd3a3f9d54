-- The chat in which an organiser gets what they compose as a test, one each. It is an address like any other, so whatever
-- its person says about consent counts, and an erasure of that person ends the link.
create table linked_chat (
    organisation_id bigint      not null,
    organiser_id    bigint      not null,
    address_id      bigint      not null,
    linked_at       timestamptz not null,
    primary key (organisation_id, organiser_id),
    foreign key (organisation_id, organiser_id) references organiser (organisation_id, id),
    foreign key (organisation_id, address_id) references address (organisation_id, id) on delete cascade
);
-- What the removal of an address looks through.
create index linked_chat_by_address on linked_chat (address_id);

-- The code by which an organiser links their chat: one at a time, gone once it is used.
create table link_code (
    organisation_id bigint      not null,
    organiser_id    bigint      not null,
    -- SHA-256 of the code: a copy of the table links nobody.
    code_hash       bytea       not null check (length(code_hash) = 32),
    expires_at      timestamptz not null,
    primary key (organisation_id, organiser_id),
    foreign key (organisation_id, organiser_id) references organiser (organisation_id, id)
);

-- How many codes came from an address within the hour that began then: who guesses is not answered any more.
create table link_attempt (
    organisation_id bigint      not null,
    address_id      bigint      not null,
    began_at        timestamptz not null,
    attempts        integer     not null,
    primary key (organisation_id, address_id),
    foreign key (organisation_id, address_id) references address (organisation_id, id) on delete cascade
);
create index link_attempt_by_address on link_attempt (address_id);
