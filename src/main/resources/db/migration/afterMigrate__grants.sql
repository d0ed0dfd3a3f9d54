-- What the application's role may do: read and write rows, never the tables themselves. The role that owns the schema
-- runs this after every migration; what is granted already is not granted again. Nothing here for a role that owns the
-- schema itself.
--
-- Append-only rows are protected twice: by triggers, which the owner could switch off, and by rights that the
-- application never gets. What it could still do to consent and suppression list, which have to change, is found by
-- 'relais ledger verify'.
do $grants$
declare
    application constant name := '${application_role}';
    one record;
begin
    if application = current_user then
        return;
    end if;
    -- Nodes that start together wait for one another.
    perform pg_advisory_xact_lock(hashtextextended('grants of the schema', 0));
    if not has_schema_privilege(application, current_schema()::text, 'USAGE') then
        execute format('grant usage on schema %I to %I', current_schema(), application);
    end if;
    for one in
        select c.oid::regclass as its_table, p.privilege,
               p.privilege = any (case when c.relkind = 'v' then '{SELECT}'
                                       else coalesce(narrow.privileges, '{SELECT,INSERT,UPDATE,DELETE}') end) as wanted,
               has_table_privilege(application, c.oid, p.privilege) as granted
        from pg_class c
        cross join unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) p (privilege)
        left join (values
            ('flyway_schema_history', '{SELECT}'::text[]),
            ('organisation',          '{SELECT,INSERT,UPDATE}'),
            ('shard',                 '{SELECT}'),
            ('organisation_move',     '{SELECT}'),
            ('audit_event',           '{SELECT,INSERT}'),
            ('archive_file',          '{SELECT,INSERT}'),
            ('retention_run',         '{SELECT,INSERT}'),
            ('contact',               '{SELECT,INSERT,UPDATE}'),
            ('ledger_event',          '{SELECT,INSERT}'),
            -- An erasure removes words, and 'ledger verify' asks for its entry.
            ('ledger_text',           '{SELECT,INSERT,DELETE}'),
            ('ledger_link',           '{SELECT,INSERT}'),
            ('ledger_chain',          '{SELECT,INSERT,UPDATE}'),
            ('ledger_seal',           '{SELECT,UPDATE}'),
            ('ledger_anchor',         '{SELECT,INSERT}'),
            ('wording',               '{SELECT,INSERT}'),
            ('suppression',           '{SELECT,INSERT,DELETE}'),
            ('suppression_removal',   '{SELECT}'),
            ('suppression_key',       '{SELECT,INSERT}'),
            ('action_event',          '{SELECT,INSERT}'),
            ('event_turn',            '{SELECT,INSERT}'),
            ('notice_version',        '{SELECT,INSERT}')
        ) narrow (name, privileges) on narrow.name = c.relname
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v')
    loop
        if one.wanted and not one.granted then
            execute format('grant %s on %s to %I', one.privilege, one.its_table, application);
        elsif one.granted and not one.wanted then
            execute format('revoke %s on %s from %I', one.privilege, one.its_table, application);
        end if;
    end loop;
    for one in
        select c.oid::regclass as its_sequence from pg_class c
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S'
          and case when c.relkind = 'S' then not has_sequence_privilege(application, c.oid, 'USAGE') end
    loop
        execute format('grant usage on sequence %s to %I', one.its_sequence, application);
    end loop;
    -- Functions that work as the owner are nobody's else.
    for one in
        select f.oid::regprocedure as its_function from pg_proc f
        where f.pronamespace = current_schema()::regnamespace and f.prosecdef and f.prorettype <> 'trigger'::regtype
          and not has_function_privilege(application, f.oid, 'EXECUTE')
    loop
        execute format('grant execute on function %s to %I', one.its_function, application);
    end loop;
end $grants$;
