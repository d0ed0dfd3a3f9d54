-- stop: the person has stopped, and so can't be told any more that a place is theirs.
alter table event_turn drop constraint event_turn_cause_check;
alter table event_turn add constraint event_turn_cause_check check (cause in ('answer', 'place', 'erasure', 'stop'));
