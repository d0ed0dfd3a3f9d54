-- Political advertising: Regulation (EU) 2024/900.

-- Whether the organisation is a political actor or sends political messages: then each of its broadcasts and actions says what
-- it is before it starts.
alter table organisation
    add column political boolean not null default false;

-- What was said of a broadcast, as Declaration writes it; null: nothing yet. Once it has started, this is the first version
-- of its notice, and it does not change any more.
alter table broadcast
    add column declaration jsonb check (jsonb_typeof(declaration) = 'object');
-- For the notice of a message.
create index broadcast_declared on broadcast (organisation_id, message_id) where declaration is not null;

-- What was said of an action; null: nothing yet. Its offers are broadcasts of which the same is said. Political advertising has a
-- label and a notice, which only broadcasts have.
alter table action
    add column declaration jsonb check (declaration ->> 'kind' in ('not_political', 'own_members'));

-- Later versions of the notice of a broadcast. Nothing is taken away: everybody may read what it said before, and it is kept
-- for seven years at least. It holds what organisers wrote about whoever pays, and nothing of contacts.
create table notice_version (
    organisation_id bigint      not null references organisation,
    broadcast_id    bigint      not null,
    version         integer     not null check (version >= 2),
    declaration     jsonb       not null check (jsonb_typeof(declaration) = 'object'),
    changed_by      text        not null,
    changed_at      timestamptz not null,
    primary key (organisation_id, broadcast_id, version),
    foreign key (organisation_id, broadcast_id) references broadcast (organisation_id, id)
);
create trigger notice_version_append_only before update or delete or truncate on notice_version
    for each statement execute function refuse_change();

-- What readers of a notice wrote to say that something is wrong with it or with the message.
create table notice_report (
    organisation_id bigint      not null references organisation,
    id              bigint      generated always as identity,
    broadcast_id    bigint      not null,
    text            text        not null check (length(text) between 1 and 4000),
    -- Where an answer is asked for; null: nobody wants one.
    email           text        check (length(email) between 3 and 320),
    received_at     timestamptz not null,
    closed_at       timestamptz,
    closed_by       text,
    primary key (organisation_id, id),
    foreign key (organisation_id, broadcast_id) references broadcast (organisation_id, id),
    check ((closed_at is null) = (closed_by is null))
);
-- The list: those that are open, oldest first.
create index notice_report_open on notice_report (organisation_id, id) where closed_at is null;
