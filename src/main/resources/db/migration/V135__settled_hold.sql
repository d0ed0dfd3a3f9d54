-- Whoever settles a hold, and however (a stop, a yes, a START, an organiser), the words that led to it wait for nobody
-- any more.
create function hold_settled() returns trigger language plpgsql as $$
begin
    update inbound_message set state = 'read', state_at = new.changed_at
    where contact_id = new.contact_id and kind = 'hold' and state = 'new';
    return null;
end $$;
create trigger consent_hold_settled after update of state on consent for each row
    when (old.state = 'held' and new.state <> 'held') execute function hold_settled();

update inbound_message i set state = 'read', state_at = c.changed_at
from consent c
where c.contact_id = i.contact_id and c.state <> 'held' and i.kind = 'hold' and i.state = 'new';

-- What came without words: a contact card is of somebody who gave no leave, so nothing of it is kept.
alter table inbound_message
    add column content text not null default 'text' check (content in ('text', 'card', 'other'));
update inbound_message set content = 'other' where text = '';
