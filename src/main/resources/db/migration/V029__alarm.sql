-- What owners are told of, once when it begins and once when it ends: a sender that may not hear stops, a number of low
-- quality, a paused template, a month that has cost as much as it may.
create table alarm (
    id              bigint      generated always as identity,
    organisation_id bigint      not null references organisation,
    about           text        not null check (about in ('sender', 'quality', 'template', 'ceiling')),
    -- Null for a ceiling.
    sender_id       bigint,
    -- A template's name and language; else empty.
    name            text        not null default '',
    -- What was found, as checks call it: whatever that is, since one that could not be noted would end all the others.
    code            text        not null,
    begun_at        timestamptz not null,
    ended_at        timestamptz,
    primary key (organisation_id, id),
    foreign key (organisation_id, sender_id) references sender (organisation_id, id)
);
-- Nodes that look at the same time note it once.
create unique index alarm_open on alarm (organisation_id, about, coalesce(sender_id, 0), name) where ended_at is null;

-- One mail to one owner. That an alarm has ended is mailed to those only who have been told that it had begun.
create table alarm_mail (
    organisation_id bigint      not null,
    alarm_id        bigint      not null,
    organiser_id    bigint      not null,
    ending          boolean     not null,
    attempts        integer     not null default 0,
    -- Not before this it is tried, again.
    due_at          timestamptz not null,
    sent_at         timestamptz,
    primary key (organisation_id, alarm_id, organiser_id, ending),
    foreign key (organisation_id, alarm_id) references alarm (organisation_id, id) on delete cascade,
    foreign key (organisation_id, organiser_id) references organiser (organisation_id, id) on delete cascade
);
create index alarm_mail_due on alarm_mail (due_at) where sent_at is null;

-- Other programs are told by the feed, and so by webhooks.
create trigger alarm_feed_begun after insert on alarm for each row
    execute function feed_row('alarm', '', 'begun_at', 'id', 'alarmId', 'about', 'about', 'code', 'code',
                              'sender_id', 'senderId');
create trigger alarm_feed_ended after update of ended_at on alarm for each row
    when (old.ended_at is null and new.ended_at is not null)
    execute function feed_row('alarm_over', '', 'ended_at', 'id', 'alarmId', 'about', 'about', 'code', 'code',
                              'sender_id', 'senderId');
