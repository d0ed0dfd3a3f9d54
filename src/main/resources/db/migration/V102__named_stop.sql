-- Ledger event of a removal that a volunteer reported, until the outbox is known to be empty of the person.
alter table named_contact add column owed_stop bigint;
create index named_contact_owed on named_contact (id) where owed_stop is not null;
