package org.relais.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import org.relais.database.Database;
import org.relais.database.Rows;

/** Table {@code contact_name}, which finds people by the words of their names. */
final class NameIndexStore {
    /**
     * One page of what is not in the index yet. Rows that somebody else is writing are left for the next time, so that
     * nobody ever waits for this in a circle; a row of {@code contact_name_todo} goes when nothing of it is left. Planned
     * each time, as it begins on empty tables.
     */
    private static final String FILL = Database.PLANNED_EACH_TIME
            + """
            with todo as materialized (
                select id, first_id, last_id from contact_name_todo order by id limit 1 for update skip locked
            ), page as materialized (
                select c.id,
                       exists (select from contact_name n
                               where n.organisation_id = c.organisation_id and n.contact_id = c.id) as known
                from todo
                cross join lateral (
                    select id, organisation_id from contact where id between todo.first_id and todo.last_id order by id limit $1) c
            ), locked as materialized (
                select c.id, c.organisation_id, c.name
                from contact c join page on page.id = c.id and not page.known
                order by c.id
                for share of c skip locked
            ), filled as (
                insert into contact_name (contact_id, organisation_id, words)
                select id, organisation_id, name_vector(name) from locked
                on conflict do nothing
            ), standing as (
                select count(*) as looked_at, max(id) as last,
                       count(*) filter (where not known) - (select count(*) from locked) as missed
                from page
            ), ended as (
                delete from contact_name_todo t using todo, standing s
                where t.id = todo.id and s.missed = 0 and s.looked_at < $1
            ), moved as (
                update contact_name_todo t set first_id = least(s.last + 1, t.last_id)
                from todo, standing s
                where t.id = todo.id and s.missed = 0 and s.looked_at = $1
            )
            select (select count(*) from todo) > 0 and missed = 0 as further from standing
            """;

    /** Looks at up to {@code limit} contacts; whether there may be more to do at once. */
    Future<Boolean> fill(SqlClient client, int limit) {
        return client.preparedQuery(FILL)
                .execute(Tuple.of((long) limit))
                .map(Rows.only(row -> row.getBoolean("further")));
    }
}
