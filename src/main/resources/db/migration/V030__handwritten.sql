-- What somebody of the organisation wrote to people with the platform's own app, on the telephone of a number that Relais
-- uses too. It went past Relais, so that nothing could hold it back; it is kept to be read with the rest.
create table handwritten_message (
    id              bigint      generated always as identity,
    organisation_id bigint      not null,
    contact_id      bigint      not null,
    sender_id       bigint      not null,
    -- Webhook event it came with.
    event_key       text        not null,
    text            text        not null,
    content         text        not null check (content in
                    ('text', 'card', 'voice', 'picture', 'video', 'sticker', 'place', 'file', 'other')),
    -- By the platform's clock, and by ours.
    written_at      timestamptz not null,
    received_at     timestamptz not null,
    -- Written after the person's stop, which still stood when it became known.
    after_stop      boolean     not null,
    primary key (organisation_id, id),
    unique (organisation_id, sender_id, event_key),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id),
    foreign key (organisation_id, sender_id) references sender (organisation_id, id)
);
-- One person's conversation, for organisers, erasure and merge.
create index handwritten_message_by_contact on handwritten_message (contact_id, id desc);
-- What owners are shown.
create index handwritten_message_after_stop on handwritten_message (organisation_id, received_at desc) where after_stop;
