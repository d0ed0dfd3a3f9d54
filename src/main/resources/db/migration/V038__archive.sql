-- Files into which 'relais archive' has taken old replies out of the database: written by the transaction that removes their
-- rows, so that a run after one that was killed knows whether a file is the only place of its rows, or they are still here.
create table archive_file (
    name       text        primary key,
    first_id   bigint      not null,
    last_id    bigint      not null check (last_id >= first_id),
    rows       integer     not null check (rows > 0),
    -- Of the compressed file.
    sha256     bytea       not null check (length(sha256) = 32),
    -- What was older than this.
    before     timestamptz not null,
    written_at timestamptz not null
);

-- A message goes with its reply: what could refer to it is looked up, not gone through.
create index broadcast_by_message on broadcast (message_id);
create index broadcast_by_variant on broadcast (variant_id) where variant_id is not null;
create index action_by_message on action (message_id);
create index action_by_offer on action (offer_id) where offer_id is not null;
create index action_by_content on action (content_id) where content_id is not null;
create index action_by_reminder on action (reminder_id) where reminder_id is not null;
create index event_notice_by_delivery on event_notice (delivery_id);
