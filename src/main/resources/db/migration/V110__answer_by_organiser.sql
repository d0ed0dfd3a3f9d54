-- What organisers answered to a message of their inbox. The words stand with the delivery, where an erasure finds them.
create table organiser_answer (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null references organisation,
    -- Goes with the message when the person is erased.
    message_id      bigint      not null references inbound_message on delete cascade,
    delivery_id     bigint      not null unique,
    answered_by     text        not null,
    answered_at     timestamptz not null
);
create index organiser_answer_by_message on organiser_answer (message_id, id);
