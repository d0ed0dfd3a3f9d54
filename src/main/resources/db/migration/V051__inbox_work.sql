-- How the inbox is worked: whose event it is, what it did to consent inside the webhook's own transaction, and what is
-- still owed for it. No foreign keys: they would be checked for every webhook, and a row is gone after some days.
alter table inbox
    -- Null when the event came to a sender that no organisation has.
    add column organisation_id bigint,
    add column contact_id      bigint,
    add column address_id      bigint,
    -- Events with the same value are worked one after the other, in the order of id: a hash of channel and identifier.
    -- Null when order does not matter (receipts).
    add column person          bigint,
    -- What it did to consent in the transaction that stored it; null: nothing.
    add column effect          text check (effect in ('stop', 'hold', 'start', 'identity')),
    -- The ledger event that began an episode: of a stop its one confirmation is owed, of a hold its one question.
    add column ledger_event_id bigint,
    -- When nothing to the person was open any more, so that the webhook could be answered. Null with effect stop or
    -- hold: the wait is still owed, and a redelivery of the same webhook waits too.
    add column enforced_at     timestamptz,
    -- Not to be worked before, after a failed attempt; null: at once.
    add column due_at          timestamptz,
    -- What came of it, once processed: answered, applied, ignored, dead (given up; the error says why) …
    add column outcome         text,
    add constraint inbox_processed_has_outcome check ((processed_at is null) = (outcome is null));

drop index inbox_open;
create index inbox_open on inbox (id) where processed_at is null and kind <> 'STATUS';
create index inbox_open_by_person on inbox (person, id) where processed_at is null and kind <> 'STATUS';
create index inbox_open_status on inbox (id) where processed_at is null and kind = 'STATUS';
create index inbox_owed on inbox (id) where effect in ('stop', 'hold') and processed_at is null;
create index inbox_by_contact on inbox (contact_id) where contact_id is not null;
-- For the removal of old rows; costs next to nothing on the way in.
create index inbox_by_time on inbox using brin (received_at);
