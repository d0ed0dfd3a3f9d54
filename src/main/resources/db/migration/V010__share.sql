-- What volunteers pass on, and what came of it. Every message with a text to share is shareable; a share link is one
-- volunteer's way to one message and needs no row of its own: its code is signed (org.relais.share.ShareCodes).
-- When the public pages of a message end; without a row they don't.
create table share_term (
    message_id      bigint      primary key references message,
    organisation_id bigint      not null references organisation,
    ends_at         timestamptz not null,
    set_by          text        not null,
    set_at          timestamptz not null
);

create view shareable_message as
select m.id, m.organisation_id, m.spec, m.created_at, t.ends_at
from message m
left join share_term t on t.message_id = m.id
where m.spec ? 'share';

-- What happened by a link: nothing in it comes from whoever opened it, no number, address, browser or identity.
create table share_event (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    message_id      bigint      not null references message,
    -- The volunteer whose link it was; null once they are erased.
    volunteer_id    bigint,
    -- opened: the volunteer's own page; shared: an app opened with the text ready, or sent inside one; visit: the page for friends.
    kind            text        not null check (kind in ('opened', 'shared', 'visit')),
    app             text        check (app ~ '^[a-z]{2,20}$'),
    at              timestamptz not null,
    -- What was offered to the volunteer inside their app and sent by them, as the platform told; null for all else.
    item            text        check (length(item) <= 64),
    check ((kind = 'shared') = (app is not null)),
    check (item is null or kind = 'shared'),
    foreign key (organisation_id, volunteer_id) references contact (organisation_id, id)
);
-- A platform may tell of the same sending twice.
create unique index share_event_once on share_event (item) where item is not null;
-- Figures of a message, and of each volunteer in it.
create index share_event_by_message on share_event (message_id, volunteer_id);
-- A volunteer's own part: their page, proof and erasure.
create index share_event_by_volunteer on share_event (volunteer_id, message_id);

-- Who brought whom: one row per person who joined by a link and said yes. Nobody else is ever in it.
create table share_join (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    message_id      bigint      not null references message,
    -- Null once erased, so that the message's figures stay.
    volunteer_id    bigint,
    contact_id      bigint,
    joined_at       timestamptz not null,
    -- When the volunteer was told of it, if they were: once a day at most.
    told_at         timestamptz,
    -- Version of the wording by which they agreed on the page that the volunteer hears their first name; null: they didn't.
    name_wording    text,
    check (volunteer_id <> contact_id),
    foreign key (organisation_id, volunteer_id) references contact (organisation_id, id),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
-- A tree: everybody was brought by at most one.
create unique index share_join_once on share_join (contact_id) where contact_id is not null;
-- Whom a volunteer brought: the tree is walked down by it.
create index share_join_by_volunteer on share_join (volunteer_id);
create index share_join_by_message on share_join (message_id, volunteer_id);
