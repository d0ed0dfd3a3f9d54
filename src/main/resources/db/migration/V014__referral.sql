-- Named sharing: volunteers write, from their own telephone, to people of their own address book. Relais keeps the number
-- so that nobody is written to twice, and never writes to it itself.
create table named_sharing (
    action_id       bigint      primary key references action,
    organisation_id bigint      not null references organisation,
    enabled         boolean     not null,
    -- Most people that one volunteer may bring on one day of the organisation's, refusals included.
    per_day         integer     not null check (per_day between 1 and 100),
    changed_by      text        not null,
    changed_at      timestamptz not null
);

create table named_contact (
    id              bigint      generated always as identity primary key,
    organisation_id bigint      not null,
    action_id       bigint      not null references named_sharing,
    -- Null once erased: the counts stay.
    volunteer_id    bigint,
    contact_id      bigint,
    -- When the link was shown: the one contact was spent before.
    brought_at      timestamptz not null,
    -- When the volunteer said that it was sent, or that the person wants to be removed.
    sent_at         timestamptz,
    removed_at      timestamptz,
    -- Set when the person is erased; until then it is read from the consent.
    joined_at       timestamptz,
    -- The message with the link, whose variables hold name and number.
    delivery_id     bigint,
    -- Ledger event of a removal that a volunteer reported, until the outbox is known to be empty of the person.
    owed_stop       bigint,
    foreign key (organisation_id, volunteer_id) references contact (organisation_id, id),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
create unique index named_contact_once on named_contact (contact_id, organisation_id) where contact_id is not null;
create index named_contact_by_action on named_contact (action_id, brought_at);
create index named_contact_by_volunteer on named_contact (volunteer_id, action_id);
-- Removals whose stop still has to be enforced.
create index named_contact_owed on named_contact (id) where owed_stop is not null;

-- Every card or form, for the limit: without number or name, and without what came of it.
create table named_try (
    id              bigint      generated always as identity primary key,
    organisation_id bigint      not null,
    volunteer_id    bigint      not null,
    at              timestamptz not null,
    foreign key (organisation_id, volunteer_id) references contact (organisation_id, id)
);
-- Today's tries of a volunteer, against the limit.
create index named_try_by_volunteer on named_try (volunteer_id, at);
