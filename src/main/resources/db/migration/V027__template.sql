-- The templates of each sender's account, as its platform last listed them and its webhooks changed them since.
create table sender_template (
    organisation_id bigint      not null,
    sender_id       bigint      not null,
    name            text        not null,
    -- The platform's code, such as fr or en_US.
    language        text        not null,
    -- The platform's id of this wording.
    external_id     text        not null,
    -- In small letters, in the platform's words: marketing, utility …; approved, pending, rejected, paused …; green, red …
    category        text        not null,
    status          text        not null,
    quality         text        not null,
    -- Its code or its words for a refusal.
    reason          text,
    -- The category that the platform has said it will have, and when.
    coming_category text,
    coming_at       timestamptz,
    -- As whoever wrote it here called it: the platform's names have small letters only. Null for what was written elsewhere.
    title           text,
    content         jsonb       not null check (jsonb_typeof(content) = 'object'),
    constraint sender_template_coming check (coming_at is null or coming_category is not null),
    primary key (organisation_id, sender_id, name, language),
    foreign key (organisation_id, sender_id) references sender (organisation_id, id)
);
-- What broadcasts wait for.
create index sender_template_unusable on sender_template (organisation_id, name) where status <> 'approved';

-- When a node asks for them again (null: at once), when they last came whole, and what was wrong when they did not.
alter table sender_health
    add column templates_due   timestamptz,
    add column templates_at    timestamptz,
    add column templates_fault jsonb;
