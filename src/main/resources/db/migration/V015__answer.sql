-- What people answered to the buttons of broadcasts: one answer per person and broadcast counts, the last one.
create table broadcast_answer (
    id              bigint generated always as identity primary key,
    organisation_id bigint      not null,
    broadcast_id    bigint      not null,
    -- Null once the person is erased: the figures stay.
    contact_id      bigint,
    -- The message that was answered; null once the person is erased.
    delivery_id     bigint,
    -- The button's payload, and its label as the person read it.
    payload         text        not null check (length(payload) between 1 and 64),
    label           text        not null,
    manner          text        not null check (manner in ('tap', 'words')),
    answered_at     timestamptz not null,
    -- When the person answered something else; null for the answer that counts.
    replaced_at     timestamptz,
    -- The transaction that wrote it: welcomes (V017) read new answers in this order, behind the oldest one still running.
    written_in      xid8        not null default pg_current_xact_id(),
    foreign key (organisation_id, broadcast_id) references broadcast (organisation_id, id),
    foreign key (organisation_id, contact_id) references contact (organisation_id, id)
);
-- One counts.
create unique index broadcast_answer_once on broadcast_answer (broadcast_id, contact_id) where replaced_at is null;
-- Who answered what, page by page, and audiences of those who did.
create index broadcast_answer_by_payload on broadcast_answer (broadcast_id, payload, contact_id) where replaced_at is null;
-- New answers, for who waits for them.
create index broadcast_answer_new on broadcast_answer (broadcast_id, payload, written_in, id) where replaced_at is null;
-- A person's answers, for erasure, merge, disclosure and their own figures.
create index broadcast_answer_by_contact on broadcast_answer (contact_id, id);

-- Answers are counted beside the deliveries of their broadcast (V007), as the state 'answered' with the payload as reason.
create function count_answers() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and old.replaced_at is null then
        insert into broadcast_change (broadcast_id, state, reason, difference)
        values (old.broadcast_id, 'answered', old.payload, -1);
    end if;
    if tg_op <> 'DELETE' and new.replaced_at is null then
        insert into broadcast_change (broadcast_id, state, reason, difference)
        values (new.broadcast_id, 'answered', new.payload, 1);
    end if;
    return null;
end $$;
create trigger answer_counts_new after insert or delete on broadcast_answer for each row execute function count_answers();
create trigger answer_counts_replaced after update of replaced_at on broadcast_answer for each row
    when (old.replaced_at is distinct from new.replaced_at) execute function count_answers();

-- The offer of an action is answered in the action (V011): one answer per volunteer, the last one, never taken back.
create function count_offer_answers() returns trigger language plpgsql as $$
begin
    insert into broadcast_change (broadcast_id, state, reason, difference)
    select d.broadcast_id, 'answered', answer.payload, answer.difference
    from delivery d
    cross join (values (old.answer, -1), (new.answer, 1)) answer (payload, difference)
    where d.id = new.delivery_id and d.broadcast_id is not null and answer.payload is not null;
    return null;
end $$;
create trigger offer_answer_counts_first after insert on assignment for each row
    when (new.answer is not null) execute function count_offer_answers();
create trigger offer_answer_counts_next after update of answer on assignment for each row
    when (new.answer is not null and old.answer is distinct from new.answer) execute function count_offer_answers();
