package org.relais.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import org.relais.database.Database;
import org.relais.database.Rows;

/** Table {@code contact_name}, which finds people by the words of their names. */
public final class NameIndexStore {
    /**
     * What somebody stands by in a list of names, as in {@code contact_by_name}: who has none comes last.
     *
     * @param contact how a statement calls the contact's row
     */
    public static String standsBy(String contact) {
        return "coalesce(nullif(left(folded(" + contact + ".name), 60), ''), chr(1114109)) collate \"C\"";
    }

    /**
     * Whether somebody bears a name, whether or not the index has seen it; each part in SQL.
     *
     * @param query what {@code name_query} made of the name
     */
    public static String bears(String organisation, String contact, String query) {
        return """
            coalesce((select words from contact_name where organisation_id = %1$s and contact_id = %2$s),
                     (select name_vector(name) from contact where id = %2$s)) @@ %3$s
            """
                .formatted(organisation, contact, query);
    }

    /**
     * One page of what is not in the index yet, of as many rows of {@code contact_name_todo} as are surely no more than that
     * together, or of a single larger one. Rows that somebody else is writing are left for the next time, so that nobody
     * ever waits for this in a circle; a row of {@code contact_name_todo} goes when nothing of it is left. Planned each
     * time, as it begins on empty tables; whatever it then expects, it looks for each person by an index.
     */
    private static final String FILL = Database.PLANNED_EACH_TIME
            + """
            with waiting as materialized (
                select id, first_id, last_id from contact_name_todo order by id limit $2 for update skip locked
            ), todo as materialized (
                select id, first_id, last_id
                from (select id, first_id, last_id, row_number() over (order by id) as place,
                             sum(last_id - first_id + 1) over (order by id) as most
                      from waiting) w
                where place = 1 or most <= $1
            ), page as materialized (
                select todo.id as todo, c.id,
                       (select n.contact_id from contact_name n
                        where n.organisation_id = c.organisation_id and n.contact_id = c.id) is not null as known
                from todo
                cross join lateral (
                    select id, organisation_id from contact where id between todo.first_id and todo.last_id order by id limit $1) c
            ), locked as materialized (
                select page.todo, c.id, c.organisation_id, c.name
                from page
                cross join lateral (
                    select id, organisation_id, name from contact where id = page.id for share skip locked) c
                where not page.known
            ), filled as (
                insert into contact_name (contact_id, organisation_id, words)
                select id, organisation_id, name_vector(name) from locked
                on conflict do nothing
            ), standing as materialized (
                select todo.id as todo, count(page.id) as looked_at, max(page.id) as last,
                       count(page.id) filter (where not known)
                           - (select count(*) from locked where locked.todo = todo.id) as missed
                from todo left join page on page.todo = todo.id
                group by todo.id
            ), ended as (
                delete from contact_name_todo
                where id = any (array(select todo from standing where missed = 0 and looked_at < $1))
            ), moved as (
                update contact_name_todo t set first_id = least(s.last + 1, t.last_id)
                from standing s
                where t.id = s.todo and s.missed = 0 and s.looked_at = $1
            )
            select coalesce(sum(missed), 0) = 0
                   and (w.rows = $2 or w.rows > count(*) or coalesce(bool_or(looked_at = $1), false)) as further
            from (select count(*) as rows from waiting) w left join standing on true
            group by w.rows
            """;

    /** So many statements' people at a time at most. */
    private static final int ROWS = 200;

    /** Looks at up to {@code limit} contacts; whether there may be more to do at once. */
    Future<Boolean> fill(SqlClient client, int limit) {
        return client.preparedQuery(FILL)
                .execute(Tuple.of((long) limit, (long) ROWS))
                .map(Rows.only(row -> row.getBoolean("further")));
    }
}
