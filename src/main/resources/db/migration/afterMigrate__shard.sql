-- After every migration, for the sequences of new tables too: the ids of this database begin where no other's can be. The
-- number is the database's own, not the configuration's, so that a wrong one does no harm.
do $shard$
declare
    its_first constant bigint := (select number::bigint << 40 from shard);
    one record;
begin
    if its_first = 0 then
        return;
    end if;
    for one in
        select c.oid::regclass as its_sequence from pg_class c
        join pg_sequences s on s.schemaname = current_schema() and s.sequencename = c.relname
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S'
          and coalesce(s.last_value, 0) < its_first
    loop
        perform setval(one.its_sequence, its_first);
    end loop;
end $shard$;
