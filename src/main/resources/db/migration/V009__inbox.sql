-- What people send us: webhook events, dialogues, what organisers read and answer, rights requests.

-- Webhook events as received, one row each, deduplicated by the platform's own key; with what each did to consent inside
-- the webhook's own transaction, and what is still owed for it. No foreign keys: they would be checked for every webhook,
-- and a row is gone after some days.
create table inbox (
    id                 bigint generated always as identity primary key,
    channel            text        not null,
    sender_external_id text        not null,
    event_key          text        not null,
    kind               text        not null,
    platform_time      timestamptz not null,
    received_at        timestamptz not null,
    event              jsonb       not null,
    -- Null when the event came to a sender that no organisation has.
    organisation_id    bigint,
    contact_id         bigint,
    address_id         bigint,
    -- Events with the same value are worked one after the other, in the order of id: a hash of channel and identifier.
    -- Null when order does not matter (receipts).
    person             bigint,
    -- What it did to consent in the transaction that stored it; null: nothing.
    effect             text        check (effect in ('stop', 'hold', 'start', 'identity')),
    -- The ledger event that began an episode: of a stop its one confirmation is owed, of a hold its one question.
    ledger_event_id    bigint,
    -- When nothing to the person was open any more, so that the webhook could be answered. Null with effect stop or
    -- hold: the wait is still owed, and a redelivery of the same webhook waits too.
    enforced_at        timestamptz,
    attempt            smallint    not null default 0,
    -- Not to be worked before, after a failed attempt; null: at once.
    due_at             timestamptz,
    error              text,
    processed_at       timestamptz,
    -- What came of it, once processed: answered, applied, ignored, dead (given up; the error says why) …
    outcome            text,
    constraint inbox_processed_has_outcome check ((processed_at is null) = (outcome is null)),
    unique (channel, sender_external_id, event_key)
);
-- Receipts have an index of their own: they are most of what comes in, and nobody's order.
create index inbox_open on inbox (id) where processed_at is null and kind <> 'STATUS';
-- Whether something earlier of the same person is still open. Receipts are nobody's; a condition of its own, so that no
-- other index serves that question.
create index inbox_open_by_person on inbox (person, id) where processed_at is null and person is not null;
create index inbox_open_status on inbox (id) where processed_at is null and kind = 'STATUS';
-- Stops and holds whose wait or whose answer is owed, also after a restart.
create index inbox_owed on inbox (id) where effect in ('stop', 'hold') and processed_at is null;
-- A person's events, for erasure and merge.
create index inbox_by_contact on inbox (contact_id) where contact_id is not null;
-- For the removal of old rows; costs next to nothing on the way in.
create index inbox_by_time on inbox using brin (received_at);

-- Where each person stands in a dialogue.
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
-- For the removal of dialogues that ended by silence.
create index conversation_by_expiry on conversation (expires_at);

-- What people wrote: the organisers' inbox of what no part of the service could answer, and, for the conversation alone, what
-- one of them understood.
create table inbound_message (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    sender_id       bigint      not null references sender,
    address_id      bigint      references address,
    -- Webhook event it came with; the inbox row itself is removed after a while.
    event_key       text        not null,
    text            text        not null,
    -- A contact card is not kept: it is of somebody who gave no leave. A voice may have been a stop.
    -- tap: a button was pressed, and the text is its label; elsewhere: words that the part which asked for them keeps, and for
    -- as long as it does (answers to a survey, what somebody said on the telephone): they are not kept twice.
    content         text        not null default 'text' check (content in
                    ('text', 'card', 'voice', 'picture', 'video', 'sticker', 'place', 'file', 'tap', 'elsewhere', 'other')),
    -- message: an ordinary one; hold: may have been meant as a stop; understood: seen to already, and waits for nobody.
    kind            text        not null default 'message' check (kind in ('message', 'hold', 'understood')),
    -- Of what was understood: what it was about, as the buttons name it (event:<action>, answer:<delivery>, call …), undecided:<delivery>
    -- where it decides nothing of what was asked. It goes when
    -- that is forgotten: with the answers of an event or a survey, and with whoever a call was about.
    about           text        check (about ~ '^[a-z_]+(:[0-9]+)?$'),
    delivery_id     bigint,
    received_at     timestamptz not null,
    state           text        not null default 'new' check (state in ('new', 'read', 'answered')),
    state_at        timestamptz,
    state_by        text,
    -- When a receipt was enqueued with it: in full once a day per person, a short line else, and a bounded number an hour.
    receipted_at    timestamptz,
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    unique (sender_id, event_key),
    constraint inbound_message_understood_waits_for_nobody check (kind <> 'understood' or state = 'answered'),
    constraint inbound_message_elsewhere_has_no_words check (content <> 'elsewhere' or text = '')
);
create index inbound_message_by_organisation on inbound_message (organisation_id, state, id desc);
-- One person's thread, for organisers, erasure and merge.
create index inbound_message_by_contact on inbound_message (contact_id, id desc);
-- What somebody wrote that waits, however much of theirs there is.
create index inbound_message_unread on inbound_message (contact_id, id desc) where state = 'new';
-- For what goes when what it was about does.
create index inbound_message_by_about on inbound_message (organisation_id, about) where about is not null;

