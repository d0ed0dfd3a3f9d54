package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;

/** What the role that we are could do to the ledger behind our back, in SQL. */
final class RoleStore {

    /**
     * The server's version; whether the role owns the schema, itself or by membership, null when there is none yet;
     * whether it may make one; and whether there is the application's role (the one parameter).
     */
    static final String SERVER_AND_ROLES =
            """
            select current_setting('server_version_num')::int as version,
                   pg_has_role(current_user, relowner, 'member') as owns,
                   coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as creates,
                   exists (select from pg_roles where rolname = ?) as known
            from (select 1) one
            left join pg_class on oid = to_regclass('flyway_schema_history')
            """;

    /** The channel on which nodes hear that the schema was brought on. */
    static final String SCHEMA = "relais_schema";

    static final String TELL_SCHEMA = "notify " + SCHEMA;

    /** Which of several databases it is. */
    static final String SHARD_NUMBER = "select number from shard";

    /** Means of changing what is append-only, the strongest first. */
    private static final String POWERS =
            """
            select p.power from (values
                (1, 'is a superuser', (select rolsuper from pg_roles where rolname = current_user)),
                (2, 'owns its tables', exists (
                    select from pg_class c
                    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                      and pg_has_role(current_user, c.relowner, 'member'))),
                (3, 'can switch triggers off', has_parameter_privilege('session_replication_role', 'SET')),
                (4, 'can change the ledger', exists (
                    select from pg_class c
                    where c.relnamespace = current_schema()::regnamespace
                      and c.relname in ('ledger_event', 'ledger_link', 'ledger_anchor')
                      and has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')))
            ) p (rank, power, has)
            where p.has
            order by p.rank
            """;

    Future<List<String>> powers(SqlClient client) {
        return client.query(POWERS).execute().map(Rows.all(row -> row.getString("power")));
    }
}
