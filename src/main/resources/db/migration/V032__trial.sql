-- The brake of a broadcast: a part of its people gets it first, and the rest only when that part came to rest within bounds.
-- Nothing of the rest is in the outbox before, so that whoever claims deliveries need not know of it.
alter table broadcast
    -- Its rule as composed; null: everybody at once.
    add brake jsonb check (jsonb_typeof(brake) = 'object'),
    -- first: the first part is being enqueued. watch: it is on its way, or has been read and may be answered. rest: everybody
    -- else. Null before it starts, and without a brake.
    add brake_stage text check (brake_stage in ('first', 'watch', 'rest')),
    -- Since when none of the first part's deliveries has been open.
    add brake_rested_at timestamptz,
    -- What the first part had come to when it was judged: sent, stopped, failed.
    add brake_found jsonb check (jsonb_typeof(brake_found) = 'object'),
    -- Who is in the first part hangs on it, and who gets which of two texts, on every node and after every crash.
    add seed bigint not null default 0,
    add constraint broadcast_braked check (brake is not null or brake_stage is null),
    add constraint broadcast_started_brake check (brake_stage is null or started_at is not null);