-- What came with a message besides words. Its bytes are fetched from the platform afterwards, stripped of what they say
-- besides what they show, and go with the message when the person is erased, or when they are older than the organisation
-- keeps people of whom nothing is heard.
create table inbound_media (
    message_id      bigint           primary key references inbound_message on delete cascade,
    organisation_id bigint           not null references organisation,
    -- The platform's id of the bytes, as long as it may be asked for them.
    file_id         text,
    file_name       text,
    -- Of a place.
    latitude        double precision,
    longitude       double precision,
    state           text             not null check (state in ('waiting', 'kept', 'failed', 'removed')),
    -- Why it is not kept.
    reason          text,
    attempt         smallint         not null default 0,
    due_at          timestamptz,
    -- By its own first bytes.
    type            text,
    size            integer          not null default 0,
    bytes           bytea,
    check ((latitude is null) = (longitude is null)),
    check ((state = 'waiting') = (due_at is not null)),
    check ((bytes is null) = (type is null))
);
-- Compressed already: a second time would only cost.
alter table inbound_media alter column bytes set storage external;
create index inbound_media_due on inbound_media (due_at) where state = 'waiting';
create index inbound_media_by_age on inbound_media (organisation_id, message_id) where state <> 'removed';

-- What organisers answered to a message of their inbox. The words stand with the delivery, where an erasure finds them.
create table organiser_answer (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    -- Goes with the message when the person is erased.
    message_id      bigint      not null references inbound_message on delete cascade,
    delivery_id     bigint      not null,
    answered_by     text        not null,
    answered_at     timestamptz not null,
    unique (delivery_id, organisation_id)
);
create index organiser_answer_by_message on organiser_answer (message_id, id);

-- Who looks after somebody's conversation, under which labels, and from when on it is to be looked at again. Without a row:
-- nobody, none, now.
create table inbox_case (
    contact_id      bigint      primary key,
    organisation_id bigint      not null,
    assigned_to     bigint      references organiser,
    labels          text[]      not null default '{}' check (cardinality(labels) <= 10),
    -- Until then it waits for nobody, unless the person writes after snoozed_at. Stops and rights never wait so.
    snoozed_until   timestamptz,
    snoozed_at      timestamptz,
    -- Who is writing an answer now, so that nobody else does.
    answering       bigint      references organiser,
    answering_until timestamptz,
    check ((snoozed_until is null) = (snoozed_at is null)),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
create index inbox_case_by_organiser on inbox_case (organisation_id, assigned_to) where assigned_to is not null;
-- Labels are looked through, the newest people first.
create index inbox_case_labelled on inbox_case (organisation_id, contact_id desc) where labels <> '{}';
create index inbox_case_snoozed on inbox_case (organisation_id, snoozed_until) where snoozed_until is not null;

-- What organisers note about somebody, for one another.
create table contact_note (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    text            text        not null check (length(text) between 1 and 2000),
    written_by      text        not null,
    written_at      timestamptz not null,
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
create index contact_note_by_contact on contact_note (contact_id, id desc);
-- The newest are looked through for words.
create index contact_note_by_organisation on contact_note (organisation_id, id desc);

-- Answers that an organisation gives often, in the order of their number keys.
create table saved_answer (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    title           text        not null check (length(title) between 1 and 60),
    text            text        not null check (length(text) between 1 and 4096),
    created_by      text        not null,
    created_at      timestamptz not null
);
create index saved_answer_by_organisation on saved_answer (organisation_id, id);

-- Whoever settles a hold, and however (a stop, a yes, a START, an organiser), the words that led to it wait for nobody
-- any more.
create function hold_settled() returns trigger language plpgsql as $$
begin
    update inbound_message set state = 'read', state_at = new.changed_at
    where contact_id = new.contact_id and kind = 'hold' and state = 'new';
    return null;
end $$;
create trigger consent_hold_settled after update of state on consent for each row
    when (old.state = 'held' and new.state <> 'held') execute function hold_settled();

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
    -- When they asked for it again by webhook, after a stop: that is what may be answered.
    renewed_at      timestamptz,
    -- One month after receipt (GDPR article 12(3)).
    due_at          timestamptz not null,
    state           text        not null default 'open' check (state in ('open', 'done', 'refused')),
    closed_at       timestamptz,
    closed_by       text,
    note            text        check (length(note) <= 4000),
    -- SHA-256 of the code of the link by which an access was answered, until when it opens and how often it did.
    link_hash       bytea       check (length(link_hash) = 32),
    link_until      timestamptz,
    link_openings   integer     not null default 0,
    -- The message that it stands in, by which its delivery is found.
    link_message_id bigint,
    check ((link_hash is null) = (link_until is null)),
    check ((state = 'open') = (closed_at is null and closed_by is null))
);
-- Asked twice is asked once, with the first deadline.
create unique index rights_request_open on rights_request (contact_id, kind) where state = 'open';
-- What is open stands first, and of that the one that is due first.
create index rights_request_by_organisation on rights_request (organisation_id, (state <> 'open'), due_at, id);
create index rights_request_by_link on rights_request (link_hash) where link_hash is not null;
-- Answered by a link that still opens: few, among all that was ever answered.
create index rights_request_by_link_until on rights_request (organisation_id, link_until) where link_until is not null;
create index rights_request_by_contact on rights_request (contact_id, id);

-- A link that never arrived answers nothing: its request waits for a decision again.
create function reopen_rights_request() returns trigger language plpgsql as $$
begin
    update rights_request r set state = 'open', closed_at = null, closed_by = null
    where r.contact_id = new.contact_id and r.organisation_id = new.organisation_id
      and r.link_message_id = new.message_id and r.state = 'done' and r.link_openings = 0
      and not exists (select from rights_request o
                      where o.contact_id = r.contact_id and o.kind = r.kind and o.state = 'open');
    return null;
end $$;
create trigger delivery_reopens_rights_request after update of state on delivery for each row
    when (new.purpose in ('reply', 'stopped_reply') and new.state in ('failed', 'suppressed', 'cancelled')
          and old.state <> new.state)
    execute function reopen_rights_request();
