-- Question actions: what is asked, and what people answered.

-- What is asked of an action of the kind question; it stays as it is once the action is open.
create table question_form (
    action_id       bigint      primary key references action on delete cascade,
    organisation_id bigint      not null references organisation,
    form            jsonb       not null check (jsonb_typeof(form) = 'object'),
    -- Days after the end of the action until nobody can be read from the answers any more.
    keep_days       smallint    not null check (keep_days between 0 and 365),
    -- The platforms' ids of the forms that were made of it, by channel, sender and language.
    published       jsonb       not null default '{}' check (jsonb_typeof(published) = 'object'),
    -- How many have come to the end, ever: what people are thanked with.
    finished        bigint      not null default 0,
    -- When nobody could be read from the answers any more.
    forgotten_at    timestamptz,
    updated_by      text        not null,
    updated_at      timestamptz not null
);
-- Forms whose answers are still somebody's.
create index question_form_kept on question_form (organisation_id) where forgotten_at is null;

create table question_answer (
    id              bigint      generated always as identity primary key,
    organisation_id bigint      not null,
    action_id       bigint      not null references question_form,
    -- Null once the time of the action is over: choices and numbers stay as counts.
    contact_id      bigint,
    step            text        not null check (step ~ '^[a-z0-9_]{1,24}$'),
    -- At most one of these; none for a step that was skipped.
    choice          text,
    number          numeric(14, 2),
    words           text        check (length(words) between 1 and 1000),
    answered_at     timestamptz not null,
    check (num_nonnulls(choice, number, words) <= 1),
    -- Words are never kept without the person who can have them erased.
    check (words is null or contact_id is not null),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
-- One answer per person and step.
create unique index question_answer_once on question_answer (action_id, contact_id, step) where contact_id is not null;
-- Results of an action by step, and its texts page by page.
create index question_answer_by_step on question_answer (action_id, step, id);
create index question_answer_by_contact on question_answer (contact_id);
