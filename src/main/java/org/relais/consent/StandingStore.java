package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.consent.ContactListStore.Filter;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;

/**
 * Counters of how an organisation's people stand, which agree with the rows of {@code consent} in every snapshot, and lists
 * of those who stand so, which begin with them.
 */
public final class StandingStore {
    /**
     * Sums differences up, so that readers add few rows. Whoever folds at the same time takes other rows; in any snapshot a
     * difference is either still there or in the total. Those of an organisation that is moving to another database stay.
     */
    private static final String FOLD =
            """
            with taken as (
                delete from standing_change
                where ctid = any(array(
                    select c.ctid from standing_change c
                    where not exists (select from organisation_move m where m.organisation_id = c.organisation_id)
                    limit 20000 for update of c skip locked))
                returning *
            ), folded as (
            insert into standing_total as total (organisation_id, facet_id, state, class, occasional_spent, reachable_on,
                                                 contacts)
            select organisation_id, facet_id, state, class, occasional_spent, reachable_on, sum(difference)
            from taken
            group by 1, 2, 3, 4, 5, 6
            order by 1, 2, 3, 4, 5, 6
            on conflict (organisation_id, facet_id, state, class, occasional_spent, reachable_on)
                do update set contacts = total.contacts + excluded.contacts
            returning organisation_id, facet_id, contacts
            )
            select organisation_id, facet_id from folded where contacts = 0
            """;

    /** What was folded to nothing; whatever somebody adds to at the same time is passed over, and stays. */
    private static final String FORGET =
            """
            delete from standing_total
            where ctid = any(array(
                select t.ctid
                from unnest($1::bigint[], $2::bigint[]) e (organisation_id, facet_id)
                join standing_total t on t.organisation_id = e.organisation_id and t.facet_id = e.facet_id
                where t.contacts = 0
                for update of t skip locked))
            """;

    /** The groups of people whom a filter leaves, with how many they are: $3 state, $4 class, $5 tag. */
    static final String GROUPS =
            """
            groups as materialized (
                select s.state, s.class, s.facet_id, sum(s.contacts) as contacts from standing s
                where s.organisation_id = $1
                  and ($3::text is null or s.state = $3)
                  and ($4::text is null or s.class = $4)
                  and ($5::text is null or (select f.tags @> array[$5] from facet f where f.id = s.facet_id))
                group by 1, 2, 3
            )""";

    /** Of each group the first beyond $2; only those with the first of these have any of the first $6. */
    private static final String FIRST = Database.PLANNED_EACH_TIME + "with " + GROUPS
            + """
            , begun as materialized (
                select g.*, (%1$s limit 1) as first from groups g
            ), nearest as materialized (
                select * from begun where first is not null order by first limit $6
            )
            select each.beyond
            from nearest g cross join lateral (%1$s limit $6) each (beyond)
            order by each.beyond
            limit $6
            """;

    /** The people of a group beyond $2; the numbers of the newest are negative, so that the smallest is always the first. */
    private static final String OF_GROUP =
            """
            select %1$s from consent s
            where s.organisation_id = $1 and s.state = g.state and s.class = g.class and s.facet_id = g.facet_id
              and -s.contact_id %2$s -$2::bigint
            order by -s.contact_id %3$s
            """;

    private static final String NEWEST = FIRST.formatted(OF_GROUP.formatted("-s.contact_id", ">", "asc"));
    private static final String OLDEST = FIRST.formatted(OF_GROUP.formatted("s.contact_id", "<", "desc"));

    /** Sums up to 20,000 differences up. */
    public Future<Void> fold(SqlClient client) {
        return client.query(FOLD)
                .execute()
                .compose(empty -> empty.size() == 0
                        ? Future.succeededFuture()
                        : client.preparedQuery(FORGET)
                                .execute(Tuple.tuple()
                                        .addArrayOfLong(ids(empty, "organisation_id"))
                                        .addArrayOfLong(ids(empty, "facet_id")))
                                .mapEmpty());
    }

    private static Long[] ids(RowSet<Row> rows, String column) {
        return Rows.all(row -> row.getLong(column)).apply(rows).toArray(Long[]::new);
    }

    /**
     * The first whom a filter without a search leaves, in the order of their numbers; read are as many and one of each group,
     * however many people there are.
     *
     * @param oldest whether the oldest come first, those after {@code from}; else the newest, those before
     */
    Future<List<Long>> first(
            SqlClient client, long organisationId, Filter filter, boolean oldest, long from, int limit) {
        return client.preparedQuery(oldest ? OLDEST : NEWEST)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addLong(from)
                        .addString(SqlNamed.orNull(filter.state()))
                        .addString(SqlNamed.orNull(filter.consentClass()))
                        .addString(filter.tag())
                        .addLong((long) limit))
                .map(Rows.all(row -> Math.abs(row.getLong("beyond"))));
    }
}
