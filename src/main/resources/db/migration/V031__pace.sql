-- One node paces the senders of an organisation on a channel at a time. Leases are compared by the database's clock.
create table pacer_lease (
    organisation_id bigint      not null references organisation,
    channel         text        not null,
    node            text        not null,
    lease_until     timestamptz not null,
    primary key (organisation_id, channel)
);

-- The platform told the whole sender to stand still until then (429 retry_after): survives a restart and a change of node.
alter table sender add column throttled_until timestamptz;

-- Different people written to in the last 24 hours, kept only where the platform's tier limits them.
create table recent_recipient (
    organisation_id bigint      not null,
    channel         text        not null,
    contact_id      bigint      not null,
    sent_at         timestamptz not null,
    primary key (organisation_id, channel, contact_id)
);
create index recent_recipient_by_time on recent_recipient (sent_at);

-- Nodes that are alive; they share the pacing out among themselves by hash.
create table delivery_node (
    node       text        primary key,
    seen_until timestamptz not null
);
