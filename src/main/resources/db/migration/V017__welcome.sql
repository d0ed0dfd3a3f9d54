-- Broadcasts that stay open: whoever newly matches gets them after a delay, once.
create table welcome (
    broadcast_id        bigint      primary key,
    organisation_id     bigint      not null,
    -- joined: subscribed for the first time, by themselves; answered: gave this answer to a broadcast; took_part: said yes to
    -- this action or, without one, to any; for as long as the delay idle: has taken part in nothing; inactive: has not
    -- written or pressed anything.
    occasion            text        not null check (occasion in ('joined', 'answered', 'took_part', 'idle', 'inactive')),
    delay_minutes       integer     not null check (delay_minutes between 0 and 129600),
    answer_broadcast_id bigint,
    answer_payload      text,
    action_id           bigint,
    opened_at           timestamptz not null,
    -- Whether it is also for those who matched before it was opened.
    earlier             boolean     not null,
    -- How far its source is read: the ledger, the answers and what happens in actions in the order of transactions, behind
    -- the oldest one still running, so that none can turn up in front; contacts by the day on which they were last heard
    -- of, deeds by theirs.
    read_until          xid8        not null,
    read_day            date        not null,
    read_id             bigint      not null default 0,
    -- How many have entered, also those who were erased since.
    entered             bigint      not null default 0,
    check ((occasion = 'answered') = (answer_broadcast_id is not null)),
    check ((answer_broadcast_id is null) = (answer_payload is null)),
    check (action_id is null or occasion = 'took_part'),
    check (occasion not in ('idle', 'inactive') or delay_minutes >= 1440),
    foreign key (organisation_id, broadcast_id) references broadcast (organisation_id, id),
    foreign key (organisation_id, answer_broadcast_id) references broadcast (organisation_id, id),
    foreign key (organisation_id, action_id) references action (organisation_id, id)
);
create index welcome_by_organisation on welcome (organisation_id, broadcast_id desc);

-- Who has matched: nobody gets a welcome twice, whatever they do later.
create table welcome_entry (
    broadcast_id    bigint      not null references welcome,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    entered_at      timestamptz not null,
    due_at          timestamptz not null,
    -- When a delivery was made of it, or it was found not to be so any more.
    settled_at      timestamptz,
    primary key (broadcast_id, contact_id),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
create index welcome_entry_due on welcome_entry (broadcast_id, due_at) where settled_at is null;
-- For erasure, merge and disclosure.
create index welcome_entry_by_contact on welcome_entry (contact_id);

-- Only those who came by themselves: an import of a million costs no entry here.
create index ledger_event_joined on ledger_event (organisation_id, written_in, id)
    where state_after = 'subscribed' and source in ('webhook', 'page');
