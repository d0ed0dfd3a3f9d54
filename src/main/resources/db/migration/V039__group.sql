-- Groups and channels of a platform that a sender is in, the links that volunteers have into them, and how many came by these.
create table chat_group (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    sender_id       bigint      not null,
    -- What the platform calls it; another one once a group has become a supergroup.
    chat            text        not null check (length(chat) between 1 and 64),
    title           text        not null check (length(title) between 1 and 200),
    -- Whether only its administrators write there.
    channel         boolean     not null,
    -- What the sender may do there, as the platform last said; removed: kept for what names it, and shown nowhere else.
    ability         text        not null check (ability in ('invites', 'no_right', 'no_administrator', 'removed')),
    changed_at      timestamptz not null,
    foreign key (organisation_id, sender_id) references sender (organisation_id, id),
    unique (organisation_id, sender_id, chat),
    unique (organisation_id, id)
);

-- The group that the volunteers of a share action help to grow; null for none.
alter table action
    add column group_id bigint,
    add foreign key (organisation_id, group_id) references chat_group (organisation_id, id);
create index action_by_group on action (organisation_id, group_id) where group_id is not null;

-- A volunteer's own link into the group of an action: wanted with their yes, made behind it, told by a message.
create table invite_link (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    group_id        bigint      not null,
    action_id       bigint      not null,
    -- Null once erased or merged: the link is revoked then, and its row goes.
    contact_id      bigint,
    -- By which the platform tells who entered by it; the group's administrators see it, and it says nothing of the volunteer.
    code            text        not null check (length(code) between 8 and 32),
    -- Null until it is made.
    link            text        check (link ~ '^https?://[^[:space:]]{1,200}$'),
    wanted_at       timestamptz not null,
    -- When a node last began to make or to revoke it: no other does for a while.
    tried_at        timestamptz,
    foreign key (organisation_id, group_id) references chat_group (organisation_id, id),
    foreign key (organisation_id, action_id) references action (organisation_id, id),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    unique (organisation_id, group_id, code)
);
-- One a volunteer and action.
create unique index invite_link_once on invite_link (organisation_id, action_id, contact_id) where contact_id is not null;
create index invite_link_by_contact on invite_link (contact_id) where contact_id is not null;
-- What is to be made, or to be revoked.
create index invite_link_to_do on invite_link (tried_at) where link is null or contact_id is null;

-- Somebody who entered a group by a volunteer's link: no contact of ours, and nothing of them but that it was once.
create table group_entry (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    group_id        bigint      not null,
    action_id       bigint      not null,
    -- What the action passes on: the figures of sharing count by it.
    message_id      bigint      not null references message,
    -- Whose link it was; null once erased.
    volunteer_id    bigint,
    -- Keyed, of their id at the platform (as in suppression), so that who leaves and comes back is counted once; null after
    -- the time in which occasional contacts are forgotten.
    fingerprint     bytea       check (length(fingerprint) = 32),
    entered_at      timestamptz not null,
    -- When the volunteer was told of it, if they were: once a day at most, with those who joined (share_join).
    told_at         timestamptz,
    foreign key (organisation_id, group_id) references chat_group (organisation_id, id),
    foreign key (organisation_id, action_id) references action (organisation_id, id),
    foreign key (organisation_id, volunteer_id) references contact (organisation_id, id)
);
create unique index group_entry_once on group_entry (organisation_id, group_id, fingerprint) where fingerprint is not null;
create index group_entry_by_volunteer on group_entry (volunteer_id);
create index group_entry_by_message on group_entry (message_id, volunteer_id);
-- What is to be forgotten.
create index group_entry_to_forget on group_entry (organisation_id, entered_at) where fingerprint is not null;
