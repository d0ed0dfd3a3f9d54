-- Where each person stands in a dialogue, and what people wrote that no part of the service could answer.
create table conversation (
    contact_id      bigint      primary key,
    organisation_id bigint      not null,
    -- <part>.<step>, such as call.result: the part that opened it is the one that understands it.
    state           text        not null check (state ~ '^[a-z_]+(\.[a-z_]+)*$'),
    data            jsonb       not null default '{}' check (jsonb_typeof(data) = 'object'),
    updated_at      timestamptz not null,
    expires_at      timestamptz not null,
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
create index conversation_by_expiry on conversation (expires_at);

-- The organisers' inbox.
create table inbound_message (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    sender_id       bigint      not null references sender,
    address_id      bigint      references address,
    -- Webhook event it came with; the inbox row itself is removed after a while.
    event_key       text        not null,
    text            text        not null,
    -- message: an ordinary one; hold: may have been meant as a stop.
    kind            text        not null default 'message' check (kind in ('message', 'hold')),
    delivery_id     bigint,
    received_at     timestamptz not null,
    state           text        not null default 'new' check (state in ('new', 'read', 'answered')),
    state_at        timestamptz,
    state_by        text,
    -- When the polite receipt was enqueued with it: at most once a day per person.
    receipted_at    timestamptz,
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    unique (sender_id, event_key)
);
create index inbound_message_by_organisation on inbound_message (organisation_id, state, id desc);
create index inbound_message_by_contact on inbound_message (contact_id, id desc);
